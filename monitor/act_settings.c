/* SPDX-License-Identifier: MIT */
#include "monitor/act.h"

#include "base/memory.h"
#include "monitor/amend.h"
#include "monitor/ask.h"
#include "monitor/model.h"

#include <stdio.h>
#include <string.h>

void act_show_settings(struct model *model, const char *argument)
{
    (void)argument;
    model_show(model, MODEL_VIEW_SETTINGS);
}

/* `limits.uploaders` alone goes there, `limits.uploaders 4` sets it. */
static void set_by_name(struct model *model, const char *argument)
{
    char key[SETTING_VARIABLE_BYTES];
    size_t length = strcspn(argument, " ");
    snprintf(key, sizeof key, "%.*s", (int)length, argument);
    const struct setting *setting = setting_find(key);
    if (setting == NULL) {
        const char *near = setting_suggest(key);
        model_set_note(model,
            near == NULL ? "there is no setting %s" : "there is no setting %s; did you mean %s?",
            key, near);
        return;
    }
    model->sheet.cursor = (size_t)setting_id_of(setting);
    argument += length;
    argument += strspn(argument, " ");
    if (*argument == '\0') {
        amend_open(model, setting_id_of(setting));
        return;
    }
    struct text problem = text_new(MODEL_NOTE_BYTES);
    if (sheet_set(&model->sheet, setting_id_of(setting), argument, &problem) < 0)
        model_set_note(model, "%.*s", (int)strcspn(problem.data, "\n"), problem.data);
    text_free(&problem);
}

void act_set(struct model *model, const char *argument)
{
    if (!model->sheet.is_read)
        model_set_note(model, "the settings cannot be read");
    else if (argument != NULL && *argument != '\0')
        set_by_name(model, argument);
    else
        amend_open(model, (enum setting_id)model->sheet.cursor);
}

void act_change(struct model *model, const char *argument)
{
    (void)argument;
    if (model->sheet.is_read)
        amend_turn(model, (enum setting_id)model->sheet.cursor);
}

void act_undo_change(struct model *model, const char *argument)
{
    (void)argument;
    enum setting_id id = (enum setting_id)model->sheet.cursor;
    if (model->sheet.changes[id].is_changed)
        sheet_undo(&model->sheet, id);
    else
        model_set_note(model, "%s was not changed", setting_get(id)->key);
}

void act_unset(struct model *model, const char *argument)
{
    (void)argument;
    enum setting_id id = (enum setting_id)model->sheet.cursor;
    char why[SHEET_WORDS_BYTES];
    const char *refusal = sheet_refusal(&model->sheet, id, why);
    if (refusal == NULL && model->sheet.config.origins[id].source == CONFIG_SOURCE_DEFAULT)
        refusal = "no file sets this; it is the default";
    struct text problem = text_new(MODEL_NOTE_BYTES);
    if (refusal != NULL)
        model_set_note(model, "%s", refusal);
    else if (sheet_set(&model->sheet, id, NULL, &problem) < 0)
        model_set_note(model, "%.*s", (int)strcspn(problem.data, "\n"), problem.data);
    text_free(&problem);
}

static void print_changes(const struct model *model, struct text *out)
{
    if (sheet_count_changes(&model->sheet) > 0)
        sheet_print_diff(&model->sheet, out);
}

void act_difference(struct model *model, const char *argument)
{
    (void)argument;
    struct ask *ask = ask_new("What would be written");
    print_changes(model, &ask->body);
    if (ask->body.length == 0)
        text_add_string(&ask->body, "Nothing was changed.\n");
    ask->cancel = "close";
    ask_open(model, ask);
}

static void write_changes(struct model *model, const struct ask *ask)
{
    (void)ask;
    model_wish(model, WISH_SETTINGS_WRITE);
}

void act_write(struct model *model, const char *argument)
{
    (void)argument;
    if (sheet_count_changes(&model->sheet) == 0) {
        model_set_note(model, "nothing was changed");
        return;
    }
    struct ask *ask = ask_new("Write the configuration?");
    print_changes(model, &ask->body);
    ask_add_choice(ask, 'y', "write it; what runs reads it again at once", false, write_changes);
    ask->cancel = "write nothing; the changes stay on the screen";
    ask->shell = memory_copy_text("cmsync config set KEY VALUE");
    ask_open(model, ask);
}

void act_reload(struct model *model, const char *argument)
{
    (void)argument;
    if (model->link != MODEL_ATTACHED)
        model_set_note(model, "nothing is running that could read it");
    else
        model_wish_control(model, "reload", 0);
}
