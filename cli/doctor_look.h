/* SPDX-License-Identifier: MIT */
/* Looks at this machine for `cmsync doctor`: reads, and changes nothing. */
#ifndef CMSYNC_CLI_DOCTOR_LOOK_H
#define CMSYNC_CLI_DOCTOR_LOOK_H

#include "cli/doctor.h"
#include "config/config.h"

/* Programs of ours that are not there. Texts of all of these live in `pool`. */
void doctor_look_for_programs(struct doctor_facts *facts);

/* Folders, tree, proxy, certificates. */
void doctor_look_around(
    struct doctor_facts *facts, const struct config *config, struct memory_pool *pool);

/* What inotify has and what is taken of it by this user's processes, as far as they can be seen. */
void doctor_look_at_inotify(struct doctor_inotify *inotify);

/* The commands that draw; each has a sample to draw when `is_trial`. */
void doctor_look_at_diagrams(struct doctor_facts *facts, const struct config *config,
    struct memory_pool *pool, bool is_trial);

/* Whether the process belongs to a service of its user's own manager, and whether that stays. */
void doctor_look_at_unit(struct doctor_service *service);

#endif
