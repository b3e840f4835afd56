/* SPDX-License-Identifier: MIT */
/* A scanner and not a tree: what is not changed must stay byte for byte. */
#include "sandbox/wiki/normalise.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/unicode.h"
#include "sandbox/wiki/entities.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 64 };

struct scan {
    const struct normalise_options *options;
    const char *at;
    struct text out;
    int64_t macros;
};

/* One start tag's attribute, pointing into the body. */
struct attribute {
    const char *start;
    size_t length;
    size_t name_length;
};

static void add_character(struct scan *scan, uint32_t code)
{
    const char *name = scan->options->edition == EDITION_DATACENTER ? entity_name_of(code) : NULL;
    char bytes[UNICODE_BYTES];
    if (name)
        text_add_format(&scan->out, "&%s;", name);
    else
        text_add(&scan->out, bytes, unicode_encode(code, bytes));
}

static uint32_t reference_code(const char *name, size_t length)
{
    char text[NAME_BYTES];
    if (length >= sizeof text || length < 2 || name[0] != '#')
        return 0;
    memcpy(text, name, length);
    text[length] = '\0';
    bool is_hex = text[1] == 'x';
    return (uint32_t)strtoul(text + (is_hex ? 2 : 1), NULL, is_hex ? 16 : 10);
}

/* `&...;` in text. */
static void copy_reference(struct scan *scan)
{
    const char *name = scan->at + 1;
    size_t length = strcspn(name, ";");
    uint32_t code = reference_code(name, length);
    if (strncmp(name, "quot;", 5) == 0)
        text_add_char(&scan->out, '"');
    else if (strncmp(name, "apos;", 5) == 0)
        text_add_char(&scan->out, '\'');
    else if (code >= ' ' && !strchr("&<>", (int)(code < 128 ? code : 'x')))
        add_character(scan, code);
    else
        text_add(&scan->out, scan->at, length + 2);
    scan->at = name + length + 1;
}

static void copy_text(struct scan *scan)
{
    unsigned char c = (unsigned char)*scan->at;
    if (c == '&') {
        copy_reference(scan);
    } else if (c < 128) {
        text_add_char(&scan->out, *scan->at++);
    } else {
        uint32_t code;
        scan->at += unicode_decode(scan->at, &code);
        add_character(scan, code);
    }
}

static bool name_is(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && memcmp(name, wanted, length) == 0;
}

static void add_name(struct scan *scan, const char *name, size_t length)
{
    if (name_is(name, length, "b"))
        text_add_string(&scan->out, "strong");
    else if (name_is(name, length, "i"))
        text_add_string(&scan->out, "em");
    else
        text_add(&scan->out, name, length);
}

/* The next attribute of the start tag, or false at its end. */
static bool next_attribute(const char **at, struct attribute *attribute)
{
    const char *p = *at;
    while (isspace((unsigned char)*p))
        p++;
    if (*p == '>' || *p == '/' || *p == '\0')
        return false;
    attribute->start = p;
    attribute->name_length = strcspn(p, "= \t\r\n");
    p += attribute->name_length;
    p += strcspn(p, "\"'");
    char quote = *p++;
    const char *end = strchr(p, quote);
    p = end ? end + 1 : p + strlen(p);
    attribute->length = (size_t)(p - attribute->start);
    *at = p;
    return true;
}

static bool find_attribute(const char *at, const char *name, struct attribute *found)
{
    while (next_attribute(&at, found)) {
        if (name_is(found->start, found->name_length, name))
            return true;
    }
    return false;
}

static void add_decoded(struct text *out, const char *name, size_t length)
{
    static const struct {
        const char *name;
        char character;
    } own[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' } };
    uint32_t code = reference_code(name, length);
    char text[NAME_BYTES] = "";
    char bytes[UNICODE_BYTES];
    if (length < sizeof text)
        memcpy(text, name, length);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(text, own[i].name) == 0)
            code = (uint32_t)own[i].character;
    }
    const struct entity *entity = entity_find(text);
    if (entity)
        code = entity->code;
    if (code)
        text_add(out, bytes, unicode_encode(code, bytes));
}

