/* SPDX-License-Identifier: MIT */
/* Attachments and their versions. */
#ifndef CMSYNC_SANDBOX_WIKI_WIKI_FILES_H
#define CMSYNC_SANDBOX_WIKI_WIKI_FILES_H

#include "sandbox/wiki/wiki.h"

struct file_write {
    const char *name;
    const char *media_type; /* NULL: by the name's extension */
    const char *data;
    size_t size;
    const char *comment;
    const char *author;
    bool is_minor;
    bool may_repeat; /* a second attachment of that name is wanted */
};

/* A new attachment: WIKI_NAME_TAKEN when the page has one of that name. */
enum wiki_result wiki_file_add(struct wiki *wiki, struct page *page, const struct file_write *write,
    struct attachment **attachment, struct wiki_error *error);

/* A new version; `write->name` renames unless it is NULL. */
enum wiki_result wiki_file_update(
    struct wiki *wiki, struct attachment *attachment, const struct file_write *write);

/* Its name or comment only: a new version with the same bytes. */
enum wiki_result wiki_file_describe(struct wiki *wiki, struct attachment *attachment,
    const char *name, const char *comment, const char *author);

void wiki_file_trash(struct attachment *attachment);
void wiki_file_purge(struct wiki *wiki, struct attachment *attachment);

/* Not in the trash, by its exact name; NULL when there is none. */
struct attachment *wiki_file_find(const struct page *page, const char *name);

#endif
