/* SPDX-License-Identifier: MIT */
#include "monitor/amend.h"

#include "base/memory.h"
#include "monitor/dialog.h"
#include "monitor/input.h"

#include <stdio.h>
#include <string.h>

enum { AMEND_COLUMNS = 76, AMEND_LINES = 11, WORDS_BYTES = 1024 };

struct amend {
    enum setting_id id;
    struct input input;
    char *problem; /* one or two lines; NULL: none */
};

/* What may be written, in words: `a whole number from 1 to 32`. */
static void print_kind(const struct setting *setting, struct text *out)
{
    switch (setting->type) {
    case SETTING_TYPE_NUMBER:
        text_add_format(out, "a whole number from %ld to %ld", setting->least, setting->most);
        return;
    case SETTING_TYPE_FLAG:
        text_add_string(out, "true or false");
        return;
    case SETTING_TYPE_PACE:
        text_add_string(out, "auto, or a number");
        return;
    case SETTING_TYPE_CHOICE:
        for (size_t i = 0; setting->choices[i] != NULL; i++)
            text_add_format(out, "%s%s", i == 0 ? "" : ", ", setting->choices[i]);
        return;
    case SETTING_TYPE_LIST:
        text_add_string(out, "one text, or several as [a, b]");
        return;
    case SETTING_TYPE_COMMAND:
        text_add_string(out, "a command line for the shell, or [program, argument]");
        return;
    case SETTING_TYPE_PATH:
        text_add_string(out, "a path, from the folder of the file");
        return;
    case SETTING_TYPE_TEXT:
        text_add_string(out, "a text");
        return;
    }
}

/* The path's end is what tells files apart. */
static void draw_target(
    const struct model *model, struct canvas *canvas, struct area area, int row, enum setting_id id)
{
    const struct settings_sheet *sheet = &model->sheet;
    bool is_user = sheet_target(sheet, id) == CONFIG_SOURCE_USER;
    const struct draft *draft = &sheet->drafts[is_user ? 0 : 1];
    canvas_put(canvas, row, area.left, 10, STYLE_DIM, "goes to");
    canvas_print(canvas, row, area.left + 10, STYLE_PLAIN, "%s (%s)", draft->path,
        is_user ? "your own file" : "the project's file");
}

static void draw_problem(
    const struct amend *amend, struct canvas *canvas, struct area area, int row)
{
    const char *line = amend->problem == NULL ? "" : amend->problem;
    for (int i = 0; i < 2 && *line != '\0'; i++) {
        size_t length = strcspn(line, "\n");
        char *part = memory_copy_part(line, length);
        canvas_put(
            canvas, row + i, area.left, area.columns, i == 0 ? STYLE_BAD : STYLE_PLAIN, part);
        memory_free(&part);
        line += length + (line[length] == '\n');
    }
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    const struct amend *amend = model->dialog_data;
    const struct setting *setting = setting_get(amend->id);
    struct area inside = dialog_box(canvas, area, AMEND_COLUMNS, AMEND_LINES, setting->key, "");
    struct text kind = text_new(WORDS_BYTES);
    print_kind(setting, &kind);
    int row = inside.top;
    canvas_put(canvas, row++, inside.left, inside.columns, STYLE_PLAIN, setting->help);
    canvas_put(canvas, row, inside.left, 10, STYLE_DIM, "write");
    canvas_put(canvas, row++, inside.left + 10, inside.columns - 10, STYLE_PLAIN, kind.data);
    draw_target(model, canvas, inside, row++, amend->id);
    text_free(&kind);
    row += inside.lines >= AMEND_LINES - 2 ? 1 : 0;
    int input_row = row;
    row += inside.lines >= AMEND_LINES - 2 ? 2 : 1;
    draw_problem(amend, canvas, inside, row);
    input_draw(&amend->input, canvas, inside, input_row, "> ");
}

static void accept(struct model *model, struct amend *amend)
{
    struct text problem = text_new(WORDS_BYTES);
    enum setting_id id = amend->id;
    if (sheet_set(&model->sheet, id, amend->input.text, &problem) == 0) {
        dialog_close(model);
        model_set_note(model, "%s changed; not written yet", setting_get(id)->key);
    } else {
        memory_free(&amend->problem);
        amend->problem = memory_copy_text(problem.data);
    }
    text_free(&problem);
}

static void press(struct model *model, int key)
{
    struct amend *amend = model->dialog_data;
    if (key == KEYS_ESCAPE)
        dialog_close(model);
    else if (key == KEYS_ENTER)
        accept(model, amend);
    else
        input_press(&amend->input, key);
}

static void free_amend(void *data)
{
    struct amend *amend = data;
    memory_free(&amend->problem);
    memory_free(&amend);
}

static const struct dialog dialog = {
    .draw = draw,
    .press = press,
    .takes_text = true,
    .hints = "Enter take it   Esc leave it as it is   Ctrl-U empty the line",
    .free = free_amend,
};

static bool may_change(struct model *model, enum setting_id id)
{
    char why[SHEET_WORDS_BYTES];
    const char *refusal = sheet_refusal(&model->sheet, id, why);
    if (refusal != NULL)
        model_set_note(model, "%s", refusal);
    return refusal == NULL;
}

void amend_open(struct model *model, enum setting_id id)
{
    if (!may_change(model, id))
        return;
    struct amend *amend = memory_new(sizeof *amend);
    struct text typed = text_new(INPUT_BYTES);
    sheet_print_typed(&model->sheet, id, &typed);
    amend->id = id;
    input_set(&amend->input, typed.data);
    text_free(&typed);
    dialog_open(model, &dialog, amend);
}

void amend_turn(struct model *model, enum setting_id id)
{
    static const char *const flags[] = { "true", "false", NULL };
    const struct setting *setting = setting_get(id);
    const char *const *values = setting->type == SETTING_TYPE_FLAG ? flags : setting->choices;
    if (setting->type != SETTING_TYPE_FLAG && setting->type != SETTING_TYPE_CHOICE) {
        amend_open(model, id);
        return;
    }
    if (!may_change(model, id))
        return;
    struct text now = text_new(WORDS_BYTES);
    struct text problem = text_new(WORDS_BYTES);
    setting_print(setting, &model->sheet.config, &now);
    size_t at = 0;
    while (values[at] != NULL && strcmp(values[at], now.data) != 0)
        at++;
    const char *next = values[at] != NULL && values[at + 1] != NULL ? values[at + 1] : values[0];
    if (sheet_set(&model->sheet, id, next, &problem) < 0)
        model_set_note(model, "%.*s", (int)strcspn(problem.data, "\n"), problem.data);
    text_free(&now);
    text_free(&problem);
}
