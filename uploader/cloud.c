/* SPDX-License-Identifier: MIT */
/* Confluence Cloud: v2 for everything it has, v1 only where v2 has nothing. */
#include "uploader/confluence.h"
#include "uploader/lookup.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

static void start(struct call *call, const char *operation, const char *method, const char *path)
{
    call_start(call, operation, method);
    call_add_path(call, "/api/v2");
    call_add_path(call, path);
}

static void start_page(struct call *call, const char *operation, const char *method, const char *id)
{
    start(call, operation, method, "/pages/");
    call_add_segment(call, id);
}

/* ---------------------------------------------------------------- space */

static void find_space(const struct site *site, struct call *call)
{
    start(call, "find the space", "GET", "/spaces");
    call_add_query(call, "keys", site->space_key);
    call_add_query(call, "limit", "5");
}

static void list_operations(const struct site *site, struct call *call)
{
    start(call, "ask what we may do in the space", "GET", "/spaces/");
    call_add_segment(call, site->space_id);
    call_add_path(call, "/operations");
}

static int parse_space(const struct json_t *json, const char *key, struct memory_pool *pool,
    struct remote_space *space)
{
    const json_t *results = json_object_get(json, "results");
    if (!json_is_array(results))
        return -1;
    *space = (struct remote_space){ .id = "", .key = "", .home_id = "" };
    for (size_t i = 0; i < json_array_size(results); i++) {
        const json_t *one = json_array_get(results, i);
        const char *found = remote_text(pool, one, "key", NULL);
        if (strcasecmp(found, key) != 0)
            continue;
        space->id = remote_text(pool, one, "id", NULL);
        space->key = found;
        space->home_id = remote_text(pool, one, "homepageId", NULL);
        break;
    }
    return 0;
}

/* ---------------------------------------------------------------- pages */

static void read_page(const struct site *site, const char *id, struct call *call)
{
    (void)site;
    start_page(call, "read the page", "GET", id);
    call_add_query(call, "body-format", "storage");
}

static int parse_page(const struct json_t *json, struct memory_pool *pool, struct remote_page *page)
{
    const json_t *version = json_object_get(json, "version");
    *page = (struct remote_page){
        .id = remote_text(pool, json, "id", NULL),
        .status = remote_text(pool, json, "status", NULL),
        .title = remote_text(pool, json, "title", NULL),
        .parent_id = remote_text(pool, json, "parentId", NULL),
        .parent_kind = remote_text(pool, json, "parentType", NULL),
        .space = remote_text(pool, json, "spaceId", NULL),
        .message = remote_text(pool, version, "message", NULL),
        .author_id = remote_text(pool, version, "authorId", NULL),
        .creator_id = remote_text(pool, json, "authorId", NULL),
        .created = remote_text(pool, json, "createdAt", NULL),
        .version = remote_number(version, "number", 0),
    };
    page->author_name = page->author_id;
    remote_take_body(page, json, pool);
    return page->id[0] == '\0' || page->version < 1 ? -1 : 0;
}

static void read_version(
    const struct site *site, const char *id, int64_t version, struct call *call)
{
    read_page(site, id, call);
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)version);
    call_add_query(call, "version", number);
}

/* By their ids, so that a large space around ours costs nothing. */
static void list_pages(const struct site *site, const struct lookup_part *part, struct call *call)
{
    struct text ids = text_new(CALL_TARGET_MAX);
    for (const char *c = part->ids; *c != '\0'; c++)
        text_add_char(&ids, *c == '\n' ? ',' : *c);
    start(call, "look at pages", "GET", "/pages");
    call_add_query(call, "space-id", site->space_id);
    call_add_query(call, "id", ids.data);
    call_add_query(call, "limit", "250");
    if (part->cursor[0] != '\0')
        call_add_query(call, "cursor", part->cursor);
    text_free(&ids);
}

/* `cursor` of the address of the next part, decoded. */
static void parse_next(
    const struct json_t *json, struct memory_pool *pool, struct lookup_part *part)
{
    const char *next = remote_text(pool, json, "_links", "next", NULL);
    part->next = -1;
    part->cursor = part->pages.count == 0 ? "" : remote_argument(pool, next, "cursor");
}

