/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "monitor/model.h"
#include "monitor/strip.h"
#include "monitor/views.h"

#include <stdio.h>
#include <string.h>

enum { LINES_WITH_LOG = 15, LINES_TALL = 35 };
enum { WHEN_COLUMNS = 9, VERSION_COLUMNS = 6, COLUMNS_WITH_VERSION = 100, COLUMNS_WITH_WHEN = 60 };

/* Where the columns of the list begin, for a width. 0: left out. */
struct columns {
    int path;
    int version;
    int when;
    int note;
};

static struct columns columns_for(int width)
{
    struct columns columns = { .path = 4 };
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

static void print_age(int64_t at_ms, int64_t now_ms, char age[16])
{
    int64_t minutes = at_ms <= 0 ? -1 : (now_ms - at_ms) / 60000;
    if (minutes < 0)
        snprintf(age, 16, "%s", at_ms <= 0 ? "" : "now");
    else if (minutes == 0)
        snprintf(age, 16, "now");
    else if (minutes < 60)
        snprintf(age, 16, "%dm ago", (int)minutes);
    else if (minutes < 60 * 48)
        snprintf(age, 16, "%dh ago", (int)(minutes / 60));
    else
        snprintf(age, 16, "%dd ago", (int)(minutes / 60 / 24 % 100000));
}

static enum style style_of(char letter)
{
    switch (letter) {
    case 'U':
    case 'E':
    case 'D':
    case 'L':
        return STYLE_BAD;
    case 'A':
    case 'M':
    case 'R':
    case 'W':
    case '>':
        return STYLE_BUSY;
    case 'I':
    case 'O':
    case 'P':
        return STYLE_DIM;
    default:
        return STYLE_PLAIN;
    }
}

/* What a letter means, where the store says nothing more. */
static const char *word_of(char letter)
{
    static const struct {
        char letter;
        const char *word;
    } words[] = {
        { 'A', "new" },
        { 'M', "changed" },
        { 'R', "moved" },
        { 'D', "deletion waits for you" },
        { 'U', "changed on both sides" },
        { 'E', "failed" },
        { 'W', "waiting" },
        { '>', "being sent" },
        { 'I', "ignored" },
        { 'L', "not permitted" },
        { 'P', "paused" },
        { 'O', "its file is gone" },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i].letter == letter)
            return words[i].word;
    }
    return "";
}

static void draw_row(const struct model *model, struct canvas *canvas, struct area area, int line,
    const struct row *row, bool is_selected)
{
    struct columns columns = columns_for(canvas->columns);
    enum style style = style_of(row->letter);
    char letter[2] = { row->letter, '\0' };
    canvas_put(canvas, line, 2, 1, style, letter);
    int path_end = columns.version > 0 ? columns.version
                   : columns.when > 0  ? columns.when
                                       : columns.note;
    canvas_put(canvas, line, columns.path, path_end - columns.path - 1, STYLE_PLAIN, row->path);
    if (columns.version > 0 && row->version > 0)
        canvas_print(canvas, line, columns.version, STYLE_PLAIN, "v%lld", (long long)row->version);
    if (columns.when > 0) {
        char age[16];
        print_age(row->at_ms, model->now_ms, age);
        canvas_put(canvas, line, columns.when, WHEN_COLUMNS - 1, STYLE_DIM, age);
    }
    const char *note = *row->reason != '\0' ? row->reason : word_of(row->letter);
    canvas_put(canvas, line, columns.note, canvas->columns - columns.note, style, note);
    if (is_selected) {
        canvas_style_line(canvas, area, line, STYLE_SELECTED);
        canvas_put(canvas, line, 0, 1, STYLE_SELECTED, ">");
    }
}

/* Keeps the selection on its file and on the screen. */
static void settle_selection(struct model *model, int lines)
{
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
    canvas_put(canvas, area.top + 1, 4, canvas->columns - 4, STYLE_DIM, text);
}

static void draw_list(struct model *model, struct canvas *canvas, struct area area)
{
    struct columns columns = columns_for(canvas->columns);
    bool has_head = area.lines > 6;
    if (has_head) {
        canvas_put(canvas, area.top, 2, 1, STYLE_DIM, "S");
        canvas_put(canvas, area.top, columns.path, 20, STYLE_DIM, "Path");
        if (columns.version > 0)
            canvas_put(canvas, area.top, columns.version, 4, STYLE_DIM, "Ver");
        if (columns.when > 0)
            canvas_put(canvas, area.top, columns.when, 4, STYLE_DIM, "When");
        canvas_put(canvas, area.top, columns.note, 20, STYLE_DIM, "Note");
        area.top++;
        area.lines -= 2;
    }
    model->page_lines = area.lines < 1 ? 1 : area.lines;
    settle_selection(model, area.lines);
    for (int i = 0; i < area.lines; i++) {
        size_t place = model->top + (size_t)i;
        const struct row *row = rows_at(&model->mirror.rows, place);
        if (row == NULL)
            break;
        bool is_selected = place == model->selected_place;
        draw_row(model, canvas, area, area.top + i, row, is_selected);
        if (is_selected && model->dialog == NULL)
            canvas->cursor_row = area.top + i;
    }
    size_t count = model->mirror.rows.shown_count;
    if (count == 0)
        draw_empty(model, canvas, area);
    if (!has_head)
        return;
    canvas_rule(canvas, area.top + area.lines);
    size_t last = model->top + (size_t)model->page_lines;
    canvas_print(canvas, area.top + area.lines, 1, STYLE_DIM, " %zu-%zu of %zu ",
        count == 0 ? 0 : model->top + 1, last > count ? count : last, count);
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    int log_lines = area.lines >= LINES_TALL ? 6 : area.lines >= LINES_WITH_LOG ? 2 : 0;
    struct area list = area;
    list.lines -= log_lines + 1;
    draw_list(model, canvas, list);
    struct area progress = area;
    progress.top += list.lines;
    progress.lines = 1;
    strip_draw_progress(model, canvas, progress);
    progress.top++;
    progress.lines = log_lines;
    strip_draw_log(model, canvas, progress);
}

static void move(struct model *model, long lines)
{
    rows_show(&model->mirror.rows);
    size_t count = model->mirror.rows.shown_count;
    long place = (long)model->selected_place + lines;
    place = place < 0 ? 0 : place;
    if (place >= (long)count)
        place = count == 0 ? 0 : (long)count - 1;
    memory_free(&model->selected);
    const struct row *row = rows_at(&model->mirror.rows, (size_t)place);
    /* On the first line it stays on the first line, whatever comes there. */
    if (row != NULL && place > 0)
        model->selected = memory_copy_text(row->path);
    model->selected_place = (size_t)place;
}

static void print_state(struct model *model, struct text *out)
{
    struct rows *rows = &model->mirror.rows;
    if (rows->filter == NULL || *rows->filter == '\0')
        return;
    rows_show(rows);
    text_add_format(out, "filter: %s   %zu of %zu", rows->filter, rows->shown_count, rows->count);
}

const struct view view_files = {
    .title = "Files",
    .draw = draw,
    .move = move,
    .print_state = print_state,
    .hints = "help filter pause rescan stop detach",
};
