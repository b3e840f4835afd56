/* SPDX-License-Identifier: MIT */
#include "markdown/headings.h"

#include "base/unicode.h"
#include "markdown/alignment.h"
#include "markdown/elements.h"

#include <ctype.h>
#include <stdlib.h>

enum { TITLE_MAX_UNITS = 255, PLAIN_MAX_BYTES = 1024 * 1024 };

/* A reference's `name` while its fragment may still turn out to belong to another heading. */
#define SECOND_NAME "second"

void heading_add_anchor(struct conversion *c, const char *fragment)
{
    if (strpbrk(fragment, "\r\n") != NULL)
        return;
    text_add_string(&c->page->anchors, fragment);
    text_add_char(&c->page->anchors, '\n');
}

static size_t put_reference(struct conversion *c, const char *fragment, const char *name)
{
    struct reference reference = { .kind = REFERENCE_ANCHOR,
        .line = conversion_line(c),
        .target = c->options->path,
        .fragment = fragment,
        .name = name };
    size_t number = conversion_refer(c, &reference);
    put_mark(c, false, number);
    return number;
}

void heading_put_anchor(struct conversion *c, const char *name)
{
    if (name[0] == '\0' || strpbrk(name, "\r\n") != NULL || c->image_depth > 0)
        return;
    put_reference(c, name, "");
    heading_add_anchor(c, name);
}

void heading_open(struct conversion *c, unsigned level)
{
    c->heading.references = c->page->references.count;
    c->heading.emoji_count = 0;
    c->heading.is_open = true;
    enum alignment alignment = alignment_around(c);
    if (element_open(c, (enum element)(ELEMENT_H1 + (int)level - 1), false)->kind != ELEMENT_NONE)
        alignment_put(c, alignment);
    c->block_start = c->out->length;
}

bool heading_read_attributes(const char *at, const char *end, struct text *id)
{
    bool is_any = false;
    at += *at == ':';
    while (at < end) {
        size_t length = strcspn(at, " }");
        bool is_known = *at == '#' || *at == '.' || memchr(at, '=', length) != NULL;
        if (length > 0 && (!is_known || (*at != '#' && length < 2)))
            return false;
        if (length > 1 && *at == '#' && id->length == 0)
            text_add(id, at + 1, length - 1);
        is_any = is_any || length > 1;
        at += length + 1;
    }
    return is_any;
}

/* `Text {#id .class}`: takes the attributes off; the id, if there is one, is in `id` then. */
static bool take_attributes(struct conversion *c, struct text *plain, struct text *id)
{
    if ((c->options->features & PAGE_HEADING_IDS) == 0 || plain->length < 4 ||
        plain->data[plain->length - 1] != '}')
        return false;
    const char *open = memrchr(plain->data, '{', plain->length);
    const char *written =
        memrchr(c->out->data + c->block_start, '{', c->out->length - c->block_start);
    if (open == NULL || written == NULL ||
        memchr(written, '<', (size_t)(c->out->data + c->out->length - written)) != NULL ||
        !heading_read_attributes(open + 1, plain->data + plain->length - 1, id)) {
        text_cut(id, 0);
        return false;
    }
    text_cut(plain, (size_t)(open - plain->data));
    size_t end = (size_t)(written - c->out->data);
    while (end > c->block_start && c->out->data[end - 1] == ' ')
        end--;
    text_cut(c->out, end);
    return id->length > 0;
}

static void trim(struct text *plain)
{
    while (plain->length > 0 && isspace((unsigned char)plain->data[plain->length - 1]))
        text_cut(plain, plain->length - 1);
}

/* It lies in nothing but what aligns it: many a README begins so. */
static bool is_at_top(const struct conversion *c)
{
    size_t around = c->depth - 1;
    while (around > 1 && alignment_is_group(&c->stack[around - 1]))
        around--;
    return around == 1;
}

/* The heading becomes the title, or says what the front matter said: it leaves the body. */
static bool is_title(struct conversion *c, unsigned level, const char *plain)
{
    if (level != 1 || c->has_title_heading || !is_at_top(c) || plain[0] == '\0')
        return false;
    c->has_title_heading = true;
    if (c->page->title == NULL)
        return true;
    char *own = unicode_title_key(plain);
    char *given = unicode_title_key(c->page->title);
    bool is_same = strcmp(own, given) == 0;
    memory_free(&own);
    memory_free(&given);
    return is_same;
}

static void become_title(struct conversion *c, const char *plain, const char *slug)
{
    if (c->page->title == NULL) {
        char *title = heading_title(plain);
        c->page->title = memory_pool_copy(c->page->pool, title, strlen(title));
        c->page->title_from = PAGE_TITLE_HEADING;
        memory_free(&title);
    }
    c->title_slug = slug;
    text_cut(c->out, element_top(c)->start);
    conversion_forget_references(c, c->heading.references);
    c->weight -= element_top(c)->weight;
    c->depth--;
    element_open(c, ELEMENT_NONE, false);
}

