/* SPDX-License-Identifier: MIT */
#include "markdown/html.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *skip_spaces(const char *at, const char *end)
{
    while (at < end && is_space(*at))
        at++;
    return at;
}

static bool is_attribute_char(char c)
{
    return !is_space(c) && strchr("\"'<>/=", c) == NULL;
}

/* `= value`, quoted or not; NULL when it is broken. */
static const char *read_value(const char *at, const char *end, struct html_attribute *attribute)
{
    const char *equals = skip_spaces(at, end);
    if (equals == end || *equals != '=')
        return at;
    at = skip_spaces(equals + 1, end);
    if (at == end)
        return NULL;
    char quote = *at;
    if (quote == '"' || quote == '\'') {
        const char *close = memchr(at + 1, quote, (size_t)(end - at - 1));
        if (close == NULL)
            return NULL;
        attribute->value = at + 1;
        attribute->value_length = (size_t)(close - at - 1);
        return close + 1;
    }
    attribute->value = at;
    while (at < end && !is_space(*at) && strchr("\"'=<>`", *at) == NULL)
        at++;
    attribute->value_length = (size_t)(at - attribute->value);
    return attribute->value_length == 0 ? NULL : at;
}

static const char *read_attribute(const char *at, const char *end, struct html_token *token)
{
    struct html_attribute attribute = { .name = at };
    while (at < end && is_attribute_char(*at))
        at++;
    attribute.name_length = (size_t)(at - attribute.name);
    if (attribute.name_length == 0)
        return NULL;
    at = read_value(at, end, &attribute);
    if (at != NULL && token->attribute_count < HTML_ATTRIBUTES_MAX)
        token->attributes[token->attribute_count++] = attribute;
    return at;
}

/* Behind the tag that begins at `at`; NULL when there is none. */
static const char *read_tag(const char *at, const char *end, struct html_token *token)
{
    at++;
    if (at < end && *at == '/') {
        token->is_close = true;
        at++;
    }
    const char *name = at;
    while (at < end && (isalnum((unsigned char)*at) || *at == '-'))
        at++;
    size_t length = (size_t)(at - name);
    if (length == 0 || !isalpha((unsigned char)*name))
        return NULL;
    size_t kept = length < HTML_NAME_BYTES - 1 ? length : HTML_NAME_BYTES - 1;
    for (size_t i = 0; i < kept; i++)
        token->name[i] = (char)tolower((unsigned char)name[i]);
    token->name[kept] = '\0';
    for (;;) {
        const char *start = at;
        at = skip_spaces(at, end);
        if (at < end && *at == '>')
            return at + 1;
        if (end - at >= 2 && at[0] == '/' && at[1] == '>')
            return at + 2;
        if (at == end || at == start || token->is_close)
            return NULL;
        at = read_attribute(at, end, token);
        if (at == NULL)
            return NULL;
    }
}

static const char *find(const char *at, const char *end, const char *what)
{
    const char *hit = memmem(at, (size_t)(end - at), what, strlen(what));
    return hit == NULL ? end : hit + strlen(what);
}

static void read_comment(const char *data, const char *end, struct html_token *token)
{
    token->kind = HTML_COMMENT;
    size_t length = (size_t)(end - data);
    size_t dashes = length > 4 && data[4] == '-' ? 5 : 4;
    if (length > dashes && data[dashes] == '>') { /* `<!-->` and `<!--->` hold nothing */
        token->length = dashes + 1;
        return;
    }
    const char *close = memmem(data + 4, length - 4, "-->", 3);
    token->is_unclosed = close == NULL;
    token->length = (size_t)((close == NULL ? end : close + 3) - data);
}

/* Processing instructions, declarations, CDATA sections. */
static bool read_other(const char *data, const char *end, struct html_token *token)
{
    const char *close = NULL;
    if (data[1] == '?')
        close = find(data + 2, end, "?>");
    else if (data[1] == '!' && end - data > 2)
        close = find(data + 2, end, data[2] == '[' ? "]]>" : ">");
    if (close == NULL)
        return false;
    token->kind = HTML_OTHER;
    token->length = (size_t)(close - data);
    return true;
}

void html_read(const char *data, size_t length, struct html_token *token)
{
    const char *end = data + length;
    token->kind = HTML_TEXT;
    token->data = data;
    token->is_close = false;
    token->is_unclosed = false;
    token->attribute_count = 0;
    if (*data != '<') {
        const char *next = memchr(data, '<', length);
        token->length = next == NULL ? length : (size_t)(next - data);
        return;
    }
    token->length = 1;
    if (length >= 4 && memcmp(data, "<!--", 4) == 0) {
        read_comment(data, end, token);
    } else if (length >= 2 && (data[1] == '?' || data[1] == '!')) {
        (void)read_other(data, end, token);
    } else {
        const char *close = read_tag(data, end, token);
        if (close != NULL) {
            token->kind = HTML_TAG;
            token->length = (size_t)(close - data);
        }
    }
}

const struct html_attribute *html_attribute(const struct html_token *token, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < token->attribute_count; i++)
        if (token->attributes[i].name_length == length &&
            strncasecmp(token->attributes[i].name, name, length) == 0)
            return &token->attributes[i];
    return NULL;
}
