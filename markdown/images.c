/* SPDX-License-Identifier: MIT */
#include "markdown/images.h"

#include "base/path.h"
#include "markdown/attachments.h"
#include "markdown/elements.h"
#include "markdown/entities.h"
#include "markdown/links.h"
#include "markdown/uri.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define IMAGE_HEAD "<ac:image"

/* The image that is open: there is one at a time, nested ones are text of the outer. */
static void remember(struct conversion *c, const char *source)
{
    text_cut(&c->image_source, 0);
    text_add_string(&c->image_source, source);
}

static void warn_dead(struct conversion *c, const char *source)
{
    bool is_local = uri_scheme_length(source) == 0 && strncmp(source, "//", 2) != 0;
    char *target = is_local ? link_target(c, source) : NULL;
    if (target != NULL)
        conversion_warn(c, "CM-IMG-02", NULL, source,
            "`%.200s` is a page or a folder, no image; the text stays", source);
    else if (is_local)
        conversion_warn(c, "CM-IMG-02", "only files below `docs.root` can be attached", source,
            "image `%.200s` lies outside the tree; its text stays", source);
    else
        conversion_warn(c, "CM-IMG-02", NULL, source,
            "image `%.200s` can neither be attached nor shown; its text stays", source);
    memory_free(&target);
}

#define SIGN "\xE2\x9A\xA0 "

/* What is shown in place of an image that is missing, with its text: in many a table that is all
   that a cell says. */
static char *missing_text(const char *source, const char *alt)
{
    enum { ALT_MAX_BYTES = 1000 };
    struct text shown = text_new(SIZE_MAX / 2);
    text_add_string(&shown, SIGN);
    for (const char *at = strlen(alt) > ALT_MAX_BYTES ? "" : alt; *at != '\0'; at++) {
        bool is_gap = isspace((unsigned char)*at);
        if (!is_gap || shown.data[shown.length - 1] != ' ')
            text_add_char(&shown, (char)(is_gap ? ' ' : *at));
    }
    bool has_text = shown.length > sizeof SIGN - 1;
    if (has_text && shown.data[shown.length - 1] != ' ')
        text_add_char(&shown, ' ');
    text_add_format(&shown, has_text ? "(image not found: %s)" : "image not found: %s", source);
    return text_take(&shown);
}

/* The text of an image that Markdown wrote is known at its end. */
static void add_text(struct conversion *c)
{
    size_t start = c->image_start + sizeof " ac:alt=\"" - 1;
    if (c->image_reference == SIZE_MAX || c->out->length == start)
        return;
    struct text alt = text_new(SIZE_MAX / 2);
    entity_decode_all(&alt, c->out->data + start, c->out->length - start);
    char *shown = missing_text(c->image_source.data, alt.data);
    c->page->references.items[c->image_reference].fallback = conversion_keep(c, shown);
    memory_free(&shown);
    text_free(&alt);
}

/* Opens the mark of a local image; false when it leaves the tree, or is a page. */
static bool open_mark(struct conversion *c, const char *source, const char *alt)
{
    c->image_reference = SIZE_MAX;
    if (uri_scheme_length(source) > 0 || strncmp(source, "//", 2) == 0)
        return !uri_is_unsafe(source);
    char *target = link_target(c, source);
    if (target == NULL || target[0] == '\0' || target[strlen(target) - 1] == '/' ||
        path_is_markdown(target)) {
        memory_free(&target);
        return false;
    }
    char *fallback = missing_text(source, alt);
    struct reference reference = { .kind = REFERENCE_IMAGE,
        .line = conversion_line(c),
        .target = target,
        .name = attachment_name(c, target),
        .fallback = fallback };
    c->image_reference = conversion_refer(c, &reference);
    put_mark(c, false, c->image_reference);
    memory_free(&fallback);
    memory_free(&target);
    return true;
}

static void put_source(struct conversion *c)
{
    if (c->image_reference == SIZE_MAX) {
        PUT(c, "<ri:url ri:value=\"");
        uri_put_attribute(c->out, c->image_source.data, c->image_source.length);
    } else {
        PUT(c, "<ri:attachment ri:filename=\"");
        put_string_attribute(c, c->page->references.items[c->image_reference].name);
    }
    PUT(c, "\" />");
}

