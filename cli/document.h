/* SPDX-License-Identifier: MIT */
/* JSON documents: jansson with what it lacks, texts that are not UTF-8. */
#ifndef CMSYNC_CLI_DOCUMENT_H
#define CMSYNC_CLI_DOCUMENT_H

#include "base/text.h"

/* A JSON value of jansson; its header stays out of ours. */
struct json_t;

/* A string; bytes that are not UTF-8 as U+FFFD. The caller owns the result: json_decref() it. */
struct json_t *document_text(const char *text);

/* Appends `value` on one line with a newline, and gives it up (json_decref()). */
void document_print(struct json_t *value, struct text *out);

#endif
