/* SPDX-License-Identifier: MIT */
/* Confluence Data Center: v1 alone. */
#include "uploader/confluence.h"
#include "uploader/lookup.h"
#include "uploader/showing.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

/* The parent is the last ancestor; the creator is in the history. */
static const char expansions[] = "body.storage,version,ancestors,history,space";

static void start(struct call *call, const char *operation, const char *method, const char *id)
{
    call_start(call, operation, method);
    call_add_path(call, "/rest/api/content");
    if (id == NULL)
        return;
    call_add_path(call, "/");
    call_add_segment(call, id);
}

/* ---------------------------------------------------------------- space */

static void find_space(const struct site *site, struct call *call)
{
    call_start(call, "find the space", "GET");
    call_add_path(call, "/rest/api/space/");
    call_add_segment(call, site->space_key);
    call_add_query(call, "expand", "homepage");
}

static void read_mode(struct call *call)
{
    call_start(call, "ask whether the site can be written", "GET");
    call_add_path(call, "/rest/api/accessmode");
}

static int parse_space(const struct json_t *json, const char *key, struct memory_pool *pool,
    struct remote_space *space)
{
    (void)key;
    space->id = remote_text(pool, json, "id", NULL);
    space->key = remote_text(pool, json, "key", NULL);
    space->home_id = remote_text(pool, json, "homepage", "id", NULL);
    return space->key[0] == '\0' ? -1 : 0;
}

/* ---------------------------------------------------------------- pages */

static void read_page(const struct site *site, const char *id, struct call *call)
{
    (void)site;
    start(call, "read the page", "GET", id);
    call_add_query(call, "status", "any");
    call_add_query(call, "expand", expansions);
}

static const char *user_id(const json_t *user, struct memory_pool *pool)
{
    const char *id = remote_text(pool, user, "userKey", NULL);
    return id[0] != '\0' ? id : remote_text(pool, user, "username", NULL);
}

static int parse_page(const struct json_t *json, struct memory_pool *pool, struct remote_page *page)
{
    const json_t *version = json_object_get(json, "version");
    const json_t *ancestors = json_object_get(json, "ancestors");
    const json_t *history = json_object_get(json, "history");
    size_t depth = json_array_size(ancestors);
    *page = (struct remote_page){
        .id = remote_text(pool, json, "id", NULL),
        .status = remote_text(pool, json, "status", NULL),
        .title = remote_text(pool, json, "title", NULL),
        .parent_id =
            depth == 0 ? "" : remote_text(pool, json_array_get(ancestors, depth - 1), "id", NULL),
        .space = remote_text(pool, json, "space", "key", NULL),
        .message = remote_text(pool, version, "message", NULL),
        .author_id = user_id(json_object_get(version, "by"), pool),
        .author_name = remote_text(pool, version, "by", "displayName", NULL),
        .creator_id = user_id(json_object_get(history, "createdBy"), pool),
        .created = remote_text(pool, history, "createdDate", NULL),
        .version = remote_number(version, "number", 0),
    };
    remote_take_body(page, json, pool);
    return page->id[0] == '\0' || page->version < 1 ? -1 : 0;
}

static void read_version(
    const struct site *site, const char *id, int64_t version, struct call *call)
{
    (void)site;
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)version);
    start(call, "read an earlier version of the page", "GET", id);
    call_add_query(call, "status", "historical");
    call_add_query(call, "version", number);
    call_add_query(call, "expand", expansions);
}

/* The whole space, since nothing here takes ids. */
static void list_pages(const struct site *site, const struct lookup_part *part, struct call *call)
{
    char first[24];
    snprintf(first, sizeof first, "%lld", (long long)part->start);
    start(call, "look at pages", "GET", NULL);
    call_add_query(call, "spaceKey", site->space_key);
    call_add_query(call, "type", "page");
    call_add_query(call, "status", "current");
    call_add_query(call, "expand", "version,ancestors");
    call_add_query(call, "start", first);
    call_add_query(call, "limit", "100");
}

/* The server may give fewer than asked for: what it gave counts. */
static void parse_next(
    const struct json_t *json, struct memory_pool *pool, struct lookup_part *part)
{
    bool is_last = remote_text(pool, json, "_links", "next", NULL)[0] == '\0';
    part->cursor = "";
    part->next = is_last || part->pages.count == 0 ? 0 : part->start + (int64_t)part->pages.count;
}

