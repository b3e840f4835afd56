/* SPDX-License-Identifier: MIT */
/* What `apply` says of its run. Pure: numbers in, text out. */
#ifndef CMSYNC_CLI_SUMMARY_H
#define CMSYNC_CLI_SUMMARY_H

#include "bus/messages.h"

#include <stdbool.h>

/* `created 12, moved 1, unchanged 201; 16 requests, 1.1 s`, a line for a person. `is_done`: it did
   what it was to do. */
void summary_print(
    const struct message_run_known *known, bool is_done, int64_t took_ms, struct text *out);

/* What is worth a word besides, a line each; nothing where all is plain. */
void summary_print_notes(const struct message_run_known *known, struct text *out);

/* The one line of `apply --json`. */
void summary_print_json(const struct message_run_known *known, struct text *out);

/* The progress of a run in one line, without newline. */
void summary_print_progress(
    const struct message_run_known *known, int64_t took_ms, struct text *out);

/* `1.1 s`, `2 min 10 s`. */
void summary_print_duration(int64_t ms, struct text *out);

/* `1 page`, `2 pages`. */
void summary_print_count(int64_t count, const char *noun, struct text *out);

#endif
