/* SPDX-License-Identifier: MIT */
/* Cloud v2: lists of spaces, pages and what hangs on pages. */
#include "sandbox/rest/errors.h"
#include "sandbox/rest/lists.h"
#include "sandbox/rest/routes.h"
#include "sandbox/rest/shapes.h"
#include "sandbox/wiki/wiki_files.h"
#include "sandbox/wiki/wiki_pages.h"

#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { USUAL = 25, USUAL_ATTACHMENTS = 50, DEPTH_USUAL = 2, DEPTH_MOST = 10 };

static json_t *space_item(const struct exchange *exchange, const void *item)
{
    return shape_v2_space(exchange, item);
}

static json_t *page_item(const struct exchange *exchange, const void *item)
{
    return shape_v2_page(exchange, item, NULL);
}

static json_t *attachment_item(const struct exchange *exchange, const void *item)
{
    return shape_v2_attachment(exchange, item);
}

static json_t *label_item(const struct exchange *exchange, const void *item)
{
    (void)exchange;
    return shape_v2_label(item);
}

static json_t *ancestor_item(const struct exchange *exchange, const void *item)
{
    const struct page *page = item;
    (void)exchange;
    return json_pack("{s:o,s:s}", "id", shape_id(page->id), "type",
        page->type == PAGE_FOLDER ? "folder" : "page");
}

static json_t *child_item(const struct exchange *exchange, const void *item)
{
    const struct page *page = item;
    (void)exchange;
    return json_pack("{s:o,s:s,s:s,s:I,s:s}", "id", shape_id(page->id), "status",
        wiki_status_name(page->status), "title", page->title, "childPosition",
        (json_int_t)page->position, "type", page->type == PAGE_FOLDER ? "folder" : "page");
}

/* `value` is one of the comma-separated words, or one of the repeated arguments. */
static bool is_among(const struct exchange *exchange, const char *name, const char *value)
{
    const struct fields *arguments = &exchange->request->arguments;
    for (size_t i = 0; i < arguments->count; i++) {
        if (strcmp(arguments->list[i].name, name) != 0)
            continue;
        for (const char *word = arguments->list[i].value; *word;) {
            size_t length = strcspn(word, ",");
            if (length == strlen(value) && strncasecmp(word, value, length) == 0)
                return true;
            word += length + (word[length] == ',');
        }
    }
    return false;
}

static void list_spaces(struct exchange *exchange)
{
    struct list list = { 0 };
    for (size_t i = 0; i < exchange->wiki->space_count; i++) {
        const struct space *space = exchange->wiki->spaces[i];
        char id[32];
        snprintf(id, sizeof id, "%lld", (long long)space->id);
        if ((!request_argument(exchange->request, "keys") ||
                is_among(exchange, "keys", space->key)) &&
            (!request_argument(exchange->request, "ids") || is_among(exchange, "ids", id)))
            list_add(&list, space);
    }
    list_reply_v2(exchange, &list, USUAL, space_item);
}

static void get_space(struct exchange *exchange)
{
    struct space *space = wiki_find_space_by_id(exchange->wiki, exchange_id(exchange, 0));
    if (space)
        exchange_reply(exchange, 200, shape_v2_space(exchange, space));
    else
        error_no_space(exchange, exchange->values[0]);
}

