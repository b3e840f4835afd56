/* SPDX-License-Identifier: MIT */
/* Every file and its state; beside it, in a wide window, the one that is selected. */
#include "base/memory.h"
#include "monitor/about.h"
#include "monitor/letters.h"
#include "monitor/model.h"
#include "monitor/moment.h"
#include "monitor/strip.h"
#include "monitor/views.h"

#include <stdio.h>
#include <string.h>

enum { LINES_WITH_LOG = 15, COLUMNS_WITH_DETAILS = 100, LINES_WITH_DETAILS = 16 };
enum { COLUMNS_WITH_ACTIVITY = 140, LINES_WITH_ACTIVITY = 28, DETAILS_LINES = 16 };
enum { WHEN_COLUMNS = 9, VERSION_COLUMNS = 6, COLUMNS_WITH_VERSION = 82, COLUMNS_WITH_WHEN = 60 };

/* Where the columns of the list begin, for a width. 0: left out. */
struct columns {
    int path;
    int version;
    int when;
    int note;
};

static struct columns columns_for(struct area area)
{
    int width = area.columns;
    struct columns columns = { .path = area.left + 4 };
    int path_width = width >= COLUMNS_WITH_WHEN ? width / 2 : width * 3 / 5;
    columns.note = columns.path + path_width;
    if (width >= COLUMNS_WITH_VERSION) {
        columns.version = columns.note;
        columns.note += VERSION_COLUMNS;
    }
    if (width >= COLUMNS_WITH_WHEN) {
        columns.when = columns.note;
        columns.note += WHEN_COLUMNS;
    }
    return columns;
}

static int path_end_of(const struct columns *columns)
{
    if (columns->version > 0)
        return columns->version;
    return columns->when > 0 ? columns->when : columns->note;
}

static void draw_row(
    const struct model *model, struct canvas *canvas, struct area area, int line, size_t place)
{
    struct columns columns = columns_for(area);
    const struct row *row = rows_at(&model->mirror.rows, place);
    enum style style = letters_style(row->letter);
    char letter[2] = { row->letter, '\0' };
    canvas_put(canvas, line, area.left + 2, 1, style, letter);
    canvas_put(canvas, line, columns.path, path_end_of(&columns) - columns.path - 1, STYLE_PLAIN,
        row->path);
    if (columns.version > 0 && row->version > 0)
        canvas_print(canvas, line, columns.version, STYLE_PLAIN, "v%lld", (long long)row->version);
    if (columns.when > 0) {
        char age[MOMENT_BYTES];
        moment_print_age(row->at_ms, model->now_ms, age);
        canvas_put(canvas, line, columns.when, WHEN_COLUMNS - 1, STYLE_DIM, age);
    }
    const char *note = *row->reason != '\0' ? row->reason : letters_word(row->letter);
    canvas_put(canvas, line, columns.note, area.left + area.columns - columns.note, style, note);
    bool is_selected = place == model->selected_place;
    if (is_selected)
        canvas_style_line(canvas, area, line, STYLE_SELECTED);
    enum style mark = is_selected ? STYLE_SELECTED : STYLE_BOLD;
    canvas_put(canvas, line, area.left, 1, mark, is_selected ? ">" : " ");
    canvas_put(canvas, line, area.left + 1, 1, mark, row->is_marked ? "*" : " ");
}

/* Keeps the selection on its file and on the screen. */
static void settle_selection(struct model *model, int lines)
{
    model->mirror.rows.now_ms = model->now_ms;
    rows_show(&model->mirror.rows);
    size_t count = model->mirror.rows.shown_count;
    size_t place = model->selected == NULL ? 0 : rows_place(&model->mirror.rows, model->selected);
    /* The file went out of the list: stay on the line. */
    if (place == count)
        place = model->selected_place < count ? model->selected_place : count == 0 ? 0 : count - 1;
    model->selected_place = place;
    size_t shown = lines < 1 ? 1 : (size_t)lines;
    if (place < model->top)
        model->top = place;
    if (place >= model->top + shown)
        model->top = place - shown + 1;
    if (model->top + shown > count)
        model->top = count > shown ? count - shown : 0;
}

static void draw_empty(const struct model *model, struct canvas *canvas, struct area area)
{
    const char *text = "There is no Markdown file in the folder.";
    if (model->mirror.state != MIRROR_CURRENT)
        text = "Loading ...";
    else if (model->mirror.rows.count > 0)
        text = "No file matches the filter. Esc takes it off.";
    canvas_put(canvas, area.top + 1, area.left + 4, area.columns - 4, STYLE_DIM, text);
}

static void draw_head(struct canvas *canvas, struct area area)
{
    struct columns columns = columns_for(area);
    canvas_put(canvas, area.top, area.left + 2, 1, STYLE_DIM, "S");
    canvas_put(canvas, area.top, columns.path, 20, STYLE_DIM, "Path");
    if (columns.version > 0)
        canvas_put(canvas, area.top, columns.version, 4, STYLE_DIM, "Ver");
    if (columns.when > 0)
        canvas_put(canvas, area.top, columns.when, 4, STYLE_DIM, "When");
    canvas_put(canvas, area.top, columns.note, 20, STYLE_DIM, "Note");
}

/* The lines of the list, from model->top on. */
static void draw_lines(struct model *model, struct canvas *canvas, struct area area)
{
    model->page_lines = area.lines < 1 ? 1 : area.lines;
    settle_selection(model, area.lines);
    for (int i = 0; i < area.lines; i++) {
        size_t place = model->top + (size_t)i;
        if (rows_at(&model->mirror.rows, place) == NULL)
            break;
        draw_row(model, canvas, area, area.top + i, place);
        if (place == model->selected_place && model->dialog == NULL) {
            canvas->cursor_row = area.top + i;
            canvas->cursor_column = area.left;
        }
    }
    if (model->mirror.rows.shown_count == 0)
        draw_empty(model, canvas, area);
}

