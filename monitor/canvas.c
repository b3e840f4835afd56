/* SPDX-License-Identifier: MIT */
#include "monitor/canvas.h"

#include "base/memory.h"
#include "base/unicode.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 4096 };

void canvas_reset(struct canvas *canvas, int rows, int columns)
{
    rows = rows < 1 ? 1 : rows;
    columns = columns < 1 ? 1 : columns;
    size_t count = (size_t)rows * (size_t)columns;
    canvas->cells = memory_grow(canvas->cells, count, sizeof *canvas->cells);
    canvas->rows = rows;
    canvas->columns = columns;
    canvas->clip = columns;
    canvas->cursor_row = 0;
    canvas->cursor_column = 0;
    for (size_t i = 0; i < count; i++)
        canvas->cells[i] = (struct cell){ .text = " " };
}

void canvas_free(struct canvas *canvas)
{
    memory_free(&canvas->cells);
    *canvas = (struct canvas){ 0 };
}

static struct cell *cell_at(const struct canvas *canvas, int row, int column)
{
    if (row < 0 || row >= canvas->rows || column < 0 || column >= canvas->columns)
        return NULL;
    return &canvas->cells[row * canvas->columns + column];
}

void canvas_clip(struct canvas *canvas, const struct area *area)
{
    int end = area == NULL ? canvas->columns : area->left + area->columns;
    canvas->clip = end < canvas->columns ? end : canvas->columns;
}

const struct cell *canvas_cell(const struct canvas *canvas, int row, int column)
{
    return cell_at(canvas, row, column);
}

/* The first code points of a cluster: terminals disagree about joined emoji, so only what stands
   before a joiner or a variation selector is shown, and no more than fits. */
