/* SPDX-License-Identifier: MIT */
/* What may be done to pages, by Confluence's rules. */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_PAGES_H
#define CMSYNC_SANDBOX_WIKI_WIKI_PAGES_H

#include "sandbox/wiki/wiki.h"

struct page_write {
    struct space *space;
    struct page *parent; /* NULL: see at_root */
    bool at_root;        /* create: at the space's root and not below its home page */
    bool is_minor;
    enum page_type type;
    enum page_status status; /* PAGE_CURRENT or PAGE_DRAFT */
    int64_t version;         /* update: what the new one is to be; 0: whatever comes next */
    const char *title;       /* update: NULL keeps it */
    const char *body;        /* update: NULL keeps it */
    const char *message;
    const char *author;
};

/* WIKI_OK and *page, or why not. */
enum wiki_result wiki_page_create(struct wiki *wiki, const struct page_write *write,
    struct page **page, struct wiki_error *error);

/* A new revision. Without a parent in `write` the page stays where it is. */
enum wiki_result wiki_page_update(
    struct wiki *wiki, struct page *page, const struct page_write *write, struct wiki_error *error);

enum wiki_place { PLACE_APPEND, PLACE_BEFORE, PLACE_AFTER };

/* Moves without a new revision. A NULL target appends at the space's root. */
enum wiki_result wiki_page_move(struct wiki *wiki, struct page *page, struct page *target,
    enum wiki_place place, struct wiki_error *error);

/* Into the trash; its children move up to its parent. */
void wiki_page_trash(struct wiki *wiki, struct page *page);
/* The whole tree below and including it. */
void wiki_page_trash_tree(struct wiki *wiki, struct page *page);
/* Out of the trash, below the home page, as a new revision with its old content. */
enum wiki_result wiki_page_restore(
    struct wiki *wiki, struct page *page, const struct page_write *write, struct wiki_error *error);
/* For good. WIKI_NOT_TRASHED unless it is in the trash (or a draft). */
enum wiki_result wiki_page_purge(struct wiki *wiki, struct page *page);
void wiki_page_archive(struct wiki *wiki, struct page *page);
/* Where it was; its title is its own still. */
void wiki_page_unarchive(struct page *page);

const char *wiki_status_name(enum page_status status);

#endif
