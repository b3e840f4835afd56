/* SPDX-License-Identifier: MIT */
/* A tree of Markdown on disk, asked for what links lead to. Pages are read once. */
#ifndef CMSYNC_CONVERTER_TARGETS_H
#define CMSYNC_CONVERTER_TARGETS_H

#include "base/text.h"
#include "converter/pixels.h"
#include "markdown/page.h"

#include <stdbool.h>

struct targets;

/* Says whether a path is ignored, the folders above it aside. */
typedef bool targets_ignores(const char *path, bool is_folder, void *context);

/* `root` is a folder; `ignores` NULL: all of it is the tree. targets_close() it. */
struct targets *targets_open(
    const char *root, const struct page_options *options, targets_ignores *ignores, void *context);
void targets_close(struct targets **targets);

enum target_kind { TARGET_NOTHING, TARGET_FILE, TARGET_PAGE };

/* What a reference's target is. A page has a title and fragments, one a line, the title's first. */
struct target {
    enum target_kind kind;
    const char *path; /* canonical: a folder's page as `folder/` */
    const char *title;
    const char *anchors;
    struct pixels pixels; /* of an image */
};

/* Never NULL; lives as long as the tree. */
const struct target *targets_find(struct targets *targets, const char *target);

/* A README beside an index: not the content of its folder. */
bool targets_is_beside(struct targets *targets, const char *path);

/* Makes the page at `path` known without reading it. */
void targets_add_page(struct targets *targets, const char *path, const struct page *page);

/* Some page below the root, other than `path` itself, links to `fragment` of `path`. The first
   question reads every file that may hold such a link. */
bool targets_is_linked(struct targets *targets, const char *path, const char *fragment);

/* The page offers `fragment`; *is_title: as the fragment of the heading that is its title. */
bool targets_offers(
    struct targets *targets, const struct target *entry, const char *fragment, bool *is_title);

/* The name in the folder of `target` that is nearest to it; "" when none is near. */
void targets_suggest(struct targets *targets, const char *target, struct text *out);

#endif
