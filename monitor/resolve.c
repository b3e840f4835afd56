/* SPDX-License-Identifier: MIT */
#include "monitor/resolve.h"

#include "base/memory.h"
#include "monitor/about.h"
#include "monitor/act.h"
#include "monitor/ask.h"
#include "monitor/dialog.h"
#include "monitor/look.h"
#include "monitor/targets.h"

#include <stdio.h>
#include <string.h>

enum { LISTED = 8 };

/* ---------------------------------------------------------------- deciding */

static void decide(struct model *model, const struct ask *ask, const char *verb, const char *text)
{
    const struct targets *targets = ask->data;
    for (size_t i = 0; i < targets->count; i++)
        wishes_add(&model->wishes, &(struct wish){ .kind = WISH_DECIDE,
                                       .verb = verb,
                                       .path = targets->paths[i],
                                       .text = (char *)text,
                                       .number = targets->version });
    rows_unmark_all(&model->mirror.rows);
}

static void take_mine(struct model *model, const struct ask *ask)
{
    decide(model, ask, "mine", "");
}

static void take_theirs(struct model *model, const struct ask *ask)
{
    decide(model, ask, "theirs", "");
}

static void adopt(struct model *model, const struct ask *ask)
{
    decide(model, ask, "adopt", "");
}

static void restore(struct model *model, const struct ask *ask)
{
    decide(model, ask, "restore", "");
}

static struct targets *one_target(const char *path)
{
    struct targets *targets = memory_new(sizeof *targets);
    targets->paths = memory_new(sizeof *targets->paths);
    targets->paths[0] = memory_copy_text(path);
    targets->count = 1;
    return targets;
}

static struct ask *ask_about(const char *title, const char *path)
{
    struct ask *ask = ask_new(title);
    ask->data = one_target(path);
    ask->free_data = targets_free;
    return ask;
}

static void set_shell(struct ask *ask, const char *path, const char *option)
{
    struct text shell = text_new(1024);
    text_add_format(&shell, "cmsync resolve %s %s", path, option);
    ask->shell = text_take(&shell);
}

void resolve_ask(
    struct model *model, const char *verb, const char *path, const char *theirs, int64_t version)
{
    bool is_mine = strcmp(verb, "mine") == 0;
    struct ask *ask =
        ask_about(is_mine ? "Publish your file over it?" : "Leave the page as it is?", path);
    ((struct targets *)ask->data)->version = version;
    if (is_mine)
        text_add_format(&ask->body,
            "%s\n\nis published over %s.\nThat version stays in the history of the page.\n", path,
            theirs);
    else
        text_add_format(&ask->body,
            "Confluence keeps %s.\nYour file is not changed; it is published again when you\n"
            "next change it, and then asks again.\n",
            theirs);
    ask_add_choice(ask, 'y', is_mine ? "publish my file" : "leave the page", false,
        is_mine ? take_mine : take_theirs);
    ask->cancel = "decide later";
    set_shell(ask, path, is_mine ? "--mine" : "--theirs");
    ask_open(model, ask);
}

/* ---------------------------------------------------------------- many at once */

static void ask_about_many(struct model *model, struct targets *targets)
{
    char title[64];
    snprintf(title, sizeof title, "Decide %zu conflicts the same way?", targets->count);
    struct ask *ask = ask_new(title);
    ask->data = targets;
    ask->free_data = targets_free;
    targets_print(targets, LISTED, &ask->body);
    if (targets->left_out > 0)
        text_add_format(&ask->body, "\n%zu marked file%s no conflict and is left out.\n",
            targets->left_out, targets->left_out == 1 ? " is" : "s are");
    char number[24];
    snprintf(number, sizeof number, "%zu", targets->count);
    ask->phrase = memory_copy_text(number);
    ask_add_choice(ask, 'm', "mine: publish all these files over what is there", true, take_mine);
    ask_add_choice(ask, 't', "theirs: leave all these pages as they are", true, take_theirs);
    ask->cancel = "decide later, or one by one";
    ask_open(model, ask);
}

/* ---------------------------------------------------------------- a title that is taken */

struct rename {
    char *path;
    struct input input;
};

static void free_rename(void *data)
{
    struct rename *rename = data;
    memory_free(&rename->path);
    memory_free(&rename);
}

static void take_title(struct model *model, const struct ask *ask)
{
    decide(model, ask, "rename", ask->note);
}

static void press_in_rename(struct model *model, int key)
{
    struct rename *rename = model->dialog_data;
    if (key == KEYS_ESCAPE) {
        dialog_close(model);
        return;
    }
    if (key != KEYS_ENTER) {
        input_press(&rename->input, key);
        return;
    }
    if (*rename->input.text == '\0')
        return;
    struct ask *ask = ask_about("Publish under another title?", rename->path);
    text_add_format(&ask->body, "%s\n\nis published as \"%s\" until the file says another title.\n",
        rename->path, rename->input.text);
    ask->note = memory_copy_text(rename->input.text);
    ask_add_choice(ask, 'y', "publish it under this title", false, take_title);
    ask->cancel = "decide later";
    ask_open(model, ask);
}

static void draw_rename(struct model *model, struct canvas *canvas, struct area area)
{
    const struct rename *rename = model->dialog_data;
    struct area inside = dialog_box(canvas, area, 76, 6, "Another title", "");
    canvas_put(canvas, inside.top, inside.left, inside.columns, STYLE_PLAIN, rename->path);
    input_draw(&rename->input, canvas, inside, inside.top + 2, "Title: ");
}

