/* SPDX-License-Identifier: MIT */
#include "sandbox/rest/shapes.h"

#include "base/base64.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/memory.h"
#include "sandbox/web/render.h"
#include "sandbox/wiki/wiki_pages.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OFFSET_MS = 2 * 60 * 60 * 1000 };

json_t *shape_time(const struct wiki *wiki, int64_t when_ms)
{
    char text[CLOCK_TEXT_BYTES];
    bool is_cloud = wiki->edition == EDITION_CLOUD;
    clock_to_text(is_cloud ? when_ms : when_ms + OFFSET_MS, text);
    if (is_cloud)
        return json_string(text);
    text[strlen(text) - 1] = '\0';
    return json_sprintf("%s+02:00", text);
}

json_t *shape_id(int64_t id)
{
    return json_sprintf("%lld", (long long)id);
}

void shape_user_key(const char *user, char key[64])
{
    char hex[DIGEST_HEX_BYTES];
    struct digest digest = digest_of(user, strlen(user));
    digest_to_hex(&digest, hex);
    snprintf(key, 64, "%.32s", hex);
}

void shape_account(const char *user, char account[64])
{
    char hex[DIGEST_HEX_BYTES];
    struct digest digest = digest_of(user, strlen(user));
    digest_to_hex(&digest, hex);
    snprintf(account, 64, "557058:%.8s-%.4s-4%.3s-8%.3s-%.12s", hex, hex + 8, hex + 12, hex + 16,
        hex + 20);
}

/* The title in a URL: blanks as `+`. */
static void add_slug(struct text *out, const char *title)
{
    for (const char *p = title; *p; p++) {
        if (*p == ' ')
            text_add_char(out, '+');
        else if (isalnum((unsigned char)*p) || strchr("-._~", *p))
            text_add_char(out, *p);
        else
            text_add_format(out, "%%%02X", (unsigned)(unsigned char)*p);
    }
}

char *shape_webui(const struct page *page)
{
    struct text out = text_new(SIZE_MAX / 2);
    if (page == page->space->homepage)
        text_add_format(&out, "/spaces/%s/overview", page->space->key);
    else
        text_add_format(&out, "/spaces/%s/%s/%lld/", page->space->key,
            page->type == PAGE_FOLDER ? "folder" : "pages", (long long)page->id);
    if (page != page->space->homepage)
        add_slug(&out, page->title);
    return text_take(&out);
}

/* The id's bytes, lowest first, as base64 without what only fills. */
void shape_tinyui(const struct page *page, char tiny[32])
{
    unsigned char bytes[8];
    size_t used = 0;
    for (int64_t id = page->id; id; id >>= 8)
        bytes[used++] = (unsigned char)(id & 0xff);
    char *encoded = base64_encode(bytes, used);
    size_t length = strlen(encoded);
    while (length && strchr("=A", encoded[length - 1]))
        length--;
    encoded[length] = '\0';
    for (char *p = encoded; *p; p++) {
        if (*p == '/')
            *p = '-';
        else if (*p == '+')
            *p = '_';
    }
    snprintf(tiny, 32, "/x/%s", encoded);
    free(encoded);
}

json_t *shape_v2_version(const struct wiki *wiki, const struct revision *revision)
{
    char account[64];
    shape_account(revision->author, account);
    return json_pack("{s:I,s:s,s:b,s:s,s:o,s:o}", "number", (json_int_t)revision->number, "message",
        revision->message, "minorEdit", revision->is_minor, "authorId", account, "createdAt",
        shape_time(wiki, revision->when_ms), "ncsStepVersion",
        json_sprintf("%lld", (long long)revision->number));
}

static json_t *page_links(const struct page *page)
{
    char tiny[32];
    char *webui = shape_webui(page);
    shape_tinyui(page, tiny);
    json_t *links = json_pack("{s:s,s:o,s:o,s:s}", "webui", webui, "editui",
        json_sprintf("/pages/resumedraft.action?draftId=%lld", (long long)page->id), "edituiv2",
        json_sprintf("/spaces/%s/pages/edit-v2/%lld", page->space->key, (long long)page->id),
        "tinyui", tiny);
    free(webui);
    return links;
}

static void add_place(json_t *json, const struct page *page)
{
    bool has_parent = page->parent && page->status != PAGE_TRASHED;
    json_object_set_new(json, "parentId", has_parent ? shape_id(page->parent->id) : json_null());
    json_object_set_new(json, "parentType",
        !has_parent ? json_null()
                    : json_string(page->parent->type == PAGE_FOLDER ? "folder" : "page"));
    json_object_set_new(json, "position",
        page->status == PAGE_TRASHED ? json_null() : json_integer(page->position));
}

/* The body in the wanted form; {} without one. */
static json_t *page_body(
    const struct exchange *exchange, const struct page *page, const struct revision *revision)
{
    const char *format = request_argument(exchange->request, "body-format");
    if (strcmp(exchange->request->method, "GET") != 0)
        format = "storage";
    if (!format)
        return json_object();
    if (strcmp(format, "storage") == 0)
        return json_pack(
            "{s:{s:s,s:s}}", "storage", "representation", "storage", "value", revision->body);
    char *html = render_body(exchange, page, revision->body);
    json_t *body = json_pack("{s:{s:s,s:s}}", format, "representation", format, "value", html);
    free(html);
    return body;
}

