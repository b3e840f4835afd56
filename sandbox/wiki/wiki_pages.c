/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/wiki_pages.h"

#include "base/memory.h"
#include "base/unicode.h"
#include "sandbox/wiki/normalise.h"
#include "sandbox/wiki/storage_check.h"
#include "sandbox/wiki/wiki_comments.h"
#include "sandbox/wiki/wiki_files.h"
#include "sandbox/wiki/wiki_index.h"
#include "sandbox/wiki/wiki_places.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_UNITS = 255 };

const char *wiki_status_name(enum page_status status)
{
    static const char *const names[] = { [PAGE_CURRENT] = "current",
        [PAGE_DRAFT] = "draft",
        [PAGE_ARCHIVED] = "archived",
        [PAGE_TRASHED] = "trashed" };
    return names[status];
}

static enum wiki_result check_title(const struct wiki *wiki, const struct space *space,
    const char *title, const struct page *except, struct wiki_error *error)
{
    size_t blanks = strspn(title, " \t\n");
    if (!title[blanks])
        return WIKI_TITLE_EMPTY;
    if (unicode_utf16_length(title) > TITLE_UNITS)
        return WIKI_TITLE_LONG;
    if (wiki_index_holder(wiki, space, title, except)) {
        snprintf(error->text, sizeof error->text, "%s", title);
        return WIKI_TITLE_TAKEN;
    }
    return WIKI_OK;
}

/* Confluence cuts blanks at both ends. */
static char *trimmed(const char *title)
{
    size_t start = strspn(title, " \t\n");
    size_t end = strlen(title);
    while (end > start && isspace((unsigned char)title[end - 1]))
        end--;
    return memory_copy_part(title + start, end - start);
}

struct save {
    const struct wiki *wiki;
    const struct page *page;
};

static int64_t version_of_target(const char *element, const char *name, void *context)
{
    const struct save *save = context;
    if (strcmp(element, "ri:attachment") == 0) {
        const struct attachment *attachment = wiki_file_find(save->page, name);
        return attachment ? wiki_last_file(attachment)->number : 0;
    }
    const struct page *target = wiki_find_title(save->wiki, save->page->space, name);
    if (!target)
        return -1;
    return target != save->page ? wiki_last(target)->number : 0;
}

static struct revision *add_revision(struct page *page)
{
    page->revisions =
        memory_grow(page->revisions, page->revision_count + 1, sizeof *page->revisions);
    struct revision *revision = &page->revisions[page->revision_count++];
    *revision = (struct revision){ .number = 1 };
    page->is_dirty = true;
    return revision;
}

static void fill_revision(
    struct wiki *wiki, struct page *page, struct revision *revision, const struct page_write *write)
{
    struct save save = { .wiki = wiki, .page = page };
    struct normalise_options options = { .edition = wiki->edition,
        .seed = page->id * 1000,
        .drops_anchors = wiki->edition == EDITION_CLOUD && wiki->drops_anchors,
        .version_of = version_of_target,
        .context = &save };
    revision->when_ms = wiki->now_ms;
    revision->title = memory_copy_text(page->title);
    revision->sent = memory_copy_text(write->body ? write->body : "");
    revision->body = normalise_storage(revision->sent, &options);
    revision->message = memory_copy_text(write->message ? write->message : "");
    revision->author = memory_copy_text(write->author);
    revision->is_minor = write->is_minor;
}

static enum wiki_result check_body(
    const struct wiki *wiki, const char *body, struct wiki_error *error)
{
    /* Lead bytes of characters beyond U+FFFF. */
    if (body && wiki->has_narrow_database && strpbrk(body, "\xf0\xf1\xf2\xf3\xf4"))
        return WIKI_DATABASE;
    if (body && storage_check(body, error->text, sizeof error->text) < 0)
        return WIKI_XHTML;
    return WIKI_OK;
}

static struct page *parent_of_new(const struct page_write *write)
{
    if (write->parent || write->at_root)
        return write->parent;
    struct page *home = write->space->homepage;
    return home && home->status == PAGE_CURRENT ? home : NULL;
}

enum wiki_result wiki_page_create(
    struct wiki *wiki, const struct page_write *write, struct page **page, struct wiki_error *error)
{
    bool is_untitled_draft = write->status == PAGE_DRAFT && (!write->title || !*write->title);
    const char *title = write->title ? write->title : "";
    enum wiki_result result = check_body(wiki, write->body, error);
    if (result != WIKI_OK)
        return result;
    if (write->type == PAGE_PAGE && !is_untitled_draft) {
        result = check_title(wiki, write->space, title, NULL, error);
        if (result != WIKI_OK)
            return result;
    }
    struct page *new = memory_new(sizeof *new);
    new->id = wiki_take_id(wiki);
    new->type = write->type;
    new->status = write->status;
    new->space = write->space;
    new->position = -1;
    new->created_ms = wiki->now_ms;
    new->title = trimmed(title);
    new->author = memory_copy_text(write->author);
    wiki_index_page(wiki, new);
    wiki_index_title(wiki, new);
    fill_revision(wiki, new, add_revision(new), write);
    wiki_place_append(wiki, new, parent_of_new(write));
    *page = new;
    return WIKI_OK;
}

/* Links by title follow their target, without a new version. */
static void rename_links(const struct page *page, const char *from, const char *to)
{
    for (size_t i = 0; i < page->space->page_count; i++) {
        struct page *other = page->space->pages[i];
        struct revision *last = wiki_last(other);
        char *renamed = normalise_rename(last->body, from, to);
        if (!renamed)
            continue;
        free(last->body);
        last->body = renamed;
        other->is_dirty = true;
    }
}

