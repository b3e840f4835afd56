/* SPDX-License-Identifier: MIT */
/* One key: to the dialog, to the view, or to the action that the key map says. Pure. */
#ifndef CMSYNC_MONITOR_KEYS_H
#define CMSYNC_MONITOR_KEYS_H

#include "monitor/model.h"

/* What is to be done outside the model is left in model->wishes. */
void keys_press(struct model *model, int key);

/* Whether keys are text at the moment: then many at once are a paste and welcome. */
bool keys_are_text(const struct model *model);

/* Does what an action does, if it is for the view on the screen; else says where it is. */
void keys_act(struct model *model, const struct action *action, const char *argument);

#endif
