/* SPDX-License-Identifier: MIT */
#include "markdown/source.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/unicode.h"

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* What is wrong at a place, and how many bytes it takes. */
enum flaw { FLAW_NONE, FLAW_INVALID, FLAW_CONTROL, FLAW_SPACE };

static bool is_control(unsigned char c)
{
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/* The highest bit of each of the eight bytes that may need a look: below 0x20, above 0x7F (and
   0x20 behind such a one). */
static uint64_t needs_look(const char *data)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = UINT64_C(0x8080808080808080);
    uint64_t word;
    memcpy(&word, data, sizeof word);
    word = le64toh(word);
    return ((word - ones * 0x20) | word) & tops;
}

/* Which byte in memory the first mark of needs_look() belongs to. */
static size_t byte_of(uint64_t look)
{
    return (size_t)__builtin_ctzll(look) / 8;
}

/* U+FFFE and U+FFFF are UTF-8, but no XML. */
static bool is_noncharacter(const char *data, size_t length)
{
    return length >= 3 && memcmp(data, "\xEF\xBF", 2) == 0 && (data[2] & 0x3E) == 0x3E;
}

struct scan {
    const char *data;
    size_t length;
    size_t valid_until; /* no byte before it is invalid UTF-8 */
    size_t at;          /* the flaw */
    size_t size;
};

/* At a byte above 0x7F. Looks at a window, so that text which is mostly ASCII stays cheap. */
static enum flaw check_character(struct scan *scan, size_t at)
{
    enum { WINDOW = 64 };
    size_t left = scan->length - at;
    scan->at = at;
    if (at >= scan->valid_until) {
        size_t valid = unicode_valid_length(scan->data + at, left < WINDOW ? left : WINDOW);
        if (valid == 0) {
            scan->size = 1;
            return FLAW_INVALID;
        }
        scan->valid_until = at + valid;
    }
    scan->size = 3;
    return is_noncharacter(scan->data + at, left) ? FLAW_CONTROL : FLAW_NONE;
}

/* At a byte that may be part of a flaw. */
static enum flaw check_byte(struct scan *scan, size_t at)
{
    unsigned char c = (unsigned char)scan->data[at];
    if (c >= 0xC0 || (c >= 0x80 && at >= scan->valid_until))
        return check_character(scan, at);
    if (!is_control(c))
        return FLAW_NONE;
    scan->at = at;
    scan->size = 1;
    return c == '\f' || c == '\v' ? FLAW_SPACE : FLAW_CONTROL;
}

/* The first flaw at or behind `from`, into scan->at and scan->size. */
static enum flaw find_flaw(struct scan *scan, size_t from)
{
    enum flaw flaw = FLAW_NONE;
    size_t i = from;
    for (; i + 8 <= scan->length; i += 8)
        for (uint64_t look = needs_look(scan->data + i); look != 0; look &= look - 1) {
            size_t at = i + byte_of(look);
            if (scan->data[at] != '\n' && (flaw = check_byte(scan, at)) != FLAW_NONE)
                return flaw;
        }
    for (; i < scan->length; i++)
        if ((flaw = check_byte(scan, i)) != FLAW_NONE)
            return flaw;
    scan->at = scan->length;
    scan->size = 0;
    return FLAW_NONE;
}

static void note_flaw(struct source *source, enum flaw flaw, size_t at)
{
    if (flaw == FLAW_INVALID && source->invalid_at == SIZE_MAX)
        source->invalid_at = at;
    if (flaw == FLAW_CONTROL && source->control_at == SIZE_MAX)
        source->control_at = at;
    if (flaw != FLAW_SPACE)
        source->replaced++;
}

struct source source_open(const char *data, size_t length)
{
    if (length >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
        data += 3;
        length -= 3;
    }
    struct source source = {
        .data = data, .length = length, .invalid_at = SIZE_MAX, .control_at = SIZE_MAX
    };
    struct scan scan = { .data = data, .length = length };
    enum flaw flaw = find_flaw(&scan, 0);
    if (flaw == FLAW_NONE)
        return source;
    struct text clean = text_new(SIZE_MAX / 2);
    size_t start = 0;
    while (flaw != FLAW_NONE) {
        text_add(&clean, data + start, scan.at - start);
        note_flaw(&source, flaw, clean.length);
        text_add_string(&clean, flaw == FLAW_SPACE ? " " : REPLACEMENT);
        start = scan.at + scan.size;
        flaw = find_flaw(&scan, start);
    }
    text_add(&clean, data + start, length - start);
    source.length = clean.length;
    source.owned = text_take(&clean);
    source.data = source.owned;
    return source;
}

void source_free(struct source *source)
{
    memory_free(&source->owned);
}

size_t source_line(const struct source *source, size_t from, size_t line, size_t offset)
{
    const char *at = source->data + from;
    const char *end = source->data + offset;
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        line++;
        at++;
    }
    return line;
}
