/* SPDX-License-Identifier: MIT */
/* How much two pages say the same, line by line. Pure. */
#ifndef CMSYNC_LEDGER_LIKENESS_H
#define CMSYNC_LEDGER_LIKENESS_H

#include <stddef.h>
#include <stdint.h>

enum {
    LIKENESS_ENOUGH = 50,     /* per cent; what git takes for a rename */
    LIKENESS_LINES_LEAST = 5, /* in common: less may be by chance, or a template's */
    LIKENESS_BODY_MAX = 1024 * 1024,
};

/* The lines of a text, in no order; likeness_free() it. */
struct likeness {
    uint64_t *lines;
    size_t count;
};

/* Of a body in storage format; none where it is too long. */
void likeness_take(struct likeness *likeness, const char *body, size_t length);
void likeness_free(struct likeness *likeness);

/* Per cent of the longer one's lines that the other has too; 0 for fewer than LIKENESS_LINES_LEAST.
 */
int likeness_compare(const struct likeness *a, const struct likeness *b);

#endif