/* A stored attribute value or text with its references decoded. The caller owns the result. */
static char *decode(const char *text, size_t length)
{
    struct text out = text_new(SIZE_MAX / 2);
    for (size_t i = 0; i < length; i++) {
        const char *end = text[i] == '&' ? memchr(text + i, ';', length - i) : NULL;
        if (!end) {
            text_add_char(&out, text[i]);
            continue;
        }
        size_t name_length = (size_t)(end - text) - i - 1;
        add_decoded(&out, text + i + 1, name_length);
        i += name_length + 1;
    }
    return text_take(&out);
}

static char *attribute_value(const struct attribute *attribute)
{
    const char *quote = strpbrk(attribute->start, "\"'");
    size_t before = (size_t)(quote - attribute->start) + 1;
    return decode(quote + 1, attribute->length - before - 1);
}

static void add_macro_attributes(struct scan *scan, const char *attributes)
{
    struct attribute unused;
    char uuid[WIKI_UUID_BYTES];
    if (!find_attribute(attributes, "ac:schema-version", &unused))
        text_add_string(&scan->out, " ac:schema-version=\"1\"");
    if (!find_attribute(attributes, "ac:macro-id", &unused)) {
        wiki_uuid(scan->options->seed + scan->macros++, uuid);
        text_add_format(&scan->out, " ac:macro-id=\"%s\"", uuid);
    }
}

static void add_version_at_save(struct scan *scan, const char *name, const char *attributes)
{
    bool is_page = strncmp(name, "ri:page", 7) == 0;
    struct attribute found;
    if (!scan->options->version_of || find_attribute(attributes, "ri:version-at-save", &found) ||
        !find_attribute(attributes, is_page ? "ri:content-title" : "ri:filename", &found))
        return;
    char *value = attribute_value(&found);
    int64_t version = scan->options->version_of(
        is_page ? "ri:page" : "ri:attachment", value, scan->options->context);
    if (version > 0)
        text_add_format(&scan->out, " ri:version-at-save=\"%lld\"", (long long)version);
    free(value);
}

static void add_attribute(struct scan *scan, const struct attribute *attribute)
{
    text_add_char(&scan->out, ' ');
    if (name_is(attribute->start, attribute->length, "style=\"text-align: start\"") ||
        name_is(attribute->start, attribute->length, "style=\"text-align: start;\""))
        text_add_string(&scan->out, "style=\"\"");
    else
        text_add(&scan->out, attribute->start, attribute->length);
}

/* `<ac:link ac:anchor="...">` around a page that is not there: Cloud loses the anchor. */
static bool is_lost_anchor(
    const struct scan *scan, const char *attributes, const struct attribute *attribute)
{
    const char *behind = strchr(attributes, '>');
    struct attribute found;
    if (!scan->options->drops_anchors || !scan->options->version_of ||
        !name_is(attribute->start, attribute->name_length, "ac:anchor") || !behind)
        return false;
    behind += 1 + strspn(behind + 1, " \t\r\n");
    if (strncmp(behind, "<ri:page ", 9) != 0 ||
        find_attribute(behind + 8, "ri:space-key", &found) ||
        !find_attribute(behind + 8, "ri:content-title", &found))
        return false;
    char *title = attribute_value(&found);
    bool is_lost = scan->options->version_of("ri:page", title, scan->options->context) < 0;
    free(title);
    return is_lost;
}

