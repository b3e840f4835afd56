/* SPDX-License-Identifier: MIT */
#include "monitor/frame.h"

#include "base/unicode.h"
#include "monitor/dialog.h"
#include "monitor/views.h"

#include <stdio.h>
#include <string.h>

/* Below these the screen loses tabs, then rules, then everything but the counts. */
enum { LINES_WITH_TABS = 20, COLUMNS_WITH_TABS = 70 };
enum { LINES_WITH_RULES = 14, LINES_LEAST = 5, COLUMNS_LEAST = 30, COLUMNS_WIDE = 70 };

static const char *state_word(const struct model *model, enum style *style)
{
    *style = STYLE_BAD;
    switch (model->link) {
    case MODEL_LOOKING:
        *style = STYLE_DIM;
        return "[LOOKING]";
    case MODEL_LOST:
        *style = STYLE_BUSY;
        return "[NO ANSWER]";
    case MODEL_NOT_RUNNING:
        return "[NOT RUNNING]";
    case MODEL_FOREIGN:
        return "[OTHER VERSION]";
    case MODEL_ATTACHED:
        break;
    }
    *style = STYLE_BUSY;
    if (model->run.is_paused)
        return "[PAUSED]";
    if (!model->run.is_open)
        return "[WAITING]";
    *style = STYLE_GOOD;
    return "[RUNNING]";
}

static void print_counts(const struct model *model, bool is_wide, char counts[96])
{
    const struct rows *rows = &model->mirror.rows;
    size_t needing = rows_needing(rows);
    counts[0] = '\0';
    if (rows->count == 0 && model->link != MODEL_ATTACHED)
        return;
    if (is_wide)
        snprintf(counts, 96, "%zu file%s  %zu need%s you", rows->count, rows->count == 1 ? "" : "s",
            needing, needing == 1 ? "s" : "");
    else
        snprintf(counts, 96, "%zu need%s you", needing, needing == 1 ? "s" : "");
}

static bool has_tabs(const struct canvas *canvas)
{
    return canvas->rows >= LINES_WITH_TABS && canvas->columns >= COLUMNS_WITH_TABS;
}

static void draw_header(struct model *model, struct canvas *canvas)
{
    enum style style = STYLE_PLAIN;
    const char *word = state_word(model, &style);
    bool is_wide = canvas->columns >= COLUMNS_WIDE;
    char counts[96];
    print_counts(model, is_wide, counts);
    int right = canvas->columns - (int)strlen(counts);
    int word_width = (int)strlen(word);
    int column = is_wide ? 1 : 0;
    if (is_wide)
        column += canvas_put(canvas, 0, column, 7, STYLE_BOLD, "cmsync ");
    const char *title = has_tabs(canvas) ? NULL : views_at(model_shown(model))->title;
    int place_room = right - word_width - 2 - column;
    if (title != NULL)
        place_room -= (int)strlen(title) + 2;
    column += canvas_put(canvas, 0, column, place_room, STYLE_BOLD, model->place);
    column += canvas_put(canvas, 0, column + 1, word_width, style, word) + 1;
    if (title != NULL)
        column += canvas_put(canvas, 0, column + 1, (int)strlen(title), STYLE_PLAIN, title) + 1;
    if (right > column)
        canvas_put(canvas, 0, right, canvas->columns,
            rows_needing(&model->mirror.rows) > 0 ? STYLE_BAD : STYLE_PLAIN, counts);
}

static int draw_tab(
    const struct model *model, struct canvas *canvas, int column, int number, enum model_view view)
{
    const char *title = views_at(view)->title;
    if (model->view == view)
        return canvas_print(canvas, 1, column, STYLE_BOLD, "[%d %s]", number, title);
    return canvas_print(canvas, 1, column + 1, STYLE_PLAIN, "%d %s", number, title) + 2;
}

static void draw_tabs(struct model *model, struct canvas *canvas)
{
    int column = 1;
    int number = 1;
    for (int view = 0; view < MODEL_VIEW_COUNT; view++) {
        if (views_at((enum model_view)view)->title == NULL)
            continue;
        column += draw_tab(model, canvas, column, number, (enum model_view)view) + 1;
        number++;
    }
    const struct view *shown = views_at(model_shown(model));
    if (shown->print_state == NULL)
        return;
    struct text state = text_new(512);
    shown->print_state(model, &state);
    int width = (int)unicode_width(state.data);
    int start = canvas->columns - width - 1;
    canvas_put(
        canvas, 1, start > column ? start : column, canvas->columns, STYLE_PLAIN, state.data);
    text_free(&state);
}

