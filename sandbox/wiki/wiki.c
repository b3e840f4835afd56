/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/wiki.h"

#include "base/digest.h"
#include "base/memory.h"
#include "sandbox/wiki/wiki_pages.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { FIRST_ID = 98304, ATTACHMENT_LIMIT = 100 * 1024 * 1024 };

struct wiki *wiki_new(enum edition edition, int64_t now_ms)
{
    struct wiki *wiki = memory_new(sizeof *wiki);
    wiki->edition = edition;
    wiki->now_ms = now_ms;
    wiki->next_id = FIRST_ID;
    wiki->attachment_limit = ATTACHMENT_LIMIT;
    return wiki;
}

int64_t wiki_take_id(struct wiki *wiki)
{
    return wiki->next_id++;
}

struct space *wiki_add_space(struct wiki *wiki, const char *key, const char *name)
{
    struct space *space = memory_new(sizeof *space);
    space->id = wiki_take_id(wiki);
    space->key = memory_copy_text(key);
    space->name = memory_copy_text(name);
    space->author = memory_copy_text("sandbox");
    space->created_ms = wiki->now_ms;
    wiki->spaces = memory_grow(wiki->spaces, wiki->space_count + 1, sizeof(struct space *));
    wiki->spaces[wiki->space_count++] = space;
    struct page_write home = { .space = space,
        .title = name,
        .author = "sandbox",
        .body = "<p>This is the home page of the space.</p>",
        .at_root = true };
    struct wiki_error error;
    (void)wiki_page_create(wiki, &home, &space->homepage, &error); /* the first page: no rule
                                                                       can refuse it */
    return space;
}

struct space *wiki_find_space(const struct wiki *wiki, const char *key)
{
    for (size_t i = 0; i < wiki->space_count; i++) {
        if (strcasecmp(wiki->spaces[i]->key, key) == 0)
            return wiki->spaces[i];
    }
    return NULL;
}

struct space *wiki_find_space_by_id(const struct wiki *wiki, int64_t id)
{
    for (size_t i = 0; i < wiki->space_count; i++) {
        if (wiki->spaces[i]->id == id)
            return wiki->spaces[i];
    }
    return NULL;
}

void wiki_uuid(int64_t seed, char uuid[WIKI_UUID_BYTES])
{
    char hex[DIGEST_HEX_BYTES];
    struct digest digest = digest_of(&seed, sizeof seed);
    digest_to_hex(&digest, hex);
    snprintf(uuid, WIKI_UUID_BYTES, "%.8s-%.4s-4%.3s-8%.3s-%.12s", hex, hex + 8, hex + 12, hex + 16,
        hex + 20);
}

struct revision *wiki_last(const struct page *page)
{
    return &page->revisions[page->revision_count - 1];
}

struct file_revision *wiki_last_file(const struct attachment *attachment)
{
    return &attachment->revisions[attachment->revision_count - 1];
}

bool wiki_may_see(const struct page *page, const char *user)
{
    for (; page; page = page->parent) {
        if (page->viewer && strcmp(page->viewer, user) != 0)
            return false;
    }
    return true;
}

bool wiki_may_edit(const struct page *page, const char *user)
{
    return wiki_may_see(page, user) && (!page->editor || strcmp(page->editor, user) == 0);
}
