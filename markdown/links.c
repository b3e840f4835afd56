/* SPDX-License-Identifier: MIT */
#include "markdown/links.h"

#include "base/path.h"
#include "markdown/attachments.h"
#include "markdown/elements.h"
#include "markdown/macros.h"
#include "markdown/uri.h"

#include <ctype.h>
#include <stdint.h>

#define MACRO_SCHEME "macro:"

char *link_target(const struct conversion *c, const char *address)
{
    struct uri_parts parts = uri_split(address);
    struct text path = text_new(PATH_MAX_BYTES);
    uri_decode(&path, address, parts.path_length);
    char *folder = path_folder(c->options->path);
    char *target = path.overflowed ? NULL : path_resolve(folder, path.data);
    bool is_folder = path.length > 0 && path.data[path.length - 1] == '/';
    if (target != NULL && is_folder && target[0] != '\0') {
        size_t length = strlen(target);
        target = memory_grow(target, length + 2, 1);
        target[length] = '/';
        target[length + 1] = '\0';
    }
    memory_free(&folder);
    text_free(&path);
    return target;
}

static void open_reference(struct conversion *c, const struct reference *reference, bool is_html)
{
    struct element_entry *entry = element_open(c, ELEMENT_REFERENCE, is_html);
    if (entry == NULL || entry->kind != ELEMENT_REFERENCE)
        return;
    entry->number = (uint32_t)conversion_refer(c, reference);
    put_mark(c, false, entry->number);
    c->link_depth++;
}

static void open_web(struct conversion *c, const char *address, bool is_html)
{
    struct element_entry *entry = element_open(c, ELEMENT_LINK, is_html);
    if (entry == NULL || entry->kind != ELEMENT_LINK)
        return;
    PUT(c, "<a href=\"");
    uri_put_attribute(c->out, address, strlen(address));
    PUT(c, "\">");
    c->link_depth++;
}

/* Links out of the tree lead to the repository, where one is configured. */
static void open_outside(struct conversion *c, const char *address, bool is_html)
{
    const char *base = c->options->repository_url;
    if (base == NULL || base[0] == '\0') {
        conversion_warn(c, "CM-LINK-04", "set `docs.repository_url` to link to the repository",
            address, "link to `%.200s`, which lies outside the tree; shown as text", address);
        element_open(c, ELEMENT_DEAD_LINK, is_html);
        return;
    }
    char *folder = path_folder(c->options->path);
    struct text url = text_new(SIZE_MAX / 2);
    text_add_string(&url, base);
    if (url.length > 0 && url.data[url.length - 1] != '/')
        text_add_char(&url, '/');
    text_add_string(&url, folder);
    if (folder[0] != '\0')
        text_add_char(&url, '/');
    text_add_string(&url, address);
    uri_straighten(&url);
    open_web(c, url.data, is_html);
    text_free(&url);
    memory_free(&folder);
}

static enum reference_kind kind_of(const char *target)
{
    size_t length = strlen(target);
    bool is_page = length == 0 || target[length - 1] == '/' || path_is_markdown(target);
    return is_page ? REFERENCE_PAGE : REFERENCE_FILE;
}

/* Without `:~:text=...`, which tells browsers what to highlight. */
static size_t fragment_length(const char *fragment)
{
    const char *directive = strstr(fragment, ":~:");
    return directive == NULL ? strlen(fragment) : (size_t)(directive - fragment);
}

static void open_local(struct conversion *c, const char *address, bool is_html)
{
    struct uri_parts parts = uri_split(address);
    bool is_self = parts.path_length == 0;
    char *target = is_self ? memory_copy_text(c->options->path) : link_target(c, address);
    if (target == NULL) {
        open_outside(c, address, is_html);
        return;
    }
    struct text fragment = text_new(SIZE_MAX / 2);
    if (parts.fragment != NULL)
        uri_decode(&fragment, parts.fragment, fragment_length(parts.fragment));
    is_self = is_self || (fragment.length > 0 && strcmp(target, c->options->path) == 0);
    struct reference reference = { .kind = is_self ? REFERENCE_SELF : kind_of(target),
        .line = conversion_line(c),
        .target = target,
        .fragment = fragment.data };
    if (is_self && fragment.length == 0) {
        element_open(c, ELEMENT_DEAD_LINK, is_html);
    } else {
        if (reference.kind == REFERENCE_FILE)
            reference.name = attachment_name(c, target);
        open_reference(c, &reference, is_html);
    }
    text_free(&fragment);
    memory_free(&target);
}

static void open_macro(struct conversion *c, const char *address, bool is_html)
{
    const struct element_entry *entry = element_open(c, ELEMENT_INLINE_MACRO, is_html);
    if (entry == NULL || entry->kind != ELEMENT_INLINE_MACRO)
        return;
    text_cut(&c->macro, 0);
    text_add_string(&c->macro, address);
    c->link_depth++;
}

void link_end_macro(struct conversion *c, const struct element_entry *entry)
{
    struct text words = text_new(PAGE_BODY_MAX_BYTES);
    conversion_plain_text(c, entry->start, c->out->length, &words);
    c->link_depth--;
    char *body = memory_copy_part(c->out->data + entry->start, c->out->length - entry->start);
    text_cut(c->out, entry->start);
    struct macro_link link = {
        .address = c->macro.data + sizeof MACRO_SCHEME - 1, .text = words.data, .body = body
    };
    if (!macro_put_inline(c, &link))
        put_string(c, body);
    else if (entry->start == c->block_start && macro_is_block(link.address))
        c->macro_end = c->out->length;
    memory_free(&body);
    text_free(&words);
}