static void find_page(
    const struct site *site, const char *title, bool is_put_away, struct call *call)
{
    start(call, "look for a page by its title", "GET", "/pages");
    call_add_query(call, "space-id", site->space_id);
    call_add_query(call, "title", title);
    call_add_query(call, "status", is_put_away ? "archived,trashed" : "current");
    call_add_query(call, "body-format", "storage");
    call_add_query(call, "limit", "25");
}

static void read_folder(const struct site *site, const char *id, struct call *call)
{
    (void)site;
    start(call, "read a folder", "GET", "/folders/");
    call_add_segment(call, id);
}

/* Lists come in parts; the cursor alone is taken from a `next`, whose host and path differ between
   site and gateway. */
static void add_part(struct call *call, const char *from)
{
    call_add_query(call, "limit", "250");
    if (from[0] != '\0')
        call_add_query(call, "cursor", from);
}

static const char *parse_from(const struct json_t *json, struct memory_pool *pool)
{
    const char *next = remote_text(pool, json, "_links", "next", NULL);
    return remote_argument(pool, next, "cursor");
}

static void find_children(
    const struct site *site, const char *id, const char *from, struct call *call)
{
    (void)site;
    start_page(call, "look below the page", "GET", id);
    call_add_path(call, "/direct-children");
    add_part(call, from);
}

/* Newest first: what came after a manifest stands at the beginning. */
static void list_space(
    const struct site *site, bool has_bodies, const char *from, struct call *call)
{
    start(call, "list the pages of the space", "GET", "/spaces/");
    call_add_segment(call, site->space_id);
    call_add_path(call, "/pages");
    call_add_query(call, "depth", "all");
    call_add_query(call, "status", "current");
    call_add_query(call, "sort", "-created-date");
    if (has_bodies)
        call_add_query(call, "body-format", "storage");
    add_part(call, from);
}

static json_t *storage_body(struct blob body)
{
    return json_pack("{s:s, s:s%}", "representation", "storage", "value",
        body.size == 0 ? "" : (const char *)body.data, body.size);
}

static void create_page(
    const struct site *site, const struct confluence_page *page, struct call *call)
{
    start(call, "create the page", "POST", "/pages");
    call->is_once = true;
    call_set_json(call,
        json_pack("{s:s, s:s, s:s, s:s, s:o}", "spaceId", site->space_id, "status", "current",
            "title", page->title, "parentId", page->parent_id, "body", storage_body(page->body)));
}

static void update_page(
    const struct site *site, const struct confluence_page *page, struct call *call)
{
    (void)site;
    start_page(call, "update the page", "PUT", page->id);
    json_t *version =
        json_pack("{s:I, s:s}", "number", (json_int_t)page->version, "message", page->message);
    /* Without the status a page may answer `unreconciled`. */
    call_set_json(call, json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "id", page->id, "status",
                            "current", "title", page->title, "parentId", page->parent_id, "body",
                            storage_body(page->body), "version", version));
}

/* v2 has no such question by GET. */
static void find_person(const char *account_id, struct call *call)
{
    call_start(call, "ask who that is", "GET");
    call_add_path(call, "/rest/api/user/bulk");
    call_add_query(call, "accountId", account_id);
}

static void move_page(
    const struct site *site, const char *id, const char *parent_id, struct call *call)
{
    (void)site;
    call_start(call, "move the page", "PUT");
    call_add_path(call, "/rest/api/content/");
    call_add_segment(call, id);
    call_add_path(call, "/move/append/");
    call_add_segment(call, parent_id);
}

static void place_page(
    const struct site *site, const char *id, const char *beside, bool is_behind, struct call *call)
{
    (void)site;
    call_start(call, "put the page into order", "PUT");
    call_add_path(call, "/rest/api/content/");
    call_add_segment(call, id);
    call_add_path(call, is_behind ? "/move/after/" : "/move/before/");
    call_add_segment(call, beside);
}

