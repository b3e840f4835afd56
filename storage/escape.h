/* SPDX-License-Identifier: MIT */
/* Text into storage format: the five XML entities, raw UTF-8 for the rest, split CDATA. */
#ifndef CMSYNC_STORAGE_ESCAPE_H
#define CMSYNC_STORAGE_ESCAPE_H

#include "base/text.h"

#include <stddef.h>

/* As character data: `&`, `<`, `>` (so that no `]]>` remains) escaped. */
void escape_text(struct text *out, const char *data, size_t length);

/* As the value of an attribute in double quotes; line ends and tabs as numbers. */
void escape_attribute(struct text *out, const char *data, size_t length);

/* As `<![CDATA[...]]>`, split where `data` holds `]]>`. */
void escape_cdata(struct text *out, const char *data, size_t length);

/*
 * A value that is not certain to be UTF-8 or free of control characters: bytes that XML does not
 * allow become U+FFFD, the rest is added as it is (not escaped).
 */
void escape_clean(struct text *out, const char *data, size_t length);

#endif
