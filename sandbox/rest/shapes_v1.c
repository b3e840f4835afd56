/* SPDX-License-Identifier: MIT */
#include "sandbox/rest/shapes_v1.h"

#include "base/memory.h"
#include "sandbox/rest/shapes.h"
#include "sandbox/web/render.h"
#include "sandbox/wiki/wiki_pages.h"

#include <stdlib.h>
#include <string.h>

bool shape_v1_wants(const char *expand, const char *name)
{
    size_t length = strlen(name);
    while (expand && *expand) {
        size_t word = strcspn(expand, ",");
        if (word >= length && strncmp(expand, name, length) == 0 &&
            (word == length || expand[length] == '.'))
            return true;
        expand += word + (expand[word] == ',');
    }
    return false;
}

static json_t *content_path(int64_t id, const char *behind)
{
    return json_sprintf("/rest/api/content/%lld%s", (long long)id, behind);
}

static json_t *self_link(
    const struct exchange *exchange, const char *path, int64_t id, const char *behind)
{
    return json_pack("{s:o}", "self",
        json_sprintf("%s%s%lld%s", exchange->sandbox->base, path, (long long)id, behind));
}

static json_t *user_on_cloud(const struct exchange *exchange, const char *user)
{
    char account[64];
    shape_account(user, account);
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:{s:o,s:i,s:i,s:b},s:s,s:b,s:{s:s,s:s},s:{s:o}}",
        "type", "known", "accountId", account, "accountType", "atlassian", "email", "",
        "publicName", user, "profilePicture", "path",
        json_sprintf("%s/aa-avatar/%s", exchange->sandbox->options.context, account), "width", 48,
        "height", 48, "isDefault", 0, "displayName", user, "isExternalCollaborator", 0,
        "_expandable", "operations", "", "personalSpace", "", "_links", "self",
        json_sprintf("%s/rest/api/user?accountId=%s", exchange->sandbox->base, account));
}

json_t *shape_v1_user(const struct exchange *exchange, const char *user)
{
    char key[64];
    if (exchange_is_cloud(exchange))
        return user_on_cloud(exchange, user);
    shape_user_key(user, key);
    return json_pack("{s:s,s:s,s:s,s:{s:s,s:i,s:i,s:b},s:s,s:{s:o},s:{s:s}}", "type", "known",
        "username", user, "userKey", key, "profilePicture", "path",
        "/images/icons/profilepics/default.svg", "width", 48, "height", 48, "isDefault", 1,
        "displayName", user, "_links", "self",
        json_sprintf("%s/rest/api/user?key=%s", exchange->sandbox->base, key), "_expandable",
        "status", "");
}

json_t *shape_v1_space(const struct exchange *exchange, const struct space *space)
{
    bool is_cloud = exchange_is_cloud(exchange);
    json_t *expandable = json_pack("{s:s,s:s,s:s}", "metadata", "", "icon", "", "description", "");
    const char *more = is_cloud ? "settings" : "retentionPolicy";
    json_object_set_new(expandable, more, json_string(""));
    if (is_cloud) {
        json_object_set_new(
            expandable, "theme", json_sprintf("/rest/api/space/%s/theme", space->key));
        json_object_set_new(expandable, "lookAndFeel",
            json_sprintf("/rest/api/settings/lookandfeel?spaceKey=%s", space->key));
        static const char *const others[] = { "operations", "identifiers", "permissions", "roles",
            "history" };
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            json_object_set_new(expandable, others[i], json_string(""));
    }
    if (space->homepage)
        json_object_set_new(expandable, "homepage", content_path(space->homepage->id, ""));
    json_t *json = json_pack("{s:I,s:s,s:s,s:s,s:s,s:o,s:{s:o,s:o}}", "id", (json_int_t)space->id,
        "key", space->key, "name", space->name, "type", "global", "status", "current",
        "_expandable", expandable, "_links", "webui",
        json_sprintf(is_cloud ? "/spaces/%s" : "/display/%s", space->key), "self",
        json_sprintf("%s/rest/api/space/%s", exchange->sandbox->base, space->key));
    if (is_cloud)
        json_object_set_new(json, "alias", json_string(space->key));
    return json;
}

