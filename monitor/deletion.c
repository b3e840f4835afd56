/* SPDX-License-Identifier: MIT */
/* What would be deleted, how many, where; and who says yes to how many. */
#include "monitor/act.h"
#include "monitor/ask.h"
#include "monitor/model.h"
#include "monitor/moment.h"
#include "monitor/targets.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

/* Above these a yes takes more than a key. */
enum { MODEST_PAGES = 10, MODEST_PERCENT = 5, LISTED = 5, LIST_ASKED = 20 };

/* What the question was about. */
struct deletion {
    char *path; /* of the file, or of the folder with its slash */
    char *one;  /* the file on which the cursor was, when `path` is a folder */
    int64_t pages;
};

static void free_deletion(void *data)
{
    struct deletion *deletion = data;
    memory_free(&deletion->path);
    memory_free(&deletion->one);
    memory_free(&deletion);
}

static void decide(struct model *model, const struct deletion *deletion, const char *verb)
{
    wishes_add(&model->wishes,
        &(struct wish){
            .kind = WISH_DECIDE, .verb = verb, .path = deletion->path, .number = deletion->pages });
}

static void confirm(struct model *model, const struct ask *ask)
{
    decide(model, ask->data, "confirm");
}

static void reject(struct model *model, const struct ask *ask)
{
    decide(model, ask->data, "reject");
}

static void inquire(struct model *model, const char *path);

static void look_at_one(struct model *model, const struct ask *ask)
{
    const struct deletion *deletion = ask->data;
    inquire(model, deletion->one);
}

static void rescan(struct model *model, const struct ask *ask)
{
    (void)ask;
    act_rescan(model, NULL);
}

static bool is_folder(const char *path)
{
    size_t length = strlen(path);
    return length > 0 && path[length - 1] == '/';
}

static bool is_severe(const struct message_deletions_known *known)
{
    return known->pages > MODEST_PAGES ||
           (known->pages > 1 && known->pages * 100 > known->of_pages * MODEST_PERCENT);
}

static void print_what_hangs_on_it(const struct message_deletions_known *known, struct text *out)
{
    if (known->of_pages > 0)
        text_add_format(out, "  %5lld page%s  (%lld %% of those published from here)\n",
            (long long)known->pages, known->pages == 1 ? " " : "s",
            (long long)((known->pages * 100 + known->of_pages / 2) / known->of_pages));
    if (known->parents > 0)
        text_add_format(
            out, "  %5lld of them with pages below that stay\n", (long long)known->parents);
    if (known->linked > 0)
        text_add_format(out, "  %5lld of them linked from %lld page%s that stay%s\n",
            (long long)known->linked, (long long)known->linking, known->linking == 1 ? "" : "s",
            known->linking == 1 ? "s" : "");
    if (known->attachments > 0)
        text_add_format(out, "  %5lld attachment%s\n", (long long)known->attachments,
            known->attachments == 1 ? "" : "s");
}

static void print_paths(const struct message_deletions_known *known, struct text *out)
{
    if (known->pages < 2)
        return;
    text_add_char(out, '\n');
    size_t shown = known->files_count <= LISTED ? known->files_count : LISTED - 1;
    for (size_t i = 0; i < shown; i++)
        text_add_format(out, "  %s\n", known->files[i].path);
    if ((int64_t)shown < known->pages)
        text_add_format(out, "  and %lld more\n", (long long)known->pages - (int64_t)shown);
}

static void print_body(
    const struct model *model, const struct message_deletions_known *known, struct text *out)
{
    char since[MOMENT_BYTES];
    moment_print_when(known->gone_ms, model->now_ms, since);
    text_add_format(out, "The %s %s is gone from the documents since %s.\n",
        is_folder(known->path) ? "folder" : "file", known->path, since);
    text_add_format(out, "%s still in Confluence. Nothing was deleted yet.\n\n",
        known->pages == 1 ? "Its page is" : "Its pages are");
    print_what_hangs_on_it(known, out);
    print_paths(known, out);
    if (!known->is_sound)
        text_add_string(out,
            "\nHELD: more than half of the files are missing, or all of them. Perhaps a\n"
            "disk that is not mounted, another branch, or a folder that was moved?\n"
            "Deleting is offered again when the files are back.\n");
}

