/* SPDX-License-Identifier: MIT */
/*
 * What the ledger knows of Confluence, in a form that Confluence can keep: a machine with an empty
 * state folder recognises its pages by it. Pure. What is read back was in other people's reach:
 * everything in it is checked, and anything odd refuses the whole.
 */
#ifndef CMSYNC_LEDGER_MANIFEST_H
#define CMSYNC_LEDGER_MANIFEST_H

#include "base/memory.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    MANIFEST_MARK_BYTES = 8,               /* of a digest; as in version messages */
    MANIFEST_PACKED_MAX = 4 * 1024 * 1024, /* what properties hold */
    MANIFEST_PLAIN_MAX = 64 * 1024 * 1024,
    MANIFEST_PAGES_MAX = 200 * 1000,
    MANIFEST_FILES_MAX = 4096, /* of one page */
};

struct manifest_file {
    const char *name;
    const char *id;
    int64_t version;
    unsigned char mark[MANIFEST_MARK_BYTES];
};

struct manifest_page {
    const char *path; /* of the page (ledger/schema.c) */
    const char *page_id;
    const char *parent_id;
    const char *title;
    const char *labels; /* one a line */
    const char *look;
    int64_t version;
    int64_t place;                           /* among its siblings (order.h); 0: unknown */
    unsigned char mark[MANIFEST_MARK_BYTES]; /* of the digest of its body */
    bool has_mark;
    bool is_ours;    /* we created it */
    bool is_theirs;  /* left as a person changed it: the next change of the file asks */
    bool has_source; /* a file, not a page that lists its folder */
    bool is_beside;  /* of a file that is gone, where another page has the path */
    struct manifest_file *files;
    size_t file_count;
};

struct manifest {
    struct manifest_page *pages;
    size_t count;
};

/* Appends it. 0, or -1 when it is larger than `out` may be. */
int manifest_pack(const struct manifest *manifest, struct text *out)
    __attribute__((warn_unused_result));

/* What was packed, in `pool`. 0, or -1 when it is not exactly that. */
int manifest_unpack(struct manifest *manifest, const void *data, size_t size,
    struct memory_pool *pool) __attribute__((warn_unused_result));

#endif
