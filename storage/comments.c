/* SPDX-License-Identifier: MIT */
#include "storage/comments.h"

#include "base/memory.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN_MAX = 64 * 1024 * 1024, CONTEXT_BYTES = 48, REF_BYTES = 128, DEPTH_MAX = 32 };

static const char marker_name[] = "ac:inline-comment-marker";

/* Tags that text flows across; all others part it. */
static const char *const inline_tags[] = { "strong", "em", "b", "i", "u", "s", "del", "strike",
    "code", "span", "a", "sub", "sup", "small", "ac:link", "ac:link-body",
    "ac:inline-comment-marker", NULL };

/* Elements whose text is not text of the page. */
static const char *const closed_tags[] = { "ac:parameter", "ac:plain-text-body",
    "ac:plain-text-link-body", "ac:task-id", "ac:task-uuid", "ac:task-status", NULL };

/* A comment in the body that is there: around plain[from..to). */
struct comment {
    char ref[REF_BYTES];
    size_t from;
    size_t to;
};

/* The text of a body, and for each byte where in the source it comes from. A byte whose `from` and
   `to` are equal parts blocks. */
struct plain {
    struct text text;
    struct place {
        size_t from;
        size_t to;
    } * places;
    size_t capacity;
    struct comment *comments; /* NULL: none are wanted */
    size_t count;
    size_t open[DEPTH_MAX]; /* comments that are open */
    size_t depth;
    size_t closed; /* how deep in elements whose text does not count */
};

static bool is_one_of(const char *name, size_t length, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strlen(*list) == length && memcmp(*list, name, length) == 0)
            return true;
    return false;
}

static void add_byte(struct plain *plain, char byte, size_t from, size_t to)
{
    if (plain->text.length == plain->capacity) {
        plain->capacity = plain->capacity == 0 ? 4096 : plain->capacity * 2;
        plain->places = memory_grow(plain->places, plain->capacity, sizeof *plain->places);
    }
    assert(plain->places != NULL); /* there is room, so it was made */
    plain->places[plain->text.length] = (struct place){ from, to };
    text_add_char(&plain->text, byte);
}

/* ---------------------------------------------------------------- text */

static const struct {
    const char *name;
    const char *bytes;
} entities[] = {
    { "&amp;", "&" },
    { "&lt;", "<" },
    { "&gt;", ">" },
    { "&quot;", "\"" },
    { "&apos;", "'" },
    { "&#39;", "'" },
    { "&nbsp;", "\xc2\xa0" },
    { "&rsquo;", "\xe2\x80\x99" },
    { "&lsquo;", "\xe2\x80\x98" },
    { "&ldquo;", "\xe2\x80\x9c" },
    { "&rdquo;", "\xe2\x80\x9d" },
    { "&ndash;", "\xe2\x80\x93" },
    { "&mdash;", "\xe2\x80\x94" },
    { "&hellip;", "\xe2\x80\xa6" },
    { "&auml;", "\xc3\xa4" },
    { "&ouml;", "\xc3\xb6" },
    { "&uuml;", "\xc3\xbc" },
    { "&Auml;", "\xc3\x84" },
    { "&Ouml;", "\xc3\x96" },
    { "&Uuml;", "\xc3\x9c" },
    { "&szlig;", "\xc3\x9f" },
    { "&eacute;", "\xc3\xa9" },
    { "&egrave;", "\xc3\xa8" },
};

/* The length of the character at `at`: one byte, or an entity with all its bytes as one place. */
static size_t add_character(struct plain *plain, const char *source, size_t at, size_t length)
{
    for (size_t i = 0; source[at] == '&' && i < sizeof entities / sizeof *entities; i++) {
        size_t size = strlen(entities[i].name);
        if (length - at < size || memcmp(source + at, entities[i].name, size) != 0)
            continue;
        for (const char *byte = entities[i].bytes; *byte != '\0'; byte++)
            add_byte(plain, *byte, at, at + size);
        return size;
    }
    char byte = source[at];
    bool is_blank = byte == '\n' || byte == '\t' || byte == '\r';
    add_byte(plain, (char)(is_blank ? ' ' : byte), at, at + 1);
    return 1;
}

