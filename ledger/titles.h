/* SPDX-License-Identifier: MIT */
/*
 * Titles are unique in a space without regard to case. A clash inside the tree is settled here,
 * stably: who has the title keeps it, the other gets its parent's title appended.
 */
#ifndef CMSYNC_LEDGER_TITLES_H
#define CMSYNC_LEDGER_TITLES_H

#include "ledger/ledger.h"

enum { TITLE_MAX_UNITS = 255 };

/* What a title may be told apart by. Borrowed. */
struct title_context {
    const char *const *parents; /* titles of the pages above, nearest first */
    size_t parent_count;
    const char *name; /* of the file without extension, or of the folder */
};

/*
 * The `attempt`-th candidate for a page called `raw`: `raw`, `raw (Parent)`, `raw (Parent,
 * Grandparent)` ..., `raw (name)`, then `raw (2)`, `raw (3)` ... At most 255 UTF-16 units; what
 * is too long is cut before the suffix. The caller owns the result.
 */
char *title_candidate(const char *raw, const struct title_context *context, size_t attempt);

/* Whether `title` is a candidate for a page called `raw`, whatever its parents are called. */
bool title_follows(const char *raw, const char *title);

/* A new file is not read yet: no title is given out before. */
bool titles_wait(struct ledger *ledger);

/* The page stays in Confluence against what was expected: who counted on its title gets another. */
void titles_take_back(struct ledger *ledger, int64_t page);

/* A line that says who has the title which the page's file asks for; nothing where it has it. */
void titles_explain(struct ledger *ledger, int64_t page, struct text *out);

/*
 * Settles the title of every page whose raw title changed, in tree order, parents first. Does
 * nothing while a new file is not converted yet: on a first import all titles must be known
 * before the first is given out, or the result would hang on the order of conversions.
 */
void titles_settle(struct ledger *ledger);

#endif
