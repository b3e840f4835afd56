/* SPDX-License-Identifier: MIT */
/* Reads raw HTML as CommonMark takes it: tags with attributes, comments, the rest. Pure. */
#ifndef CMSYNC_MARKDOWN_HTML_H
#define CMSYNC_MARKDOWN_HTML_H

#include <stdbool.h>
#include <stddef.h>

enum { HTML_ATTRIBUTES_MAX = 24, HTML_NAME_BYTES = 24 };

struct html_attribute {
    const char *name;
    size_t name_length;
    const char *value; /* as written, entities and all; NULL for none */
    size_t value_length;
};

enum html_kind { HTML_TEXT, HTML_TAG, HTML_COMMENT, HTML_OTHER };

struct html_token {
    enum html_kind kind;
    const char *data;
    size_t length;              /* of the whole token */
    char name[HTML_NAME_BYTES]; /* of a tag, lower case */
    bool is_close;
    bool is_unclosed; /* a comment that goes on to the end */
    size_t attribute_count;
    struct html_attribute attributes[HTML_ATTRIBUTES_MAX];
};

/* The token at `data` (length > 0). Always takes at least one byte. */
void html_read(const char *data, size_t length, struct html_token *token);

/* The attribute `name` of a tag, or NULL. */
const struct html_attribute *html_attribute(const struct html_token *token, const char *name);

#endif
