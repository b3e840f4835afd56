/* SPDX-License-Identifier: MIT */
/*
 * Asking Confluence what `cmsync doctor` and `cmsync auth test` want to know: a process of its own,
 * beside whatever runs, with no store and no way to write. cmsync-supervisor --probe becomes it.
 */
#ifndef CMSYNC_UPLOADER_PROBE_H
#define CMSYNC_UPLOADER_PROBE_H

#include "config/options.h"

#include <stdbool.h>

#define PROBE_OPTION "probe"

/* The command line asks for a probe, not for the stage. */
bool probe_is_wanted(int argc, char *const *argv);

/* Asks, writes one `probe_report` (message_pack) to standard output, and ends. The value for main()
   to return: 0, 2 for the configuration or its token, 1. `table`: the uploader's options. */
int probe_main(const struct option *table, size_t table_count, int argc, char *const *argv);

#endif
