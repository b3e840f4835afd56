/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/wiki_labels.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_LIMIT = 255 };

static bool is_prefix(const char *prefix)
{
    return strcmp(prefix, "global") == 0 || strcmp(prefix, "my") == 0 ||
           strcmp(prefix, "team") == 0 || strcmp(prefix, "system") == 0;
}

static char *lower(const char *text, size_t length)
{
    char *copy = memory_copy_part(text, length);
    for (char *p = copy; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return copy;
}

static struct label *find_label(const struct page *page, const char *name)
{
    for (size_t i = 0; i < page->label_count; i++) {
        if (strcmp(page->labels[i].name, name) == 0)
            return &page->labels[i];
    }
    return NULL;
}

static void add_one(struct wiki *wiki, struct page *page, const char *prefix, char *name)
{
    if (find_label(page, name)) {
        free(name);
        return;
    }
    page->labels = memory_grow(page->labels, page->label_count + 1, sizeof *page->labels);
    page->labels[page->label_count++] = (struct label){
        .id = wiki_take_id(wiki), .prefix = memory_copy_text(prefix), .name = name
    };
    page->is_dirty = true;
}

enum wiki_result wiki_label_add(
    struct wiki *wiki, struct page *page, const char *prefix, const char *name)
{
    char own_prefix[16] = "";
    const char *colon = strchr(name, ':');
    if (colon && (size_t)(colon - name) < sizeof own_prefix) {
        memcpy(own_prefix, name, (size_t)(colon - name));
        if (is_prefix(own_prefix)) {
            prefix = own_prefix;
            name = colon + 1;
        }
    }
    if (!is_prefix(prefix) || strlen(name) > LABEL_LIMIT || !name[strspn(name, " ,")] ||
        strpbrk(name, ":;.?&[]()#^*!@"))
        return WIKI_BAD_LABEL;
    while (*name) {
        size_t length = strcspn(name, " ,");
        if (length)
            add_one(wiki, page, prefix, lower(name, length));
        name += length;
        name += strspn(name, " ,");
    }
    return WIKI_OK;
}

bool wiki_label_remove(struct page *page, const char *name)
{
    char *wanted = lower(name, strlen(name));
    struct label *label = find_label(page, wanted);
    free(wanted);
    if (!label)
        return false;
    free(label->prefix);
    free(label->name);
    size_t at = (size_t)(label - page->labels);
    memmove(label, label + 1, (page->label_count - at - 1) * sizeof *label);
    page->label_count--;
    page->is_dirty = true;
    return true;
}

struct property *wiki_property_find(const struct page *page, const char *key)
{
    for (size_t i = 0; i < page->property_count; i++) {
        if (strcmp(page->properties[i].key, key) == 0)
            return &page->properties[i];
    }
    return NULL;
}

struct property *wiki_property_find_by_id(const struct page *page, int64_t id)
{
    for (size_t i = 0; i < page->property_count; i++) {
        if (page->properties[i].id == id)
            return &page->properties[i];
    }
    return NULL;
}

enum wiki_result wiki_property_create(
    struct wiki *wiki, struct page *page, const char *key, const char *value, const char *author)
{
    if (strlen(value) > PROPERTY_LIMIT)
        return WIKI_TOO_LARGE;
    if (wiki_property_find(page, key))
        return WIKI_EXISTS;
    page->properties =
        memory_grow(page->properties, page->property_count + 1, sizeof *page->properties);
    page->properties[page->property_count++] = (struct property){ .id = wiki_take_id(wiki),
        .version = 1,
        .when_ms = wiki->now_ms,
        .key = memory_copy_text(key),
        .value = memory_copy_text(value),
        .message = memory_copy_text(""),
        .author = memory_copy_text(author) };
    page->is_dirty = true;
    return WIKI_OK;
}

enum wiki_result wiki_property_update(struct wiki *wiki, struct page *page,
    struct property *property, const char *value, int64_t version)
{
    if (strlen(value) > PROPERTY_LIMIT)
        return WIKI_TOO_LARGE;
    if (version != property->version + 1)
        return WIKI_VERSION;
    free(property->value);
    property->value = memory_copy_text(value);
    property->version = version;
    property->when_ms = wiki->now_ms;
    page->is_dirty = true;
    return WIKI_OK;
}

void wiki_property_remove(struct page *page, struct property *property)
{
    free(property->key);
    free(property->value);
    free(property->message);
    free(property->author);
    size_t at = (size_t)(property - page->properties);
    memmove(property, property + 1, (page->property_count - at - 1) * sizeof *property);
    page->property_count--;
    page->is_dirty = true;
}