static void set_cell(struct cell *cell, const char *cluster, size_t length, enum style style)
{
    const char *joiner = memmem(cluster, length, "\xE2\x80\x8D", 3);
    if (joiner != NULL && joiner > cluster)
        length = (size_t)(joiner - cluster);
    const char *selector = memmem(cluster, length, "\xEF\xB8\x8F", 3);
    if (selector != NULL && selector > cluster)
        length = (size_t)(selector - cluster);
    if (length >= CELL_BYTES) {
        length = CELL_BYTES - 1;
        while (length > 0 && ((unsigned char)cluster[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(cell->text, cluster, length);
    cell->text[length] = '\0';
    cell->style = (unsigned char)style;
}

static void blank_cell(struct cell *cell, const char *text, enum style style)
{
    memcpy(cell->text, text, strlen(text) + 1);
    cell->style = (unsigned char)style;
}

/* How the cluster at `text` is shown: its bytes (0: not at all) and its columns. */
static size_t measure_cluster(const char *text, int *width)
{
    size_t length = unicode_fit(text, 1);
    *width = length > 0 ? 1 : 2;
    return length > 0 ? length : unicode_fit(text, 2);
}

/* Puts as many clusters as fit; the columns they took. */
static int put_clusters(
    struct canvas *canvas, int row, int column, int room, enum style style, const char *text)
{
    int used = 0;
    while (*text != '\0') {
        int width = 0;
        size_t length = measure_cluster(text, &width);
        struct cell *cell = cell_at(canvas, row, column + used);
        struct cell *last = cell_at(canvas, row, column + used + width - 1);
        if (length == 0 || used + width > room || cell == NULL || last == NULL)
            break;
        set_cell(cell, text, length, style);
        if (last != cell)
            blank_cell(last, "", style);
        used += width;
        text += length;
    }
    return used;
}

int canvas_put(
    struct canvas *canvas, int row, int column, int width, enum style style, const char *text)
{
    if (cell_at(canvas, row, column) == NULL || width <= 0)
        return 0;
    if (width > canvas->clip - column)
        width = canvas->clip - column;
    if (width <= 0)
        return 0;
    /* Nothing wider than a screen is looked at, however long the text is. */
    char *part = memory_copy_part(text, strnlen(text, LINE_BYTES));
    char *safe = unicode_printable(part);
    memory_free(&part);
    bool is_cut = safe[unicode_fit(safe, (size_t)width)] != '\0';
    int used = put_clusters(canvas, row, column, is_cut ? width - 1 : width, style, safe);
    struct cell *end = cell_at(canvas, row, column + used);
    if (is_cut && end != NULL) {
        blank_cell(end, "~", style);
        used++;
    }
    memory_free(&safe);
    return used;
}

int canvas_print(
    struct canvas *canvas, int row, int column, enum style style, const char *format, ...)
{
    struct text line = text_new(LINE_BYTES);
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(&line, format, arguments);
    va_end(arguments);
    int used = canvas_put(canvas, row, column, canvas->columns, style, line.data);
    text_free(&line);
    return used;
}

void canvas_style_line(struct canvas *canvas, struct area area, int row, enum style style)
{
    for (int column = area.left; column < area.left + area.columns; column++) {
        struct cell *cell = cell_at(canvas, row, column);
        if (cell != NULL)
            cell->style = (unsigned char)style;
    }
}

static void draw_across(struct canvas *canvas, struct area line, const char *text)
{
    for (int column = line.left; column < line.left + line.columns; column++) {
        struct cell *cell = cell_at(canvas, line.top, column);
        if (cell != NULL)
            blank_cell(cell, text, STYLE_DIM);
    }
}

void canvas_rule(struct canvas *canvas, int row)
{
    draw_across(canvas, (struct area){ .top = row, .columns = canvas->columns }, "\u2500");
}

void canvas_clear(struct canvas *canvas, struct area area)
{
    for (int row = area.top; row < area.top + area.lines; row++) {
        for (int column = area.left; column < area.left + area.columns; column++) {
            struct cell *cell = cell_at(canvas, row, column);
            if (cell != NULL)
                blank_cell(cell, " ", STYLE_PLAIN);
        }
        /* Half of a wide character is none. */
        struct cell *before = cell_at(canvas, row, area.left - 1);
        struct cell *behind = cell_at(canvas, row, area.left + area.columns);
        if (behind != NULL && behind->text[0] == '\0')
            blank_cell(behind, " ", STYLE_PLAIN);
        if (before != NULL && area.left >= 1 && unicode_width(before->text) > 1)
            blank_cell(before, " ", STYLE_PLAIN);
    }
}

static void draw_corner(struct canvas *canvas, int row, int column, const char *text)
{
    struct cell *cell = cell_at(canvas, row, column);
    if (cell != NULL)
        blank_cell(cell, text, STYLE_DIM);
}

struct area canvas_box(struct canvas *canvas, struct area area, const char *title, const char *end)
{
    canvas_clear(canvas, area);
    int bottom = area.top + area.lines - 1;
    int right = area.left + area.columns - 1;
    draw_across(canvas, area, "\u2500");
    draw_across(canvas, (struct area){ .top = bottom, .left = area.left, .columns = area.columns },
        "\u2500");
    for (int row = area.top; row <= bottom; row++) {
        draw_corner(canvas, row, area.left, row == area.top ? "\u250C" : "\u2502");
        draw_corner(canvas, row, right, row == area.top ? "\u2510" : "\u2502");
    }
    draw_corner(canvas, bottom, area.left, "\u2514");
    draw_corner(canvas, bottom, right, "\u2518");
    if (*title != '\0') {
        int used = canvas_put(canvas, area.top, area.left + 3, area.columns - 6, STYLE_BOLD, title);
        draw_corner(canvas, area.top, area.left + 2, " ");
        draw_corner(canvas, area.top, area.left + 3 + used, " ");
    }
    int width = (int)unicode_width(end);
    if (width > 0 && width < area.columns - 6) {
        canvas_put(canvas, bottom, right - width - 1, width, STYLE_DIM, end);
        draw_corner(canvas, bottom, right - width - 2, " ");
        draw_corner(canvas, bottom, right - 1, " ");
    }
    return (struct area){ .top = area.top + 1,
        .left = area.left + 2,
        .lines = area.lines - 2,
        .columns = area.columns - 4 };
}

void canvas_print_text(const struct canvas *canvas, struct text *out)
{
    for (int row = 0; row < canvas->rows; row++) {
        size_t start = out->length;
        for (int column = 0; column < canvas->columns; column++)
            text_add_string(out, canvas_cell(canvas, row, column)->text);
        while (out->length > start && out->data[out->length - 1] == ' ')
            text_cut(out, out->length - 1);
        text_add_char(out, '\n');
    }
}