static void find_page(
    const struct site *site, const char *title, bool is_put_away, struct call *call)
{
    start(call, "look for a page by its title", "GET", NULL);
    call_add_query(call, "spaceKey", site->space_key);
    call_add_query(call, "title", title);
    call_add_query(call, "type", "page");
    call_add_query(call, "status", is_put_away ? "any" : "current");
    call_add_query(call, "expand", expansions);
}

/* Lists come in parts, and the server may make them smaller than asked for: the next begins
   behind what came. */
static void add_part(struct call *call, const char *from)
{
    call_add_query(call, "limit", "100");
    if (from[0] != '\0')
        call_add_query(call, "start", from);
}

static const char *parse_from(const struct json_t *json, struct memory_pool *pool)
{
    size_t count = json_array_size(json_object_get(json, "results"));
    bool has_next = remote_text(pool, json, "_links", "next", NULL)[0] != '\0';
    char start[32] = "";
    if (has_next && count > 0)
        snprintf(start, sizeof start, "%lld",
            (long long)remote_number(json, "start", 0) + (long long)count);
    return memory_pool_copy(pool, start, strlen(start));
}

static void find_children(
    const struct site *site, const char *id, const char *from, struct call *call)
{
    (void)site;
    start(call, "look below the page", "GET", id);
    call_add_path(call, "/child/page");
    add_part(call, from);
}

static void list_space(
    const struct site *site, bool has_bodies, const char *from, struct call *call)
{
    start(call, "list the pages of the space", "GET", NULL);
    call_add_query(call, "spaceKey", site->space_key);
    call_add_query(call, "type", "page");
    call_add_query(call, "status", "current");
    call_add_query(call, "expand", has_bodies ? expansions : "version,ancestors,history");
    add_part(call, from);
}

/* What create and update have in common. The parent always goes along: some versions move a page
   without one to the top of the space. */
static json_t *page_json(const struct site *site, const struct confluence_page *page)
{
    return json_pack("{s:s, s:s, s:s, s:{s:s}, s:[{s:s}], s:{s:{s:s, s:s%}}}", "type", "page",
        "status", "current", "title", page->title, "space", "key", site->space_key, "ancestors",
        "id", page->parent_id, "body", "storage", "representation", "storage", "value",
        page->body.size == 0 ? "" : (const char *)page->body.data, page->body.size);
}

static json_t *version_json(const struct confluence_page *page)
{
    return json_pack("{s:I, s:s, s:b}", "number", (json_int_t)page->version, "message",
        page->message, "minorEdit", page->is_minor);
}

/* Properties that are made with the page; NULL: none. */
static json_t *properties_json(const char *look)
{
    struct showing wanted[SHOWING_MAX];
    size_t count = look == NULL ? 0 : showing_of(look, wanted);
    json_t *all = count == 0 ? NULL : json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(all, wanted[i].key,
            json_pack("{s:s, s:o}", "key", wanted[i].key, "value",
                json_loads(wanted[i].value, JSON_DECODE_ANY, NULL)));
    return all;
}

static void create_page(
    const struct site *site, const struct confluence_page *page, struct call *call)
{
    start(call, "create the page", "POST", NULL);
    call->is_once = true;
    json_t *json = page_json(site, page);
    if (json != NULL) /* the marker by which a lost answer's page is recognised */
        json_object_set_new(json, "version", version_json(page));
    json_t *properties = properties_json(page->look);
    if (json != NULL && properties != NULL)
        json_object_set_new(json, "metadata", json_pack("{s:o}", "properties", properties));
    call_set_json(call, json);
}

static void update_page(
    const struct site *site, const struct confluence_page *page, struct call *call)
{
    start(call, "update the page", "PUT", page->id);
    json_t *json = page_json(site, page);
    if (json != NULL) {
        json_object_set_new(json, "id", json_string(page->id));
        json_object_set_new(json, "version", version_json(page));
    }
    call_set_json(call, json);
}

/* Nothing but the status changes in this call. */
static void restore_page(
    const struct site *site, const struct confluence_page *page, struct call *call)
{
    start(call, "bring the page back from the trash", "PUT", page->id);
    call_set_json(call, json_pack("{s:s, s:s, s:s, s:s, s:{s:s}, s:{s:I}}", "id", page->id, "type",
                            "page", "status", "current", "title", page->title, "space", "key",
                            site->space_key, "version", "number", (json_int_t)page->version));
}

