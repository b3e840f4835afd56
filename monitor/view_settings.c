/* SPDX-License-Identifier: MIT */
/* Every setting with its value and where that comes from. */
#include "monitor/amend.h"
#include "monitor/model.h"
#include "monitor/views.h"

#include <stdio.h>
#include <string.h>

enum {
    NAME_COLUMN = 4,
    VALUE_COLUMN = 26,
    ORIGIN_COLUMNS = 19,
    COLUMNS_WITH_ORIGIN = 70,
    WORDS_LINES = 3, /* below the list: a rule and what the setting means */
    LINES_WITH_WORDS = 10,
    VALUE_BYTES = 4096,
};

/* The line of a setting in the list, where each section has a heading. */
static int line_of(size_t id)
{
    int line = 0;
    for (size_t i = 0; i <= id; i++) {
        bool is_first = i == 0 || strcmp(setting_get((enum setting_id)i)->section,
                                      setting_get((enum setting_id)(i - 1))->section) != 0;
        line += is_first ? 2 : 1;
    }
    return line - 1;
}

static const char *heading(const char *section)
{
    static const char *const titles[][2] = { { "site", "Site" }, { "docs", "Folder" },
        { "markdown", "Markdown" }, { "publish", "Publishing" }, { "diagrams", "Diagrams" },
        { "limits", "Limits" } };
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        if (strcmp(titles[i][0], section) == 0)
            return titles[i][1];
    }
    return section;
}

/* `[ ask ] mine theirs` where one can choose, else the value. */
static void print_value(const struct settings_sheet *sheet, const struct setting *setting,
    bool is_selected, struct text *out)
{
    size_t start = out->length;
    enum setting_id id = setting_id_of(setting);
    if (sheet->config.origins[id].source == CONFIG_SOURCE_DEFAULT)
        sheet_print_typed(sheet, id, out);
    else
        setting_print(setting, &sheet->config, out);
    if (out->length == start)
        text_add_string(out, "-");
    if (!is_selected || setting->type != SETTING_TYPE_CHOICE)
        return;
    char now[64];
    snprintf(now, sizeof now, "%s", out->data + start);
    text_cut(out, start);
    for (size_t i = 0; setting->choices[i] != NULL; i++)
        text_add_format(
            out, strcmp(setting->choices[i], now) == 0 ? "[%s] " : "%s ", setting->choices[i]);
}

static void draw_setting(
    const struct model *model, struct canvas *canvas, struct area area, int row, enum setting_id id)
{
    const struct settings_sheet *sheet = &model->sheet;
    const struct setting *setting = setting_get(id);
    bool is_selected = sheet->cursor == (size_t)id;
    bool has_origin = area.columns >= COLUMNS_WITH_ORIGIN;
    int right = area.columns - (has_origin ? ORIGIN_COLUMNS : 0);
    struct text text = text_new(VALUE_BYTES);
    if (sheet->changes[id].is_changed)
        canvas_put(canvas, row, area.left + 2, 1, STYLE_BUSY, "*");
    canvas_put(canvas, row, area.left + NAME_COLUMN, VALUE_COLUMN - NAME_COLUMN - 1, STYLE_PLAIN,
        setting->name);
    print_value(sheet, setting, is_selected, &text);
    canvas_put(canvas, row, area.left + VALUE_COLUMN, right - VALUE_COLUMN - 1,
        sheet->changes[id].is_changed ? STYLE_BUSY : STYLE_PLAIN, text.data);
    text_cut(&text, 0);
    sheet_print_origin(sheet, id, &text);
    if (has_origin)
        canvas_put(canvas, row, area.left + right, ORIGIN_COLUMNS - 1, STYLE_DIM,
            sheet->changes[id].is_changed ? "not written" : text.data);
    text_free(&text);
    if (!is_selected)
        return;
    canvas_style_line(canvas, area, row, STYLE_SELECTED);
    canvas_put(canvas, row, area.left + 1, 1, STYLE_SELECTED, ">");
    canvas->cursor_row = row;
    canvas->cursor_column = area.left + 1;
}

static void draw_list(struct model *model, struct canvas *canvas, struct area area)
{
    struct settings_sheet *sheet = &model->sheet;
    int selected = line_of(sheet->cursor);
    if (selected >= sheet->top + area.lines)
        sheet->top = selected - area.lines + 1;
    if (selected <= sheet->top)
        sheet->top = selected < 2 ? 0 : selected - 1; /* its heading, perhaps */
    int furthest = line_of(SETTING_COUNT - 1) + 1 - area.lines;
    if (sheet->top > furthest)
        sheet->top = furthest < 0 ? 0 : furthest;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        int line = line_of(i) - sheet->top;
        const struct setting *setting = setting_get((enum setting_id)i);
        bool is_first =
            i == 0 || strcmp(setting->section, setting_get((enum setting_id)(i - 1))->section) != 0;
        if (is_first && line - 1 >= 0 && line - 1 < area.lines)
            canvas_put(canvas, area.top + line - 1, area.left + 1, area.columns, STYLE_BOLD,
                heading(setting->section));
        if (line >= 0 && line < area.lines)
            draw_setting(model, canvas, area, area.top + line, (enum setting_id)i);
    }
}

/* What the selected setting means, what can be written, and when it counts. */
static void draw_words(const struct model *model, struct canvas *canvas, struct area area)
{
    const struct settings_sheet *sheet = &model->sheet;
    enum setting_id id = (enum setting_id)sheet->cursor;
    char why[SHEET_WORDS_BYTES];
    const char *refusal = sheet_refusal(sheet, id, why);
    canvas_rule(canvas, area.top);
    canvas_print(canvas, area.top + 1, area.left + 1, STYLE_PLAIN, "%s", setting_get(id)->help);
    canvas_put(canvas, area.top + 2, area.left + 1, area.columns - 1,
        refusal == NULL ? STYLE_DIM : STYLE_BUSY, refusal == NULL ? sheet_effect(id) : refusal);
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    if (!model->sheet.is_read) {
        canvas_put(canvas, area.top + 1, area.left + 4, area.columns - 4, STYLE_BAD,
            model->sheet.unusable[0] == '\0' ? "The settings are being read ..."
                                             : model->sheet.unusable);
        return;
    }
    struct area list = area;
    if (area.lines >= LINES_WITH_WORDS)
        list.lines -= WORDS_LINES;
    model->page_lines = list.lines;
    draw_list(model, canvas, list);
    area.top += list.lines;
    area.lines -= list.lines;
    if (area.lines > 0)
        draw_words(model, canvas, area);
}

static void move(struct model *model, long lines)
{
    long at = (long)model->sheet.cursor + lines;
    long last = (long)SETTING_COUNT - 1;
    model->sheet.cursor = (size_t)(at < 0 ? 0 : at > last ? last : at);
}

static void open_settings(struct model *model)
{
    /* What somebody else wrote into the files meanwhile is to be seen; changes that are not written
       are not lost for it. */
    if (sheet_count_changes(&model->sheet) == 0)
        model_wish(model, WISH_SETTINGS_READ);
}

static void print_state(struct model *model, struct text *out)
{
    const struct settings_sheet *sheet = &model->sheet;
    size_t count = sheet_count_changes(sheet);
    if (count > 0)
        text_add_format(out, "%zu change%s, not written", count, count == 1 ? "" : "s");
    else if (sheet->is_read && sheet->config.file != NULL)
        text_add_string(out, sheet->config.file);
}

const struct view view_settings = {
    .title = "Settings",
    .draw = draw,
    .move = move,
    .open = open_settings,
    .print_state = print_state,
    .hints = "help change set undo-change unset write difference palette detach",
};
