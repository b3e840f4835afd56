/* SPDX-License-Identifier: MIT */
/*
 * What the sandbox remembers: spaces, pages with their revisions, and what hangs on pages. Plain
 * data; the other wiki_*.h change it by Confluence's rules. One thread.
 */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_H
#define CMSYNC_SANDBOX_WIKI_WIKI_H

#include "sandbox/wiki/wiki_model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIKI_ERROR_BYTES = 1024 };

struct wiki {
    enum edition edition;
    int64_t now_ms; /* the time of what is done next; set by the caller */
    int64_t next_id;
    struct space **spaces;
    size_t space_count;
    void *pages;       /* tsearch: struct page by id */
    void *titles;      /* tsearch: struct title_slot */
    void *attachments; /* tsearch: struct attachment by id */
    int64_t attachment_limit;
    bool trashed_reserve_titles;
    bool drops_anchors;      /* of links to pages that are not there (CONFCLOUD-78192) */
    bool renames_links;      /* when their target is renamed */
    bool case_retitle_fails; /* text2confl#25 */
    bool has_narrow_database;
    int64_t *purged; /* ids that wiki_archive_save() is to delete */
    size_t purged_count;
};

/* Why something was refused. The REST layers put it into their words. */
enum wiki_result {
    WIKI_OK,
    WIKI_NO_SPACE,
    WIKI_NO_PAGE,
    WIKI_NO_PARENT,
    WIKI_NO_ATTACHMENT,
    WIKI_NO_PROPERTY,
    WIKI_NOT_ALLOWED,
    WIKI_TITLE_EMPTY,
    WIKI_TITLE_LONG,
    WIKI_TITLE_TAKEN,
    WIKI_VERSION, /* `number` is the current version */
    WIKI_XHTML,   /* `text` is the parser's message */
    WIKI_LOOP,
    WIKI_NAME_TAKEN,
    WIKI_NAME_BAD,
    WIKI_TOO_LARGE,
    WIKI_EXISTS,
    WIKI_BAD_LABEL,
    WIKI_NOT_TRASHED,
    WIKI_LOCK,     /* Hibernate's optimistic lock */
    WIKI_DATABASE, /* MySQL without utf8mb4 */
};

struct wiki_error {
    int64_t number;
    char text[WIKI_ERROR_BYTES];
};

struct wiki *wiki_new(enum edition edition, int64_t now_ms);
void wiki_free(struct wiki **wiki);

/* A space with a home page. */
struct space *wiki_add_space(struct wiki *wiki, const char *key, const char *name);
struct space *wiki_find_space(const struct wiki *wiki, const char *key);
struct space *wiki_find_space_by_id(const struct wiki *wiki, int64_t id);

/* Of any status; NULL when there is none. */
struct page *wiki_find_page(const struct wiki *wiki, int64_t id);
struct attachment *wiki_find_attachment(const struct wiki *wiki, int64_t id);

/* The page (not folder, not in the trash) with that title, by Confluence's comparison. */
struct page *wiki_find_title(const struct wiki *wiki, const struct space *space, const char *title);

int64_t wiki_take_id(struct wiki *wiki);

/* A UUID that depends only on `seed`. */
void wiki_uuid(int64_t seed, char uuid[WIKI_UUID_BYTES]);

struct revision *wiki_last(const struct page *page);
struct file_revision *wiki_last_file(const struct attachment *attachment);
bool wiki_may_see(const struct page *page, const char *user);
bool wiki_may_edit(const struct page *page, const char *user);

#endif
