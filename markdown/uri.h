/* SPDX-License-Identifier: MIT */
/* Addresses of links: schemes, percent-encoding, the parts of a relative one. Pure. */
#ifndef CMSYNC_MARKDOWN_URI_H
#define CMSYNC_MARKDOWN_URI_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Length of the scheme with its colon, 0 for a relative address. Blanks and control characters
   that browsers skip do not hide a scheme. */
size_t uri_scheme_length(const char *address);

/* The scheme runs code or carries content: `javascript:`, `data:` and the like. */
bool uri_is_unsafe(const char *address);

/* Appends with `%XX` decoded; what would decode to a control character or to bytes that are no
   UTF-8 stays as it is. */
void uri_decode(struct text *out, const char *data, size_t length);

/* Appends with what a URL cannot hold as `%XX`, and `&` as XML wants it. */
void uri_put_attribute(struct text *out, const char *data, size_t length);

/* Takes `a/../` and `./` out of a URL's path, as browsers do. */
void uri_straighten(struct text *url);

/* Where path, query and fragment of a relative address begin and end. */
struct uri_parts {
    size_t path_length;
    const char *fragment; /* behind `#`, or NULL */
};
struct uri_parts uri_split(const char *address);

#endif
