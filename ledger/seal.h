/* SPDX-License-Identifier: MIT */
/*
 * What the store leaves behind when everything is in step: a small file from which, with one look
 * at the folder, `cmsync apply` can tell that it has nothing to do, without a ledger and without
 * any process. The store breaks it before it opens the ledger, so that whatever dies at whatever
 * moment leaves none. It is believed only as long as the ledger's file is the one that was sealed.
 * Pure, but for the last three.
 */
#ifndef CMSYNC_LEDGER_SEAL_H
#define CMSYNC_LEDGER_SEAL_H

#include "base/digest.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { SEAL_NAME_BYTES = 64, SEAL_LANES = DIGEST_BYTES / sizeof(uint64_t) };

/* All entries of a tree, in whatever order they come: the sum of their digests. */
struct seal_tree {
    uint64_t sum[SEAL_LANES];
    int64_t count;
};

/* By what the watcher tells a change. */
struct seal_entry {
    const char *path;
    bool is_folder;
    int64_t size; /* this and the next of a file alone */
    int64_t modified_ns;
    int64_t inode;
};

/* A file that nobody writes to but through the store. */
struct seal_file {
    char name[SEAL_NAME_BYTES]; /* in the state folder */
    int64_t device;
    int64_t inode;
    int64_t size;
    int64_t modified_ns;
    int64_t changed_ns;
};

struct seal {
    struct digest settings; /* fingerprint_of_all() */
    struct seal_tree tree;  /* as the ledger has seen it */
    int64_t pages;          /* what a run would tell: of so many nothing is different, */
    int64_t unchanged;
    int64_t warnings;
    int64_t seen_ms;   /* wall clock: what changed since then may not have been seen */
    int64_t sealed_ms; /* wall clock: a clock that shows less was set back */
    int64_t until_ms;  /* wall clock: when Confluence is to be asked again; -1: never */
    struct seal_file ledger;
};

void seal_add(struct seal_tree *tree, const struct seal_entry *entry);
bool seal_tree_equal(const struct seal_tree *a, const struct seal_tree *b);

/* As text, with a digest over it; back from that: 0, or -1 when it is not whole. */
void seal_print(const struct seal *seal, struct text *out);
int seal_parse(struct seal *seal, const char *data, size_t size)
    __attribute__((warn_unused_result));

/* What can be told before anybody looks at the folder. */
bool seal_holds(const struct seal *seal, const struct digest *settings,
    const struct seal_file *ledger, int64_t now_ms);

/* A file that was changed last at that time has been seen as it is. Its content may change while
   size and time of modification stay, but no such change is older than itself. */
bool seal_covers(const struct seal *seal, int64_t changed_ns);

/* ---- on the disk, in the state folder ---- */

/* 0; -1 and errno: it may still be there. */
int seal_break(const char *state_folder) __attribute__((warn_unused_result));

/* Takes what the ledger's file is now into the seal and writes it. -1 and errno: there is none. */
int seal_leave(const char *state_folder, struct seal *seal) __attribute__((warn_unused_result));

/* The seal in a state folder that is this user's alone, and what the ledger that it names is now.
   -1: there is none that could be believed. */
int seal_read(const char *state_folder, struct seal *seal, struct seal_file *ledger)
    __attribute__((warn_unused_result));

#endif
