/* SPDX-License-Identifier: MIT */
#include "markdown/conversion.h"

#include "base/diagnostic.h"
#include "markdown/footnotes.h"

#include <stdlib.h>

enum { ATTRIBUTE_MAX_BYTES = 1024 * 1024 * 1024 };

const char *conversion_keep(struct conversion *c, const char *string)
{
    if (string == NULL || string[0] == '\0')
        return "";
    char *copy = memory_pool_copy(c->page->pool, string, strlen(string));
    char *to = strchr(copy, PATCH_START);
    for (const char *from = to; from != NULL && *from != '\0'; from++) {
        if (*from == PATCH_START) {
            from = strchr(from, PATCH_END);
            if (from == NULL)
                break;
            continue;
        }
        *to++ = *from;
    }
    if (to != NULL)
        *to = '\0';
    return copy;
}

size_t conversion_refer(struct conversion *c, const struct reference *reference)
{
    struct references *list = &c->page->references;
    if (list->count == c->reference_capacity) {
        c->reference_capacity = list->count == 0 ? 16 : list->count * 2;
        list->items = memory_grow(list->items, c->reference_capacity, sizeof *list->items);
    }
    list->items[list->count] = (struct reference){ .kind = reference->kind,
        .line = reference->line,
        .target = conversion_keep(c, reference->target),
        .fragment = conversion_keep(c, reference->fragment),
        .name = conversion_keep(c, reference->name),
        .fallback = conversion_keep(c, reference->fallback) };
    return list->count++;
}

void conversion_forget_references(struct conversion *c, size_t count)
{
    c->page->references.count = count;
}

/* Line ends from `at` to `end`; none when `end` comes first. */
static size_t count_lines(const char *at, const char *end)
{
    size_t lines = 0;
    for (; at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        lines++;
    return lines;
}

size_t conversion_line(struct conversion *c)
{
    if (c->place == NULL)
        return 1 + c->prepared->first_line;
    if (c->line_from == NULL) {
        c->line_from = c->prepared->data;
        c->line = 1;
    }
    c->line += count_lines(c->line_from, c->place);
    c->line -= count_lines(c->place, c->line_from);
    c->line_from = c->place;
    return prepared_line(c->prepared, c->line);
}

void page_warn(struct conversion *c, const struct page_warning *warning)
{
    struct page *page = c->page;
    if (page->warning_count == PAGE_WARNINGS_MAX) {
        page->warnings_dropped++;
        return;
    }
    if (page->warning_count == c->warning_capacity) {
        c->warning_capacity = c->warning_capacity == 0 ? 8 : c->warning_capacity * 2;
        page->warnings = memory_grow(page->warnings, c->warning_capacity, sizeof *page->warnings);
    }
    page->warnings[page->warning_count++] = (struct page_warning){ .code = warning->code,
        .message = conversion_keep(c, warning->message),
        .help = warning->help == NULL ? NULL : conversion_keep(c, warning->help),
        .line = warning->line,
        .column = warning->column,
        .length = warning->length };
}

/* Characters in UTF-8 of `length` bytes. */
static size_t count_characters(const char *data, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)data[i] & 0xC0) != 0x80;
    return count;
}

/* Looks for `near` on line `line` of the file; sets column and length when it is there. */
static void find_column(struct conversion *c, const char *near, struct page_warning *warning)
{
    const char *end = c->file->data + c->file->length;
    if (c->file_at == NULL || warning->line < c->file_line) {
        c->file_at = c->file->data;
        c->file_line = 1;
    }
    const char *at = c->file_at;
    for (size_t line = c->file_line; line < warning->line && at != NULL; line++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at == NULL ? NULL : at + 1;
    }
    if (at != NULL) {
        c->file_at = at;
        c->file_line = warning->line;
    }
    if (at == NULL || near[0] == '\0')
        return;
    const char *line_end = memchr(at, '\n', (size_t)(end - at));
    size_t length = (size_t)((line_end == NULL ? end : line_end) - at);
    const char *hit = memmem(at, length, near, strlen(near));
    if (hit == NULL)
        return;
    warning->column = count_characters(at, (size_t)(hit - at)) + 1;
    warning->length = count_characters(near, strlen(near));
}

void page_warn_near(struct conversion *c, const struct page_warning *warning, const char *near)
{
    struct page_warning placed = *warning;
    if (near != NULL)
        find_column(c, near, &placed);
    page_warn(c, &placed);
}

void conversion_warn(struct conversion *c, const char *code, const char *help, const char *near,
    const char *format, ...)
{
    if (c->page->warning_count == PAGE_WARNINGS_MAX) {
        c->page->warnings_dropped++;
        return;
    }
    struct text message = text_new(4096);
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(&message, format, arguments);
    va_end(arguments);
    struct page_warning warning = {
        .code = code, .message = message.data, .help = help, .line = conversion_line(c)
    };
    page_warn_near(c, &warning, near);
    text_free(&message);
}

static const char *skip_tag(const char *at, const char *end, char closer)
{
    const char *hit = memchr(at, closer, (size_t)(end - at));
    return hit == NULL ? end : hit + 1;
}

/* Our own escapes only: `&amp;` `&lt;` `&gt;`. */
static const char *add_entity(struct text *plain, const char *at, const char *end)
{
    const char *close = memchr(at, ';', (size_t)(end - at));
    if (close == NULL)
        return end;
    text_add_char(plain, (char)(at[1] == 'a' ? '&' : at[1] == 'l' ? '<' : '>'));
    return close + 1;
}

void conversion_plain_text(
    const struct conversion *c, size_t start, size_t stop, struct text *plain)
{
    const char *at = c->out->data + start;
    const char *end = c->out->data + stop;
    while (at < end) {
        size_t run = 0;
        while (at + run < end && at[run] != '<' && at[run] != '&' && (unsigned char)at[run] > 0x04)
            run++;
        text_add(plain, at, run);
        at += run;
        if (at == end)
            return;
        if (*at == '<')
            at = skip_tag(at, end, '>');
        else if (*at == '&')
            at = add_entity(plain, at, end);
        else
            at = skip_tag(at, end, *at == PATCH_START ? PATCH_END : '\x02');
    }
}

void conversion_open(struct conversion *c, struct page *page, const struct page_options *options)
{
    *c = (struct conversion){ .page = page, .options = options, .out = &page->body };
    c->html = text_new(ATTRIBUTE_MAX_BYTES);
    c->scratch = text_new(ATTRIBUTE_MAX_BYTES);
    c->info = text_new(ATTRIBUTE_MAX_BYTES);
    c->image_source = text_new(ATTRIBUTE_MAX_BYTES);
    c->image_title = text_new(ATTRIBUTE_MAX_BYTES);
    c->macro = text_new(ATTRIBUTE_MAX_BYTES);
    c->slugs = slugs_new(page->pool);
    c->names = slugs_new(page->pool);
    c->footnotes = footnotes_new();
}

void conversion_close(struct conversion *c)
{
    text_free(&c->html);
    text_free(&c->scratch);
    text_free(&c->info);
    text_free(&c->image_source);
    text_free(&c->image_title);
    text_free(&c->macro);
    slugs_free(&c->slugs);
    slugs_free(&c->names);
    footnotes_free(&c->footnotes);
    memory_free(&c->stack);
    memory_free(&c->lists_mixed);
}
