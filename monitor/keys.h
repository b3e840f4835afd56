/* SPDX-License-Identifier: MIT */
/*
 * What each key does: one table, from which footer and help are made, too. Lower case letters look
 * or are harmless, upper case ones change the running sync (ux.md 1.3). Pure.
 */
#ifndef CMSYNC_MONITOR_KEYS_H
#define CMSYNC_MONITOR_KEYS_H

#include "monitor/model.h"

/* Keys that are no character; characters are their code points. */
enum key {
    KEY_NAMED = 0x200000,
    KEY_NAMED_UP,
    KEY_NAMED_DOWN,
    KEY_NAMED_PAGE_UP,
    KEY_NAMED_PAGE_DOWN,
    KEY_NAMED_HOME,
    KEY_NAMED_END,
    KEY_NAMED_BACKSPACE,
    KEY_NAMED_RESIZE,
    KEY_NAMED_HELP,
};

enum { KEYS_TAB = '\t', KEYS_ENTER = '\n', KEYS_ESCAPE = 0x1B, KEYS_REDRAW = 0x0C };

struct binding {
    int key;
    const char *shown; /* `j Down` in the help; NULL: another row of the same */
    const char *help;
    void (*act)(struct model *model);
};

/* The table; ends with key 0. */
const struct binding *keys_table(void);

/* One key. What is to be done outside the model is left in model->wish. */
void keys_press(struct model *model, int key);

/* `Down`, `Tab`, `j` ... as scripts write them; 0 when there is no such key. */
int keys_find(const char *name);

#endif
