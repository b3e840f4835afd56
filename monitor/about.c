/* SPDX-License-Identifier: MIT */
#include "monitor/about.h"

#include "base/memory.h"
#include "monitor/dialog.h"
#include "monitor/letters.h"
#include "monitor/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_COLUMNS = 9, ABOUT_COLUMNS = 100, LINE_BYTES = 1024 };

/* ---------------------------------------------------------------- what is known */

static void take_page(struct model *model, const struct inquiry *asked, struct message *answer)
{
    (void)asked;
    if (answer->type != MESSAGE_page_known || model->about_path == NULL ||
        strcmp(answer->page_known.path, model->about_path) != 0)
        return;
    message_free(&model->about);
    model->about = *answer;
    *answer = (struct message){ 0 };
    model->is_dirty = true;
}

void about_want(struct model *model, const struct row *row)
{
    if (row == NULL || model->link != MODEL_ATTACHED)
        return;
    bool is_same = model->about_path != NULL && strcmp(model->about_path, row->path) == 0;
    if (is_same && model->about_letter == row->letter && model->about_ms == row->at_ms)
        return;
    if (!is_same) {
        message_free(&model->about);
        memory_free(&model->about_path);
        model->about_path = memory_copy_text(row->path);
    }
    model->about_letter = row->letter;
    model->about_ms = row->at_ms;
    inquiries_add(&model->inquiries,
        &(struct inquiry){
            .type = MESSAGE_page_ask, .path = model->about_path, .take = take_page });
}

/* What is known of that row's page; NULL while it is not. */
static const struct message_page_known *page_known_of(
    const struct model *model, const struct row *row)
{
    if (row == NULL || model->about.type != MESSAGE_page_known ||
        strcmp(model->about.page_known.path, row->path) != 0)
        return NULL;
    return &model->about.page_known;
}

char *about_url(const struct model *model, const char *page_id)
{
    if (page_id == NULL || *page_id == '\0' || model->site[0] == '\0')
        return memory_copy_text("");
    struct text url = text_new(LINE_BYTES);
    size_t length = strlen(model->site);
    while (length > 0 && model->site[length - 1] == '/')
        length--;
    text_add_format(
        &url, "%.*s/pages/viewpage.action?pageId=%s", (int)length, model->site, page_id);
    return text_take(&url);
}

/* ---------------------------------------------------------------- how it is shown */

struct sheet {
    struct canvas *canvas;
    struct area area;
    int row;
};

static void add(struct sheet *sheet, const char *label, enum style style, const char *text)
{
    if (sheet->row >= sheet->area.top + sheet->area.lines)
        return;
    canvas_put(sheet->canvas, sheet->row, sheet->area.left, LABEL_COLUMNS - 1, STYLE_DIM, label);
    canvas_put(sheet->canvas, sheet->row, sheet->area.left + LABEL_COLUMNS,
        sheet->area.columns - LABEL_COLUMNS, style, text);
    sheet->row++;
}

__attribute__((format(printf, 4, 5))) static void add_format(
    struct sheet *sheet, const char *label, enum style style, const char *format, ...)
{
    struct text line = text_new(LINE_BYTES);
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(&line, format, arguments);
    va_end(arguments);
    add(sheet, label, style, line.data);
    text_free(&line);
}

/* Each line of `text`, the label before the first. */
static void add_lines(struct sheet *sheet, const char *label, enum style style, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        char *line = memory_copy_part(text, length);
        add(sheet, label, style, line);
        memory_free(&line);
        label = "";
        text += length + (text[length] == '\n' ? 1 : 0);
    }
}

static void add_labels(struct sheet *sheet, const char *labels)
{
    if (*labels == '\0')
        return;
    char *line = memory_copy_text(labels);
    for (char *c = line; *c != '\0'; c++)
        *c = (char)(*c == '\n' ? ' ' : *c);
    add(sheet, "Labels", STYLE_PLAIN, line);
    memory_free(&line);
}

