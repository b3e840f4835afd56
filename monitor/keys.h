/* SPDX-License-Identifier: MIT */
/* One key: to the dialog, to the view, or to the action that the key map says. Pure. */
#ifndef CMSYNC_MONITOR_KEYS_H
#define CMSYNC_MONITOR_KEYS_H

#include "monitor/model.h"

/* What is to be done outside the model is left in model->wishes. */
void keys_press(struct model *model, int key);

/*
 * Looks at keys that came at once, before they are pressed: outside of input, more of them than a
 * person types are a paste or meant for another window. How many are to be left out from the
 * start (all or none); says so.
 */
int keys_guard(struct model *model, const int *keys, int count);

/* Does what an action does, if it is for the view on the screen; else says where it is. */
void keys_act(struct model *model, const struct action *action, const char *argument);

#endif
