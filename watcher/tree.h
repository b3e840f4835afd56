/* SPDX-License-Identifier: MIT */
/*
 * What we believe is on disk: every file and folder below the root with what identifies it.
 * Entries stay where they are in memory until they are removed; a path is found by hash. About 170
 * bytes an entry.
 */
#ifndef CMSYNC_WATCHER_TREE_H
#define CMSYNC_WATCHER_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What one look at a path says. Folders have no size and no time: theirs change with each name
   inside, which is no news. */
struct tree_values {
    int64_t size;
    int64_t modified_ns;
    int64_t inode;
    int64_t device;
    int64_t born_ns;    /* when the inode was made; 0: the file system does not say */
    int64_t changed_ns; /* of a file: its last change of whatever kind, of its name too: it shows an
                           edit that keeps size and time, and is no difference in a move */
    bool is_folder;
    bool is_link; /* a link to a regular file: inode is the link's, size and time the file's */
};

struct tree_entry {
    char *path; /* tree path (base/path.h) */
    struct tree_values values;
    struct tree_values *found; /* compare.c's, with the next two: empty between looks */
    struct tree_entry *goal;
    unsigned int marks;
    uint32_t hash;
};

/* What was found at the entry's path, where it was looked at. */
static inline const struct tree_values *tree_entry_found(const struct tree_entry *entry)
{
    return entry->found == NULL ? &entry->values : entry->found;
}

struct tree;

struct tree *tree_new(void);
void tree_free(struct tree **tree);

size_t tree_count(const struct tree *tree);
size_t tree_count_folders(const struct tree *tree);
size_t tree_count_links(const struct tree *tree);

/* NULL when there is none. */
struct tree_entry *tree_find(const struct tree *tree, const char *path);
struct tree_entry *tree_find_part(const struct tree *tree, const char *path, size_t length);

/* Adds a path that is not there yet. */
struct tree_entry *tree_add(struct tree *tree, const char *path, const struct tree_values *values);

void tree_set(struct tree *tree, struct tree_entry *entry, const struct tree_values *values);

/* Gives the entry another path, one that is not there yet. */
void tree_rename(struct tree *tree, struct tree_entry *entry, const char *path);

/* Takes the entry out; tree_entry_free() it. */
void tree_remove(struct tree *tree, struct tree_entry *entry);
void tree_entry_free(struct tree_entry **entry);

/* All entries, in no order: *position starts at 0; NULL at the end. Nothing may be added, renamed
   or removed meanwhile. */
struct tree_entry *tree_next(const struct tree *tree, size_t *position);

#endif
