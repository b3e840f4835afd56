/* SPDX-License-Identifier: MIT */
/* A page in its three forms: as the file makes it, as Confluence has it, as cmsync left it. */
#ifndef CMSYNC_CLI_LOOK_H
#define CMSYNC_CLI_LOOK_H

#include "bus/messages.h"
#include "cli/commands.h"
#include "storage/difference.h"

enum look_form { LOOK_BASE, LOOK_MINE, LOOK_THEIRS, LOOK_FORMS };

struct look {
    struct message known; /* look_known */
    char *names[LOOK_FORMS];
    struct text texts[LOOK_FORMS];
};

/*
 * Reads the page of the tree path through the supervisor that runs, or through one of our own that
 * cannot write. 0, or an exit code (said). `name` is what we are for others: `cmsync diff`.
 * look_free() it in both cases.
 */
int look_fetch(
    struct look *look, const struct command_run *run, const char *place, const char *name);
void look_free(struct look *look);

/* Fills texts and names: as text for a person, or (is_storage) as storage format. A form that is
   not there is empty. */
void look_render(struct look *look, bool is_storage);

struct difference_side look_side(const struct look *look, enum look_form form);

#endif
