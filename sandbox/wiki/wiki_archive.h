/* SPDX-License-Identifier: MIT */
/* The wiki on disk (`--data`): one SQLite file, written after each request that changed it. */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_ARCHIVE_H
#define CMSYNC_SANDBOX_WIKI_WIKI_ARCHIVE_H

#include "sandbox/wiki/wiki.h"

struct wiki_archive;

/* Opens or makes `folder`/sandbox.db. Ends the process when it cannot, or when the file is of the
   other edition. */
struct wiki_archive *wiki_archive_open(const char *folder, enum edition edition);

/* What is in it. The caller owns the result: wiki_free() it. */
struct wiki *wiki_archive_load(struct wiki_archive *archive, enum edition edition, int64_t now_ms);

/* Writes what is dirty, in one transaction. */
void wiki_archive_save(struct wiki_archive *archive, struct wiki *wiki);

void wiki_archive_close(struct wiki_archive **archive);

#endif