/* ---------------------------------------------------------------- tags */

static void take_ref(const char *tag, size_t length, char ref[REF_BYTES])
{
    static const char attribute[] = "ac:ref=\"";
    const char *found = memmem(tag, length, attribute, sizeof attribute - 1);
    ref[0] = '\0';
    if (found == NULL)
        return;
    found += sizeof attribute - 1;
    const char *end = memchr(found, '"', (size_t)(tag + length - found));
    if (end == NULL || end - found >= REF_BYTES || memchr(found, '<', (size_t)(end - found)))
        return;
    memcpy(ref, found, (size_t)(end - found));
    ref[end - found] = '\0';
}

static void open_comment(struct plain *plain, const char *tag, size_t length)
{
    if (plain->comments == NULL || plain->count == COMMENTS_MAX || plain->depth == DEPTH_MAX)
        return;
    struct comment *comment = &plain->comments[plain->count];
    take_ref(tag, length, comment->ref);
    comment->from = comment->to = plain->text.length;
    plain->open[plain->depth++] = plain->count++;
}

static void close_comment(struct plain *plain)
{
    if (plain->comments != NULL && plain->depth > 0)
        plain->comments[plain->open[--plain->depth]].to = plain->text.length;
}

/* Where the tag at `at` ends: behind its `>`, which may stand in quotes before. */
static size_t tag_end(const char *source, size_t at, size_t length)
{
    char quote = '\0';
    for (; at < length; at++) {
        if (quote != '\0')
            quote = (char)(source[at] == quote ? '\0' : quote);
        else if (source[at] == '"' || source[at] == '\'')
            quote = source[at];
        else if (source[at] == '>')
            return at + 1;
    }
    return length;
}

static void take_tag(struct plain *plain, const char *tag, size_t length, size_t at)
{
    bool is_end = length > 1 && tag[1] == '/';
    bool is_empty = length > 2 && tag[length - 2] == '/';
    const char *name = tag + 1 + is_end;
    size_t name_length = 0;
    while (name + name_length < tag + length && strchr(" \t\r\n/>", name[name_length]) == NULL)
        name_length++;
    if (!is_one_of(name, name_length, inline_tags))
        add_byte(plain, '\n', at, at);
    if (is_one_of(name, name_length, closed_tags) && !is_empty) {
        if (!is_end)
            plain->closed++;
        else if (plain->closed > 0)
            plain->closed--;
    }
    if (name_length != sizeof marker_name - 1 || memcmp(name, marker_name, name_length) != 0)
        return;
    if (is_end)
        close_comment(plain);
    else if (!is_empty)
        open_comment(plain, tag, length);
}

/* A section that is no markup: CDATA or a comment; its length, or 0. */
static size_t section_length(const char *source, size_t at, size_t length)
{
    static const char *const sections[][2] = { { "<![CDATA[", "]]>" }, { "<!--", "-->" } };
    for (int i = 0; i < 2; i++) {
        size_t size = strlen(sections[i][0]);
        if (length - at < size || memcmp(source + at, sections[i][0], size) != 0)
            continue;
        const char *end = memmem(source + at, length - at, sections[i][1], 3);
        return end == NULL ? length - at : (size_t)(end - (source + at)) + 3;
    }
    return 0;
}

static void scan(struct plain *plain, const char *source, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t section = source[at] == '<' ? section_length(source, at, length) : 0;
        if (section > 0) {
            add_byte(plain, '\n', at, at);
            at += section;
        } else if (source[at] == '<') {
            size_t end = tag_end(source, at, length);
            take_tag(plain, source + at, end - at, at);
            at = end;
        } else if (plain->closed > 0) {
            at++;
        } else {
            at += add_character(plain, source, at, length);
        }
    }
}

static void plain_start(struct plain *plain, bool with_comments)
{
    *plain = (struct plain){ .text = text_new(PLAIN_MAX) };
    if (with_comments)
        plain->comments = memory_new_array(COMMENTS_MAX, sizeof *plain->comments);
}