/* No call of the REST interface does that. */
static void place_page(
    const struct site *site, const char *id, const char *beside, bool is_behind, struct call *call)
{
    (void)site;
    call_start(call, "put the page into order", "POST");
    call->is_action = true;
    call_add_path(call, "/pages/movepage.action");
    call_add_query(call, "pageId", id);
    call_add_query(call, "targetId", beside);
    call_add_query(call, "position", is_behind ? "below" : "above");
}

static void delete_page(const struct site *site, const char *id, struct call *call)
{
    (void)site;
    start(call, "move the page to the trash", "DELETE", id);
}

/* ---------------------------------------------------------------- attachments */

static void find_file(
    const struct site *site, const char *page_id, const char *name, struct call *call)
{
    (void)site;
    start(call, "look for an attachment", "GET", page_id);
    call_add_path(call, "/child/attachment");
    call_add_query(call, "filename", name);
    call_add_query(call, "expand", "version");
}

static void delete_file(
    const struct site *site, const char *page_id, const char *id, struct call *call)
{
    (void)site;
    start(call, "delete the attachment", "DELETE", page_id);
    call_add_path(call, "/child/attachment/");
    call_add_segment(call, id);
}

/* ---------------------------------------------------------------- properties */

static void start_property(struct call *call, const char *operation, const char *method,
    const char *page_id, const char *key)
{
    start(call, operation, method, page_id);
    call_add_path(call, "/property");
    if (key == NULL)
        return;
    call_add_path(call, "/");
    call_add_segment(call, key);
}

static void list_properties(
    const struct site *site, const char *page_id, const char *from, struct call *call)
{
    (void)site;
    start_property(call, "read properties", "GET", page_id, NULL);
    call_add_query(call, "expand", "version");
    add_part(call, from);
}

static int parse_property(
    const struct json_t *json, struct memory_pool *pool, struct remote_property *property)
{
    property->id = remote_text(pool, json, "id", NULL);
    property->key = remote_text(pool, json, "key", NULL);
    property->version = remote_number(json_object_get(json, "version"), "number", 0);
    property->changed = remote_text(pool, json, "version", "when", NULL);
    if (property->changed[0] == '\0') /* as Cloud says it */
        property->changed = remote_text(pool, json, "version", "createdAt", NULL);
    property->value = remote_json(pool, json_object_get(json, "value"));
    return property->key[0] == '\0' || property->version < 1 ? -1 : 0;
}

static void write_property(const struct site *site, const char *page_id,
    const struct remote_property *property, struct call *call)
{
    (void)site;
    bool is_new = property->version == 1;
    start_property(
        call, "write a property", is_new ? "POST" : "PUT", page_id, is_new ? NULL : property->key);
    json_t *json = json_pack("{s:s, s:o}", "key", property->key, "value",
        json_loads(property->value, JSON_DECODE_ANY, NULL));
    if (json != NULL && !is_new)
        json_object_set_new(
            json, "version", json_pack("{s:I}", "number", (json_int_t)property->version));
    call_set_json(call, json);
}

static void delete_property(const struct site *site, const char *page_id,
    const struct remote_property *property, struct call *call)
{
    (void)site;
    start_property(call, "delete a property", "DELETE", page_id, property->key);
}

const struct confluence confluence_datacenter = {
    .find_space = find_space,
    .parse_space = parse_space,
    .read_mode = read_mode,
    .read_page = read_page,
    .parse_page = parse_page,
    .read_version = read_version,
    .list_pages = list_pages,
    .parse_next = parse_next,
    .find_children = find_children,
    .place_page = place_page,
    .find_page = find_page,
    .creates_look = true,
    .create_page = create_page,
    .update_page = update_page,
    .delete_page = delete_page,
    .restore_page = restore_page,
    .find_file = find_file,
    .parse_file = confluence_parse_upload,
    .delete_file = delete_file,
    .list_properties = list_properties,
    .parse_property = parse_property,
    .write_property = write_property,
    .delete_property = delete_property,
    .list_space = list_space,
    .parse_from = parse_from,
};