static const struct dialog rename_dialog = {
    .draw = draw_rename,
    .press = press_in_rename,
    .takes_text = true,
    .hints = "Enter go on (asks once more)   Esc decide later",
    .free = free_rename,
};

static void ask_title(struct model *model, const struct ask *ask)
{
    const struct targets *targets = ask->data;
    struct rename *rename = memory_new(sizeof *rename);
    rename->path = memory_copy_text(targets->paths[0]);
    const struct row *row = rows_find(&model->mirror.rows, rename->path);
    input_set(&rename->input, row == NULL ? "" : row->title);
    dialog_open(model, &rename_dialog, rename);
}

static void confirm_adoption(struct model *model, const struct ask *before)
{
    const struct targets *targets = before->data;
    struct ask *ask = ask_about("Take the page over?", targets->paths[0]);
    text_add_format(&ask->body,
        "From now on the page in Confluence belongs to\n\n  %s\n\n"
        "and its text is replaced by the file's. What it says now stays in its history.\n",
        targets->paths[0]);
    ask_add_choice(ask, 'y', "take it over", false, adopt);
    ask->cancel = "decide later";
    set_shell(ask, targets->paths[0], "--adopt");
    ask_open(model, ask);
}

static void ask_about_title(
    struct model *model, const char *path, const struct message_page_known *page)
{
    struct ask *ask = ask_about("Another page has this title", path);
    text_add_format(&ask->body,
        "%s\n\nwants the title \"%s\". A page that was not published from\n"
        "here has it already:\n\n  page %s%s%s\n",
        path, page->title, page->remote_id, *page->remote_author == '\0' ? "" : " by ",
        page->remote_author);
    char *url = about_url(model, page->remote_id);
    text_add_format(&ask->body, "  %s\n", url);
    memory_free(&url);
    ask_add_choice(
        ask, 'a', "adopt: that page is this file's from now on", false, confirm_adoption);
    ask_add_choice(ask, 'r', "rename: publish the file under another title", false, ask_title);
    ask->cancel = "decide later; all other files go on";
    set_shell(ask, path, "--adopt | --rename TITLE");
    ask_open(model, ask);
}

/* ---------------------------------------------------------------- a page that went */

static void ask_about_gone(
    struct model *model, const char *path, const struct message_page_known *page)
{
    struct ask *ask = ask_about("The page is no longer in Confluence", path);
    text_add_format(&ask->body, "%s\n\nwas published as page %s, and somebody removed that page.\n",
        path, page->page_id);
    ask_add_choice(ask, 'b', "bring it back from the trash, or publish it anew", false, take_mine);
    ask->cancel = "leave it away for now";
    set_shell(ask, path, "--mine");
    ask_open(model, ask);
}

/* ---------------------------------------------------------------- which of them */

static void take_page(struct model *model, const struct inquiry *asked, struct message *answer)
{
    if (answer->type != MESSAGE_page_known || model->dialog != NULL)
        return;
    const struct message_page_known *page = &answer->page_known;
    if (strcmp(page->decision, "clash") == 0)
        ask_about_title(model, asked->path, page);
    else if (strcmp(page->decision, "gone") == 0)
        ask_about_gone(model, asked->path, page);
    else if (strcmp(page->decision, "conflict") == 0)
        look_open(model, asked->path, page);
    else
        model_set_note(model, "nothing waits for a decision there any more");
}

void act_resolve(struct model *model, const char *argument)
{
    (void)argument;
    if (model->link != MODEL_ATTACHED) {
        model_set_note(model, "nothing is running: nothing can be decided");
        return;
    }
    struct targets *targets = targets_find(model, "U");
    if (targets->count > 1) {
        ask_about_many(model, targets);
        return;
    }
    if (targets->count == 1)
        inquiries_add(&model->inquiries,
            &(struct inquiry){
                .type = MESSAGE_page_ask, .path = targets->paths[0], .take = take_page });
    else
        model_set_note(model, model->mirror.rows.letters['U'] > 0
                                  ? "no conflict here; ] goes to the next file that needs you"
                                  : "there is no conflict");
    targets_free(targets);
}

void act_restore(struct model *model, const char *argument)
{
    (void)argument;
    const struct row *row = model_selected(model);
    if (row == NULL || model->link != MODEL_ATTACHED) {
        model_set_note(model, row == NULL ? "no file is selected" : "nothing is running");
        return;
    }
    struct ask *ask = ask_about("Bring the page back from the trash?", row->path);
    text_add_format(&ask->body,
        "%s\n\nIf its page is in the trash of Confluence, it comes back with "
        "its id, its\ncomments and its history.\n",
        row->path);
    ask_add_choice(ask, 'y', "bring it back", false, restore);
    struct text shell = text_new(1024);
    text_add_format(&shell, "cmsync restore %s", row->path);
    ask->shell = text_take(&shell);
    ask_open(model, ask);
}

void act_diff(struct model *model, const char *argument)
{
    (void)argument;
    const struct row *row = model_selected(model);
    if (row == NULL || model->link != MODEL_ATTACHED)
        model_set_note(model, row == NULL ? "no file is selected" : "nothing is running");
    else
        look_open(model, row->path, NULL);
}
