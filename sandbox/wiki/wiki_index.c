/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/wiki_index.h"

#include "base/memory.h"
#include "base/unicode.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* All pages of a space that share a title, whatever their status. */
struct title_slot {
    int64_t space_id;
    char *key;
    struct page **pages;
    size_t count;
};

static int compare_ids(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_pages(const void *a, const void *b)
{
    return compare_ids(((const struct page *)a)->id, ((const struct page *)b)->id);
}

static int compare_attachments(const void *a, const void *b)
{
    return compare_ids(((const struct attachment *)a)->id, ((const struct attachment *)b)->id);
}

static int compare_slots(const void *a, const void *b)
{
    const struct title_slot *first = a;
    const struct title_slot *second = b;
    int order = compare_ids(first->space_id, second->space_id);
    return order ? order : strcmp(first->key, second->key);
}

void wiki_index_page(struct wiki *wiki, struct page *page)
{
    struct space *space = page->space;
    tsearch(page, &wiki->pages, compare_pages);
    space->pages = memory_grow(space->pages, space->page_count + 1, sizeof(struct page *));
    space->pages[space->page_count++] = page;
}

void wiki_unindex_page(struct wiki *wiki, struct page *page)
{
    struct space *space = page->space;
    tdelete(page, &wiki->pages, compare_pages);
    for (size_t i = 0; i < space->page_count; i++) {
        if (space->pages[i] != page)
            continue;
        memmove(&space->pages[i], &space->pages[i + 1],
            (space->page_count - i - 1) * sizeof(struct page *));
        space->page_count--;
        return;
    }
}

struct page *wiki_find_page(const struct wiki *wiki, int64_t id)
{
    struct page wanted = { .id = id };
    struct page **found = tfind(&wanted, &wiki->pages, compare_pages);
    return found ? *found : NULL;
}

void wiki_index_attachment(struct wiki *wiki, struct attachment *attachment)
{
    tsearch(attachment, &wiki->attachments, compare_attachments);
}

void wiki_unindex_attachment(struct wiki *wiki, struct attachment *attachment)
{
    tdelete(attachment, &wiki->attachments, compare_attachments);
}

struct attachment *wiki_find_attachment(const struct wiki *wiki, int64_t id)
{
    struct attachment wanted = { .id = id };
    struct attachment **found = tfind(&wanted, &wiki->attachments, compare_attachments);
    return found ? *found : NULL;
}

static struct title_slot *find_slot(const struct wiki *wiki, int64_t space_id, char *key)
{
    struct title_slot wanted = { .space_id = space_id, .key = key };
    struct title_slot **found = tfind(&wanted, &wiki->titles, compare_slots);
    return found ? *found : NULL;
}

void wiki_index_title(struct wiki *wiki, struct page *page)
{
    free(page->title_key);
    page->title_key = unicode_title_key(page->title);
    struct title_slot *slot = find_slot(wiki, page->space->id, page->title_key);
    if (!slot) {
        slot = memory_new(sizeof *slot);
        slot->space_id = page->space->id;
        slot->key = memory_copy_text(page->title_key);
        tsearch(slot, &wiki->titles, compare_slots);
    }
    slot->pages = memory_grow(slot->pages, slot->count + 1, sizeof(struct page *));
    slot->pages[slot->count++] = page;
}

void wiki_unindex_title(struct wiki *wiki, struct page *page)
{
    struct title_slot *slot = find_slot(wiki, page->space->id, page->title_key);
    for (size_t i = 0; slot && i < slot->count; i++) {
        if (slot->pages[i] == page) {
            slot->pages[i] = slot->pages[--slot->count];
            return;
        }
    }
}

static bool reserves_title(const struct wiki *wiki, const struct page *page)
{
    return page->type == PAGE_PAGE &&
           (page->status != PAGE_TRASHED || wiki->trashed_reserve_titles);
}

struct page *wiki_index_holder(const struct wiki *wiki, const struct space *space,
    const char *title, const struct page *except)
{
    char *key = unicode_title_key(title);
    struct title_slot *slot = find_slot(wiki, space->id, key);
    struct page *holder = NULL;
    for (size_t i = 0; slot && i < slot->count && !holder; i++) {
        if (slot->pages[i] != except && reserves_title(wiki, slot->pages[i]))
            holder = slot->pages[i];
    }
    free(key);
    return holder;
}

struct page *wiki_find_title(const struct wiki *wiki, const struct space *space, const char *title)
{
    char *key = unicode_title_key(title);
    struct title_slot *slot = find_slot(wiki, space->id, key);
    struct page *found = NULL;
    for (size_t i = 0; slot && i < slot->count && !found; i++) {
        struct page *page = slot->pages[i];
        if (page->type == PAGE_PAGE && page->status != PAGE_TRASHED)
            found = page;
    }
    free(key);
    return found;
}

static void free_slot(void *node)
{
    struct title_slot *slot = node;
    free(slot->key);
    free(slot->pages);
    free(slot);
}

static void free_page_node(void *node)
{
    wiki_free_page(node);
}

static void keep_node(void *node)
{
    (void)node; /* attachments belong to their pages */
}

static void free_space(struct space *space)
{
    free(space->key);
    free(space->name);
    free(space->author);
    free(space->pages);
    free(space);
}

void wiki_free(struct wiki **wiki)
{
    if (!*wiki)
        return;
    tdestroy((*wiki)->titles, free_slot);
    tdestroy((*wiki)->attachments, keep_node);
    tdestroy((*wiki)->pages, free_page_node);
    for (size_t i = 0; i < (*wiki)->space_count; i++)
        free_space((*wiki)->spaces[i]);
    free((*wiki)->spaces);
    free((*wiki)->purged);
    memory_free(wiki);
}

void wiki_free_attachment(struct attachment *attachment)
{
    for (size_t i = 0; i < attachment->revision_count; i++) {
        struct file_revision *revision = &attachment->revisions[i];
        free(revision->data);
        free(revision->media_type);
        free(revision->comment);
        free(revision->author);
    }
    free(attachment->revisions);
    free(attachment->name);
    free(attachment);
}

static void free_small_things(struct page *page)
{
    for (size_t i = 0; i < page->label_count; i++) {
        free(page->labels[i].prefix);
        free(page->labels[i].name);
    }
    for (size_t i = 0; i < page->property_count; i++) {
        free(page->properties[i].key);
        free(page->properties[i].value);
        free(page->properties[i].message);
        free(page->properties[i].author);
    }
    for (size_t i = 0; i < page->comment_count; i++) {
        free(page->comments[i].ref);
        free(page->comments[i].selection);
        free(page->comments[i].text);
        free(page->comments[i].author);
    }
    free(page->labels);
    free(page->properties);
    free(page->comments);
}

void wiki_free_page(struct page *page)
{
    for (size_t i = 0; i < page->revision_count; i++) {
        struct revision *revision = &page->revisions[i];
        free(revision->title);
        free(revision->body);
        free(revision->sent);
        free(revision->message);
        free(revision->author);
    }
    for (size_t i = 0; i < page->attachment_count; i++)
        wiki_free_attachment(page->attachments[i]);
    free_small_things(page);
    free(page->revisions);
    free(page->attachments);
    free(page->children);
    free(page->title);
    free(page->title_key);
    free(page->author);
    free(page->viewer);
    free(page->editor);
    free(page);
}
