/* SPDX-License-Identifier: MIT */
#include "uploader/plan.h"

#include "base/memory.h"

#include <string.h>

enum { LABELS_MAX = 256 * 1024 };

bool plan_same_digest(struct blob a, struct blob b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static bool has_line(const char *lines, const char *line, size_t length)
{
    for (const char *one = lines; *one != '\0';) {
        size_t one_length = strcspn(one, "\n");
        if (one_length == length && memcmp(one, line, length) == 0)
            return true;
        one += one_length + (one[one_length] == '\n');
    }
    return false;
}

void plan_subtract_labels(const char *a, const char *b, struct text *out)
{
    for (const char *line = a; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (length > 0 && !has_line(b, line, length) && !has_line(out->data, line, length))
            text_add_format(out, "%s%.*s", out->length > 0 ? "\n" : "", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

static bool labels_differ(const char *a, const char *b)
{
    struct text difference = text_new(LABELS_MAX);
    plan_subtract_labels(a, b, &difference);
    plan_subtract_labels(b, a, &difference);
    bool differ = difference.length > 0;
    text_free(&difference);
    return differ;
}

static void add(struct plan *plan, enum plan_kind kind, size_t attachment)
{
    plan->steps = memory_grow(plan->steps, plan->count + 1, sizeof *plan->steps);
    plan->steps[plan->count++] = (struct plan_step){ .kind = kind, .attachment = attachment };
}

static void add_page(
    struct plan *plan, const struct message_lease_given *lease, const struct plan_known *known)
{
    if (known->page_id[0] == '\0') {
        add(plan, PLAN_CREATE, 0);
        return;
    }
    bool is_moved = lease->parent_id[0] != '\0' && strcmp(lease->parent_id, known->parent_id) != 0;
    bool is_changed =
        strcmp(lease->title, known->title) != 0 || !plan_same_digest(lease->digest, known->digest);
    if (is_changed)
        add(plan, PLAN_UPDATE, 0);
    else if (is_moved)
        add(plan, PLAN_MOVE, 0);
}

static void add_attachment(
    struct plan *plan, const struct item_attachment *attachment, size_t place)
{
    bool is_there = attachment->known_id[0] != '\0';
    if (attachment->wanted_digest.size == 0) {
        if (is_there)
            add(plan, PLAN_ATTACH_DELETE, place);
    } else if (!is_there) {
        add(plan, PLAN_ATTACH, place);
    } else if (!plan_same_digest(attachment->wanted_digest, attachment->known_digest)) {
        add(plan, PLAN_ATTACH_DATA, place);
    }
}

void plan_make(struct plan *plan, const struct message_lease_given *lease,
    const struct plan_known *known, const struct item_attachment *attachments, bool has_look)
{
    *plan = (struct plan){ 0 };
    if (!lease->is_wanted) {
        if (known->page_id[0] != '\0')
            add(plan, PLAN_DELETE, 0);
        return;
    }
    add_page(plan, lease, known);
    for (size_t i = 0; i < lease->attachments_count; i++)
        add_attachment(plan, &attachments[i], i);
    if (labels_differ(lease->labels, known->labels))
        add(plan, PLAN_LABELS, 0);
    if (lease->look != NULL && lease->look[0] != '\0' && !has_look)
        add(plan, PLAN_LOOK, 0);
    if (lease->order != NULL && lease->order[0] != '\0')
        add(plan, PLAN_ORDER, 0);
}

void plan_free(struct plan *plan)
{
    memory_free(&plan->steps);
    plan->count = 0;
}
