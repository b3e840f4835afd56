/* SPDX-License-Identifier: MIT */
/*
 * The copy of the store's list: subscribe, snapshot in parts, then what is newer. Changes carry
 * numbers without gaps, so a lost one shows, and a new snapshot is taken. Pure.
 */
#ifndef CMSYNC_MONITOR_MIRROR_H
#define CMSYNC_MONITOR_MIRROR_H

#include "bus/messages.h"
#include "monitor/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mirror_state {
    MIRROR_NEEDED,  /* a snapshot is to be asked for */
    MIRROR_PARTS,   /* its parts are coming; changes are kept for later */
    MIRROR_CURRENT, /* changes are applied as they come */
};

struct mirror {
    struct rows rows;
    enum mirror_state state;
    struct rows parts;     /* the snapshot so far */
    char *after;           /* its last path; NULL before the first part */
    int64_t sequence;      /* the last change in `rows` (in PARTS: that the first part has) */
    int64_t doubted;       /* `sequence` when the store's was last seen to differ; -1: agreed */
    struct message *later; /* status_changed events, while a snapshot comes */
    size_t later_count;
    size_t later_capacity;
};

void mirror_reset(struct mirror *mirror);
void mirror_free(struct mirror *mirror);

/* What is known may be wrong: a new snapshot, please. What is shown stays until it came. */
void mirror_distrust(struct mirror *mirror);

/* A status_changed event. May take it over and leave it empty. */
void mirror_change(struct mirror *mirror, struct message *event);

/* The next question of the snapshot. False when there is none to ask. */
bool mirror_question(struct mirror *mirror, struct message *question);

/* The answer to it. True when `rows` is new with it. */
bool mirror_answer(struct mirror *mirror, const struct message_statuses_known *answer);

/* The number of the store's last change, told by another way than the changes come. */
void mirror_compare(struct mirror *mirror, int64_t sequence);

#endif
