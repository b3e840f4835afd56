/* SPDX-License-Identifier: MIT */
/* A page and what hangs on it, as plain data. Texts and lists are owned by what holds them. */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_MODEL_H
#define CMSYNC_SANDBOX_WIKI_WIKI_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum edition { EDITION_CLOUD, EDITION_DATACENTER };
enum page_type { PAGE_PAGE, PAGE_FOLDER };
enum page_status { PAGE_CURRENT, PAGE_DRAFT, PAGE_ARCHIVED, PAGE_TRASHED };

enum { WIKI_UUID_BYTES = 37, PROPERTY_LIMIT = 32 * 1024 };

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

#endif
