/* SPDX-License-Identifier: MIT */
#include "converter/macros.h"

#include "converter/output.h"
#include "converter/uri.h"

#include <ctype.h>

bool macro_is_name(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)name[i]) && name[i] != '-' && name[i] != '_')
            return false;
    return length > 0 && length <= 100;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* One `key=value`, `key="value"` or `value` of a line; moves *at behind it. */
static bool read_word(const char **at, const char *end, const char **key, size_t *key_length,
    const char **value, size_t *value_length)
{
    const char *p = skip_blanks(*at, end);
    if (p == end)
        return false;
    const char *start = p;
    while (p < end && *p != '=' && *p != ' ' && *p != '\t' && *p != '"')
        p++;
    *key = start;
    *key_length = 0;
    if (p < end && *p == '=') {
        *key_length = (size_t)(p - start);
        start = ++p;
    } else {
        p = start;
    }
    bool is_quoted = p < end && *p == '"';
    const char *close = is_quoted ? memchr(p + 1, '"', (size_t)(end - p - 1)) : NULL;
    if (close != NULL) {
        *value = p + 1;
        *value_length = (size_t)(close - p - 1);
        *at = close + 1;
        return true;
    }
    while (p < end && *p != ' ' && *p != '\t')
        p++;
    *value = start;
    *value_length = (size_t)(p - start);
    *at = p;
    return true;
}

static void put_pair(struct conversion *c, const char *key, size_t key_length, const char *value,
    size_t value_length)
{
    PUT(c, "<ac:parameter ac:name=\"");
    put_attribute(c, key, key_length);
    PUT(c, "\">");
    put_escaped(c, value, value_length);
    PUT(c, "</ac:parameter>");
}

void macro_open(struct conversion *c, const char *words, size_t length)
{
    const char *end = words + length;
    const char *at = skip_blanks(words, end);
    const char *name = at;
    while (at < end && *at != ' ' && *at != '\t')
        at++;
    size_t name_length = (size_t)(at - name);
    PUT(c, "<ac:structured-macro ac:name=\"");
    if (macro_is_name(name, name_length))
        put(c, name, name_length);
    else
        PUT(c, "panel");
    PUT(c, "\">");
    const char *key;
    const char *value;
    size_t key_length;
    size_t value_length;
    while (read_word(&at, end, &key, &key_length, &value, &value_length))
        put_pair(c, key, key_length, value, value_length);
}

/* The value of `key` in `a=b&c=d`, decoded into c->scratch; false when it is not there. */
static bool find_value(struct conversion *c, const char *query, const char *key)
{
    size_t key_length = strlen(key);
    for (const char *at = query; at != NULL && *at != '\0';) {
        const char *end = strchrnul(at, '&');
        if (strncmp(at, key, key_length) == 0 && at[key_length] == '=') {
            text_cut(&c->scratch, 0);
            uri_decode(&c->scratch, at + key_length + 1, (size_t)(end - at) - key_length - 1);
            return true;
        }
        at = *end == '&' ? end + 1 : NULL;
    }
    return false;
}

static void put_user(struct conversion *c, const char *query)
{
    bool is_cloud = c->options->edition == PAGE_CLOUD;
    PUT(c, "<ac:link><ri:user ri:");
    put_string(c, is_cloud ? "account-id" : "userkey");
    PUT(c, "=\"");
    if (find_value(c, query, is_cloud ? "account-id" : "userkey") || find_value(c, query, "id"))
        put_attribute(c, c->scratch.data, c->scratch.length);
    PUT(c, "\" /></ac:link>");
}

static void put_date(struct conversion *c, const char *query, const char *text)
{
    PUT(c, "<time datetime=\"");
    if (find_value(c, query, "date"))
        put_attribute(c, c->scratch.data, c->scratch.length);
    else
        put_attribute(c, text, strlen(text));
    PUT(c, "\" />");
}

static void put_pairs(struct conversion *c, const char *query)
{
    for (const char *at = query; *at != '\0';) {
        const char *end = strchrnul(at, '&');
        const char *equals = memchr(at, '=', (size_t)(end - at));
        const char *value = equals == NULL ? at : equals + 1;
        text_cut(&c->scratch, 0);
        uri_decode(&c->scratch, value, (size_t)(end - value));
        if (end > at)
            put_pair(c, at, equals == NULL ? 0 : (size_t)(equals - at), c->scratch.data,
                c->scratch.length);
        at = *end == '&' ? end + 1 : end;
    }
}

bool macro_put_inline(struct conversion *c, const char *address, const char *text)
{
    size_t name_length = strcspn(address, "?");
    const char *query = address[name_length] == '?' ? address + name_length + 1 : "";
    if (!macro_is_name(address, name_length))
        return false;
    if (name_length == 4 && memcmp(address, "user", 4) == 0) {
        put_user(c, query);
        return true;
    }
    if (name_length == 4 && memcmp(address, "date", 4) == 0) {
        put_date(c, query, text);
        return true;
    }
    PUT(c, "<ac:structured-macro ac:name=\"");
    put(c, address, name_length);
    PUT(c, "\">");
    if (name_length == 6 && memcmp(address, "status", 6) == 0 && !find_value(c, query, "title"))
        put_parameter(c, "title", text, strlen(text));
    if (name_length == 4 && memcmp(address, "jira", 4) == 0 && *query == '\0')
        put_parameter(c, "key", text, strlen(text));
    put_pairs(c, query);
    PUT(c, "</ac:structured-macro>");
    return true;
}
