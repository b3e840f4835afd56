/* SPDX-License-Identifier: MIT */
#include "monitor/mirror.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* More changes than this while a snapshot comes: cheaper to take a new one. */
enum { LATER_MAX = 100000, PART_FILES = 2000 };

static void forget_later(struct mirror *mirror)
{
    for (size_t i = 0; i < mirror->later_count; i++)
        message_free(&mirror->later[i]);
    mirror->later_count = 0;
}

void mirror_reset(struct mirror *mirror)
{
    *mirror = (struct mirror){ .doubted = -1 };
}

void mirror_free(struct mirror *mirror)
{
    forget_later(mirror);
    memory_free(&mirror->later);
    rows_free(&mirror->rows);
    rows_free(&mirror->parts);
    memory_free(&mirror->after);
    mirror_reset(mirror);
}

void mirror_distrust(struct mirror *mirror)
{
    forget_later(mirror);
    rows_clear(&mirror->parts);
    memory_free(&mirror->after);
    mirror->state = MIRROR_NEEDED;
}

static void apply(struct mirror *mirror, const struct message_status_changed *change)
{
    mirror->sequence = change->sequence;
    if (*change->letter == '\0') {
        rows_remove(&mirror->rows, change->path);
        return;
    }
    rows_put(&mirror->rows, &(struct row){ .path = change->path,
                                .letter = *change->letter,
                                .page_id = change->page_id,
                                .version = change->version,
                                .title = change->title,
                                .reason = change->reason,
                                .at_ms = change->at_ms });
}

static void keep_for_later(struct mirror *mirror, struct message *event)
{
    if (mirror->later_count == LATER_MAX) {
        mirror_distrust(mirror);
        return;
    }
    if (mirror->later_count == mirror->later_capacity) {
        mirror->later_capacity = mirror->later_capacity == 0 ? 64 : mirror->later_capacity * 2;
        mirror->later = memory_grow(mirror->later, mirror->later_capacity, sizeof *mirror->later);
    }
    mirror->later[mirror->later_count++] = *event;
    *event = (struct message){ 0 };
}

/* A change that is not the next one means that others were lost: start again. */
void mirror_change(struct mirror *mirror, struct message *event)
{
    if (mirror->state != MIRROR_CURRENT)
        keep_for_later(mirror, event);
    else if (event->status_changed.sequence == mirror->sequence + 1)
        apply(mirror, &event->status_changed);
    else if (event->status_changed.sequence > mirror->sequence)
        mirror_distrust(mirror);
}

bool mirror_question(struct mirror *mirror, struct message *question)
{
    if (mirror->state == MIRROR_CURRENT)
        return false;
    mirror->state = MIRROR_PARTS;
    *question = (struct message){ .type = MESSAGE_statuses_ask };
    question->statuses_ask.after = mirror->after;
    question->statuses_ask.limit = PART_FILES;
    return true;
}

/* The parts become the list. Changes from the first part's number on are applied again, in order:
   some of them are in later parts already, which does no harm, since the last one wins. */
static void end_snapshot(struct mirror *mirror)
{
    struct rows old = mirror->rows;
    mirror->rows = mirror->parts;
    mirror->parts = (struct rows){ 0 };
    rows_take_over(&mirror->rows, &old);
    rows_free(&old);
    memory_free(&mirror->after);
    mirror->state = MIRROR_CURRENT;
    for (size_t i = 0; i < mirror->later_count && mirror->state == MIRROR_CURRENT; i++) {
        const struct message_status_changed *change = &mirror->later[i].status_changed;
        if (change->sequence == mirror->sequence + 1)
            apply(mirror, change);
        else if (change->sequence > mirror->sequence)
            mirror->state = MIRROR_NEEDED;
    }
    forget_later(mirror);
}

bool mirror_answer(struct mirror *mirror, const struct message_statuses_known *answer)
{
    if (mirror->state != MIRROR_PARTS)
        return false;
    if (mirror->after == NULL)
        mirror->sequence = answer->sequence;
    for (size_t i = 0; i < answer->files_count; i++) {
        const struct item_file_status *file = &answer->files[i];
        rows_put(&mirror->parts, &(struct row){ .path = file->path,
                                     .letter = *file->letter,
                                     .page_id = file->page_id,
                                     .version = file->version,
                                     .title = file->title,
                                     .reason = file->reason,
                                     .at_ms = file->at_ms });
    }
    if (answer->is_last || answer->files_count == 0) {
        end_snapshot(mirror);
        return true;
    }
    memory_free(&mirror->after);
    mirror->after = memory_copy_text(answer->files[answer->files_count - 1].path);
    return false;
}

/* Events and answers come by two ways, so one disagreement proves nothing: two without a change
   between do. */
void mirror_compare(struct mirror *mirror, int64_t sequence)
{
    if (mirror->state != MIRROR_CURRENT || sequence == mirror->sequence)
        mirror->doubted = -1;
    else if (mirror->doubted == mirror->sequence)
        mirror_distrust(mirror);
    else
        mirror->doubted = mirror->sequence;
}
