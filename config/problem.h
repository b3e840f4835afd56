/* SPDX-License-Identifier: MIT */
/* One thing that is wrong in a file or on the command line, with room for its own words. */
#ifndef CMSYNC_CONFIG_PROBLEM_H
#define CMSYNC_CONFIG_PROBLEM_H

#include "base/text.h"

#include <stddef.h>

enum { PROBLEM_BYTES = 512 };

struct problem {
    const char *code; /* `CM-CONF-02`; a literal */
    char message[PROBLEM_BYTES];
    char help[PROBLEM_BYTES];
    char note[PROBLEM_BYTES];
    const char *file; /* borrowed; NULL when there is no place */
    size_t line;      /* from 1; 0: the file as a whole */
    size_t column;    /* in characters, from 1 */
    size_t length;    /* characters to mark */
};

/* Empties `problem` and sets code and message. */
void problem_set(struct problem *problem, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What the user can do; what else is worth knowing. */
void problem_help(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void problem_note(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void problem_place(struct problem *problem, size_t line, size_t column, size_t length);

/* Appends it in rustc's form; `source` is the file's content or NULL. */
void problem_print(
    const struct problem *problem, const char *source, size_t source_length, struct text *out);

#endif
