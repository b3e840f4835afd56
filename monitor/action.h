/* SPDX-License-Identifier: MIT */
/*
 * Everything that a person can do in the monitor: one table. Footer, help, palette, the `keys` of
 * the configuration and the manual page are made from it. Pure.
 *
 * Lower case letters look or are harmless, upper case ones change the running sync; nothing changes
 * Confluence without a dialog.
 */
#ifndef CMSYNC_MONITOR_ACTION_H
#define CMSYNC_MONITOR_ACTION_H

#include "monitor/views.h"

#include <stdbool.h>
#include <stddef.h>

struct model;

/* In the order of the help: what one came for first. */
enum action_group { GROUP_FILE, GROUP_FIND, GROUP_CONTROL, GROUP_SCREEN, GROUP_MOVE, GROUP_COUNT };

/* Bits of the views that an action is for. */
#define IN(VIEW) (1U << MODEL_VIEW_##VIEW)
#define IN_ALL (~0U)

/* `argument`: what was typed behind the name in the palette; NULL when a key did it. */
typedef void action_do(struct model *model, const char *argument);

struct action {
    const char *name;  /* where the command line has the same, its name there */
    const char *keys;  /* as keymap_parse() takes them, blanks between; "": palette only */
    const char *label; /* one word for the footer */
    const char *help;
    const char *command; /* how to do it with `cmsync`; NULL: it only moves or looks in here */
    enum action_group group;
    unsigned views;
    action_do *act;
};

enum { ACTION_MOST = 96 };

const struct action *action_at(size_t i); /* NULL behind the end */
const struct action *action_find(const char *name);
size_t action_index(const struct action *action);
const char *action_group_title(enum action_group group);

#endif
