/* SPDX-License-Identifier: MIT */
/* Labels and content properties: what hangs on a page without a version of its own. */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_LABELS_H
#define CMSYNC_SANDBOX_WIKI_WIKI_LABELS_H

#include "sandbox/wiki/wiki.h"

/*
 * Adds what `name` means: blanks and commas split it, it is lower-cased, `prefix:` in front of it
 * counts, and one that is there already stays. WIKI_BAD_LABEL for an empty name, a character that
 * labels cannot have, or an unknown prefix.
 */
enum wiki_result wiki_label_add(
    struct wiki *wiki, struct page *page, const char *prefix, const char *name);

/* Whether there was one. */
bool wiki_label_remove(struct page *page, const char *name);

struct property *wiki_property_find(const struct page *page, const char *key);
struct property *wiki_property_find_by_id(const struct page *page, int64_t id);

/* Version 1. WIKI_EXISTS, WIKI_TOO_LARGE. */
enum wiki_result wiki_property_create(
    struct wiki *wiki, struct page *page, const char *key, const char *value, const char *author);

/* The next version, which `version` must be. WIKI_VERSION, WIKI_TOO_LARGE. */
enum wiki_result wiki_property_update(struct wiki *wiki, struct page *page,
    struct property *property, const char *value, int64_t version);

void wiki_property_remove(struct page *page, struct property *property);

#endif