/* `legacy` of `docs/legacy/`; the number for a single file. */
static char *find_phrase(const struct message_deletions_known *known)
{
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)known->pages);
    size_t length = strlen(known->path);
    if (!is_folder(known->path) || length < 2)
        return memory_copy_text(number);
    size_t start = length - 1;
    while (start > 0 && known->path[start - 1] != '/')
        start--;
    return memory_copy_part(known->path + start, length - 1 - start);
}

static void add_choices(struct ask *ask, const struct message_deletions_known *known)
{
    const struct deletion *deletion = ask->data;
    if (known->is_sound && is_severe(known))
        ask_add_choice(ask, 't', "move them all to the trash of Confluence", true, confirm);
    else if (known->is_sound)
        ask_add_choice(ask, 'y',
            known->pages == 1 ? "move it to the trash of Confluence"
                              : "move them to the trash of Confluence",
            false, confirm);
    if (!known->is_sound)
        ask_add_choice(ask, 'r', "look at the folder again", false, rescan);
    ask_add_choice(ask, 'k', "keep the pages, and do not ask again", false, reject);
    if (deletion->one != NULL && known->pages > 1)
        ask_add_choice(ask, 'v', "only the one under the cursor", false, look_at_one);
    ask->cancel = "decide later; all other files go on";
}

static void take_deletions(struct model *model, const struct inquiry *asked, struct message *answer)
{
    (void)asked;
    if (answer->type != MESSAGE_deletions_known || model->dialog != NULL)
        return;
    const struct message_deletions_known *known = &answer->deletions_known;
    if (known->pages == 0) {
        model_set_note(model, "no deletion waits there any more");
        return;
    }
    char title[64];
    snprintf(title, sizeof title, "Delete %lld page%s?", (long long)known->pages,
        known->pages == 1 ? "" : "s");
    struct ask *ask = ask_new(title);
    struct deletion *deletion = memory_new(sizeof *deletion);
    deletion->path = memory_copy_text(known->path);
    deletion->pages = known->pages;
    const struct row *row = model_selected(model);
    if (row != NULL && strcmp(row->path, known->path) != 0)
        deletion->one = memory_copy_text(row->path);
    ask->data = deletion;
    ask->free_data = free_deletion;
    print_body(model, known, &ask->body);
    ask->phrase = find_phrase(known);
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)known->pages);
    if (strcmp(number, ask->phrase) != 0)
        ask->number = memory_copy_text(number);
    struct text shell = text_new(1024);
    text_add_format(&shell, "cmsync confirm %s", known->path);
    ask->shell = text_take(&shell);
    add_choices(ask, known);
    ask_open(model, ask);
}

static void inquire(struct model *model, const char *path)
{
    inquiries_add(&model->inquiries, &(struct inquiry){ .type = MESSAGE_deletions_ask,
                                         .path = (char *)path,
                                         .number = LIST_ASKED,
                                         .take = take_deletions });
}

void act_delete(struct model *model, const char *argument)
{
    (void)argument;
    const struct row *row = model_selected(model);
    if (model->link != MODEL_ATTACHED) {
        model_set_note(model, "nothing is running: nothing is deleted");
        return;
    }
    if (row != NULL && row->letter == 'O') {
        model_set_note(model, "its page stays; unless publish.on_delete is keep, r looks again and "
                              "then it waits here");
        return;
    }
    if (row == NULL || row->letter != 'D') {
        model_set_note(model, model->mirror.rows.letters['D'] > 0
                                  ? "no deletion waits here; ] goes to the next that needs you"
                                  : "no deletion waits: delete the file, and its page follows");
        return;
    }
    char *folder = rows_gone_folder(&model->mirror.rows, row->path);
    inquire(model, *folder == '\0' ? row->path : folder);
    memory_free(&folder);
}