/* `1-15 of 2144`, `3 marked` */
static void print_place(const struct model *model, char place[96])
{
    const struct rows *rows = &model->mirror.rows;
    size_t count = rows->shown_count;
    size_t last = model->top + (size_t)model->page_lines;
    int length = snprintf(place, 96, "%zu-%zu of %zu", count == 0 ? 0 : model->top + 1,
        last > count ? count : last, count);
    if (rows->marked > 0)
        snprintf(place + length, 96 - (size_t)length, "   %zu marked", rows->marked);
}

static void draw_list(struct model *model, struct canvas *canvas, struct area area)
{
    bool has_head = area.lines > 6;
    struct area lines = area;
    if (has_head) {
        draw_head(canvas, area);
        lines.top++;
        lines.lines -= 2;
    }
    draw_lines(model, canvas, lines);
    if (!has_head)
        return;
    char place[96];
    print_place(model, place);
    canvas_rule(canvas, lines.top + lines.lines);
    canvas_print(canvas, lines.top + lines.lines, area.left + 1, STYLE_DIM, " %s ", place);
}

/* The list in a box: its end line says where in the list one is. */
static void draw_list_box(struct model *model, struct canvas *canvas, struct area area)
{
    struct area inside = canvas_box(canvas, area, "Files", "");
    inside.left--;
    inside.columns += 2;
    draw_head(canvas, inside);
    inside.top++;
    inside.lines--;
    canvas_clip(canvas, &inside);
    draw_lines(model, canvas, inside);
    canvas_clip(canvas, NULL);
    char place[100];
    print_place(model, place);
    char shown[104];
    int width = snprintf(shown, sizeof shown, " %s ", place);
    canvas_put(canvas, area.top + area.lines - 1, area.left + area.columns - width - 1, width,
        STYLE_DIM, shown);
}

static void draw_details_box(struct model *model, struct canvas *canvas, struct area area)
{
    const struct row *row = model_selected(model);
    about_want(model, row);
    struct area inside = canvas_box(
        canvas, area, row == NULL ? "Details" : row->path, "d diff  e edit  o open  y copy");
    canvas_clip(canvas, &inside);
    about_draw(model, canvas, inside, row);
    canvas_clip(canvas, NULL);
}

/* List and details beside each other; below the details, in a large window, the log. */
static void draw_wide(struct model *model, struct canvas *canvas, struct area area)
{
    bool has_activity = area.columns >= COLUMNS_WITH_ACTIVITY && area.lines >= LINES_WITH_ACTIVITY;
    struct area strip = area;
    strip.lines = has_activity ? 6 : 3;
    strip.top = area.top + area.lines - strip.lines;
    struct area list = area;
    list.lines -= strip.lines;
    list.columns = area.columns * 3 / 5;
    struct area details = list;
    details.left = list.left + list.columns;
    details.columns = area.columns - list.columns;
    draw_list_box(model, canvas, list);
    if (has_activity) {
        struct area log = details;
        details.lines = DETAILS_LINES;
        log.top += details.lines;
        log.lines -= details.lines;
        struct area inside = canvas_box(canvas, log, "Log", "l full log");
        canvas_clip(canvas, &inside);
        strip_draw_log(model, canvas, inside);
        canvas_clip(canvas, NULL);
        struct area progress = canvas_box(canvas, strip, "Progress", "");
        strip_draw_progress_lines(model, canvas, progress);
    } else {
        strip_draw_progress(model, canvas, strip);
        strip.top++;
        strip.lines--;
        strip_draw_log(model, canvas, strip);
    }
    draw_details_box(model, canvas, details);
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    if (area.columns >= COLUMNS_WITH_DETAILS && area.lines >= LINES_WITH_DETAILS) {
        draw_wide(model, canvas, area);
        return;
    }
    struct area list = area;
    int log_lines = area.lines >= LINES_WITH_LOG ? 2 : 0;
    list.lines -= log_lines + 1;
    draw_list(model, canvas, list);
    struct area strip = area;
    strip.top += list.lines;
    strip.lines = 1;
    strip_draw_progress(model, canvas, strip);
    strip.top++;
    strip.lines = log_lines;
    strip_draw_log(model, canvas, strip);
}

static void move(struct model *model, long lines)
{
    rows_show(&model->mirror.rows);
    size_t count = model->mirror.rows.shown_count;
    long place = (long)model->selected_place + lines;
    place = place < 0 ? 0 : place;
    if (place >= (long)count)
        place = count == 0 ? 0 : (long)count - 1;
    const struct row *row = rows_at(&model->mirror.rows, (size_t)place);
    memory_free(&model->selected);
    /* On the first line it stays on the first line, whatever comes there. */
    if (row != NULL && place > 0)
        model->selected = memory_copy_text(row->path);
    model->selected_place = (size_t)place;
}

static void print_state(struct model *model, struct text *out)
{
    struct rows *rows = &model->mirror.rows;
    if (rows->filter != NULL && *rows->filter != '\0') {
        rows_show(rows);
        text_add_format(
            out, "filter: %s   %zu of %zu   ", rows->filter, rows->shown_count, rows->count);
    }
    text_add_format(
        out, "sort: %s%s", rows_order_name(rows->order), rows->is_reversed ? " (reversed)" : "");
}

const struct view view_files = {
    .title = "Files",
    .draw = draw,
    .move = move,
    .print_state = print_state,
    .hints = "help filter palette details mark resolve delete pause detach",
};
