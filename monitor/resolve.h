/* SPDX-License-Identifier: MIT */
/* What only a person can decide about a page: conflicts, titles that are taken. Pure. */
#ifndef CMSYNC_MONITOR_RESOLVE_H
#define CMSYNC_MONITOR_RESOLVE_H

#include "monitor/model.h"

/* Asks once more, then decides: verb `mine` or `theirs`. `theirs`: whose version, for a person;
   `version`: its number, 0 when it was not looked at. */
void resolve_ask(
    struct model *model, const char *verb, const char *path, const char *theirs, int64_t version);

#endif
