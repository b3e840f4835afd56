/* SPDX-License-Identifier: MIT */
/* wanted against known: what would have to be sent for a page. The one place that says so. */
#ifndef CMSYNC_LEDGER_DIFFERENCES_H
#define CMSYNC_LEDGER_DIFFERENCES_H

#include "base/digest.h"
#include "ledger/ledger.h"

enum difference {
    DIFFERS_NEW = 1, /* Confluence has no page yet */
    DIFFERS_TITLE = 2,
    DIFFERS_PARENT = 4,
    DIFFERS_BODY = 8,
    DIFFERS_LABELS = 16,
    DIFFERS_FILES = 32,
    DIFFERS_LOOK = 64,   /* width, editor */
    DIFFERS_ORDER = 128, /* of the pages beside it, itself among them */
};

/* SQL: the page `p` has to move below one that is still below it; that one goes first. */
#define IS_ABOVE_ITS_PARENT                                                                        \
    "(p.page_id IS NOT NULL AND EXISTS(SELECT 1 FROM page q WHERE q.id = p.parent AND "            \
    "q.page_id IS NOT p.known_parent_id) AND EXISTS(WITH RECURSIVE up(above) AS ("                 \
    "SELECT q.known_parent_id FROM page q WHERE q.id = p.parent UNION "                            \
    "SELECT r.known_parent_id FROM up JOIN page r ON r.page_id = up.above) "                       \
    "SELECT 1 FROM up WHERE above = p.page_id)) "

/* A page as it should be. differences_free() it. */
struct page_wanted {
    char *title;
    char *parent_id; /* "" while the parent is not in Confluence or the root is not known */
    struct text body;
    struct digest digest;
    size_t problems;      /* links and images that lead nowhere */
    unsigned differences; /* bits of enum difference */
};

/* -1 when the page has no content yet. */
int differences_find(struct ledger *ledger, int64_t page, struct page_wanted *wanted);

/* The same for who counts only: a page that Confluence does not have is not put together, all of it
   differs. */
int differences_sketch(struct ledger *ledger, int64_t page, struct page_wanted *wanted);

/* Keeps what a run tells of the page as it goes out, or is in step. */
void differences_note(struct ledger *ledger, int64_t page, const struct page_wanted *wanted);

void differences_free(struct page_wanted *wanted);

/* How many of its files would be sent or removed. */
int64_t differences_count_files(struct ledger *ledger, int64_t page);

/* `new page`, or `title, text, 2 files` and so on. */
void differences_describe(unsigned differences, int64_t files, struct text *out);

/* The value of a `key=value` line of the site's facts, or NULL. The caller owns the result. */
char *differences_site_value(struct ledger *ledger, const char *key);

#endif