static void copy_start_tag(struct scan *scan)
{
    const char *name = scan->at + 1;
    size_t length = strcspn(name, " \t\r\n/>");
    const char *attributes = name + length;
    const char *at = attributes;
    bool is_macro = name_is(name, length, "ac:structured-macro");
    struct attribute attribute;
    text_add_char(&scan->out, '<');
    add_name(scan, name, length);
    while (next_attribute(&at, &attribute)) {
        if (is_lost_anchor(scan, attributes, &attribute))
            continue;
        add_attribute(scan, &attribute);
        if (is_macro && name_is(attribute.start, attribute.name_length, "ac:name"))
            add_macro_attributes(scan, attributes);
    }
    if (name_is(name, length, "ri:page") || name_is(name, length, "ri:attachment"))
        add_version_at_save(scan, name, attributes);
    at += strcspn(at, ">/");
    text_add_string(&scan->out, *at == '/' ? " />" : ">");
    at = strchr(at, '>');
    scan->at = at ? at + 1 : scan->at + strlen(scan->at);
}

static void copy_end_tag(struct scan *scan)
{
    const char *name = scan->at + 2;
    size_t length = strcspn(name, " \t\r\n>");
    text_add_string(&scan->out, "</");
    add_name(scan, name, length);
    text_add_char(&scan->out, '>');
    scan->at = strchr(name, '>') + 1;
}

/* What ends in `end`: copied, or left out. */
static void pass(struct scan *scan, const char *end, bool keep)
{
    const char *found = strstr(scan->at, end);
    const char *behind = found ? found + strlen(end) : scan->at + strlen(scan->at);
    if (keep)
        text_add(&scan->out, scan->at, (size_t)(behind - scan->at));
    scan->at = behind;
}

char *normalise_storage(const char *body, const struct normalise_options *options)
{
    struct scan scan = { .options = options, .at = body, .out = text_new(SIZE_MAX / 2) };
    while (*scan.at) {
        if (*scan.at != '<')
            copy_text(&scan);
        else if (strncmp(scan.at, "<![CDATA[", 9) == 0)
            pass(&scan, "]]>", true);
        else if (strncmp(scan.at, "<!--", 4) == 0)
            pass(&scan, "-->", false);
        else if (scan.at[1] == '?')
            pass(&scan, "?>", false);
        else if (scan.at[1] == '/')
            copy_end_tag(&scan);
        else
            copy_start_tag(&scan);
    }
    return text_take(&scan.out);
}

static void add_escaped(struct text *out, const char *value)
{
    for (; *value; value++) {
        if (*value == '&')
            text_add_string(out, "&amp;");
        else if (*value == '<')
            text_add_string(out, "&lt;");
        else if (*value == '"')
            text_add_string(out, "&quot;");
        else
            text_add_char(out, *value);
    }
}

/* The title in the `ri:page` tag at `tag` when it is `from`; its place is in `found`. */
static bool links_to(const char *tag, const char *from, struct attribute *found)
{
    if (strncmp(tag, "<ri:page ", 9) != 0 || find_attribute(tag + 8, "ri:space-key", found) ||
        !find_attribute(tag + 8, "ri:content-title", found))
        return false;
    char *title = attribute_value(found);
    bool is_same = strcmp(title, from) == 0;
    free(title);
    return is_same;
}

char *normalise_rename(const char *body, const char *from, const char *to)
{
    struct text out = text_new(SIZE_MAX / 2);
    struct attribute found;
    const char *copied = body;
    const char *tag = body;
    while ((tag = strchr(tag, '<'))) {
        if (strncmp(tag, "<![CDATA[", 9) == 0) {
            const char *end = strstr(tag, "]]>");
            tag = end ? end : tag + 1;
            continue;
        }
        if (links_to(tag, from, &found)) {
            text_add(&out, copied, (size_t)(found.start - copied));
            text_add_string(&out, "ri:content-title=\"");
            add_escaped(&out, to);
            text_add_char(&out, '"');
            copied = found.start + found.length;
        }
        tag++;
    }
    if (copied == body) {
        text_free(&out);
        return NULL;
    }
    text_add_string(&out, copied);
    return text_take(&out);
}
