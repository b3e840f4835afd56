/* SPDX-License-Identifier: MIT */
/*
 * `apply` where nothing changed: the seal that the store left (ledger/seal.h) and one walk over the
 * folder, by the watcher's own code, say so without any process being started. Whatever is not
 * certain is left to those.
 */
#ifndef CMSYNC_CLI_GLANCE_H
#define CMSYNC_CLI_GLANCE_H

#include "config/config.h"
#include "ledger/seal.h"
#include "watcher/ignore.h"

/* Set by who looked, and had to leave ignore patterns to cmsync-cli; the value is of no meaning. */
#define GLANCE_VARIABLE "CMSYNC_GLANCE"

/* This command line, parsed with apply_options, asks for no more than what changed. */
bool glance_may(const struct options *options);

/* Looks at lock, token, seal and folder; changes nothing and says nothing. True when nothing is to
   be done: the seal says of how many pages. */
bool glance_take(const struct config *config, const struct options *options,
    const struct ignore_matcher *matcher, struct seal *seal);

/* What `apply` says when nothing is to be done. */
void glance_say(const struct seal *seal, const struct options *options, int64_t took_ms);

#endif
