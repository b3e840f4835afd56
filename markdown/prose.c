/* SPDX-License-Identifier: MIT */
#include "markdown/prose.h"

#include "markdown/addresses.h"
#include "markdown/elements.h"
#include "markdown/embeds.h"
#include "markdown/emoji.h"
#include "markdown/footnotes.h"
#include "markdown/headings.h"
#include "markdown/links.h"
#include "markdown/output.h"

#include <ctype.h>
#include <stdio.h>

enum { MARK_MAX_BYTES = 500, EMOJI_MAX_BYTES = 40, NOTE_MAX_BYTES = 100, SCRIPT_MAX_BYTES = 40 };

#define MARK_HEAD "<span style=\"background-color: rgb(255,240,179);\">"
#define MARK_END "</span>"

static const unsigned char PLAIN[256] = { ['&'] = 1, ['<'] = 1, ['>'] = 1 };

/* `word` stands in the text; its byte `rare` is looked for, which is much faster. */
static bool holds(const struct conversion *c, const char *word, size_t rare)
{
    const char *data = c->prepared->data;
    const char *end = data + c->prepared->length;
    size_t length = strlen(word);
    for (const char *at = data;
         at < end && (at = memchr(at, word[rare], (size_t)(end - at))) != NULL; at++)
        if ((size_t)(at - data) >= rare && (size_t)(end - at) >= length - rare &&
            memcmp(at - rare, word, length) == 0)
            return true;
    return false;
}

void prose_prepare(struct conversion *c)
{
    unsigned features = c->options->features;
    memcpy(c->special, PLAIN, sizeof c->special);
    c->special[':'] = 1;
    c->special['='] = (features & PAGE_MARK) != 0;
    c->special['^'] = (features & PAGE_SCRIPTS) != 0;
    c->special['['] = (features & PAGE_FOOTNOTES) != 0 && holds(c, "[^", 1);
    c->special['w'] = address_is_foreign_www(c->prepared->data, c->prepared->length);
    c->special['!'] = holds(c, "![[", 0);
    c->special['{'] = holds(c, "{%", 0) || holds(c, "{{<", 0);
    c->special[PATCH_START] = 1;
}

/* Bytes before the first that `table` names. */
static inline size_t plain_run(
    const unsigned char table[256], const char *data, size_t from, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)data;
    size_t i = from;
    while (i + 4 <= length &&
           !(table[bytes[i]] | table[bytes[i + 1]] | table[bytes[i + 2]] | table[bytes[i + 3]]))
        i += 4;
    while (i < length && !table[bytes[i]])
        i++;
    return i;
}

static void put_entity(struct conversion *c, char byte)
{
    if (byte == '&')
        PUT(c, "&amp;");
    else if (byte == '<')
        PUT(c, "&lt;");
    else if (byte == '>')
        PUT(c, "&gt;");
    else
        put(c, &byte, 1);
}

void put_plain(struct conversion *c, const char *data, size_t length)
{
    size_t start = 0;
    for (;;) {
        size_t end = plain_run(PLAIN, data, start, length);
        put(c, data + start, end - start);
        if (end == length)
            return;
        put_entity(c, data[end]);
        start = end + 1;
    }
}

/* `:name:`; how many bytes were used. */
static size_t put_emoji(struct conversion *c, const char *data, size_t length, char before)
{
    size_t end = 1;
    while (end < length && end < EMOJI_MAX_BYTES &&
           (isalnum((unsigned char)data[end]) || (data[end] != '\0' && strchr("_+-", data[end]))))
        end++;
    /* One letter between colons is more often a name in C++. */
    bool is_letter = end == 2 && (before == ':' || (length > 3 && data[3] == ':'));
    if (end < 2 || end >= length || data[end] != ':' || is_letter)
        return 0;
    const char *character = emoji_find(data + 1, end - 1);
    if (character == NULL)
        return 0;
    size_t at = c->out->length;
    put_string(c, character);
    heading_note_emoji(c, &(struct heading_emoji){ data + 1, end - 1, at, c->out->length });
    return end + 1;
}

/* `==text==`: the marks touch the text and are no longer than two. */
static size_t put_mark_text(struct conversion *c, const char *data, size_t length)
{
    if (length < 5 || data[1] != '=' || data[2] == '=' || data[2] == ' ')
        return 0;
    size_t window = length < MARK_MAX_BYTES ? length : MARK_MAX_BYTES;
    const char *close = memmem(data + 3, window - 3, "==", 2);
    if (close == NULL || close[-1] == ' ' ||
        ((size_t)(close + 2 - data) < length && close[2] == '='))
        return 0;
    PUT(c, MARK_HEAD);
    put_prose(c, data + 2, (size_t)(close - data) - 2);
    PUT(c, MARK_END);
    return (size_t)(close + 2 - data);
}

