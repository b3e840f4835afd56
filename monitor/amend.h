/* SPDX-License-Identifier: MIT */
/* The dialog in which the value of a setting is typed. Pure. */
#ifndef CMSYNC_MONITOR_AMEND_H
#define CMSYNC_MONITOR_AMEND_H

#include "config/settings.h"
#include "monitor/model.h"

/* Opens it, or says why this setting cannot be changed here. */
void amend_open(struct model *model, enum setting_id id);

/* The next of the values that a choice or a flag can have; for others the dialog. */
void amend_turn(struct model *model, enum setting_id id);

#endif