/* What pages' and attachments' versions have in common. */
static json_t *make_version(
    const struct exchange *exchange, int64_t content_id, const struct revision *revision)
{
    json_t *json =
        json_pack("{s:o,s:o,s:s,s:I,s:b}", "by", shape_v1_user(exchange, revision->author), "when",
            shape_time(exchange->wiki, revision->when_ms), "message", revision->message, "number",
            (json_int_t)revision->number, "minorEdit", revision->is_minor);
    json_t *expandable = json_pack("{s:o}", "content", content_path(content_id, ""));
    char behind[64];
    snprintf(behind, sizeof behind, "/version/%lld", (long long)revision->number);
    if (exchange_is_cloud(exchange)) {
        json_object_set_new(json, "friendlyWhen", json_string("just a moment ago"));
        json_object_set_new(
            json, "ncsStepVersion", json_sprintf("%lld", (long long)revision->number));
        json_object_set_new(json, "ncsStepVersionSource", json_string("ncs-ack"));
        json_object_set_new(json, "confRev",
            json_sprintf("confluence$content$%lld.%lld", (long long)content_id,
                (long long)revision->number));
        json_object_set_new(json, "contentTypeModified", json_false());
        json_object_set_new(expandable, "collaborators", json_string(""));
    } else {
        json_object_set_new(json, "hidden", json_false());
    }
    json_object_set_new(json, "_expandable", expandable);
    json_object_set_new(json, "_links",
        self_link(exchange,
            exchange_is_cloud(exchange) ? "/rest/api/content/" : "/rest/experimental/content/",
            content_id, behind));
    return json;
}

json_t *shape_v1_version(
    const struct exchange *exchange, int64_t content_id, const struct revision *revision)
{
    return make_version(exchange, content_id, revision);
}

static json_t *history(const struct exchange *exchange, const struct page *page)
{
    json_t *expandable = json_pack("{s:s,s:s,s:s,s:s}", "lastUpdated", "", "previousVersion", "",
        "contributors", "", "nextVersion", "");
    if (exchange_is_cloud(exchange)) {
        json_object_set_new(expandable, "lastOwnedBy", json_string(""));
        json_object_set_new(expandable, "ownedBy", json_string(""));
    }
    return json_pack("{s:b,s:o,s:o,s:o,s:o}", "latest", 1, "createdBy",
        shape_v1_user(exchange, page->author), "createdDate",
        shape_time(exchange->wiki, page->created_ms), "_expandable", expandable, "_links",
        self_link(exchange, "/rest/api/content/", page->id, "/history"));
}

static json_t *storage(const struct exchange *exchange, const struct page *page, const char *body)
{
    json_t *json = json_pack("{s:s,s:s,s:{s:o}}", "value", body, "representation", "storage",
        "_expandable", "content", content_path(page->id, ""));
    if (exchange_is_cloud(exchange))
        json_object_set_new(json, "embeddedContent", json_array());
    return json;
}

static json_t *content_body(const struct exchange *exchange, const struct page *page,
    const struct revision *revision, const char *expand)
{
    static const char *const forms[] = { "editor", "view", "export_view", "styled_view",
        "anonymous_export_view" };
    static const char *const cloud_forms[] = { "atlas_doc_format", "dynamic", "editor2" };
    json_t *json = json_object();
    json_t *expandable = json_object();
    if (shape_v1_wants(expand, "body.storage") || !strstr(expand, "body."))
        json_object_set_new(json, "storage", storage(exchange, page, revision->body));
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char name[64];
        snprintf(name, sizeof name, "body.%s", forms[i]);
        if (!shape_v1_wants(expand, name)) {
            json_object_set_new(expandable, forms[i], json_string(""));
            continue;
        }
        char *html = render_body(exchange, page, revision->body);
        json_object_set_new(json, forms[i],
            json_pack("{s:s,s:s,s:{s:o}}", "value", html, "representation", forms[i], "_expandable",
                "content", content_path(page->id, "")));
        free(html);
    }
    for (size_t i = 0; exchange_is_cloud(exchange) && i < 3; i++)
        json_object_set_new(expandable, cloud_forms[i], json_string(""));
    json_object_set_new(json, "_expandable", expandable);
    return json;
}

/* `/display/KEY/Title` where the title can stand in a URL. */
static json_t *webui(const struct exchange *exchange, const struct page *page)
{
    char *path = shape_webui(page);
    json_t *json;
    if (exchange_is_cloud(exchange)) {
        json = json_string(path);
    } else if (strpbrk(page->title, "?/\\\"'&;:<>%#[]{}|+") || page->title[0] & 0x80) {
        json = json_sprintf("/pages/viewpage.action?pageId=%lld", (long long)page->id);
    } else {
        const char *slug = strrchr(path, '/');
        bool is_home = page == page->space->homepage;
        json = json_sprintf("/display/%s%s", page->space->key, is_home ? "" : slug);
    }
    free(path);
    return json;
}

