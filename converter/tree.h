/* SPDX-License-Identifier: MIT */
/* A tree of Markdown on disk, asked for what links lead to. Pages are read once. */
#ifndef CMSYNC_CONVERTER_TREE_H
#define CMSYNC_CONVERTER_TREE_H

#include "base/text.h"
#include "converter/page.h"

#include <stdbool.h>

struct tree;

/* `root` is a folder. tree_close() it. */
struct tree *tree_open(const char *root, const struct page_options *options);
void tree_close(struct tree **tree);

enum tree_kind { TREE_NOTHING, TREE_FILE, TREE_PAGE };

/* What a reference's target is. A page has a title and fragments, one a line, the title's first. */
struct tree_entry {
    enum tree_kind kind;
    const char *path; /* canonical: a folder's page as `folder/` */
    const char *title;
    const char *anchors;
};

/* Never NULL; lives as long as the tree. */
const struct tree_entry *tree_find(struct tree *tree, const char *target);

/* Makes the page at `path` known without reading it. */
void tree_add_page(struct tree *tree, const char *path, const struct page *page);

/* Some page below the root, other than `path` itself, links to `fragment` of `path`. The first
   question reads every file that may hold such a link. */
bool tree_is_linked(struct tree *tree, const char *path, const char *fragment);

/* The page offers `fragment`; *is_title: as the fragment of the heading that is its title. */
bool tree_offers(
    struct tree *tree, const struct tree_entry *entry, const char *fragment, bool *is_title);

/* The name in the folder of `target` that is nearest to it; "" when none is near. */
void tree_suggest(struct tree *tree, const char *target, struct text *out);

#endif