/* The other side of a conflict, the page that has the title. */
static void add_remote(
    const struct model *model, struct sheet *sheet, const struct message_page_known *page)
{
    if (*page->decision == '\0' || strcmp(page->decision, "delete") == 0)
        return;
    char when[MOMENT_BYTES];
    moment_print_when(page->asked_ms, model->now_ms, when);
    const char *author = *page->remote_author == '\0' ? "" : " by ";
    if (strcmp(page->decision, "clash") == 0)
        add_format(sheet, "In way", STYLE_BAD, "page %s has that title%s%s", page->remote_id,
            author, page->remote_author);
    else if (strcmp(page->decision, "gone") == 0)
        add(sheet, "Remote", STYLE_BAD, "the page is no longer there");
    else
        add_format(sheet, "Remote", STYLE_BAD, "v%lld%s%s, seen %s",
            (long long)page->remote_version, author, page->remote_author, when);
}

static void add_attachments(struct sheet *sheet, const struct message_page_known *page)
{
    if (page->attachments == 0)
        return;
    if (page->attachments_due == 0)
        add_format(sheet, "Files", STYLE_PLAIN, "%lld attached", (long long)page->attachments);
    else
        add_format(sheet, "Files", STYLE_BUSY, "%lld attached, %lld to send",
            (long long)page->attachments, (long long)page->attachments_due);
}

static void add_page(
    const struct model *model, struct sheet *sheet, const struct message_page_known *page)
{
    if (*page->page_id == '\0')
        add_format(sheet, "Page", STYLE_PLAIN, "%s   (not published yet)", page->title);
    else
        add_format(sheet, "Page", STYLE_PLAIN, "%s   id %s", page->title, page->page_id);
    if (*page->parent_title != '\0')
        add(sheet, "Parent", STYLE_PLAIN, page->parent_title);
    char *url = about_url(model, page->page_id);
    if (*url != '\0')
        add(sheet, "URL", STYLE_PLAIN, url);
    memory_free(&url);
    char when[MOMENT_BYTES];
    moment_print_when(page->changed_ms, model->now_ms, when);
    if (page->changed_ms > 0)
        add_format(sheet, "Local", STYLE_PLAIN, "changed %s", when);
    add_remote(model, sheet, page);
    if (page->version > 0)
        add_format(
            sheet, "Base", STYLE_PLAIN, "v%lld, the last one from here", (long long)page->version);
    add_labels(sheet, page->labels);
    add_attachments(sheet, page);
    add_lines(sheet, "Error", STYLE_BAD, page->error);
    add_lines(sheet, "Warnings", STYLE_BUSY, page->warnings);
}

void about_draw(
    const struct model *model, struct canvas *canvas, struct area area, const struct row *row)
{
    if (row == NULL)
        return;
    struct sheet sheet = { .canvas = canvas, .area = area, .row = area.top };
    add_format(&sheet, "Status", letters_style(row->letter), "%c  %s", row->letter,
        *row->reason == '\0' ? letters_meaning(row->letter) : row->reason);
    const struct message_page_known *page = page_known_of(model, row);
    if (page != NULL)
        add_page(model, &sheet, page);
    else if (*row->title != '\0')
        add(&sheet, "Page", STYLE_PLAIN, row->title);
    const char *next = letters_next(row->letter, page == NULL ? "" : page->decision);
    if (*next == '\0')
        return;
    if (sheet.row + 1 < area.top + area.lines)
        sheet.row++;
    add_lines(&sheet, "Next", STYLE_PLAIN, next);
}

/* ---------------------------------------------------------------- as a dialog */

static void draw(struct model *model, struct canvas *canvas, struct area area)
{
    const struct row *row = rows_at(&model->mirror.rows, model->selected_place);
    if (row == NULL)
        return;
    about_want(model, row);
    struct area inside = dialog_box(canvas, area, ABOUT_COLUMNS, area.lines, row->path, "");
    about_draw(model, canvas, inside, row);
}

static void press(struct model *model, int key)
{
    if (key == KEYS_ESCAPE || key == KEYS_ENTER) {
        dialog_close(model);
        return;
    }
    /* The keys of the list work on what is shown. */
    const struct action *action = keymap_find(&model->keymap, model_shown(model), key);
    if (action == NULL)
        return;
    if (action->group != GROUP_MOVE)
        dialog_close(model);
    action->act(model, NULL);
}

static const struct dialog dialog = {
    .draw = draw,
    .press = press,
    .hints = "Esc back   j k next, previous   d diff   e edit   o open   y copy",
};

void about_open(struct model *model)
{
    if (model->mirror.rows.shown_count > 0)
        dialog_open(model, &dialog, NULL);
}
