/* SPDX-License-Identifier: MIT */
/* Nothing is configured yet: what has to be said before it can start, a line each. */
#include "monitor/act.h"
#include "monitor/amend.h"
#include "monitor/ask.h"
#include "monitor/model.h"
#include "monitor/views.h"

#include "base/memory.h"

#include <string.h>

enum { TITLE_COLUMN = 4, VALUE_COLUMN = 30, LINES_WITH_WORDS = 15, VALUE_BYTES = 4096 };

static const struct step {
    const char *title;
    enum setting_id id;
    bool is_token;
    bool may_be_empty;
    const char *words[2];
} steps[] = {
    { "Address of Confluence", SETTING_site_url, false, false,
        { "As the browser shows it. On Cloud it ends in /wiki:",
            "https://example.atlassian.net/wiki" } },
    { "Your e-mail address", SETTING_site_user, false, true,
        { "On Cloud, the address that the token belongs to.",
            "On Data Center leave it empty: the token says who you are." } },
    { "Where the token is", SETTING_site_token_file, true, false,
        { "The token itself is never typed here: a file of yours or a command has it.",
            "Cloud: id.atlassian.com > Security > API tokens. Data Center: your profile." } },
    { "Key of the space", SETTING_site_space, false, false,
        { "It stands in the address of the space: .../spaces/DOCS/...", "DOCS" } },
    { "Folder with Markdown", SETTING_docs_root, false, false,
        { "From the folder of cmsync.yaml. Nothing in it is ever changed.",
            "Subfolders become parent pages." } },
};

enum { STEPS = sizeof steps / sizeof steps[0] };

static void print_value(
    const struct settings_sheet *sheet, const struct step *step, struct text *out)
{
    const struct config *config = &sheet->config;
    if (!step->is_token) {
        sheet_print_typed(sheet, step->id, out);
        return;
    }
    if (config->site.token_file[0] != '\0')
        text_add_format(out, "in %s", config->site.token_file);
    else if (config->site.token_command.words.count > 0)
        text_add_format(out, "from %s", config->site.token_command.words.items[0]);
    else if (sheet->has_token)
        text_add_string(out, "from the environment");
}

static void draw_step(
    const struct model *model, struct canvas *canvas, struct area area, int row, size_t i)
{
    const struct step *step = &steps[i];
    struct text value = text_new(VALUE_BYTES);
    print_value(&model->sheet, step, &value);
    canvas_print(canvas, row, area.left + TITLE_COLUMN, STYLE_PLAIN, "%zu %s", i + 1, step->title);
    if (value.length > 0)
        canvas_put(canvas, row, area.left + VALUE_COLUMN, area.columns - VALUE_COLUMN, STYLE_GOOD,
            value.data);
    else
        canvas_put(canvas, row, area.left + VALUE_COLUMN, area.columns - VALUE_COLUMN,
            step->may_be_empty ? STYLE_DIM : STYLE_BAD,
            step->may_be_empty ? "empty (Data Center)" : "not said yet");
    text_free(&value);
    if (i != model->sheet.step)
        return;
    canvas_style_line(canvas, area, row, STYLE_SELECTED);
    canvas_put(canvas, row, area.left + 2, 1, STYLE_SELECTED, ">");
    canvas->cursor_row = row;
    canvas->cursor_column = area.left + 2;
}

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    const struct settings_sheet *sheet = &model->sheet;
    bool is_roomy = area.lines >= LINES_WITH_WORDS;
    int row = area.top + (is_roomy ? 1 : 0);
    canvas_put(canvas, row++, area.left + 2, area.columns - 2, STYLE_BOLD,
        "Publish a folder of Markdown to Confluence");
    canvas_put(canvas, row++, area.left + 2, area.columns - 2, STYLE_PLAIN,
        "Five things to say. Enter says one; Down goes to the next.");
    row += is_roomy ? 1 : 0;
    for (size_t i = 0; i < STEPS; i++)
        draw_step(model, canvas, area, row++, i);
    row += is_roomy ? 1 : 0;
    for (size_t i = 0; i < 2 && row < area.top + area.lines - 2; i++)
        canvas_put(canvas, row++, area.left + TITLE_COLUMN, area.columns - TITLE_COLUMN, STYLE_DIM,
            steps[sheet->step].words[i]);
    row = area.top + area.lines - (is_roomy ? 3 : 2);
    bool is_ready = sheet->missing[0] == '\0';
    canvas_print(canvas, row++, area.left + 2, is_ready ? STYLE_GOOD : STYLE_BUSY, "%s%s",
        is_ready ? "That is all. " : "Still missing: ", is_ready ? "" : sheet->missing);
    canvas_put(canvas, row, area.left + 2, area.columns - 2, STYLE_PLAIN,
        sheet_count_changes(sheet) > 0 ? "w writes it down (you see the file first), then s starts."
                                       : "s starts it, when nothing is missing any more.");
}

static void move(struct model *model, long lines)
{
    long at = (long)model->sheet.step + lines;
    model->sheet.step = (size_t)(at < 0 ? 0 : at >= STEPS ? STEPS - 1 : at);
}

static void use_file(struct model *model, const struct ask *ask)
{
    (void)ask;
    amend_open(model, SETTING_site_token_file);
}

static void use_command(struct model *model, const struct ask *ask)
{
    (void)ask;
    amend_open(model, SETTING_site_token_command);
}

static void ask_for_token(struct model *model)
{
    struct ask *ask = ask_new("Where is the token?");
    text_add_string(&ask->body,
        "A file that you alone can read, made in another terminal:\n"
        "    (umask 077; cat > ~/.config/cmsync/token)   paste, Enter, Ctrl-D\n"
        "or a command that prints it, as a password manager does:\n"
        "    pass show confluence/token\n"
        "The choice goes to your own file, never to the project's.\n");
    ask_add_choice(ask, 'f', "it is in a file", false, use_file);
    ask_add_choice(ask, 'c', "a command prints it", false, use_command);
    ask->cancel = "back";
    ask_open(model, ask);
}

void act_say(struct model *model, const char *argument)
{
    (void)argument;
    const struct step *step = &steps[model->sheet.step];
    if (step->is_token)
        ask_for_token(model);
    else
        amend_open(model, step->id);
}

void act_start_first(struct model *model, const char *argument)
{
    if (model->sheet.missing[0] != '\0')
        model_set_note(model, "not yet: %s", model->sheet.missing);
    else if (sheet_count_changes(&model->sheet) > 0)
        act_write(model, NULL);
    else
        act_start(model, argument);
}

const struct view view_welcome = {
    .draw = draw,
    .move = move,
    .hints = "help say write start-first settings palette detach",
};