static json_t *content_links(const struct exchange *exchange, const struct page *page)
{
    char tiny[32];
    shape_tinyui(page, tiny);
    json_t *links = self_link(exchange, "/rest/api/content/", page->id, "");
    json_t *edit = json_sprintf("/pages/resumedraft.action?draftId=%lld", (long long)page->id);
    json_object_set_new(links, exchange_is_cloud(exchange) ? "editui" : "edit", edit);
    json_object_set_new(links, "webui", webui(exchange, page));
    json_object_set_new(links, "tinyui", json_string(tiny));
    if (exchange_is_cloud(exchange))
        json_object_set_new(links, "edituiv2",
            json_sprintf("/spaces/%s/pages/edit-v2/%lld", page->space->key, (long long)page->id));
    return links;
}

static json_t *content_expandable(const struct exchange *exchange, const struct page *page)
{
    json_t *json = json_pack("{s:o,s:s,s:s,s:o,s:o,s:o,s:s,s:s,s:s,s:o,s:o}", "container",
        json_sprintf("/rest/api/space/%s", page->space->key), "metadata", "", "operations", "",
        "children", content_path(page->id, "/child"), "restrictions",
        content_path(page->id, "/restriction/byOperation"), "history",
        content_path(page->id, "/history"), "ancestors", "", "body", "", "version", "",
        "descendants", content_path(page->id, "/descendant"), "space",
        json_sprintf("/rest/api/space/%s", page->space->key));
    if (exchange_is_cloud(exchange)) {
        json_object_set_new(json, "childTypes", json_string(""));
        json_object_set_new(json, "schedulePublishInfo", json_string(""));
        json_object_set_new(json, "schedulePublishDate", json_string(""));
    } else {
        json_object_set_new(json, "relevantViewRestrictions",
            content_path(page->id, "/restriction/relevantViewRestrictions"));
    }
    return json;
}

static json_t *position(const struct exchange *exchange, const struct page *page)
{
    return !exchange_is_cloud(exchange) && page->position < 0 ? json_string("none")
                                                              : json_integer(page->position);
}

static json_t *ancestors(const struct exchange *exchange, const struct page *page)
{
    json_t *list = json_array();
    for (const struct page *p = page->parent; p; p = p->parent)
        json_array_insert_new(list, 0, shape_v1_content(exchange, p, NULL, NULL));
    return list;
}

static json_t *child_attachments(const struct exchange *exchange, const struct page *page)
{
    json_t *results = json_array();
    for (size_t i = 0; i < page->attachment_count; i++) {
        if (!page->attachments[i]->is_trashed)
            json_array_append_new(
                results, shape_v1_attachment(exchange, page->attachments[i], NULL));
    }
    size_t size = json_array_size(results);
    return json_pack("{s:{s:o,s:i,s:i,s:I,s:{}}}", "attachment", "results", results, "start", 0,
        "limit", 25, "size", (json_int_t)size, "_links");
}

static json_t *label_list(const struct exchange *exchange, const struct page *page)
{
    json_t *results = json_array();
    for (size_t i = 0; i < page->label_count; i++)
        json_array_append_new(results, shape_v1_label(exchange, &page->labels[i]));
    return json_pack("{s:{s:o,s:i,s:i,s:I}}", "labels", "results", results, "start", 0, "limit",
        200, "size", (json_int_t)page->label_count);
}

static void expand_part(json_t *json, const char *expand, const char *name, json_t *part)
{
    const char *top = name;
    if (!shape_v1_wants(expand, name)) {
        json_decref(part);
        return;
    }
    char key[64];
    snprintf(key, sizeof key, "%.*s", (int)strcspn(top, "."), top);
    json_object_set_new(json, key, part);
    json_object_del(json_object_get(json, "_expandable"), key);
}

static void expand_parts(const struct exchange *exchange, const struct page *page,
    const struct revision *revision, const char *expand, json_t *json)
{
    if (!expand)
        return;
    expand_part(json, expand, "space", shape_v1_space(exchange, page->space));
    expand_part(json, expand, "history", history(exchange, page));
    expand_part(json, expand, "version", make_version(exchange, page->id, revision));
    expand_part(json, expand, "container", shape_v1_space(exchange, page->space));
    if (shape_v1_wants(expand, "ancestors"))
        expand_part(json, expand, "ancestors", ancestors(exchange, page));
    if (shape_v1_wants(expand, "body"))
        expand_part(json, expand, "body", content_body(exchange, page, revision, expand));
    if (shape_v1_wants(expand, "children.attachment"))
        expand_part(json, expand, "children.attachment", child_attachments(exchange, page));
    if (shape_v1_wants(expand, "metadata.labels"))
        expand_part(json, expand, "metadata.labels", label_list(exchange, page));
}

