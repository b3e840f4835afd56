/* SPDX-License-Identifier: MIT */
/*
 * A body in the form in which it can be compared with what Confluence made of it: what it adds and
 * rewrites on saving is gone. For recognising our own pages, never for deciding that nothing
 * changed.
 */
#ifndef CMSYNC_STORAGE_CANONICAL_H
#define CMSYNC_STORAGE_CANONICAL_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CANONICAL_MAX_BYTES = 64 * 1024 * 1024 };

/*
 * Appends the canonical form: no generated ids, no anchors of links (Cloud drops those of pages
 * that do not exist yet), no comment markers, entities decoded, attributes and macro parameters in
 * order. 0, or -1 when the body is not well-formed, or deeper than WELLFORMED_DEPTH_MAX.
 */
int canonical_add(const char *body, size_t length, struct text *out)
    __attribute__((warn_unused_result));

/* Links with an anchor: where Cloud dropped some, there are fewer than were sent. */
int64_t canonical_count_anchors(const char *body, size_t length);

/* Both have the same canonical form. Bodies that have none equal only the same bytes. */
bool canonical_equal(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