static bool is_gap(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n';
}

/* `==` that an earlier one may wait for, over the spans in between. */
static bool close_mark(struct conversion *c)
{
    struct text *out = c->out;
    size_t behind = c->mark_at + 2;
    if (c->mark_at == 0 || c->mark_in != element_top(c)->start || out->length <= behind ||
        out->length - behind > MARK_MAX_BYTES * 8 || is_gap(out->data[out->length - 1]) ||
        memcmp(out->data + c->mark_at, "==", 2) != 0)
        return false;
    size_t length = out->length - behind;
    char *content = memory_copy(out->data + behind, length);
    text_cut(out, c->mark_at);
    PUT(c, MARK_HEAD);
    put(c, content, length);
    PUT(c, MARK_END);
    memory_free(&content);
    c->mark_at = 0;
    return true;
}

/* `==` without its end in this piece of text: it ends one, or may begin one. */
static size_t put_half_mark(struct conversion *c, const char *data, size_t length, char before)
{
    if (length < 2 || data[1] != '=' || (length > 2 && data[2] == '='))
        return 0;
    if (close_mark(c))
        return 2;
    bool begins = (length == 2 || !is_gap(data[2])) && !isalnum((unsigned char)before);
    if (begins) {
        c->mark_at = c->out->length;
        c->mark_in = element_top(c)->start;
    }
    PUT(c, "==");
    return 2;
}

static size_t put_highlight(struct conversion *c, const char *data, size_t length, char before)
{
    if (before == '=')
        return 0;
    /* `operator==(int)` begins none. */
    size_t used = isalnum((unsigned char)before) ? 0 : put_mark_text(c, data, length);
    return used > 0 ? used : put_half_mark(c, data, length, before);
}

/* What a small figure may hang on. */
static bool is_base(char before)
{
    return isalnum((unsigned char)before) || before == ')' || (before & 0x80) != 0;
}

static bool has_blank(const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (isspace((unsigned char)data[i]))
            return true;
    return false;
}

/* `x^2^`: behind a letter or figure, short and without blanks. */
static size_t put_superscript(struct conversion *c, const char *data, size_t length, char before)
{
    size_t window = length < SCRIPT_MAX_BYTES ? length : SCRIPT_MAX_BYTES;
    const char *close = window < 3 ? NULL : memchr(data + 1, '^', window - 1);
    if (!is_base(before) || close == NULL || close == data + 1 ||
        has_blank(data + 1, (size_t)(close - data) - 1))
        return 0;
    PUT(c, "<sup>");
    put_plain(c, data + 1, (size_t)(close - data) - 1);
    PUT(c, "</sup>");
    return (size_t)(close + 1 - data);
}

void prose_note_subscript(struct conversion *c, const char *data, size_t length)
{
    const char *start = c->prepared->data;
    struct element_entry *top = element_top(c);
    bool is_short = length < SCRIPT_MAX_BYTES && !has_blank(data, length);
    size_t offset = (size_t)(data - start);
    if ((c->options->features & PAGE_SCRIPTS) == 0 || !is_short || top->kind != ELEMENT_DEL ||
        c->out->length != top->start + sizeof "<del>" - 1 || offset < 2 ||
        offset >= c->prepared->length || c->prepared->length - offset <= length ||
        data[-1] != '~' || !is_base(data[-2]) || data[length] != '~')
        return;
    text_cut(c->out, top->start);
    element_become(c, top, ELEMENT_SUB);
    PUT(c, "<sub>");
}

/* `[^a-z]*` is no footnote that somebody has forgotten, nor is one that stands apart. */
static bool is_meant_as_note(
    const struct conversion *c, const char *close, const char *end, char before)
{
    bool is_apart =
        isspace((unsigned char)before) || before == '\0' || strchr("([{|/\\", before) != NULL;
    bool goes_on = close + 1 < end && strchr("*+?{[(|)\\/$^]", close[1]) != NULL;
    return !goes_on && (!is_apart || c->prepared->footnote_count > 0);
}

