/* SPDX-License-Identifier: MIT */
/* Things as Confluence shows them, in one form for both editions. */
#ifndef CMSYNC_UPLOADER_REMOTE_H
#define CMSYNC_UPLOADER_REMOTE_H

#include "base/memory.h"
#include "bus/messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

enum { REMOTE_LIST_MAX = 250, REMOTE_PROPERTIES_MAX = 1000 };

/* All texts live in the pool of whoever parsed them; "" for not said. */
struct remote_page {
    const char *id;
    const char *kind;   /* of a child: page, folder, whiteboard, database, embed */
    const char *status; /* current, trashed, archived, draft ... */
    const char *title;
    const char *parent_id;
    const char *parent_kind; /* page, folder ...; "" not said */
    const char *space;       /* as site.space_id (Cloud) or space_key (Data Center); "" not said */
    const char *message;     /* of the version */
    const char *author_id;   /* of the version */
    const char *author_name; /* the same for people */
    const char *creator_id;
    const char *created; /* time as text */
    int64_t version;
    struct blob body; /* storage format */
    bool has_body;
};

struct remote_pages {
    struct remote_page *items;
    size_t count;
};

struct remote_file {
    const char *id;
    const char *name;
    const char *comment;
    int64_t size; /* -1: not said */
    int64_t version;
};

struct remote_files {
    struct remote_file *items;
    size_t count;
};

struct remote_user {
    const char *id;
    const char *name;
    bool is_known; /* false: an anonymous one, so the credential was not taken */
};

struct remote_space {
    const char *id;
    const char *key;
    const char *home_id;
};

struct remote_property {
    const char *id;
    const char *key;
    const char *value; /* JSON */
    int64_t version;
    const char *changed; /* time of the version, as text */
};

struct remote_properties {
    struct remote_property *items; /* room for REMOTE_PROPERTIES_MAX */
    size_t count;
};

/* A member as text: texts as they are, whole numbers in decimal, "" for anything else. The path
   goes down by names: remote_text(pool, json, "version", "by", NULL). */
const char *remote_text(struct memory_pool *pool, const struct json_t *json, ...)
    __attribute__((sentinel));

/* Any value as JSON on one line; "" for none. */
const char *remote_json(struct memory_pool *pool, const struct json_t *json);

/* The storage format of a page in an answer, if it is there. */
void remote_take_body(
    struct remote_page *page, const struct json_t *json, struct memory_pool *pool);

/* A member as number; `missing` when it is none. Numbers in texts count. */
int64_t remote_number(const struct json_t *json, const char *name, int64_t missing);

/* The value of an argument in an address, decoded; "" when there is none. */
const char *remote_argument(struct memory_pool *pool, const char *address, const char *name);

/* The page with this title, compared as Confluence does: exactly first, then without case. NULL
   when there is none. */
const struct remote_page *remote_find_title(const struct remote_pages *pages, const char *title);

/* The attachment with exactly this name, else without regard to case; NULL when there is none. */
const struct remote_file *remote_find_file(const struct remote_files *files, const char *name);

#endif
