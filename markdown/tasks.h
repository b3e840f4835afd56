/* SPDX-License-Identifier: MIT */
/*
 * Task lists. Whether a list holds nothing but tasks is known at its end only, so its tags are
 * written as patches (`t` list, `u` its end, `i` item, `j` its end) and settled by tasks_finish().
 */
#ifndef CMSYNC_MARKDOWN_TASKS_H
#define CMSYNC_MARKDOWN_TASKS_H

#include <stdbool.h>

struct conversion;
struct element_entry;

/* An item begins; `mark` is 'x', ' ' or '\0' for an item that is no task. */
void task_open_item(struct conversion *c, char mark);

/* Ends a task list or an item of one. */
void task_close(struct conversion *c, const struct element_entry *entry);

/* Replaces the patches in the output; drops all others. */
void tasks_finish(struct conversion *c);

#endif