static void retitle(struct wiki *wiki, struct page *page, const char *title)
{
    char *old = page->title;
    wiki_unindex_title(wiki, page);
    page->title = trimmed(title);
    wiki_index_title(wiki, page);
    if (wiki->renames_links && page->type == PAGE_PAGE && strcmp(old, page->title) != 0)
        rename_links(page, old, page->title);
    free(old);
}

static bool is_case_change(const struct page *page, const char *title)
{
    char *key = unicode_title_key(title);
    bool is_same = strcmp(key, page->title_key) == 0 && strcmp(title, page->title) != 0;
    free(key);
    return is_same;
}

static enum wiki_result check_update(const struct wiki *wiki, struct page *page,
    const struct page_write *write, struct wiki_error *error)
{
    int64_t current = wiki_last(page)->number;
    int64_t wanted = page->status == PAGE_DRAFT ? 1 : current + 1;
    error->number = current;
    if (write->version && write->version != wanted)
        return WIKI_VERSION;
    if (write->parent && write->parent->space != page->space)
        return WIKI_NO_PARENT;
    if (write->parent && wiki_place_is_below(write->parent, page))
        return WIKI_LOOP;
    if (write->title) {
        enum wiki_result result = check_title(wiki, page->space, write->title, page, error);
        if (result != WIKI_OK)
            return result;
        if (wiki->case_retitle_fails && is_case_change(page, write->title))
            return WIKI_LOCK;
    }
    return check_body(wiki, write->body, error);
}

enum wiki_result wiki_page_update(
    struct wiki *wiki, struct page *page, const struct page_write *write, struct wiki_error *error)
{
    enum wiki_result result = check_update(wiki, page, write, error);
    if (result != WIKI_OK)
        return result;
    bool was_draft = page->status == PAGE_DRAFT;
    int64_t next = was_draft ? 1 : wiki_last(page)->number + 1;
    if (write->title)
        retitle(wiki, page, write->title);
    page->status = write->status;
    struct page_write complete = *write;
    if (!complete.body)
        complete.body = wiki_last(page)->body;
    struct revision *revision = add_revision(page);
    /* add_revision() moved the list: the kept body is that of the one before. */
    if (!write->body)
        complete.body = revision[-1].body;
    fill_revision(wiki, page, revision, &complete);
    revision->number = next;
    if (write->parent && write->parent != page->parent)
        wiki_place_append(wiki, page, write->parent);
    else if (write->at_root && page->parent)
        wiki_place_append(wiki, page, NULL);
    wiki_comments_settle(page);
    return WIKI_OK;
}

enum wiki_result wiki_page_move(struct wiki *wiki, struct page *page, struct page *target,
    enum wiki_place place, struct wiki_error *error)
{
    (void)error;
    if (target && target->space != page->space)
        return WIKI_NO_PARENT;
    if (target && (target == page || wiki_place_is_below(target, page)))
        return WIKI_LOOP;
    if (place == PLACE_APPEND)
        wiki_place_append(wiki, page, target);
    else
        wiki_place_beside(wiki, page, target, place == PLACE_AFTER);
    page->is_dirty = true;
    return WIKI_OK;
}

void wiki_page_trash(struct wiki *wiki, struct page *page)
{
    struct page *parent = page->parent;
    while (page->child_count > 0)
        wiki_place_append(wiki, page->children[0], parent);
    wiki_place_remove(page);
    page->status = PAGE_TRASHED;
    page->trashed_ms = wiki->now_ms;
    page->is_dirty = true;
}

void wiki_page_trash_tree(struct wiki *wiki, struct page *page)
{
    while (page->child_count > 0)
        wiki_page_trash_tree(wiki, page->children[page->child_count - 1]);
    wiki_page_trash(wiki, page);
}

enum wiki_result wiki_page_restore(
    struct wiki *wiki, struct page *page, const struct page_write *write, struct wiki_error *error)
{
    enum wiki_result result = check_title(wiki, page->space, page->title, page, error);
    error->number = wiki_last(page)->number;
    if (result == WIKI_OK && write->version && write->version != error->number + 1)
        result = WIKI_VERSION;
    if (result != WIKI_OK)
        return result;
    struct page_write same = {
        .body = wiki_last(page)->sent, .message = write->message, .author = write->author
    };
    char *body = memory_copy_text(same.body);
    same.body = body;
    struct revision *revision = add_revision(page);
    fill_revision(wiki, page, revision, &same);
    revision->number = error->number + 1;
    page->status = PAGE_CURRENT;
    wiki_place_append(wiki, page, page->space->homepage);
    free(body);
    return WIKI_OK;
}

enum wiki_result wiki_page_purge(struct wiki *wiki, struct page *page)
{
    if (page->status != PAGE_TRASHED && page->status != PAGE_DRAFT)
        return WIKI_NOT_TRASHED;
    while (page->child_count > 0)
        wiki_place_append(wiki, page->children[0], page->parent);
    wiki_place_remove(page);
    if (page->space->homepage == page)
        page->space->homepage = NULL;
    wiki_unindex_title(wiki, page);
    wiki_unindex_page(wiki, page);
    for (size_t i = 0; i < page->attachment_count; i++)
        wiki_unindex_attachment(wiki, page->attachments[i]);
    wiki->purged = memory_grow(wiki->purged, wiki->purged_count + 1, sizeof *wiki->purged);
    wiki->purged[wiki->purged_count++] = page->id;
    wiki_free_page(page);
    return WIKI_OK;
}

void wiki_page_archive(struct wiki *wiki, struct page *page)
{
    (void)wiki;
    page->status = PAGE_ARCHIVED;
    page->is_dirty = true;
}

void wiki_page_unarchive(struct page *page)
{
    page->status = PAGE_CURRENT;
    page->is_dirty = true;
}
