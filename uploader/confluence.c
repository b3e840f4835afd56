/* SPDX-License-Identifier: MIT */
#include "uploader/confluence.h"

#include <string.h>

#include <jansson.h>

const struct confluence *confluence_for(int edition)
{
    if (edition == CONFIG_EDITION_cloud)
        return &confluence_cloud;
    return edition == CONFIG_EDITION_datacenter ? &confluence_datacenter : NULL;
}

int confluence_parse_pages(const struct confluence *api, const struct json_t *json,
    struct memory_pool *pool, struct remote_pages *pages)
{
    const json_t *results = json_object_get(json, "results");
    if (!json_is_array(results) || json_array_size(results) > REMOTE_LIST_MAX)
        return -1;
    pages->count = json_array_size(results);
    pages->items = memory_pool_take(pool, (pages->count + 1) * sizeof *pages->items);
    for (size_t i = 0; i < pages->count; i++)
        if (api->parse_page(json_array_get(results, i), pool, &pages->items[i]) != 0)
            return -1;
    return 0;
}

int confluence_parse_files(const struct confluence *api, const struct json_t *json,
    struct memory_pool *pool, struct remote_files *files)
{
    const json_t *results = json_object_get(json, "results");
    if (!json_is_array(results) || json_array_size(results) > REMOTE_LIST_MAX)
        return -1;
    files->count = json_array_size(results);
    files->items = memory_pool_take(pool, (files->count + 1) * sizeof *files->items);
    for (size_t i = 0; i < files->count; i++)
        if (api->parse_file(json_array_get(results, i), pool, &files->items[i]) != 0)
            return -1;
    return 0;
}

int confluence_parse_properties(const struct confluence *api, const struct json_t *json,
    struct memory_pool *pool, struct remote_properties *list)
{
    const json_t *results = json_object_get(json, "results");
    size_t count = json_array_size(results);
    if (!json_is_array(results) || count > REMOTE_PROPERTIES_MAX - list->count)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (api->parse_property(json_array_get(results, i), pool, &list->items[list->count++]) != 0)
            return -1;
    return 0;
}

/* ---------------------------------------------------------------- who we are */

void confluence_read_user(struct call *call)
{
    call_start(call, "ask who we are", "GET");
    call_add_path(call, "/rest/api/user/current");
}

int confluence_parse_user(
    const struct json_t *json, struct memory_pool *pool, struct remote_user *user)
{
    if (!json_is_object(json))
        return -1;
    /* A rejected bearer token answers 200 with an anonymous user. */
    user->is_known = strcmp(remote_text(pool, json, "type", NULL), "known") == 0;
    user->id = remote_text(pool, json, "accountId", NULL);
    if (user->id[0] == '\0')
        user->id = remote_text(pool, json, "userKey", NULL);
    if (user->id[0] == '\0')
        user->id = remote_text(pool, json, "username", NULL);
    user->name = remote_text(pool, json, "displayName", NULL);
    return 0;
}

const char *confluence_parse_name(
    const struct json_t *json, const char *account_id, struct memory_pool *pool)
{
    const json_t *results = json_object_get(json, "results");
    if (!json_is_array(results))
        return NULL;
    for (size_t i = 0; i < json_array_size(results); i++) {
        const json_t *person = json_array_get(results, i);
        if (strcmp(remote_text(pool, person, "accountId", NULL), account_id) != 0)
            continue;
        const char *name = remote_text(pool, person, "displayName", NULL);
        return name[0] != '\0' ? name : remote_text(pool, person, "publicName", NULL);
    }
    return "";
}

/* ---------------------------------------------------------------- attachments */

static void start_upload(
    struct call *call, const char *operation, const char *page_id, const struct call_file *file)
{
    call_start(call, operation, "POST");
    call_add_path(call, "/rest/api/content/");
    call_add_segment(call, page_id);
    call_add_path(call, "/child/attachment");
    call->file = *file;
    call->is_once = true;
}

void confluence_add_file(const char *page_id, const struct call_file *file, struct call *call)
{
    start_upload(call, "upload the attachment", page_id, file);
}

void confluence_add_file_data(
    const char *page_id, const char *id, const struct call_file *file, struct call *call)
{
    start_upload(call, "upload a new version of the attachment", page_id, file);
    call_add_path(call, "/");
    call_add_segment(call, id);
    call_add_path(call, "/data");
}

int confluence_parse_upload(
    const struct json_t *json, struct memory_pool *pool, struct remote_file *file)
{
    const json_t *results = json_object_get(json, "results");
    if (json_is_array(results))
        json = json_array_get(results, 0);
    file->id = remote_text(pool, json, "id", NULL);
    file->name = remote_text(pool, json, "title", NULL);
    file->comment = remote_text(pool, json, "extensions", "comment", NULL);
    file->size = remote_number(json_object_get(json, "extensions"), "fileSize", -1);
    file->version = remote_number(json_object_get(json, "version"), "number", 0);
    return file->id[0] == '\0' || file->version < 1 ? -1 : 0;
}

/* ---------------------------------------------------------------- labels */

static void add_label(json_t *list, const char *label, size_t length)
{
    json_t *name = json_stringn(label, length);
    if (name != NULL)
        json_array_append_new(list, json_pack("{s:s, s:o}", "prefix", "global", "name", name));
}

void confluence_add_labels(const char *page_id, const char *labels, struct call *call)
{
    call_start(call, "add labels", "POST");
    call_add_path(call, "/rest/api/content/");
    call_add_segment(call, page_id);
    call_add_path(call, "/label");
    json_t *list = json_array();
    for (const char *line = labels; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (length > 0)
            add_label(list, line, length);
        line += length + (line[length] == '\n');
    }
    call_set_json(call, list);
}

void confluence_remove_label(const char *page_id, const char *label, struct call *call)
{
    call_start(call, "remove a label", "DELETE");
    call_add_path(call, "/rest/api/content/");
    call_add_segment(call, page_id);
    call_add_path(call, "/label");
    /* By query: a name may hold a slash. */
    call_add_query(call, "name", label);
}

/* ---------------------------------------------------------------- the gateway */

void confluence_find_tenant(struct call *call)
{
    call_start(call, "find the gateway for scoped tokens", "GET");
    call->base = CALL_BASE_HOST;
    call->is_anonymous = true;
    call_add_path(call, "/_edge/tenant_info");
}

const char *confluence_parse_tenant(const struct json_t *json, struct memory_pool *pool)
{
    const char *id = remote_text(pool, json, "cloudId", NULL);
    size_t length = strlen(id);
    bool is_uuid = length >= 8 && length <= 64 && strspn(id, "0123456789abcdefABCDEF-") == length;
    return is_uuid ? id : "";
}