static void warn_of_note(struct conversion *c, const char *data, size_t length, char before)
{
    const char *close = data + 2;
    while (
        close < data + length && (isalnum((unsigned char)*close) || strchr("-_.", *close) != NULL))
        close++;
    if (close == data + 2 || close == data + length || *close != ']' ||
        !is_meant_as_note(c, close, data + length, before))
        return;
    char near[NOTE_MAX_BYTES + 1];
    snprintf(near, sizeof near, "%.*s", (int)(close + 1 - data), data);
    conversion_warn(c, "CM-NOTE-01", "define it by a line of its own, `[^name]: text`", near,
        "no footnote is called `%s`; shown as text", near);
}

static size_t put_note(struct conversion *c, const char *data, size_t length)
{
    if (length < 4 || data[1] != '^')
        return 0;
    size_t offset = (size_t)(data - c->prepared->data);
    char before = ' ';
    if (offset > 0 && offset < c->prepared->length)
        before = data[-1];
    size_t window = length < NOTE_MAX_BYTES ? length : NOTE_MAX_BYTES;
    const char *close = memchr(data, ']', window);
    if (close != NULL && footnote_put(c, data + 2, (size_t)(close - data) - 2))
        return (size_t)(close + 1 - data);
    warn_of_note(c, data, window, before);
    return 0;
}

/* `<!-->` and `<!--->` are comments since CommonMark 0.31; md4c 0.4.8 takes them for text. */
static size_t skip_comment(const struct conversion *c, const char *data, size_t length)
{
    size_t offset = (size_t)(data - c->prepared->data);
    bool is_escaped = offset > 0 && offset < c->prepared->length && data[-1] == '\\';
    if (is_escaped || length < 5 || memcmp(data, "<!--", 4) != 0)
        return 0;
    size_t dashes = data[4] == '-' ? 5 : 4;
    return length > dashes && data[dashes] == '>' ? dashes + 1 : 0;
}

/* `{% include x %}`, `{{< figure >}}`: nobody runs them here. */
static void note_template(struct conversion *c, const char *data, size_t length)
{
    bool is_template =
        length > 3 && (memcmp(data, "{% ", 3) == 0 || memcmp(data, "{%-", 3) == 0 ||
                          memcmp(data, "{{%", 3) == 0 || memcmp(data, "{{<", 3) == 0);
    if (c->has_template || !is_template)
        return;
    c->has_template = true;
    char near[4] = { data[0], data[1], data[2], '\0' };
    conversion_warn(c, "CM-TEXT-03",
        "leave it out by `<!-- cmsync:ignore-start -->`, or publish what the generator makes of it",
        near, "templates of a site generator are shown as they were written");
}

/* A patch that got into text by mistake. */
static size_t skip_patch(const char *data, size_t length)
{
    const char *close = memchr(data, PATCH_END, length);
    return close == NULL ? length : (size_t)(close + 1 - data);
}

static size_t put_colon(struct conversion *c, const char *data, size_t at, size_t length)
{
    if (at + 1 < length && data[at + 1] == '/')
        return address_put(c, data, at, length);
    char before = ' ';
    if (at > 0)
        before = data[at - 1];
    bool is_emoji = (c->options->features & PAGE_EMOJI) != 0 && !isalnum((unsigned char)before);
    return is_emoji ? put_emoji(c, data + at, length - at, before) : 0;
}

/* What is special at `at` of `text`. */
static size_t put_special(struct conversion *c, const char *text, size_t at, size_t text_length)
{
    const char *data = text + at;
    size_t length = text_length - at;
    char before = ' ';
    if (at > 0)
        before = text[at - 1];
    switch (*data) {
    case ':':
        return put_colon(c, text, at, text_length);
    case '=':
        return put_highlight(c, data, length, before);
    case '[':
        return put_note(c, data, length);
    case '^':
        return put_superscript(c, data, length, before);
    case '<':
        link_note_storage(c, data, length);
        return skip_comment(c, data, length);
    case 'w':
        return address_put_www(c, text, at, text_length);
    case '!':
        return embed_put(c, data, length);
    case '{':
        note_template(c, data, length);
        return 0;
    case PATCH_START:
        return skip_patch(data, length);
    default:
        return 0;
    }
}

void put_prose(struct conversion *c, const char *data, size_t length)
{
    size_t start = 0;
    for (;;) {
        size_t end = plain_run(c->special, data, start, length);
        put(c, data + start, end - start);
        if (end == length)
            return;
        size_t used = put_special(c, data, end, length);
        if (used == 0) {
            put_entity(c, data[end]);
            used = 1;
        }
        start = end + used;
    }
}
