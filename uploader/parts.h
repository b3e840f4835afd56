/* SPDX-License-Identifier: MIT */
/*
 * The manifest in content properties of the root page: in parts, as a property holds 32 KB. Pure.
 *
 * `cmsync.manifest.0` is the head: it says which other parts belong to it, and holds the first
 * bytes. A new manifest goes to properties that the present head does not name; writing the head
 * is what makes it the present one. So whoever dies in between leaves the old one whole, and the
 * head's version number tells two writers apart.
 */
#ifndef CMSYNC_UPLOADER_PARTS_H
#define CMSYNC_UPLOADER_PARTS_H

#include "uploader/remote.h"

enum {
    PARTS_BYTES = 23000, /* of one part: in base64, with what stands around it, below 32 KB */
    PARTS_MAX = 200,
    PARTS_SLOTS_MAX = 2 * PARTS_MAX,
    PARTS_STATE_MAX = 64 * 1024,
    PARTS_RUNNER_MAX = 64,
};

enum parts_state { PARTS_NONE, PARTS_WHOLE, PARTS_TORN };

struct parts_found {
    enum parts_state state;
    struct blob manifest;   /* of a whole one */
    const char *runner;     /* who wrote the head */
    const char *written;    /* when, as the server says */
    const char *properties; /* what there is, for parts_plan(); never "" */
};

/* What a list of properties of the root page holds. Texts and bytes live in `pool`. */
void parts_read(const struct remote_property *list, size_t count, struct memory_pool *pool,
    struct parts_found *found);

/* A property to be written (its `version` is the one that it will have), or to be deleted. */
struct parts_step {
    struct remote_property property;
    bool is_deletion;
};

struct parts_plan {
    struct parts_step *steps; /* the head behind its parts, deletions behind the head */
    size_t count;
};

/* How to bring `manifest` there. 0, or -1 when it is too large or `properties` is not ours. */
int parts_plan(struct blob manifest, const char *runner, const char *properties,
    struct memory_pool *pool, struct parts_plan *plan) __attribute__((warn_unused_result));

/* What there is once the steps of a plan are taken; `version` and `id` as the answers said. */
const char *parts_after(
    const struct parts_plan *plan, const char *properties, struct memory_pool *pool);

#endif