/* The marks go in front of the heading's text. */
static void put_marks(struct conversion *c, const char *slug, const char *second)
{
    size_t length = c->out->length - c->block_start;
    char *content = memory_copy(c->out->data + c->block_start, length);
    text_cut(c->out, c->block_start);
    put_reference(c, slug, "");
    if (second[0] != '\0' && strcmp(second, slug) != 0)
        put_reference(c, second, SECOND_NAME);
    put(c, content, length);
    memory_free(&content);
    heading_add_anchor(c, slug);
}

void heading_note_emoji(struct conversion *c, const struct heading_emoji *emoji)
{
    struct heading *heading = &c->heading;
    if (heading->is_open && heading->emoji_count < HEADING_EMOJI_MAX)
        heading->emoji[heading->emoji_count++] = *emoji;
}

/* GitHub makes fragments before it makes emoji: `:tada: New` is `#tada-new`. Without them this is
   what slug_of() makes of `plain`. */
static void put_slug(const struct conversion *c, const struct text *plain, struct text *slug)
{
    const struct heading *heading = &c->heading;
    if (heading->emoji_count == 0) {
        slug_of(plain->data, slug);
        return;
    }
    struct text words = text_new(PLAIN_MAX_BYTES);
    size_t from = c->block_start;
    for (size_t i = 0; i < heading->emoji_count; i++) {
        const struct heading_emoji *emoji = &heading->emoji[i];
        conversion_plain_text(c, from, emoji->at, &words);
        text_add(&words, emoji->name, emoji->length);
        from = emoji->behind;
    }
    conversion_plain_text(c, from, c->out->length, &words);
    trim(&words);
    slug_of(words.data, slug);
    text_free(&words);
}

void heading_close(struct conversion *c, unsigned level)
{
    struct text plain = text_new(PLAIN_MAX_BYTES);
    struct text id = text_new(PLAIN_MAX_BYTES);
    struct text second = text_new(PLAIN_MAX_BYTES);
    conversion_plain_text(c, c->block_start, c->out->length, &plain);
    trim(&plain);
    bool has_id = take_attributes(c, &plain, &id);
    if (!has_id)
        put_slug(c, &plain, &id);
    c->heading.is_open = false;
    slug_of_mkdocs(plain.data, &second);
    trim(&plain);
    const char *slug =
        has_id ? slugs_entry(c->slugs, id.data)->name : slugs_take(c->slugs, id.data);
    if (has_id)
        slugs_entry(c->slugs, id.data)->value = slug;
    if (is_title(c, level, plain.data))
        become_title(c, plain.data, slug);
    else if (slug[0] != '\0')
        put_marks(c, slug, second.data);
    text_free(&plain);
    text_free(&id);
    text_free(&second);
}

void heading_end_html(struct conversion *c, size_t start)
{
    const char *tag_end = memchr(c->out->data + start, '>', c->out->length - start);
    start = (size_t)(tag_end + 1 - c->out->data);
    struct text plain = text_new(PLAIN_MAX_BYTES);
    struct text slug = text_new(PLAIN_MAX_BYTES);
    conversion_plain_text(c, start, c->out->length, &plain);
    trim(&plain);
    slug_of(plain.data, &slug);
    c->block_start = start;
    if (slug.length > 0)
        put_marks(c, slugs_take(c->slugs, slug.data), "");
    text_free(&plain);
    text_free(&slug);
}

char *heading_title(const char *text)
{
    struct text clean = text_new(PLAIN_MAX_BYTES);
    bool is_gap = false;
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        bool is_c1 = byte == 0xC2 && (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] < 0xA0;
        if (byte <= 0x20 || byte == 0x7F || is_c1) {
            is_gap = clean.length > 0;
            at += is_c1;
            continue;
        }
        if (is_gap)
            text_add_char(&clean, ' ');
        is_gap = false;
        text_add_char(&clean, *at);
    }
    char *title = unicode_compose(clean.data);
    text_free(&clean);
    if (unicode_utf16_length(title) > TITLE_MAX_UNITS) {
        static const char ELLIPSIS[] = "\xE2\x80\xA6";
        size_t cut = unicode_cut(title, TITLE_MAX_UNITS - 1);
        title = memory_grow(title, cut + sizeof ELLIPSIS, 1);
        memcpy(title + cut, ELLIPSIS, sizeof ELLIPSIS);
    }
    return title;
}

/* A second name that is another heading's first name, or another's second, gives way. */
static void settle_second_names(struct conversion *c)
{
    struct references *list = &c->page->references;
    for (size_t i = 0; i < list->count; i++) {
        struct reference *reference = &list->items[i];
        if (reference->kind != REFERENCE_ANCHOR || reference->name[0] == '\0')
            continue;
        reference->name = "";
        struct slug_entry *entry = slugs_entry(c->slugs, reference->fragment);
        if (entry->value != NULL) {
            reference->fragment = "";
            continue;
        }
        entry->value = entry->name;
        heading_add_anchor(c, reference->fragment);
    }
}

void headings_finish(struct conversion *c)
{
    settle_second_names(c);
    struct text anchors = text_new(c->page->anchors.limit);
    if (c->title_slug != NULL)
        text_add_string(&anchors, c->title_slug);
    text_add_char(&anchors, '\n');
    text_add(&anchors, c->page->anchors.data, c->page->anchors.length);
    text_free(&c->page->anchors);
    c->page->anchors = anchors;
}
