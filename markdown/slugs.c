/* SPDX-License-Identifier: MIT */
#include "markdown/slugs.h"

#include "base/memory.h"
#include "base/unicode.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct slugs {
    struct slug_entry *entries;
    size_t capacity; /* a power of two */
    size_t count;
    struct memory_pool *pool;
    struct memory_pool *own_pool; /* NULL: the pool is somebody else's */
};

enum { FIRST_CAPACITY = 16 };

struct slugs *slugs_new(struct memory_pool *pool)
{
    struct slugs *slugs = memory_new(sizeof *slugs);
    slugs->own_pool = pool == NULL ? memory_pool_new() : NULL;
    slugs->pool = pool == NULL ? slugs->own_pool : pool;
    return slugs;
}

void slugs_free(struct slugs **slugs)
{
    if (*slugs == NULL)
        return;
    memory_free(&(*slugs)->entries);
    memory_pool_free(&(*slugs)->own_pool);
    memory_free(slugs);
}

/* FNV-1a, with a last stir so that the low bits depend on all. */
static size_t hash(const char *name)
{
    uint64_t value = UINT64_C(14695981039346656037);
    for (; *name != '\0'; name++)
        value = (value ^ (unsigned char)*name) * UINT64_C(1099511628211);
    return (size_t)(value ^ (value >> 29));
}

/* The entry of `name`, or the free place for it. */
static struct slug_entry *place_of(const struct slugs *slugs, const char *name)
{
    size_t mask = slugs->capacity - 1;
    size_t i = hash(name) & mask;
    while (slugs->entries[i].name != NULL && strcmp(slugs->entries[i].name, name) != 0)
        i = (i + 1) & mask;
    return &slugs->entries[i];
}

static void make_room(struct slugs *slugs)
{
    if (slugs->count * 2 < slugs->capacity)
        return;
    struct slug_entry *old = slugs->entries;
    size_t old_capacity = slugs->capacity;
    slugs->capacity = old_capacity == 0 ? FIRST_CAPACITY : old_capacity * 2;
    slugs->entries = memory_new_array(slugs->capacity, sizeof *slugs->entries);
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].name != NULL)
            *place_of(slugs, old[i].name) = old[i];
    memory_free(&old);
}

struct slug_entry *slugs_entry(struct slugs *slugs, const char *name)
{
    make_room(slugs);
    struct slug_entry *entry = place_of(slugs, name);
    if (entry->name == NULL) {
        entry->name = memory_pool_copy(slugs->pool, name, strlen(name));
        slugs->count++;
    }
    return entry;
}

struct slug_entry *slugs_find(const struct slugs *slugs, const char *name)
{
    if (slugs->capacity == 0)
        return NULL;
    struct slug_entry *entry = place_of(slugs, name);
    return entry->name == NULL ? NULL : entry;
}

/* Up to the first byte that is not ASCII; how many bytes were read. */
static size_t add_ascii(const char *heading, size_t length, struct text *out)
{
    char *to = text_reserve(out, length);
    size_t i = 0;
    size_t written = 0;
    for (; to != NULL && i < length && (unsigned char)heading[i] < 0x80; i++) {
        unsigned char c = (unsigned char)heading[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + ('a' - 'A'));
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')
            to[written++] = (char)c;
        else if (c == ' ')
            to[written++] = '-';
    }
    if (to != NULL) {
        out->length += written;
        to[written] = '\0';
    }
    return i;
}

void slug_of(const char *heading, struct text *out)
{
    size_t length = strlen(heading);
    size_t ascii = add_ascii(heading, length, out);
    if (ascii == length)
        return;
    char *lower = unicode_lower(heading + ascii);
    uint32_t c = 0;
    size_t size = 0;
    for (const char *at = lower; (size = unicode_decode(at, &c)) > 0; at += size) {
        if (c == ' ')
            text_add_char(out, '-');
        else if (c == '-' || unicode_is_word(c))
            text_add(out, at, size);
    }
    memory_free(&lower);
}

void slug_of_mkdocs(const char *heading, struct text *out)
{
    char *plain = unicode_decompose(heading);
    char *to = text_reserve(out, strlen(plain) * 2);
    size_t written = 0;
    bool is_gap = false;
    for (const char *at = plain; *at != '\0' && to != NULL; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte == ' ' || byte == '-' || byte == '\t') {
            is_gap = true;
        } else if (byte < 0x80 && (isalnum(byte) || byte == '_')) {
            if (is_gap && written > 0)
                to[written++] = '-';
            is_gap = false;
            to[written++] = (char)tolower(byte);
        }
    }
    if (to != NULL) {
        out->length += written;
        to[written] = '\0';
    }
    memory_free(&plain);
}

const char *slugs_take(struct slugs *slugs, const char *slug)
{
    struct slug_entry *entry = slugs_entry(slugs, slug);
    if (entry->value == NULL) {
        entry->value = entry->name;
        return entry->name;
    }
    const char *base = entry->name;
    struct text candidate = text_new(SIZE_MAX / 2);
    for (;;) {
        entry = slugs_entry(slugs, base);
        text_cut(&candidate, 0);
        text_add_format(&candidate, "%s-%zu", base, ++entry->count);
        entry = slugs_entry(slugs, candidate.data);
        if (entry->value == NULL)
            break;
    }
    entry->value = entry->name;
    text_free(&candidate);
    return entry->name;
}
