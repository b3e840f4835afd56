/* SPDX-License-Identifier: MIT */
#include "markdown/uri.h"

#include "base/hex.h"
#include "base/memory.h"
#include "base/unicode.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

size_t uri_scheme_length(const char *address)
{
    size_t length = 0;
    size_t letters = 0;
    for (;; length++) {
        unsigned char c = (unsigned char)address[length];
        if (c != '\0' && c <= 0x20)
            continue;
        if (c == ':')
            return letters >= 2 ? length + 1 : 0;
        if (!isalpha(c) && (letters == 0 || (!isdigit(c) && strchr("+.-", c) == NULL)))
            return 0;
        if (c == '\0')
            return 0;
        letters++;
    }
}

bool uri_is_unsafe(const char *address)
{
    static const char *const SCHEMES[] = { "javascript", "vbscript", "livescript", "mocha", "data",
        "jar", "view-source", "blob", "filesystem", "about" };
    char scheme[16];
    size_t length = 0;
    size_t scheme_length = uri_scheme_length(address);
    for (size_t i = 0; i + 1 < scheme_length; i++) {
        unsigned char c = (unsigned char)address[i];
        if (c <= 0x20)
            continue;
        if (length == sizeof scheme - 1)
            return false;
        scheme[length++] = (char)c;
    }
    scheme[length] = '\0';
    for (size_t i = 0; i < sizeof SCHEMES / sizeof SCHEMES[0]; i++)
        if (strcasecmp(scheme, SCHEMES[i]) == 0)
            return true;
    return false;
}

/* The byte that `%XX` at `data` stands for; -1 when it is none. */
static int escaped_byte(const char *data, size_t length)
{
    if (length < 3 || data[0] != '%' || hex_value(data[1]) < 0 || hex_value(data[2]) < 0)
        return -1;
    return hex_value(data[1]) * 16 + hex_value(data[2]);
}

/* A run of escapes that gives whole UTF-8 characters is decoded; else its first escape stays. */
static size_t decode_run(struct text *out, const char *data, size_t length)
{
    char bytes[4];
    size_t count = 0;
    size_t used = 0;
    while (count < sizeof bytes) {
        int byte = escaped_byte(data + used, length - used);
        if (byte < 0x80 && (count > 0 || byte < 0x20 || byte == 0x7F))
            break;
        bytes[count++] = (char)byte;
        used += 3;
        if (unicode_valid_length(bytes, count) == count) {
            text_add(out, bytes, count);
            return used;
        }
    }
    text_add_char(out, '%');
    return 1;
}

void uri_decode(struct text *out, const char *data, size_t length)
{
    for (size_t i = 0; i < length;) {
        const char *hit = memchr(data + i, '%', length - i);
        size_t run = hit == NULL ? length - i : (size_t)(hit - data) - i;
        text_add(out, data + i, run);
        i += run;
        if (i < length)
            i += decode_run(out, data + i, length - i);
    }
}

/* As cmark and md4c do: these stand for themselves, `&` excepted. */
static bool is_plain(unsigned char c)
{
    return isalnum(c) || (c != '\0' && strchr("-_.+!*(),%#@?=;:/$~'", c) != NULL);
}

void uri_put_attribute(struct text *out, const char *data, size_t length)
{
    static const char HEX[] = "0123456789ABCDEF";
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)data[i];
        if (is_plain(c))
            continue;
        text_add(out, data + start, i - start);
        start = i + 1;
        if (c == '&') {
            text_add(out, "&amp;", 5);
        } else {
            char escape[3] = { '%', HEX[c >> 4], HEX[c & 15] };
            text_add(out, escape, 3);
        }
    }
    text_add(out, data + start, length - start);
}

struct uri_parts uri_split(const char *address)
{
    struct uri_parts parts = { .path_length = strcspn(address, "?#") };
    const char *hash = strchr(address, '#');
    if (hash != NULL)
        parts.fragment = hash + 1;
    return parts;
}

void uri_straighten(struct text *url)
{
    const char *host = strstr(url->data, "://");
    size_t start = host == NULL ? 0 : (size_t)(host + 3 - url->data);
    start += strcspn(url->data + start, "/?#");
    size_t end = start + strcspn(url->data + start, "?#");
    struct text path = text_new(url->length + 1);
    for (size_t at = start; at < end;) {
        size_t length = 1 + strcspn(url->data + at + 1, "/?#");
        bool is_up = length == 3 && memcmp(url->data + at, "/..", 3) == 0;
        bool is_same = length == 2 && memcmp(url->data + at, "/.", 2) == 0;
        const char *last = is_up ? memrchr(path.data, '/', path.length) : NULL;
        if (last != NULL)
            text_cut(&path, (size_t)(last - path.data));
        else if (!is_up && !is_same)
            text_add(&path, url->data + at, length);
        at += length;
    }
    char *rest = memory_copy_text(url->data + end);
    text_cut(url, start);
    text_add(url, path.data, path.length);
    text_add_string(url, rest);
    memory_free(&rest);
    text_free(&path);
}
