/* SPDX-License-Identifier: MIT */
/*
 * Storage format as Confluence's parser takes it: an XML fragment with the prefixes `ac` and `ri`
 * and the named entities of HTML 4.
 */
#ifndef CMSYNC_STORAGE_WELLFORMED_H
#define CMSYNC_STORAGE_WELLFORMED_H

#include <stddef.h>

struct _xmlDoc;

enum { WELLFORMED_DEPTH_MAX = 1000, WELLFORMED_MESSAGE_BYTES = 200 };

struct wellformed_problem {
    size_t line;   /* in the body, from 1 */
    size_t column; /* from 1; 0 unknown */
    char message[WELLFORMED_MESSAGE_BYTES];
};

/* 0 when the body is well-formed and no element lies deeper than `depth`; else -1 and what is
   wrong first. `problem` may be NULL. */
int wellformed_check(
    const char *body, size_t length, size_t depth, struct wellformed_problem *problem);

/* The body as a tree below a root element, entities as characters; NULL when it is not
   well-formed (`problem` as above). The caller owns the result: xmlFreeDoc() it. */
struct _xmlDoc *wellformed_parse(
    const char *body, size_t length, struct wellformed_problem *problem);

/* How many elements lie in each other below the root. What a stranger wrote may lie too deep to be
   walked by recursion: WELLFORMED_DEPTH_MAX is as far as anybody goes. */
size_t wellformed_depth(const struct _xmlDoc *doc);

#endif
