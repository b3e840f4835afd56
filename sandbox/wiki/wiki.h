/* SPDX-License-Identifier: MIT */
/*
 * What the sandbox remembers: spaces, pages with their revisions, and what hangs on pages. Plain
 * data; the other wiki_*.h change it by Confluence's rules. One thread.
 */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_H
#define CMSYNC_SANDBOX_WIKI_WIKI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum edition { EDITION_CLOUD, EDITION_DATACENTER };
enum page_type { PAGE_PAGE, PAGE_FOLDER };
enum page_status { PAGE_CURRENT, PAGE_DRAFT, PAGE_ARCHIVED, PAGE_TRASHED };

enum { WIKI_ERROR_BYTES = 1024, WIKI_UUID_BYTES = 37, PROPERTY_LIMIT = 32 * 1024 };

struct revision {
    int64_t number;
    int64_t when_ms;
    char *title;
    char *body; /* as it is stored */
    char *sent; /* as it was sent */
    char *message;
    char *author;
    bool is_minor;
};

struct label {
    int64_t id;
    char *prefix;
    char *name;
};

struct property {
    int64_t id;
    int64_t version;
    int64_t when_ms;
    char *key;
    char *value; /* JSON text */
    char *message;
    char *author;
};

struct comment {
    int64_t id;
    char *ref; /* the marker's ac:ref */
    char *selection;
    char *text;
    char *author;
    bool is_resolved;
};

struct file_revision {
    int64_t number;
    int64_t when_ms;
    size_t size;
    char *data;
    char *media_type;
    char *comment;
    char *author;
    char digest[65];
    bool is_minor;
};

struct attachment {
    int64_t id;
    struct page *page;
    char *name;
    char file_id[WIKI_UUID_BYTES];
    bool is_trashed;
    struct file_revision *revisions; /* oldest first; never empty */
    size_t revision_count;
};

struct page {
    int64_t id;
    enum page_type type;
    enum page_status status;
    struct space *space;
    struct page *parent; /* NULL at the space's root, and in the trash */
    struct page **children;
    size_t child_count;
    int64_t position; /* among its siblings; -1: never ordered (Data Center) */
    int64_t created_ms;
    int64_t trashed_ms;
    int64_t loaded_parent; /* an id; only until wiki_record_join() */
    char *title;
    char *title_key;
    char *author;
    char *viewer;               /* NULL: everybody may see it */
    char *editor;               /* NULL: everybody may change it */
    struct revision *revisions; /* oldest first; never empty */
    size_t revision_count;
    struct label *labels;
    size_t label_count;
    struct property *properties;
    size_t property_count;
    struct comment *comments;
    size_t comment_count;
    struct attachment **attachments;
    size_t attachment_count;
    bool is_dirty; /* to be written by wiki_archive_save() */
};

struct space {
    int64_t id;
    char *key;
    char *name;
    char *author;
    int64_t created_ms;
    int64_t loaded_homepage; /* an id; only until wiki_record_join() */
    struct page *homepage;
    struct page **pages; /* of every status, by id */
    size_t page_count;
};

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