/* Whoever may enter a sandbox may do everything in its spaces. */
static void list_space_operations(struct exchange *exchange)
{
    static const char *const allowed[][2] = { { "read", "space" }, { "create", "page" },
        { "create", "comment" }, { "create", "attachment" }, { "delete", "page" },
        { "delete", "attachment" } };
    if (!wiki_find_space_by_id(exchange->wiki, exchange_id(exchange, 0))) {
        error_no_space(exchange, exchange->values[0]);
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        json_array_append_new(
            list, json_pack("{s:s,s:s}", "operation", allowed[i][0], "targetType", allowed[i][1]));
    exchange_reply(exchange, 200, json_pack("{s:o}", "operations", list));
}

static bool is_wanted_status(const struct exchange *exchange, const struct page *page)
{
    if (!request_argument(exchange->request, "status"))
        return page->status == PAGE_CURRENT || page->status == PAGE_ARCHIVED;
    return is_among(exchange, "status", wiki_status_name(page->status));
}

static int compare_created(const void *a, const void *b)
{
    const struct page *x = *(const struct page *const *)a;
    const struct page *y = *(const struct page *const *)b;
    if (x->created_ms != y->created_ms)
        return x->created_ms < y->created_ms ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int compare_created_back(const void *a, const void *b)
{
    return compare_created(b, a);
}

/* Of the documented orders only what clients here ask for; else by id. */
static void sort_pages(const struct exchange *exchange, struct list *list)
{
    const char *sort = request_argument(exchange->request, "sort");
    if (sort && list->count > 0 && strcmp(sort, "-created-date") == 0)
        qsort(list->items, list->count, sizeof *list->items, compare_created_back);
    else if (sort && list->count > 0 && strcmp(sort, "created-date") == 0)
        qsort(list->items, list->count, sizeof *list->items, compare_created);
}

static void list_pages_of(struct exchange *exchange, const struct space *only)
{
    struct list list = { 0 };
    const char *title = request_argument(exchange->request, "title");
    char *key = title ? unicode_title_key(title) : NULL;
    const char *depth = request_argument(exchange->request, "depth");
    bool root_only = depth && strcmp(depth, "root") == 0;
    for (size_t i = 0; i < exchange->wiki->space_count; i++) {
        const struct space *space = exchange->wiki->spaces[i];
        for (size_t j = 0; (!only || only == space) && j < space->page_count; j++) {
            const struct page *page = space->pages[j];
            char id[32];
            snprintf(id, sizeof id, "%lld", (long long)page->id);
            if (page->type == PAGE_PAGE && is_wanted_status(exchange, page) &&
                (!key || strcmp(key, page->title_key) == 0) && (!root_only || !page->parent) &&
                (!request_argument(exchange->request, "id") || is_among(exchange, "id", id)) &&
                wiki_may_see(page, exchange->user))
                list_add(&list, page);
        }
    }
    free(key);
    sort_pages(exchange, &list);
    list_reply_v2(exchange, &list, USUAL, page_item);
}

static bool refuse_drafts(struct exchange *exchange)
{
    if (!is_among(exchange, "status", "draft"))
        return false;
    error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER",
        "Provided value {draft} for 'status' is not the correct type. Expected type is "
        "[current, archived, deleted, trashed]");
    return true;
}

static void list_pages(struct exchange *exchange)
{
    int64_t id = request_number(exchange->request, "space-id", 0);
    if (refuse_drafts(exchange))
        return;
    const struct space *space = wiki_find_space_by_id(exchange->wiki, id);
    if (id && !space) {
        struct list none = { 0 };
        list_reply_v2(exchange, &none, USUAL, page_item);
        return;
    }
    list_pages_of(exchange, space);
}

static void list_space_pages(struct exchange *exchange)
{
    const struct space *space = wiki_find_space_by_id(exchange->wiki, exchange_id(exchange, 0));
    if (!space)
        error_no_space(exchange, exchange->values[0]);
    else if (!refuse_drafts(exchange))
        list_pages_of(exchange, space);
}

static void add_children(
    const struct exchange *exchange, const struct page *page, bool with_folders, struct list *list)
{
    for (size_t i = 0; i < page->child_count; i++) {
        const struct page *child = page->children[i];
        if (child->status != PAGE_ARCHIVED && (with_folders || child->type == PAGE_PAGE) &&
            wiki_may_see(child, exchange->user))
            list_add(list, child);
    }
}

static void list_children(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    struct list list = { 0 };
    if (!page)
        return;
    add_children(exchange, page, false, &list);
    list_reply_v2(exchange, &list, USUAL, child_item);
}

static void list_direct_children(struct exchange *exchange)
{
    struct page *page = wiki_find_page(exchange->wiki, exchange_id(exchange, 0));
    bool is_folder = strncmp(exchange->path, "/api/v2/folders/", 16) == 0;
    struct list list = { 0 };
    if (!page || page->status == PAGE_TRASHED || (page->type == PAGE_FOLDER) != is_folder ||
        !wiki_may_see(page, exchange->user)) {
        error_no_page(exchange, exchange->values[0]);
        return;
    }
    add_children(exchange, page, true, &list);
    list_reply_v2(exchange, &list, USUAL, child_item);
}

static void list_ancestors(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    struct list list = { 0 };
    if (!page)
        return;
    for (const struct page *p = page->parent; p; p = p->parent)
        list_add(&list, p);
    /* Root first. */
    for (size_t i = 0; i < list.count / 2; i++) {
        const void *item = list.items[i];
        list.items[i] = list.items[list.count - 1 - i];
        list.items[list.count - 1 - i] = item;
    }
    list_reply_v2(exchange, &list, USUAL, ancestor_item);
}

static void add_descendants(
    const struct exchange *exchange, const struct page *page, int64_t depth, struct list *list)
{
    for (size_t i = 0; depth > 0 && i < page->child_count; i++) {
        const struct page *child = page->children[i];
        if (child->status != PAGE_CURRENT || !wiki_may_see(child, exchange->user))
            continue;
        list_add(list, child);
        add_descendants(exchange, child, depth - 1, list);
    }
}

static json_t *descendant_item(const struct exchange *exchange, const void *item)
{
    const struct page *page = item;
    int64_t top = strtoll(exchange->values[0], NULL, 10);
    int depth = 1;
    for (const struct page *p = page->parent; p && p->id != top; p = p->parent)
        depth++;
    return json_pack("{s:o,s:s,s:s,s:o,s:i,s:s,s:I,s:o}", "id", shape_id(page->id), "status",
        wiki_status_name(page->status), "title", page->title, "parentId",
        page->parent ? shape_id(page->parent->id) : json_null(), "depth", depth, "type",
        page->type == PAGE_FOLDER ? "folder" : "page", "childPosition", (json_int_t)page->position,
        "lastModified", shape_time(exchange->wiki, wiki_last(page)->when_ms));
}

static void list_descendants(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    int64_t depth = request_number(exchange->request, "depth", DEPTH_USUAL);
    struct list list = { 0 };
    if (!page)
        return;
    if (depth < 1 || depth > DEPTH_MOST) {
        error_v2(exchange, 400, "INVALID_REQUEST_PARAMETER", "depth must be between 1 and 10");
        return;
    }
    add_descendants(exchange, page, depth, &list);
    list_reply_v2(exchange, &list, USUAL, descendant_item);
}

static void list_attachments(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    struct list list = { 0 };
    const char *media_type = request_argument(exchange->request, "mediaType");
    if (!page)
        return;
    for (size_t i = 0; i < page->attachment_count; i++) {
        const struct attachment *attachment = page->attachments[i];
        bool is_wanted = !attachment->is_trashed || is_among(exchange, "status", "trashed");
        const char *name = request_argument(exchange->request, "filename");
        if (is_wanted && (!name || strcmp(name, attachment->name) == 0) &&
            (!media_type || strcmp(media_type, wiki_last_file(attachment)->media_type) == 0))
            list_add(&list, attachment);
    }
    list_reply_v2(exchange, &list, USUAL_ATTACHMENTS, attachment_item);
}

static void get_attachment(struct exchange *exchange)
{
    struct attachment *attachment = routes_attachment(exchange, 0);
    if (attachment)
        exchange_reply(exchange, 200, shape_v2_attachment(exchange, attachment));
}

static void delete_attachment(struct exchange *exchange)
{
    struct attachment *attachment = wiki_find_attachment(exchange->wiki, exchange_id(exchange, 0));
    const char *purge = request_argument(exchange->request, "purge");
    bool purges = attachment && attachment->is_trashed && purge && strcmp(purge, "true") == 0;
    if (purges) {
        wiki_file_purge(exchange->wiki, attachment);
    } else {
        attachment = routes_attachment(exchange, 0);
        if (!attachment)
            return;
        wiki_file_trash(attachment);
    }
    response_set_empty(exchange->response, 204);
}

static void list_labels(struct exchange *exchange)
{
    struct page *page = routes_page(exchange, true);
    struct list list = { 0 };
    const char *prefix = request_argument(exchange->request, "prefix");
    for (size_t i = 0; page && i < page->label_count; i++) {
        if (!prefix || strcmp(prefix, page->labels[i].prefix) == 0)
            list_add(&list, &page->labels[i]);
    }
    if (page)
        list_reply_v2(exchange, &list, USUAL, label_item);
}

const struct route routes_cloud_lists[] = {
    { "GET", "/api/v2/spaces", list_spaces },
    { "GET", "/api/v2/spaces/{id}", get_space },
    { "GET", "/api/v2/spaces/{id}/operations", list_space_operations },
    { "GET", "/api/v2/spaces/{id}/pages", list_space_pages },
    { "GET", "/api/v2/pages", list_pages },
    { "GET", "/api/v2/pages/{id}/children", list_children },
    { "GET", "/api/v2/pages/{id}/direct-children", list_direct_children },
    { "GET", "/api/v2/folders/{id}/direct-children", list_direct_children },
    { "GET", "/api/v2/pages/{id}/ancestors", list_ancestors },
    { "GET", "/api/v2/pages/{id}/descendants", list_descendants },
    { "GET", "/api/v2/pages/{id}/attachments", list_attachments },
    { "GET", "/api/v2/attachments/{id}", get_attachment },
    { "DELETE", "/api/v2/attachments/{id}", delete_attachment },
    { "GET", "/api/v2/pages/{id}/labels", list_labels },
    { NULL, NULL, NULL },
};
