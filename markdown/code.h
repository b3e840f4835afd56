/* SPDX-License-Identifier: MIT */
/* Code blocks as code macros; the fences that are something else (raw storage format, macros). */
#ifndef CMSYNC_MARKDOWN_CODE_H
#define CMSYNC_MARKDOWN_CODE_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;
struct text;

/* The value of the option `key` on an info string, into `value`; true when the key is there. */
bool code_option(const char *info, const char *key, struct text *value);

/* The info string stands in c->info. Between the calls the code is put as it is. */
void code_open(struct conversion *c);
void code_put(struct conversion *c, const char *data, size_t length);
void code_close(struct conversion *c);

#endif