json_t *shape_v2_page(
    const struct exchange *exchange, const struct page *page, const struct revision *revision)
{
    char author[64];
    shape_account(page->author, author);
    if (!revision)
        revision = wiki_last(page);
    json_t *json = json_pack("{s:o,s:s,s:s,s:o,s:s,s:s,s:n,s:o,s:o}", "id", shape_id(page->id),
        "status", wiki_status_name(page->status), "title", revision->title, "spaceId",
        shape_id(page->space->id), "authorId", author, "ownerId", author, "lastOwnerId",
        "createdAt", shape_time(exchange->wiki, page->created_ms), "version",
        shape_v2_version(exchange->wiki, revision));
    add_place(json, page);
    if (page->type == PAGE_FOLDER)
        json_object_set_new(json, "type", json_string("folder"));
    else
        json_object_set_new(json, "body", page_body(exchange, page, revision));
    json_object_set_new(json, "_links", page_links(page));
    return json;
}

json_t *shape_v2_single(
    const struct exchange *exchange, const struct page *page, const struct revision *revision)
{
    json_t *json = shape_v2_page(exchange, page, revision);
    json_object_set_new(
        json_object_get(json, "_links"), "base", json_string(exchange->sandbox->base));
    return json;
}

json_t *shape_v2_space(const struct exchange *exchange, const struct space *space)
{
    char author[64];
    shape_account(space->author, author);
    return json_pack("{s:o,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:o,s:o,s:n,s:n,s:{s:o}}", "id",
        shape_id(space->id), "key", space->key, "name", space->name, "type", "global", "status",
        "current", "authorId", author, "spaceOwnerId", author, "currentActiveAlias", space->key,
        "createdAt", shape_time(exchange->wiki, space->created_ms), "homepageId",
        space->homepage ? shape_id(space->homepage->id) : json_null(), "description", "icon",
        "_links", "webui", json_sprintf("/spaces/%s", space->key));
}

char *shape_download(const struct wiki *wiki, const struct attachment *attachment)
{
    struct text out = text_new(SIZE_MAX / 2);
    const struct file_revision *last = wiki_last_file(attachment);
    char *name = request_encode(attachment->name);
    if (wiki->edition == EDITION_CLOUD)
        text_add_format(&out, "/rest/api/content/%lld/child/attachment/att%lld/download",
            (long long)attachment->page->id, (long long)attachment->id);
    else
        text_add_format(&out,
            "/download/attachments/%lld/%s?version=%lld&modificationDate=%lld&api=v2",
            (long long)attachment->page->id, name, (long long)last->number,
            (long long)last->when_ms);
    free(name);
    return text_take(&out);
}

json_t *shape_v2_attachment(const struct exchange *exchange, const struct attachment *attachment)
{
    const struct file_revision *last = wiki_last_file(attachment);
    char account[64];
    shape_account(last->author, account);
    char *download = shape_download(exchange->wiki, attachment);
    char *page = shape_webui(attachment->page);
    json_t *webui = json_sprintf("%s?preview=%%2F%lld", page, (long long)attachment->id);
    json_t *json = json_pack("{s:o,s:s,s:s,s:o,s:o,s:s,s:s,s:s,s:s,s:I}", "id",
        json_sprintf("att%lld", (long long)attachment->id), "status",
        attachment->is_trashed ? "trashed" : "current", "title", attachment->name, "createdAt",
        shape_time(exchange->wiki, last->when_ms), "pageId", shape_id(attachment->page->id),
        "mediaType", last->media_type, "mediaTypeDescription", last->media_type, "comment",
        last->comment, "fileId", attachment->file_id, "fileSize", (json_int_t)last->size);
    json_object_set(json, "webuiLink", webui);
    json_object_set_new(json, "downloadLink", json_string(download));
    json_object_set_new(json, "version",
        json_pack("{s:I,s:s,s:b,s:s,s:o}", "number", (json_int_t)last->number, "message",
            last->comment, "minorEdit", last->is_minor, "authorId", account, "createdAt",
            shape_time(exchange->wiki, last->when_ms)));
    json_object_set_new(
        json, "_links", json_pack("{s:o,s:s}", "webui", webui, "download", download));
    free(download);
    free(page);
    return json;
}

json_t *shape_v2_label(const struct label *label)
{
    return json_pack(
        "{s:s,s:s,s:o}", "prefix", label->prefix, "name", label->name, "id", shape_id(label->id));
}

json_t *shape_v2_property(const struct exchange *exchange, const struct property *property)
{
    char account[64];
    shape_account(property->author, account);
    json_t *value = json_loads(property->value, JSON_DECODE_ANY, NULL);
    return json_pack("{s:o,s:s,s:o,s:{s:I,s:s,s:b,s:s,s:o}}", "id", shape_id(property->id), "key",
        property->key, "value", value ? value : json_null(), "version", "number",
        (json_int_t)property->version, "message", property->message, "minorEdit", 0, "authorId",
        account, "createdAt", shape_time(exchange->wiki, property->when_ms));
}

json_t *shape_v2_comment(
    const struct exchange *exchange, const struct page *page, const struct comment *comment)
{
    return json_pack("{s:o,s:s,s:s,s:o,s:{},s:s,s:{s:s,s:s},s:{s:o}}", "id", shape_id(comment->id),
        "status", "current", "title", "", "pageId", shape_id(page->id), "body", "resolutionStatus",
        comment->is_resolved ? "resolved" : "open", "properties", "inlineMarkerRef", comment->ref,
        "inlineOriginalSelection", comment->selection, "_links", "base",
        json_string(exchange->sandbox->base));
}
