/* SPDX-License-Identifier: MIT */
/* What a look at the tree found, and the forms it is printed in. Printing reads nothing but the
   file that is quoted. */
#ifndef CMSYNC_CLI_FINDING_H
#define CMSYNC_CLI_FINDING_H

#include "base/diagnostic.h"
#include "base/memory.h"
#include "base/text.h"

#include <stddef.h>

struct finding {
    enum diagnostic_severity severity;
    const char *code;
    const char *message;
    const char *help; /* NULL for none */
    const char *path; /* tree path; `guide/` for a folder's page, "" for the root */
    size_t line;      /* as in struct diagnostic */
    size_t column;
    size_t length;
};

struct findings {
    struct finding *items;
    size_t count;
    size_t capacity;
    size_t files;  /* that were looked at */
    size_t errors; /* those that are not listed included */
    size_t warnings;
    struct memory_pool *pool; /* what the texts live in */
};

struct findings findings_new(void);
void findings_free(struct findings *findings);

/* Texts are copied. Beyond FINDINGS_MAX it is only counted. */
enum { FINDINGS_MAX = 20000 };
void findings_add(struct findings *findings, const struct finding *finding);

/* By file, line and column. */
void findings_sort(struct findings *findings);

enum finding_form { FINDING_TEXT, FINDING_JSON, FINDING_GITHUB };

/* `root` is where the tree lies on disk, `shown` what stands before a tree path (`docs/`, or "").
 */
void findings_print(const struct findings *findings, enum finding_form form, const char *root,
    const char *shown, struct text *out);

#endif