/* `key label` of an action; draws it when `canvas` is one. The columns it takes; 0: no such key. */
static int put_hint(
    const struct model *model, struct canvas *canvas, int row, int column, const char *name)
{
    const struct action *action = action_find(name);
    int key = keymap_first(&model->keymap, name);
    if (action == NULL || key == 0)
        return 0;
    char shown[KEYMAP_NAME_BYTES];
    keymap_name(key, shown);
    int width = (int)unicode_width(shown);
    if (canvas != NULL) {
        canvas_put(canvas, row, column, width, STYLE_BOLD, shown);
        canvas_put(canvas, row, column + width + 1, canvas->columns, STYLE_PLAIN, action->label);
    }
    return width + 1 + (int)unicode_width(action->label);
}

/* What the view hints at, as far as there is room; the last, how to leave, in any case. */
static void draw_hints(struct model *model, struct canvas *canvas, int row, const char *hints)
{
    int gap = canvas->columns >= COLUMNS_WIDE ? 2 : 1;
    int column = gap - 1;
    const char *last = strrchr(hints, ' ');
    last = last == NULL ? hints : last + 1;
    int reserved = put_hint(model, NULL, row, 0, last);
    while (*(hints += strspn(hints, " ")) != '\0') {
        char name[32];
        int length = (int)strcspn(hints, " ");
        snprintf(name, sizeof name, "%.*s", length, hints);
        bool is_last = hints == last;
        hints += length;
        int width = put_hint(model, NULL, row, 0, name);
        if (width == 0 || (!is_last && column + width + gap + reserved > canvas->columns))
            continue;
        put_hint(model, canvas, row, column, name);
        column += width + gap;
    }
}

static void draw_footer(struct model *model, struct canvas *canvas, int row)
{
    if (model->dialog != NULL && model->dialog->draw_footer != NULL)
        model->dialog->draw_footer(model, canvas, row);
    else if (model->dialog != NULL && model->dialog->hints != NULL)
        canvas_put(canvas, row, 1, canvas->columns, STYLE_PLAIN, model->dialog->hints);
    else if (model->note[0] != '\0')
        canvas_print(canvas, row, 0, STYLE_BOLD, " %s", model->note);
    else if (views_at(model_shown(model))->hints != NULL)
        draw_hints(model, canvas, row, views_at(model_shown(model))->hints);
}

/* Three lines in a window that has room for nothing else. */
static void draw_tiny(struct model *model, struct canvas *canvas)
{
    enum style style = STYLE_PLAIN;
    const char *word = state_word(model, &style);
    canvas_put(canvas, 0, 0, canvas->columns, style, word);
    canvas_print(canvas, 1, 0, STYLE_PLAIN, "%zu files, %zu need you", model->mirror.rows.count,
        rows_needing(&model->mirror.rows));
    canvas_put(canvas, 2, 0, canvas->columns, STYLE_PLAIN, "q leave");
}

void frame_draw(struct model *model, struct canvas *canvas)
{
    if (canvas->rows < LINES_LEAST || canvas->columns < COLUMNS_LEAST) {
        draw_tiny(model, canvas);
        return;
    }
    draw_header(model, canvas);
    struct area area = { .top = 1, .lines = canvas->rows - 2, .columns = canvas->columns };
    if (has_tabs(canvas)) {
        draw_tabs(model, canvas);
        area.top++;
        area.lines--;
    }
    if (canvas->rows >= LINES_WITH_RULES) {
        canvas_rule(canvas, area.top);
        canvas_rule(canvas, canvas->rows - 2);
        area.top++;
        area.lines -= 2;
    }
    views_at(model_shown(model))->draw(model, canvas, area);
    if (model->dialog != NULL && model->dialog->draw != NULL) {
        model->dialog->draw(model, canvas, area);
        canvas_clip(canvas, NULL);
    }
    draw_footer(model, canvas, canvas->rows - 1);
}
