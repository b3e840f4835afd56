/* SPDX-License-Identifier: MIT */
/* Checks as `cmsync doctor` and `cmsync auth` show them. Pure. */
#ifndef CMSYNC_CLI_CHECK_LIST_H
#define CMSYNC_CLI_CHECK_LIST_H

#include "bus/checks.h"

#include <stdbool.h>

struct json_t;

/* `ok`, `info`, `warning`, `error`, `skipped`. */
const char *check_list_level(int64_t level);

/* What a probe said, behind the list's own; its words are taken as they are, but copied. */
void check_list_take(struct checks *checks, const struct message_probe_report *report);

/* The code of the command: of its errors the one that goes first; 0 when there is none. */
int check_list_exit_code(const struct checks *checks);

/* A check a line with what helps below it, and a last line that counts; control characters are
   made harmless. */
void check_list_print(const struct checks *checks, bool has_colour, struct text *out);

/* The members format, checks, errors, warnings and exit_code. The caller owns the result. */
struct json_t *check_list_to_json(const struct checks *checks, const char *format);

#endif
