/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/wiki_files.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/path.h"
#include "sandbox/wiki/wiki_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *media_type_of(const char *name)
{
    static const struct {
        const char *extension;
        const char *type;
    } types[] = { { ".png", "image/png" }, { ".jpg", "image/jpeg" }, { ".jpeg", "image/jpeg" },
        { ".gif", "image/gif" }, { ".svg", "image/svg+xml" }, { ".webp", "image/webp" },
        { ".pdf", "application/pdf" }, { ".txt", "text/plain" }, { ".md", "text/markdown" },
        { ".html", "text/html" }, { ".json", "application/json" }, { ".zip", "application/zip" } };
    const char *extension = path_extension(name);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcasecmp(extension, types[i].extension) == 0)
            return types[i].type;
    }
    return "application/octet-stream";
}

static void add_revision(
    struct wiki *wiki, struct attachment *attachment, const struct file_write *write)
{
    attachment->revisions = memory_grow(
        attachment->revisions, attachment->revision_count + 1, sizeof *attachment->revisions);
    struct file_revision *revision = &attachment->revisions[attachment->revision_count++];
    struct digest digest = digest_of(write->data, write->size);
    const char *type = write->media_type ? write->media_type : media_type_of(attachment->name);
    *revision = (struct file_revision){ .number = (int64_t)attachment->revision_count,
        .when_ms = wiki->now_ms,
        .size = write->size,
        .data = memory_copy_part(write->data, write->size),
        .media_type = memory_copy_text(type),
        .comment = memory_copy_text(write->comment ? write->comment : ""),
        .author = memory_copy_text(write->author),
        .is_minor = write->is_minor };
    digest_to_hex(&digest, revision->digest);
    attachment->page->is_dirty = true;
}

struct attachment *wiki_file_find(const struct page *page, const char *name)
{
    for (size_t i = 0; i < page->attachment_count; i++) {
        struct attachment *attachment = page->attachments[i];
        if (!attachment->is_trashed && strcmp(attachment->name, name) == 0)
            return attachment;
    }
    return NULL;
}

enum wiki_result wiki_file_add(struct wiki *wiki, struct page *page, const struct file_write *write,
    struct attachment **attachment, struct wiki_error *error)
{
    /* The server keeps the last component of what it is told. */
    const char *name = path_name(write->name);
    snprintf(error->text, sizeof error->text, "%s", name);
    if (!*name)
        return WIKI_NAME_BAD;
    if ((int64_t)write->size > wiki->attachment_limit)
        return WIKI_TOO_LARGE;
    if (!write->may_repeat && wiki_file_find(page, name))
        return WIKI_NAME_TAKEN;
    struct attachment *new = memory_new(sizeof *new);
    new->id = wiki_take_id(wiki);
    new->page = page;
    new->name = memory_copy_text(name);
    wiki_uuid(new->id, new->file_id);
    page->attachments =
        memory_grow(page->attachments, page->attachment_count + 1, sizeof(struct attachment *));
    page->attachments[page->attachment_count++] = new;
    wiki_index_attachment(wiki, new);
    add_revision(wiki, new, write);
    *attachment = new;
    return WIKI_OK;
}

enum wiki_result wiki_file_update(
    struct wiki *wiki, struct attachment *attachment, const struct file_write *write)
{
    if ((int64_t)write->size > wiki->attachment_limit)
        return WIKI_TOO_LARGE;
    if (write->name) {
        free(attachment->name);
        attachment->name = memory_copy_text(path_name(write->name));
    }
    add_revision(wiki, attachment, write);
    return WIKI_OK;
}

enum wiki_result wiki_file_describe(struct wiki *wiki, struct attachment *attachment,
    const char *name, const char *comment, const char *author)
{
    struct file_revision last = *wiki_last_file(attachment);
    if (name && strchr(name, '/'))
        return WIKI_NAME_BAD;
    struct attachment *other = name ? wiki_file_find(attachment->page, name) : NULL;
    if (other && other != attachment)
        return WIKI_NAME_TAKEN;
    struct file_write same = { .name = name,
        .media_type = last.media_type,
        .data = last.data,
        .size = last.size,
        .comment = comment ? comment : last.comment,
        .author = author };
    return wiki_file_update(wiki, attachment, &same);
}

void wiki_file_trash(struct attachment *attachment)
{
    attachment->is_trashed = true;
    attachment->page->is_dirty = true;
}

void wiki_file_purge(struct wiki *wiki, struct attachment *attachment)
{
    struct page *page = attachment->page;
    for (size_t i = 0; i < page->attachment_count; i++) {
        if (page->attachments[i] != attachment)
            continue;
        memmove(&page->attachments[i], &page->attachments[i + 1],
            (page->attachment_count - i - 1) * sizeof(struct attachment *));
        page->attachment_count--;
        break;
    }
    wiki_unindex_attachment(wiki, attachment);
    wiki_free_attachment(attachment);
    page->is_dirty = true;
}
