/* SPDX-License-Identifier: MIT */
#include "markdown/addresses.h"

#include "markdown/elements.h"
#include "markdown/links.h"
#include "markdown/prose.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* An address in a text. */
struct address {
    size_t start;
    size_t length;
};

/* Where a word that is an address may begin. */
static bool is_boundary(char before)
{
    return isspace((unsigned char)before) || strchr("*_~(", before) != NULL;
}

/* A scheme that GFM links, right before the colon, where a word may begin: its length, or 0. */
static size_t scheme_before(const char *data, size_t colon)
{
    static const char *const SCHEMES[] = { "https", "http", "ftp" };
    for (size_t i = 0; i < sizeof SCHEMES / sizeof SCHEMES[0]; i++) {
        size_t size = strlen(SCHEMES[i]);
        if (colon < size || memcmp(data + colon - size, SCHEMES[i], size) != 0)
            continue;
        char before = ' ';
        if (colon > size)
            before = data[colon - size - 1];
        return is_boundary(before) ? size : 0;
    }
    return 0;
}

static bool is_host_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '-' || byte == '.' || (byte & 0x80) != 0;
}

static size_t count_of(const char *data, size_t from, size_t to, char byte)
{
    size_t count = 0;
    for (size_t i = from; i < to; i++)
        count += data[i] == byte;
    return count;
}

/* Where the address ends: punctuation and what closes a bracket before it are the sentence's. */
static size_t without_tail(const char *data, size_t start, size_t end)
{
    size_t opened = count_of(data, start, end, '(');
    size_t closed = count_of(data, start, end, ')');
    while (end > start) {
        char last = data[end - 1];
        if (last == ')' && closed > opened)
            closed--;
        else if (last == '\0' || strchr("?!.,:*_~'\"", last) == NULL)
            break;
        end--;
    }
    return end;
}

/* Where an address ends whose host begins at `host`; `host` when that is none. */
static size_t address_end(const char *data, size_t host, size_t length)
{
    size_t end = host;
    while (end < length && is_host_byte(data[end]))
        end++;
    if (end < length && strchr(" \t/:?#.,;!)\"'*~", data[end]) == NULL)
        return host;
    bool goes_on = end < length && strchr("/:?#", data[end]) != NULL;
    while (goes_on && end < length && !isspace((unsigned char)data[end]) && data[end] != '<')
        end++;
    return without_tail(data, host, end);
}

/* The address whose scheme ends with the colon at `colon` of `data`; a length of 0 for none. */
static struct address find_address(const char *data, size_t colon, size_t length)
{
    struct address none = { 0, 0 };
    size_t scheme = scheme_before(data, colon);
    size_t host = colon + 3;
    if (scheme == 0 || length <= host || memcmp(data + colon, "://", 3) != 0 ||
        !is_host_byte(data[host]) || data[host] == '-' || data[host] == '.')
        return none;
    size_t end = address_end(data, host, length);
    if (end == host)
        return none;
    return (struct address){ colon - scheme, end - (colon - scheme) };
}

#define WWW "www."

/* Behind the host of data[0..length], which begins with `www.`; *is_foreign: that has bytes beyond
   ASCII, for which md4c 0.4.8 leaves it as text. */
static const char *skip_host(const char *data, size_t length, bool *is_foreign)
{
    size_t end = sizeof WWW - 1;
    *is_foreign = false;
    for (; end < length && is_host_byte(data[end]); end++)
        *is_foreign = *is_foreign || (data[end] & 0x80) != 0;
    return data + end;
}

bool address_is_foreign_www(const char *data, size_t length)
{
    const char *end = data + length;
    bool is_foreign = false;
    const char *at = data;
    while (!is_foreign && at < end && (at = memchr(at, 'w', (size_t)(end - at))) != NULL) {
        bool is_host = end - at > (ptrdiff_t)sizeof WWW && memcmp(at, WWW, sizeof WWW - 1) == 0;
        at = is_host ? skip_host(at, (size_t)(end - at), &is_foreign) : at + 1;
    }
    return is_foreign;
}

size_t address_put_www(struct conversion *c, const char *data, size_t at, size_t length)
{
    char before = ' ';
    if (at > 0)
        before = data[at - 1];
    const char *start = data + at;
    size_t left = length - at;
    bool is_foreign = false;
    if (c->link_depth > 0 || left < sizeof WWW || memcmp(start, WWW, sizeof WWW - 1) != 0 ||
        !is_boundary(before))
        return 0;
    (void)skip_host(start, left, &is_foreign);
    if (!is_foreign)
        return 0;
    size_t end = address_end(start, sizeof WWW - 1, left);
    if (end == sizeof WWW - 1)
        return 0;
    struct text url = text_new(SIZE_MAX / 2);
    text_add_string(&url, "http://");
    text_add(&url, start, end);
    link_open(c, url.data, false);
    put_plain(c, start, end);
    element_close(c);
    text_free(&url);
    return end;
}

size_t address_put(struct conversion *c, const char *data, size_t colon, size_t length)
{
    if (c->link_depth > 0)
        return 0;
    struct address address = find_address(data, colon, length);
    size_t scheme = colon - address.start;
    if (address.length <= scheme)
        return 0;
    text_cut(c->out, c->out->length - scheme);
    char *url = memory_copy_part(data + address.start, address.length);
    link_open(c, url, false);
    put_plain(c, url, address.length);
    element_close(c);
    memory_free(&url);
    return address.length - scheme;
}
