/* SPDX-License-Identifier: MIT */
/* A plan: what would be done, page by page. Printing is pure. */
#ifndef CMSYNC_CLI_OUTLINE_H
#define CMSYNC_CLI_OUTLINE_H

#include "bus/messages.h"
#include "cli/listing.h"

#include <stdbool.h>
#include <stddef.h>

struct outline {
    struct item_plan_step *steps; /* texts belong to the parts */
    size_t count;
    struct message *parts;
    size_t part_count;
};

/* Asks for the plan part by part; with what each step rests on, so that it can be kept. 0, or the
   asker's exit code. outline_free() it in both cases. */
int outline_fetch(struct outline *outline, bool has_states, listing_asker *ask, void *context);
void outline_free(struct outline *outline);

/* How many pages would be created, changed, moved or deleted. */
size_t outline_count_changes(const struct outline *outline);

/* For a person: problems, deletions, moves, changes, additions, each with at most `most` lines
   (0: all), then the sums. */
void outline_print(const struct outline *outline, size_t most, struct text *out);

/* What a plan is of. */
struct outline_about {
    const char *url;
    const char *space;
    bool is_offline; /* Confluence was not asked */
    const struct item_path_name *scope;
    size_t scope_count;
    int64_t uploaders;
    double requests_per_second; /* 0: as the server allows */
};

/* The same with a line about where the comparison comes from, and how long it may take. */
void outline_print_whole(const struct outline *outline, const struct outline_about *about,
    size_t most, struct text *out);

/* The document of `plan --json` and `plan -o`: cmsync.plan/1.0. */
void outline_print_json(
    const struct outline *outline, const struct outline_about *about, struct text *out);

#endif