void link_open(struct conversion *c, const char *address, bool is_html)
{
    if (uri_is_unsafe(address)) {
        conversion_warn(c, "CM-LINK-03", NULL, address,
            "link with a scheme that runs code or carries content; shown as text");
        element_open(c, ELEMENT_DEAD_LINK, is_html);
    } else if ((c->options->features & PAGE_MACROS) != 0 &&
               strncmp(address, MACRO_SCHEME, sizeof MACRO_SCHEME - 1) == 0) {
        open_macro(c, address, is_html);
    } else if (uri_scheme_length(address) > 0 || strncmp(address, "//", 2) == 0) {
        open_web(c, address, is_html);
    } else {
        open_local(c, address, is_html);
    }
}

/* `<ac:link>` is an address for CommonMark, and storage format for those who write it. */
static bool is_storage(const char *text, const char *end)
{
    return end - text > 3 && (memcmp(text, "ac:", 3) == 0 || memcmp(text, "ri:", 3) == 0);
}

bool link_is_in_angles(struct conversion *c, const char *address, size_t length)
{
    const char *data = c->prepared->data;
    size_t offset = (size_t)(address - data);
    if (length == 0 || offset == 0 || offset >= c->prepared->length ||
        c->prepared->length - offset <= length || address[-1] != '<' || address[length] != '>')
        return false;
    const char *before = address - 1;
    while (before > data && isspace((unsigned char)before[-1]))
        before--;
    bool is_destination =
        before > data + 1 && before[-2] == ']' && (before[-1] == '(' || before[-1] == ':');
    bool is_scheme = isalpha((unsigned char)*address) && !is_storage(address, address + length);
    return !is_destination && !is_scheme && memchr(address, ':', length) != NULL;
}

void link_note_storage(struct conversion *c, const char *text, size_t length)
{
    const char *name = length > 1 && text[1] == '/' ? text + 2 : text + 1;
    if (c->has_loose_storage || !is_storage(name, text + length))
        return;
    c->has_loose_storage = true;
    char near[4] = { '<', name[0], name[1], '\0' };
    conversion_warn(c, "CM-RAW-02", "put it into a fence ```confluence-storage, or in backticks",
        near, "storage format that stands in the text is shown as it was written");
}

/* Behind `.class`, `#id`, `key=value` or `key="some words"`; NULL for anything else. */
static const char *skip_attribute(const char *at, const char *end)
{
    at += *at == ':';
    bool is_name = at < end && (*at == '.' || *at == '#');
    const char *name = at += is_name;
    while (at < end && (isalnum((unsigned char)*at) || strchr("-_:.", *at) != NULL) && *at != '\0')
        at++;
    if (is_name || at == end || *at != '=')
        return is_name && at > name ? at : NULL;
    at++;
    if (at < end && (*at == '"' || *at == '\'')) {
        const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
        return close == NULL ? NULL : close + 1;
    }
    while (at < end && !isspace((unsigned char)*at) && *at != '}')
        at++;
    return at;
}

size_t link_take_attributes(const struct conversion *c, const char *text)
{
    enum { ATTRIBUTES_MAX_BYTES = 300 };
    size_t offset = (size_t)(text - c->prepared->data);
    if ((c->options->features & PAGE_HEADING_IDS) == 0 || c->out->length != c->span_end ||
        offset >= c->prepared->length || text[0] != '{')
        return 0;
    size_t left = c->prepared->length - offset;
    const char *end = text + (left < ATTRIBUTES_MAX_BYTES ? left : ATTRIBUTES_MAX_BYTES);
    const char *line_end = memchr(text, '\n', (size_t)(end - text));
    end = line_end == NULL ? end : line_end;
    bool is_any = false;
    const char *at = text + 1 + (text + 1 < end && text[1] == ':');
    for (;;) {
        while (at < end && *at == ' ')
            at++;
        if (at < end && *at == '}')
            return is_any ? (size_t)(at + 1 - text) : 0;
        at = at < end ? skip_attribute(at, end) : NULL;
        if (at == NULL)
            return 0;
        is_any = true;
    }
}

/* With `[[_TOC_]]` stands the table of contents, be there a page of that name. */
static bool is_contents(const struct conversion *c, const char *target)
{
    return (c->options->features & PAGE_TOC) != 0 &&
           (strcmp(target, "_TOC_") == 0 || strcmp(target, "TOC") == 0 ||
               strcmp(target, "toc") == 0);
}

/* `[[Page#Part]]`: a file of that name beside this one; blanks may stand for hyphens. */
void link_open_wiki(struct conversion *c, const char *target)
{
    if (is_contents(c, target)) {
        element_open(c, ELEMENT_CONTENTS, false);
        return;
    }
    struct text address = text_new(SIZE_MAX / 2);
    size_t length = strcspn(target, "#");
    text_add(&address, target, length);
    if (length > 0 && !path_is_markdown(address.data))
        text_add_string(&address, ".md");
    text_add_string(&address, target + length);
    link_open(c, address.data, false);
    text_free(&address);
}
