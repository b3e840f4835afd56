/* SPDX-License-Identifier: MIT */
#include "markdown/tasks.h"

#include "markdown/elements.h"
#include "markdown/layouts.h"

#include <stdlib.h>

static void put_patch(struct conversion *c, char letter, size_t list, char mark)
{
    char patch[32];
    size_t length = 0;
    patch[length++] = PATCH_START;
    patch[length++] = letter;
    if (mark != '\0')
        patch[length++] = mark;
    char digits[24];
    size_t count = 0;
    do
        digits[count++] = (char)('0' + list % 10);
    while ((list /= 10) > 0);
    while (count > 0)
        patch[length++] = digits[--count];
    patch[length++] = PATCH_END;
    put(c, patch, length);
    c->has_patches = true;
}

static void open_list(struct conversion *c, struct element_entry *list, bool is_task)
{
    list->start = c->out->length;
    if (!is_task) {
        element_become(c, list, ELEMENT_UL);
        PUT(c, "<ul>");
        return;
    }
    if (c->list_count == c->list_capacity) {
        c->list_capacity = c->list_capacity == 0 ? 16 : c->list_capacity * 2;
        c->lists_mixed = memory_grow(c->lists_mixed, c->list_capacity, sizeof *c->lists_mixed);
    }
    element_become(c, list, ELEMENT_TASK_LIST);
    list->number = (uint32_t)c->list_count;
    c->lists_mixed[c->list_count++] = false;
    put_patch(c, 't', list->number, '\0');
}

static void put_box(struct conversion *c, char mark)
{
    if (mark == '\0')
        return;
    put_string(c, mark == ' ' ? "[ ] " : "[x] ");
}

void task_open_item(struct conversion *c, char mark)
{
    struct element_entry *list = element_top(c);
    if (list != NULL && list->kind == ELEMENT_LIST_PENDING)
        open_list(c, list, mark != '\0');
    if (list == NULL || list->kind != ELEMENT_TASK_LIST) {
        element_open(c, ELEMENT_LI, false);
        put_box(c, mark);
        return;
    }
    uint32_t number = list->number;
    if (mark == '\0')
        c->lists_mixed[number] = true;
    struct element_entry *item = element_open(c, ELEMENT_TASK, false);
    item->number = number;
    put_patch(c, 'i', number, (char)(mark == '\0' ? '-' : mark == ' ' ? 'o' : 'x'));
}

void task_close(struct conversion *c, const struct element_entry *entry)
{
    put_patch(c, entry->kind == ELEMENT_TASK ? 'j' : 'u', entry->number, '\0');
}

/* A patch taken apart. */
struct patch {
    char letter;
    char mark;
    size_t list;
};

static struct patch read_patch(const char *at, const char *end)
{
    struct patch patch = { 0 };
    if (at < end)
        patch.letter = *at++;
    if (at < end && (*at < '0' || *at > '9'))
        patch.mark = *at++;
    while (at < end && *at >= '0' && *at <= '9')
        patch.list = patch.list * 10 + (size_t)(*at++ - '0');
    return patch;
}

static void put_task(struct text *out, const struct patch *patch, size_t *id)
{
    if (patch->letter == 'j') {
        text_add_string(out, "</ac:task-body></ac:task>");
        return;
    }
    text_add_format(out,
        "<ac:task><ac:task-id>%zu</ac:task-id><ac:task-status>%s</ac:task-status><ac:task-body>",
        ++*id, patch->mark == 'x' ? "complete" : "incomplete");
}

/* `at` is behind the patch; returns how many bytes were taken over from there. */
static size_t put_item(struct text *out, const struct patch *patch, const char *at, size_t left)
{
    if (patch->letter == 'j') {
        text_add_string(out, "</li>");
        return 0;
    }
    text_add_string(out, "<li>");
    if (patch->mark == '-')
        return 0;
    size_t taken = left >= 3 && memcmp(at, "<p>", 3) == 0 ? 3 : 0;
    text_add(out, at, taken);
    text_add_string(out, patch->mark == 'x' ? "[x] " : "[ ] ");
    return taken;
}

static size_t settle(const struct conversion *c, struct text *out, const struct patch *patch,
    const char *at, size_t left, size_t *id)
{
    if (patch->letter == '\0' || strchr("tuij", patch->letter) == NULL ||
        patch->list >= c->list_count)
        return 0;
    bool is_mixed = c->lists_mixed[patch->list];
    bool is_list = patch->letter == 't' || patch->letter == 'u';
    if (is_list) {
        text_add_string(out, patch->letter == 't' ? "<" : "</");
        text_add_string(out, is_mixed ? "ul>" : "ac:task-list>");
        return 0;
    }
    if (is_mixed)
        return put_item(out, patch, at, left);
    put_task(out, patch, id);
    return 0;
}

void tasks_finish(struct conversion *c)
{
    struct text out = text_new(c->out->limit);
    struct layout_frame frame;
    if (c->has_layout)
        layout_begin(&frame, &out);
    const char *at = c->out->data;
    const char *end = at + c->out->length;
    size_t id = 0;
    const char *hit;
    while ((hit = memchr(at, PATCH_START, (size_t)(end - at))) != NULL) {
        text_add(&out, at, (size_t)(hit - at));
        const char *close = memchr(hit, PATCH_END, (size_t)(end - hit));
        at = close == NULL ? hit + 1 : close + 1;
        if (close == NULL)
            continue;
        struct patch patch = read_patch(hit + 1, close);
        if (patch.letter == 'l' && c->has_layout)
            layout_enter_section(&frame, &out);
        else if (patch.letter == 'm' && c->has_layout)
            layout_leave_section(&frame, &out);
        at += settle(c, &out, &patch, at, (size_t)(end - at), &id);
    }
    text_add(&out, at, (size_t)(end - at));
    if (c->has_layout)
        layout_end(&frame, &out);
    text_free(c->out);
    *c->out = out;
}
