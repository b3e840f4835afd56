/* SPDX-License-Identifier: MIT */
#include "ledger/manifest.h"

#include "base/deflate.h"
#include "base/hex.h"
#include "base/path.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

/*
 * {"format":"cmsync.manifest/1","pages":[[path, id, parent, title, labels, version, mark, flags,
 * [[name, id, version, mark], ...], look], ...]}. A path that is no UTF-8 is {"hex": ...}.
 */
static const char format_name[] = "cmsync.manifest/1";

enum { PAGE_FIELDS = 10, FILE_FIELDS = 4, ID_MAX = 64, TITLE_MAX = 1024, TEXT_MAX = 16 * 1024 };
enum { FLAG_OURS = 1, FLAG_SOURCE = 2, FLAG_THEIRS = 4, FLAG_BESIDE = 8, FLAGS = 15 };

/* ---------------------------------------------------------------- packing */

static json_t *hex_json(const unsigned char *bytes, size_t size)
{
    char *hex = memory_new(2 * size + 1);
    hex_print(bytes, size, hex);
    json_t *json = json_string(hex);
    memory_free(&hex);
    return json;
}

static json_t *path_json(const char *path)
{
    size_t length = strlen(path);
    if (unicode_valid_length(path, length) == length)
        return json_string(path);
    return json_pack("{s:o}", "hex", hex_json((const unsigned char *)path, length));
}

static json_t *files_json(const struct manifest_page *page)
{
    json_t *list = json_array();
    for (size_t i = 0; i < page->file_count; i++) {
        const struct manifest_file *file = &page->files[i];
        json_array_append_new(
            list, json_pack("[s, s, I, o]", file->name, file->id, (json_int_t)file->version,
                      hex_json(file->mark, sizeof file->mark)));
    }
    return list;
}

static json_t *page_json(const struct manifest_page *page)
{
    int flags = (page->is_ours ? FLAG_OURS : 0) | (page->has_source ? FLAG_SOURCE : 0) |
                (page->is_theirs ? FLAG_THEIRS : 0) | (page->is_beside ? FLAG_BESIDE : 0);
    json_t *json = json_pack("[o, s, s, s, s, I, o, i, o, s]", path_json(page->path), page->page_id,
        page->parent_id, page->title, page->labels, (json_int_t)page->version,
        page->has_mark ? hex_json(page->mark, sizeof page->mark) : json_string(""), flags,
        files_json(page), page->look);
    if (json != NULL && page->place > 0) /* the last field, left out where there is none */
        json_array_append_new(json, json_integer((json_int_t)page->place));
    return json;
}

int manifest_pack(const struct manifest *manifest, struct text *out)
{
    json_t *pages = json_array();
    bool is_whole = true;
    for (size_t i = 0; i < manifest->count; i++)
        is_whole = json_array_append_new(pages, page_json(&manifest->pages[i])) == 0 && is_whole;
    json_t *json = json_pack("{s:s, s:o}", "format", format_name, "pages", pages);
    char *plain = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    int result = -1;
    if (is_whole && plain != NULL)
        result = deflate_pack(plain, strlen(plain), out);
    memory_free(&plain);
    return result;
}

/* ---------------------------------------------------------------- unpacking */

/* Exactly `size` bytes. */
static bool take_hex(const json_t *json, unsigned char *bytes, size_t size)
{
    const char *hex = json_string_value(json);
    return hex != NULL && json_string_length(json) == 2 * size && hex_read(hex, bytes, size);
}

/* A text without NUL, of at most `limit` bytes; NULL for anything else. */
static const char *take_text(const json_t *json, size_t limit, struct memory_pool *pool)
{
    const char *text = json_string_value(json);
    if (text == NULL || json_string_length(json) > limit)
        return NULL;
    return strlen(text) == json_string_length(json)
               ? memory_pool_copy(pool, text, json_string_length(json))
               : NULL;
}