void image_open(struct conversion *c, const char *source)
{
    struct element_entry *entry = element_open(c, ELEMENT_IMAGE, false);
    text_cut(&c->image_title, 0);
    if (entry->kind != ELEMENT_IMAGE)
        return;
    c->image_depth = 1;
    c->is_image_dead = !open_mark(c, source, "");
    if (c->is_image_dead) {
        warn_dead(c, source);
        return;
    }
    remember(c, source);
    PUT(c, IMAGE_HEAD);
    c->image_start = c->out->length;
    PUT(c, " ac:alt=\"");
}

static void end_mark(struct conversion *c)
{
    if (c->image_reference != SIZE_MAX)
        put_mark(c, true, c->image_reference);
}

void image_close(struct conversion *c)
{
    c->image_depth = 0;
    if (c->is_image_dead)
        return;
    add_text(c);
    PUT(c, "\"");
    if (c->image_title.length > 0) {
        PUT(c, " ac:title=\"");
        put_attribute(c, c->image_title.data, c->image_title.length);
        PUT(c, "\"");
    }
    PUT(c, ">");
    put_source(c);
    PUT(c, "</ac:image>");
    end_mark(c);
    c->watch |= WATCH_ATTRIBUTES;
    c->span_end = c->out->length;
}

/* What stands behind `<ac:image`; a size that says nothing to Confluence is kept for a warning. */
struct attributes {
    struct text text;
    const char *odd;
    size_t odd_length;
};

/* Digits, maybe with `px`; 0: something else. */
static unsigned long pixels(const char *value, size_t length)
{
    char digits[8];
    size_t count = 0;
    while (count < length && count < sizeof digits - 1 && isdigit((unsigned char)value[count])) {
        digits[count] = value[count];
        count++;
    }
    digits[count] = '\0';
    bool is_pixels =
        count == length || (length == count + 2 && memcmp(value + count, "px", 2) == 0);
    return is_pixels ? strtoul(digits, NULL, 10) : 0;
}

/* As an image is without a word: never wider than the page, as high as it is wide. */
static bool is_usual(const char *value, size_t length)
{
    return length == 0 || (length == 4 && memcmp(value, "100%", 4) == 0) ||
           (length == 4 && memcmp(value, "auto", 4) == 0);
}

/* The first of two counts: XML holds one. */
static bool has_attribute(const struct attributes *attributes, const char *name)
{
    char start[16];
    snprintf(start, sizeof start, " ac:%s=", name);
    return attributes->text.length > 0 && strstr(attributes->text.data, start) != NULL;
}

static void add_size(
    struct attributes *attributes, const char *name, const char *value, size_t length)
{
    unsigned long number = pixels(value, length);
    if (has_attribute(attributes, name))
        return;
    if (number > 0) {
        text_add_format(&attributes->text, " ac:%s=\"%lu\"", name, number);
    } else if (!is_usual(value, length)) {
        attributes->odd = value;
        attributes->odd_length = length;
    }
}

static void add_width(
    const struct conversion *c, struct attributes *attributes, const char *value, size_t length)
{
    bool is_new = pixels(value, length) > 0 && !has_attribute(attributes, "width");
    if (is_new && c->options->edition == PAGE_CLOUD)
        text_add_string(&attributes->text, " ac:custom-width=\"true\"");
    add_size(attributes, "width", value, length);
}

static void warn_of_size(struct conversion *c, const struct attributes *attributes)
{
    if (attributes->odd == NULL)
        return;
    char *value = memory_copy_part(attributes->odd, attributes->odd_length);
    conversion_warn(c, "CM-IMG-03", "Confluence takes pixels: `300` or `300px`", value,
        "the size `%.60s` is left out", value);
    memory_free(&value);
}

static void add_align(
    const struct conversion *c, struct attributes *attributes, const char *value, size_t length)
{
    static const struct {
        const char *align;
        const char *layout;
    } ALIGNS[] = { { "left", "align-start" }, { "center", "center" }, { "right", "align-end" } };
    for (size_t i = 0; i < sizeof ALIGNS / sizeof ALIGNS[0]; i++) {
        if (has_attribute(attributes, "align") || strlen(ALIGNS[i].align) != length ||
            strncasecmp(ALIGNS[i].align, value, length) != 0)
            continue;
        text_add_format(&attributes->text, " ac:align=\"%s\"", ALIGNS[i].align);
        if (c->options->edition == PAGE_CLOUD)
            text_add_format(&attributes->text, " ac:layout=\"%s\"", ALIGNS[i].layout);
    }
}