/* Content does not change in this call; what is required goes along as it is. */
static void restore_page(
    const struct site *site, const struct confluence_page *page, struct call *call)
{
    (void)site;
    start_page(call, "bring the page back from the trash", "PUT", page->id);
    json_t *version = json_pack("{s:I}", "number", (json_int_t)page->version);
    call_set_json(
        call, json_pack("{s:s, s:s, s:s, s:o, s:o}", "id", page->id, "status", "current", "title",
                  page->title, "body", storage_body(page->body), "version", version));
}

static void delete_page(const struct site *site, const char *id, struct call *call)
{
    (void)site;
    start_page(call, "move the page to the trash", "DELETE", id);
}

/* ---------------------------------------------------------------- attachments */

static void find_file(
    const struct site *site, const char *page_id, const char *name, struct call *call)
{
    (void)site;
    start_page(call, "look for an attachment", "GET", page_id);
    call_add_path(call, "/attachments");
    call_add_query(call, "filename", name);
    call_add_query(call, "limit", "50");
}

static int parse_file(const struct json_t *json, struct memory_pool *pool, struct remote_file *file)
{
    *file = (struct remote_file){
        .id = remote_text(pool, json, "id", NULL),
        .name = remote_text(pool, json, "title", NULL),
        .comment = remote_text(pool, json, "comment", NULL),
        .size = remote_number(json, "fileSize", -1),
        .version = remote_number(json_object_get(json, "version"), "number", 0),
    };
    return 0;
}

static void delete_file(
    const struct site *site, const char *page_id, const char *id, struct call *call)
{
    (void)site, (void)page_id;
    start(call, "delete the attachment", "DELETE", "/attachments/");
    call_add_segment(call, id);
}

/* ---------------------------------------------------------------- properties */

static void list_properties(
    const struct site *site, const char *page_id, const char *from, struct call *call)
{
    (void)site;
    start_page(call, "read properties", "GET", page_id);
    call_add_path(call, "/properties");
    add_part(call, from);
}

static int parse_property(
    const struct json_t *json, struct memory_pool *pool, struct remote_property *property)
{
    property->id = remote_text(pool, json, "id", NULL);
    property->key = remote_text(pool, json, "key", NULL);
    property->version = remote_number(json_object_get(json, "version"), "number", 0);
    property->changed = remote_text(pool, json, "version", "createdAt", NULL);
    property->value = remote_json(pool, json_object_get(json, "value"));
    return property->id[0] == '\0' || property->version < 1 ? -1 : 0;
}

static void write_property(const struct site *site, const char *page_id,
    const struct remote_property *property, struct call *call)
{
    (void)site;
    bool is_new = property->version == 1;
    start_page(call, "write a property", is_new ? "POST" : "PUT", page_id);
    call_add_path(call, "/properties");
    json_t *value = json_loads(property->value, JSON_DECODE_ANY, NULL);
    if (is_new) {
        call_set_json(call, json_pack("{s:s, s:o}", "key", property->key, "value", value));
        return;
    }
    call_add_path(call, "/");
    call_add_segment(call, property->id);
    call_set_json(call, json_pack("{s:s, s:o, s:{s:I}}", "key", property->key, "value", value,
                            "version", "number", (json_int_t)property->version));
}

static void delete_property(const struct site *site, const char *page_id,
    const struct remote_property *property, struct call *call)
{
    (void)site;
    start_page(call, "delete a property", "DELETE", page_id);
    call_add_path(call, "/properties/");
    call_add_segment(call, property->id);
}

const struct confluence confluence_cloud = {
    .find_space = find_space,
    .parse_space = parse_space,
    .list_operations = list_operations,
    .read_page = read_page,
    .parse_page = parse_page,
    .read_version = read_version,
    .list_pages = list_pages,
    .parse_next = parse_next,
    .find_children = find_children,
    .place_page = place_page,
    .find_page = find_page,
    .read_folder = read_folder,
    .create_page = create_page,
    .update_page = update_page,
    .find_person = find_person,
    .move_page = move_page,
    .delete_page = delete_page,
    .restore_page = restore_page,
    .find_file = find_file,
    .parse_file = parse_file,
    .delete_file = delete_file,
    .list_properties = list_properties,
    .parse_property = parse_property,
    .write_property = write_property,
    .delete_property = delete_property,
    .list_space = list_space,
    .parse_from = parse_from,
};
