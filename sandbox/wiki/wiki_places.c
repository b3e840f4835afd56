/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/wiki_places.h"

#include "base/memory.h"

#include <string.h>

enum { POSITION_STEP = 400 };

static void insert_child(struct page *parent, struct page *page, size_t at)
{
    parent->children =
        memory_grow(parent->children, parent->child_count + 1, sizeof(struct page *));
    memmove(&parent->children[at + 1], &parent->children[at],
        (parent->child_count - at) * sizeof(struct page *));
    parent->children[at] = page;
    parent->child_count++;
}

void wiki_place_remove(struct page *page)
{
    struct page *parent = page->parent;
    page->parent = NULL;
    page->is_dirty = true;
    for (size_t i = 0; parent && i < parent->child_count; i++) {
        if (parent->children[i] != page)
            continue;
        memmove(&parent->children[i], &parent->children[i + 1],
            (parent->child_count - i - 1) * sizeof(struct page *));
        parent->child_count--;
        return;
    }
}

void wiki_place_append(struct wiki *wiki, struct page *page, struct page *parent)
{
    wiki_place_remove(page);
    page->parent = parent;
    page->position = -1;
    if (!parent) {
        page->position = wiki->edition == EDITION_CLOUD ? POSITION_STEP : -1;
        return;
    }
    /* Cloud's positions are sparse and rise; Data Center has none until somebody orders. */
    int64_t last = parent->child_count ? parent->children[parent->child_count - 1]->position : 0;
    if (wiki->edition == EDITION_CLOUD)
        page->position = last + POSITION_STEP + page->id % 97;
    else if (parent->child_count && last >= 0)
        page->position = last + 1;
    insert_child(parent, page, parent->child_count);
}

/* All siblings get numbers, as after ordering by hand. */
static void number_children(const struct wiki *wiki, struct page *parent)
{
    for (size_t i = 0; i < parent->child_count; i++) {
        int64_t position = (int64_t)i;
        if (wiki->edition == EDITION_CLOUD)
            position = (position + 1) * POSITION_STEP;
        parent->children[i]->position = position;
        parent->children[i]->is_dirty = true;
    }
}

void wiki_place_beside(struct wiki *wiki, struct page *page, struct page *sibling, bool after)
{
    struct page *parent = sibling->parent;
    if (!parent) {
        wiki_place_append(wiki, page, NULL);
        return;
    }
    wiki_place_remove(page);
    size_t at = 0;
    while (at < parent->child_count && parent->children[at] != sibling)
        at++;
    page->parent = parent;
    insert_child(parent, page, after ? at + 1 : at);
    number_children(wiki, parent);
}

bool wiki_place_is_below(const struct page *page, const struct page *ancestor)
{
    for (; page; page = page->parent) {
        if (page == ancestor)
            return true;
    }
    return false;
}
