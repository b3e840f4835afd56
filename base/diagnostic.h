/* SPDX-License-Identifier: MIT */
/*
 * A message about a place in a file, for a person (rustc's form) and for programs:
 *
 *   error[CM-CONF-02]: unknown key `spcae`
 *     --> cmsync.yaml:9:1
 *      |
 *    9 | spcae: DOCS
 *      | ^^^^^
 *      |
 *      = help: did you mean `space`?
 */
#ifndef CMSYNC_BASE_DIAGNOSTIC_H
#define CMSYNC_BASE_DIAGNOSTIC_H

#include "base/text.h"

#include <stddef.h>

enum diagnostic_severity { DIAGNOSTIC_ERROR, DIAGNOSTIC_WARNING };

struct diagnostic {
    enum diagnostic_severity severity;
    const char *code;    /* stable, `CM-LINK-01`; NULL for none */
    const char *message; /* lower case, no full stop, without the fix */
    const char *file;    /* NULL when there is no place */
    size_t line;         /* from 1; 0: the file as a whole */
    size_t column;       /* in characters, from 1; 0: the line as a whole */
    size_t length;       /* characters to mark; 0 counts as 1 */
    const char *help;    /* what the user can do; NULL for none */
    const char *note;    /* context; NULL for none */
};

/* Appends the form above. `source` is the file's content, for the quoted line; NULL for none. */
void diagnostic_print(const struct diagnostic *diagnostic, const char *source, size_t source_length,
    struct text *out);

/* Line and column (from 1, in characters) of byte `offset` in `source`. */
void diagnostic_place(const char *source, size_t offset, size_t *line, size_t *column);

/*
 * The candidate that `word` most likely means, or NULL when none is near: at most one typing error
 * in three letters, be they small or capital. Points into `candidates`.
 */
const char *diagnostic_suggest(const char *word, const char *const *candidates, size_t count);

#endif