json_t *shape_v1_content(const struct exchange *exchange, const struct page *page,
    const struct revision *revision, const char *expand)
{
    if (!revision)
        revision = wiki_last(page);
    bool is_old = revision != wiki_last(page);
    json_t *json = json_pack("{s:o,s:s,s:s,s:s,s:{s:o},s:o,s:o}", "id", shape_id(page->id), "type",
        page->type == PAGE_FOLDER ? "folder" : "page", "status",
        is_old ? "historical" : wiki_status_name(page->status), "title", revision->title,
        "extensions", "position", position(exchange, page), "_expandable",
        content_expandable(exchange, page), "_links", content_links(exchange, page));
    if (exchange_is_cloud(exchange))
        json_object_set_new(json, "macroRenderedOutput", json_object());
    else
        json_object_set_new(json, "position", json_integer(page->position));
    expand_parts(exchange, page, revision, expand, json);
    return json;
}

json_t *shape_v1_label(const struct exchange *exchange, const struct label *label)
{
    (void)exchange;
    return json_pack("{s:s,s:s,s:o,s:s}", "prefix", label->prefix, "name", label->name, "id",
        shape_id(label->id), "label", label->name);
}

json_t *shape_v1_property(
    const struct exchange *exchange, const struct page *page, const struct property *property)
{
    json_t *value = json_loads(property->value, JSON_DECODE_ANY, NULL);
    return json_pack("{s:o,s:s,s:o,s:{s:o,s:s,s:I,s:b},s:o,s:{s:o}}", "id", shape_id(property->id),
        "key", property->key, "value", value ? value : json_null(), "version", "when",
        shape_time(exchange->wiki, property->when_ms), "message", "", "number",
        (json_int_t)property->version, "minorEdit", 0, "_links",
        json_pack("{s:o}", "self",
            json_sprintf("%s/rest/api/content/%lld/property/%s", exchange->sandbox->base,
                (long long)page->id, property->key)),
        "_expandable", "content", content_path(page->id, ""));
}

static json_t *attachment_extensions(
    const struct exchange *exchange, const struct attachment *attachment)
{
    const struct file_revision *last = wiki_last_file(attachment);
    json_t *json = json_pack("{s:s,s:I,s:s}", "mediaType", last->media_type, "fileSize",
        (json_int_t)last->size, "comment", last->comment);
    if (exchange_is_cloud(exchange)) {
        json_object_set_new(json, "mediaTypeDescription", json_string(last->media_type));
        json_object_set_new(json, "fileId", json_string(attachment->file_id));
        json_object_set_new(json, "collectionName",
            json_sprintf("contentId-%lld", (long long)attachment->page->id));
    }
    return json;
}

json_t *shape_v1_attachment(
    const struct exchange *exchange, const struct attachment *attachment, const char *expand)
{
    const struct file_revision *last = wiki_last_file(attachment);
    struct revision revision = { .number = last->number,
        .when_ms = last->when_ms,
        .message = last->comment,
        .author = last->author,
        .is_minor = last->is_minor };
    bool is_cloud = exchange_is_cloud(exchange);
    char *download = shape_download(exchange->wiki, attachment);
    json_t *links = self_link(
        exchange, is_cloud ? "/rest/api/content/att" : "/rest/api/content/", attachment->id, "");
    json_object_set_new(links, "download", json_string(download));
    json_object_set_new(links, "webui", webui(exchange, attachment->page));
    json_t *json = json_pack("{s:o,s:s,s:s,s:s,s:{s:s,s:s},s:o,s:o,s:o}", "id",
        json_sprintf(is_cloud ? "att%lld" : "%lld", (long long)attachment->id), "type",
        "attachment", "status", attachment->is_trashed ? "trashed" : "current", "title",
        attachment->name, "metadata", "mediaType", last->media_type, "comment", last->comment,
        "extensions", attachment_extensions(exchange, attachment), "_expandable",
        content_expandable(exchange, attachment->page), "_links", links);
    json_object_del(json_object_get(json, "_expandable"), "metadata");
    if (!is_cloud)
        json_object_set_new(json, "position", json_integer(-1));
    if (!*last->comment)
        json_object_del(json_object_get(json, "metadata"), "comment");
    expand_part(json, expand ? expand : "version", "version",
        make_version(exchange, attachment->id, &revision));
    if (shape_v1_wants(expand, "container"))
        expand_part(
            json, expand, "container", shape_v1_content(exchange, attachment->page, NULL, NULL));
    free(download);
    return json;
}