void image_put(struct conversion *c, const struct image *image)
{
    if (!open_mark(c, image->source, image->alt == NULL ? "" : image->alt)) {
        if (image->alt != NULL)
            put_escaped(c, image->alt, strlen(image->alt));
        warn_dead(c, image->source);
        return;
    }
    remember(c, image->source);
    struct attributes attributes = { .text = text_new(1000) };
    if (image->align != NULL)
        add_align(c, &attributes, image->align, strlen(image->align));
    if (image->width != NULL)
        add_width(c, &attributes, image->width, strlen(image->width));
    if (image->height != NULL)
        add_size(&attributes, "height", image->height, strlen(image->height));
    PUT(c, IMAGE_HEAD);
    put(c, attributes.text.data, attributes.text.length);
    PUT(c, " ac:alt=\"");
    if (image->alt != NULL)
        put_string_attribute(c, image->alt);
    if (image->title != NULL) {
        PUT(c, "\" ac:title=\"");
        put_string_attribute(c, image->title);
    }
    PUT(c, "\">");
    put_source(c);
    PUT(c, "</ac:image>");
    end_mark(c);
    warn_of_size(c, &attributes);
    text_free(&attributes.text);
}

void image_free(struct image *image)
{
    memory_free(&image->source);
    memory_free(&image->alt);
    memory_free(&image->title);
    memory_free(&image->width);
    memory_free(&image->height);
    memory_free(&image->align);
}

/* One `key=value`; false when it is something else. */
static bool add_word(
    const struct conversion *c, struct attributes *attributes, const char *word, size_t length)
{
    const char *equals = memchr(word, '=', length);
    if (equals == NULL)
        return length > 0 && (*word == '.' || *word == ':' || *word == '#');
    size_t key_length = (size_t)(equals - word);
    const char *value = equals + 1;
    size_t value_length = length - key_length - 1;
    if (value_length >= 2 && (*value == '"' || *value == '\'')) {
        value++;
        value_length -= 2;
    }
    if (key_length == 5 && memcmp(word, "width", 5) == 0)
        add_width(c, attributes, value, value_length);
    else if (key_length == 6 && memcmp(word, "height", 6) == 0)
        add_size(attributes, "height", value, value_length);
    else if (key_length == 5 && memcmp(word, "align", 5) == 0)
        add_align(c, attributes, value, value_length);
    else
        return isalpha((unsigned char)*word);
    return true;
}

size_t image_take_attributes(struct conversion *c, const char *text)
{
    enum { ATTRIBUTES_MAX_BYTES = 300 };
    size_t offset = (size_t)(text - c->prepared->data);
    if (text[0] != '{' || c->out->length != c->span_end || offset >= c->prepared->length)
        return 0;
    size_t left = c->prepared->length - offset;
    size_t window = left < ATTRIBUTES_MAX_BYTES ? left : ATTRIBUTES_MAX_BYTES;
    const char *line_end = memchr(text, '\n', window);
    const char *close = memchr(text, '}', line_end == NULL ? window : (size_t)(line_end - text));
    if (close == NULL)
        return 0;
    struct attributes attributes = { .text = text_new(1000) };
    bool is_good = true;
    for (const char *at = text + 1; at < close && is_good;) {
        size_t word = 0;
        while (at + word < close && at[word] != ' ')
            word++;
        is_good = word == 0 || add_word(c, &attributes, at, word);
        at += word + 1;
    }
    if (is_good && attributes.text.length > 0) {
        size_t tail = c->out->length - c->image_start;
        char *rest = memory_copy(c->out->data + c->image_start, tail);
        text_cut(c->out, c->image_start);
        put(c, attributes.text.data, attributes.text.length);
        put(c, rest, tail);
        memory_free(&rest);
    }
    if (is_good)
        warn_of_size(c, &attributes);
    text_free(&attributes.text);
    return is_good ? (size_t)(close + 1 - text) : 0;
}