/* Ids go into addresses: letters, digits, `-` and `_` only. */
static const char *take_id(const json_t *json, struct memory_pool *pool)
{
    static const char letters[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    const char *id = take_text(json, ID_MAX, pool);
    return id != NULL && id[0] != '\0' && strspn(id, letters) == strlen(id) ? id : NULL;
}

static bool take_version(const json_t *json, int64_t *version)
{
    *version = json_integer_value(json);
    return json_is_integer(json) && *version >= 1 && *version < INT32_MAX;
}

/* As the ledger has paths of pages: of a file, or of a folder with a slash behind. */
static bool is_page_path(const char *path)
{
    size_t length = strlen(path);
    if (length == 0 || length > PATH_MAX_BYTES)
        return false;
    char *plain = memory_copy_part(path, path[length - 1] == '/' ? length - 1 : length);
    char *resolved = path_resolve("", plain);
    bool result = resolved != NULL && plain[0] != '\0' && strcmp(plain, resolved) == 0 &&
                  path_depth(plain) <= PATH_MAX_DEPTH;
    memory_free(&resolved);
    memory_free(&plain);
    return result;
}

static const char *take_path(const json_t *json, struct memory_pool *pool)
{
    const char *path = take_text(json, PATH_MAX_BYTES, pool);
    const json_t *hex = json_object_get(json, "hex");
    size_t size = json_string_length(hex) / 2;
    if (path == NULL && size > 0 && size <= PATH_MAX_BYTES) {
        char *bytes = memory_pool_take(pool, size + 1);
        if (take_hex(hex, (unsigned char *)bytes, size) && strlen(bytes) == size)
            path = bytes;
    }
    return path != NULL && is_page_path(path) ? path : NULL;
}

static bool take_file(const json_t *json, struct manifest_file *file, struct memory_pool *pool)
{
    if (json_array_size(json) != FILE_FIELDS)
        return false;
    file->name = take_text(json_array_get(json, 0), TITLE_MAX, pool);
    file->id = take_id(json_array_get(json, 1), pool);
    return file->name != NULL && file->name[0] != '\0' && file->id != NULL &&
           take_version(json_array_get(json, 2), &file->version) &&
           take_hex(json_array_get(json, 3), file->mark, sizeof file->mark);
}

static bool take_files(const json_t *json, struct manifest_page *page, struct memory_pool *pool)
{
    size_t count = json_array_size(json);
    if (!json_is_array(json) || count > MANIFEST_FILES_MAX)
        return false;
    page->files = memory_pool_take(pool, (count + 1) * sizeof *page->files);
    for (; page->file_count < count; page->file_count++)
        if (!take_file(
                json_array_get(json, page->file_count), &page->files[page->file_count], pool))
            return false;
    return true;
}

static bool take_page(const json_t *json, struct manifest_page *page, struct memory_pool *pool)
{
    size_t fields = json_array_size(json);
    const json_t *place = json_array_get(json, PAGE_FIELDS);
    if (fields < PAGE_FIELDS || fields > PAGE_FIELDS + 1 ||
        (place != NULL && !json_is_integer(place)) || !json_is_integer(json_array_get(json, 7)))
        return false;
    json_int_t flags = json_integer_value(json_array_get(json, 7));
    page->path = take_path(json_array_get(json, 0), pool);
    page->page_id = take_id(json_array_get(json, 1), pool);
    page->parent_id = take_id(json_array_get(json, 2), pool);
    page->title = take_text(json_array_get(json, 3), TITLE_MAX, pool);
    page->labels = take_text(json_array_get(json, 4), TEXT_MAX, pool);
    page->place = json_integer_value(place);
    page->look = take_text(json_array_get(json, 9), ID_MAX, pool);
    page->has_mark = json_string_length(json_array_get(json, 6)) > 0;
    page->is_ours = (flags & FLAG_OURS) != 0;
    page->has_source = (flags & FLAG_SOURCE) != 0;
    page->is_theirs = (flags & FLAG_THEIRS) != 0;
    page->is_beside = (flags & FLAG_BESIDE) != 0;
    return page->path != NULL && page->page_id != NULL && page->parent_id != NULL &&
           page->title != NULL && page->title[0] != '\0' && page->labels != NULL &&
           page->look != NULL && page->place >= 0 && flags >= 0 && flags <= FLAGS &&
           take_version(json_array_get(json, 5), &page->version) &&
           (!page->has_mark || take_hex(json_array_get(json, 6), page->mark, sizeof page->mark)) &&
           take_files(json_array_get(json, 8), page, pool);
}

static int compare_paths(const void *a, const void *b)
{
    const struct manifest_page *const *x = a;
    const struct manifest_page *const *y = b;
    int order = (int)(*x)->is_beside - (int)(*y)->is_beside;
    return order != 0 ? order : strcmp((*x)->path, (*y)->path);
}

static int compare_ids(const void *a, const void *b)
{
    const struct manifest_page *const *x = a;
    const struct manifest_page *const *y = b;
    return strcmp((*x)->page_id, (*y)->page_id);
}

/* One page a path, but for those beside it; one path a page. */
static bool is_unique(const struct manifest *manifest)
{
    const size_t each = sizeof(const void *); /* an array of pointers it is meant to be */
    const struct manifest_page **sorted = memory_new_array(manifest->count + 1, each);
    bool result = true;
    for (size_t i = 0; i < manifest->count; i++)
        sorted[i] = &manifest->pages[i];
    qsort(sorted, manifest->count, each, compare_paths);
    for (size_t i = 1; i < manifest->count; i++)
        result = result && (sorted[i]->is_beside || compare_paths(&sorted[i - 1], &sorted[i]) != 0);
    qsort(sorted, manifest->count, each, compare_ids);
    for (size_t i = 1; i < manifest->count; i++)
        result = result && compare_ids(&sorted[i - 1], &sorted[i]) != 0;
    memory_free(&sorted);
    return result;
}

static bool take_pages(const json_t *json, struct manifest *manifest, struct memory_pool *pool)
{
    const char *format = json_string_value(json_object_get(json, "format"));
    const json_t *pages = json_object_get(json, "pages");
    size_t count = json_array_size(pages);
    if (format == NULL || strcmp(format, format_name) != 0 || !json_is_array(pages) ||
        count > MANIFEST_PAGES_MAX)
        return false;
    manifest->pages = memory_pool_take(pool, (count + 1) * sizeof *manifest->pages);
    for (; manifest->count < count; manifest->count++)
        if (!take_page(
                json_array_get(pages, manifest->count), &manifest->pages[manifest->count], pool))
            return false;
    return is_unique(manifest);
}

int manifest_unpack(
    struct manifest *manifest, const void *data, size_t size, struct memory_pool *pool)
{
    *manifest = (struct manifest){ NULL, 0 };
    struct text plain = text_new(MANIFEST_PLAIN_MAX);
    json_t *json = NULL;
    if (size <= MANIFEST_PACKED_MAX && deflate_unpack(data, size, &plain) == 0)
        json = json_loadb(plain.data, plain.length, JSON_REJECT_DUPLICATES, NULL);
    text_free(&plain);
    bool is_taken = json != NULL && take_pages(json, manifest, pool);
    json_decref(json);
    if (is_taken)
        return 0;
    *manifest = (struct manifest){ NULL, 0 };
    return -1;
}