static void plain_free(struct plain *plain)
{
    text_free(&plain->text);
    memory_free(&plain->places);
    memory_free(&plain->comments);
}

/* ---------------------------------------------------------------- the place for a comment */

/* How many bytes before the two places are alike, and behind them. */
static size_t alike(const struct plain *a, size_t a_from, size_t a_to, const struct plain *b,
    size_t b_from, size_t b_to)
{
    size_t before = 0, behind = 0;
    while (before < CONTEXT_BYTES && before < a_from && before < b_from &&
           a->text.data[a_from - 1 - before] == b->text.data[b_from - 1 - before])
        before++;
    while (behind < CONTEXT_BYTES && a_to + behind < a->text.length &&
           b_to + behind < b->text.length &&
           a->text.data[a_to + behind] == b->text.data[b_to + behind])
        behind++;
    return before + behind;
}

/* The best place of the comment's text; false when it does not occur. */
static bool find_place(const struct plain *present, const struct comment *comment,
    const struct plain *wanted, size_t *from, size_t *to)
{
    const char *text = present->text.data + comment->from;
    size_t length = comment->to - comment->from;
    size_t best = 0;
    bool is_found = false;
    if (length == 0 || comment->ref[0] == '\0')
        return false;
    for (size_t at = 0; at + length <= wanted->text.length; at++) {
        const char *next = memmem(wanted->text.data + at, wanted->text.length - at, text, length);
        if (next == NULL)
            break;
        at = (size_t)(next - wanted->text.data);
        size_t score = 1 + alike(present, comment->from, comment->to, wanted, at, at + length);
        if (score > best) {
            best = score;
            *from = at;
            *to = at + length;
            is_found = true;
        }
    }
    return is_found;
}

/* Behind the last byte of the run that begins at `first`: what no tag parts in the source. */
static size_t run_end(const struct plain *plain, size_t first, size_t to)
{
    const struct place *places = plain->places;
    size_t end = first + 1;
    while (end < to && places[end].from != places[end].to &&
           (places[end].from == places[end - 1].to || places[end].from == places[end - 1].from))
        end++;
    return end;
}

/* Copies the body with the marker around each run of the range: it must not cross a tag. */
static void insert(const struct text *body, const struct plain *plain, size_t from, size_t to,
    const char *ref, struct text *out)
{
    size_t copied = 0;
    assert(plain->places != NULL); /* something was found in it */
    for (size_t i = from; i < to;) {
        const struct place *first = &plain->places[i];
        size_t end = run_end(plain, i, to);
        if (first->from != first->to) {
            size_t behind = plain->places[end - 1].to;
            text_add(out, body->data + copied, first->from - copied);
            text_add_format(out, "<%s ac:ref=\"%s\">", marker_name, ref);
            text_add(out, body->data + first->from, behind - first->from);
            text_add_format(out, "</%s>", marker_name);
            copied = behind;
            i = end;
        } else {
            i++;
        }
    }
    text_add(out, body->data + copied, body->length - copied);
}

struct comments_count comments_carry(const char *present, size_t present_length, const char *wanted,
    size_t wanted_length, struct text *out)
{
    struct comments_count count = { 0, 0 };
    struct plain there;
    plain_start(&there, true);
    scan(&there, present, present_length);
    struct text body = text_new(out->limit);
    text_add(&body, wanted, wanted_length);
    for (size_t i = 0; i < there.count; i++) {
        struct plain now;
        size_t from = 0, to = 0;
        plain_start(&now, false);
        scan(&now, body.data, body.length);
        if (find_place(&there, &there.comments[i], &now, &from, &to)) {
            struct text marked = text_new(out->limit);
            insert(&body, &now, from, to, there.comments[i].ref, &marked);
            text_free(&body);
            body = marked;
            count.carried++;
        } else {
            count.lost++;
        }
        plain_free(&now);
    }
    plain_free(&there);
    text_add(out, body.data, body.length);
    text_free(&body);
    return count;
}
