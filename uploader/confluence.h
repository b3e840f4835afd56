/* SPDX-License-Identifier: MIT */
/*
 * What we ask of Confluence, in one interface for its two editions. Every function is pure: it
 * builds a call, or reads an answer's JSON. Parsers return 0, or -1 when the JSON is not what the
 * call should have brought; what they fill lives in `pool`.
 */
#ifndef CMSYNC_UPLOADER_CONFLUENCE_H
#define CMSYNC_UPLOADER_CONFLUENCE_H

#include "uploader/call.h"
#include "uploader/remote.h"
#include "uploader/site.h"

enum confluence_property_size { CONFLUENCE_PROPERTY_MAX = 32 * 1024 };

/* A page as it is to be written. */
struct confluence_page {
    const char *id; /* not of a create */
    const char *title;
    const char *parent_id;
    struct blob body;
    int64_t version;     /* the number it will have */
    const char *message; /* of the version */
    bool is_minor;       /* watchers get no mail (Data Center) */
    const char *look;    /* of a create, where `creates_look`: words for showing_of() */
};

struct lookup_part;

struct confluence {
    /* The space by its key, with its home page. */
    void (*find_space)(const struct site *site, struct call *call);
    int (*parse_space)(const struct json_t *json, const char *key, struct memory_pool *pool,
        struct remote_space *space);

    /* Who has the account; NULL where pages tell names. */
    void (*find_person)(const char *account_id, struct call *call);

    /* What we may do in the space; NULL where only administrators are told. */
    void (*list_operations)(const struct site *site, struct call *call);
    /* Whether an administrator has closed the site for writing; NULL where that cannot be. */
    void (*read_mode)(struct call *call);

    /* A page in whatever state, with its body. */
    void (*read_page)(const struct site *site, const char *id, struct call *call);
    int (*parse_page)(
        const struct json_t *json, struct memory_pool *pool, struct remote_page *page);

    /* An earlier version; read as a page. */
    void (*read_version)(
        const struct site *site, const char *id, int64_t version, struct call *call);

    /* Versions, titles and places of many pages (lookup.h), and how to go on behind an answer. */
    void (*list_pages)(const struct site *site, const struct lookup_part *part, struct call *call);
    void (*parse_next)(
        const struct json_t *json, struct memory_pool *pool, struct lookup_part *part);

    /* What stands directly below the page, `from` ("", or what parse_from() said) on. */
    void (*find_children)(
        const struct site *site, const char *id, const char *from, struct call *call);

    /* Current pages of the space with this title, with bodies; never by search. Or those in the
       archive and the trash, where one can ask for them. */
    void (*find_page)(
        const struct site *site, const char *title, bool is_put_away, struct call *call);
    /* A folder, which stands between pages; NULL where there are none. */
    void (*read_folder)(const struct site *site, const char *id, struct call *call);

    bool creates_look; /* a create says how the page is shown */
    void (*create_page)(
        const struct site *site, const struct confluence_page *page, struct call *call);
    void (*update_page)(
        const struct site *site, const struct confluence_page *page, struct call *call);
    /* Under another parent without a new version; NULL where there is no such call. */
    void (*move_page)(
        const struct site *site, const char *id, const char *parent_id, struct call *call);
    /* Before or behind another page, which must not stand at the top of the space: that is how a
       page leaves the tree. */
    void (*place_page)(const struct site *site, const char *id, const char *beside, bool is_behind,
        struct call *call);
    void (*delete_page)(const struct site *site, const char *id, struct call *call);
    /* Out of the trash, as it was; `page` says what it has there, and the version it will have. */
    void (*restore_page)(
        const struct site *site, const struct confluence_page *page, struct call *call);

    void (*find_file)(
        const struct site *site, const char *page_id, const char *name, struct call *call);
    int (*parse_file)(
        const struct json_t *json, struct memory_pool *pool, struct remote_file *file);
    void (*delete_file)(
        const struct site *site, const char *page_id, const char *id, struct call *call);

    /* Properties of a page with their values, `from` ("", or what parse_from() said) on. */
    void (*list_properties)(
        const struct site *site, const char *page_id, const char *from, struct call *call);
    int (*parse_property)(
        const struct json_t *json, struct memory_pool *pool, struct remote_property *property);
    /* `property->version` is the number it will have; 1 creates it. */
    void (*write_property)(const struct site *site, const char *page_id,
        const struct remote_property *property, struct call *call);
    void (*delete_property)(const struct site *site, const char *page_id,
        const struct remote_property *property, struct call *call);

    /* Pages of the space, newest first where that can be asked for; with bodies or without. */
    void (*list_space)(
        const struct site *site, bool has_bodies, const char *from, struct call *call);

    /* Where the part behind this one of a list begins; "" at its end. */
    const char *(*parse_from)(const struct json_t *json, struct memory_pool *pool);
};

extern const struct confluence confluence_cloud;
extern const struct confluence confluence_datacenter;

/* The implementation for an edition; NULL for auto. */
const struct confluence *confluence_for(int edition);

/* Lists (`results`), in either edition; properties are added to those in `list`. */
int confluence_parse_pages(const struct confluence *api, const struct json_t *json,
    struct memory_pool *pool, struct remote_pages *pages);
int confluence_parse_files(const struct confluence *api, const struct json_t *json,
    struct memory_pool *pool, struct remote_files *files);
int confluence_parse_properties(const struct confluence *api, const struct json_t *json,
    struct memory_pool *pool, struct remote_properties *list);

/* The same in both editions. */
void confluence_read_user(struct call *call);
int confluence_parse_user(
    const struct json_t *json, struct memory_pool *pool, struct remote_user *user);
/* The name of the account in an answer about people; "" when it is not among them, NULL when that
   is no such answer. */
const char *confluence_parse_name(
    const struct json_t *json, const char *account_id, struct memory_pool *pool);
void confluence_add_file(const char *page_id, const struct call_file *file, struct call *call);
void confluence_add_file_data(
    const char *page_id, const char *id, const struct call_file *file, struct call *call);
/* An upload's answer: one object, or a list of one. */
int confluence_parse_upload(
    const struct json_t *json, struct memory_pool *pool, struct remote_file *file);
/* Labels, one a line; all in one call. */
void confluence_add_labels(const char *page_id, const char *labels, struct call *call);
void confluence_remove_label(const char *page_id, const char *label, struct call *call);

/* Which gateway a scoped token of a Cloud site needs (undocumented, without credential). */
void confluence_find_tenant(struct call *call);
const char *confluence_parse_tenant(const struct json_t *json, struct memory_pool *pool);

#endif
