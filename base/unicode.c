/* SPDX-License-Identifier: MIT */
#include "base/unicode.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

static const uint8_t *bytes(const char *text)
{
    return (const uint8_t *)text;
}

size_t unicode_valid_length(const char *text, size_t length)
{
    const uint8_t *bad = u8_check(bytes(text), length);
    return bad == NULL ? length : (size_t)(bad - bytes(text));
}

/* Most text is ASCII, of which the library knows nothing that we do not. */
static bool is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

/* The caller owns the result. */
static char *lower_ascii(const char *text, size_t length)
{
    char *lower = memory_copy_part(text, length);
    for (size_t i = 0; i < length; i++)
        if (lower[i] >= 'A' && lower[i] <= 'Z')
            lower[i] = (char)(lower[i] + ('a' - 'A'));
    return lower;
}

char *unicode_compose(const char *text)
{
    size_t length = strlen(text);
    if (is_ascii(text, length))
        return memory_copy_part(text, length);
    size_t composed_length = 0;
    uint8_t *composed = u8_normalize(UNINORM_NFC, bytes(text), length, NULL, &composed_length);
    if (composed == NULL)
        return memory_copy_text(text);
    char *copy = memory_copy_part((const char *)composed, composed_length);
    free(composed);
    return copy;
}

/* As squeeze(), lower case. The caller owns the result. */
static char *squeeze_ascii(const char *text, size_t length)
{
    char *key = memory_new(length + 1);
    size_t written = 0;
    bool is_gap = false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            is_gap = written > 0;
            continue;
        }
        if (is_gap)
            key[written++] = ' ';
        is_gap = false;
        key[written++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    key[written] = '\0';
    return key;
}

/* White space at the ends off, inside as one blank. */
static char *squeeze(const char *text, size_t length)
{
    struct text out = text_new(SIZE_MAX / 2);
    bool is_gap = false;
    for (size_t i = 0; i < length;) {
        ucs4_t c = 0;
        int size = u8_mbtouc(&c, bytes(text) + i, length - i);
        if (uc_is_property_white_space(c)) {
            is_gap = out.length > 0;
        } else {
            if (is_gap)
                text_add_char(&out, ' ');
            is_gap = false;
            text_add(&out, text + i, (size_t)size);
        }
        i += (size_t)size;
    }
    return text_take(&out);
}

char *unicode_title_key(const char *title)
{
    size_t length = strlen(title);
    if (is_ascii(title, length))
        return squeeze_ascii(title, length);
    char *squeezed = squeeze(title, length);
    uint8_t *folded =
        u8_casefold(bytes(squeezed), strlen(squeezed), NULL, UNINORM_NFC, NULL, &length);
    if (folded == NULL)
        return squeezed;
    char *key = memory_copy_part((const char *)folded, length);
    free(folded);
    memory_free(&squeezed);
    return key;
}

char *unicode_repaired(const char *text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    size_t left = strlen(text);
    struct text out = text_new(3 * left + 1);
    while (left > 0) {
        size_t valid = unicode_valid_length(text, left);
        text_add(&out, text, valid);
        text += valid;
        left -= valid;
        if (left == 0)
            break;
        text_add_string(&out, replacement);
        text++;
        left--;
    }
    return text_take(&out);
}

void unicode_copy(char *out, size_t size, const char *text)
{
    size_t length = strnlen(text, size - 1);
    /* No character begins with such a byte. */
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    memcpy(out, text, length);
    out[length] = '\0';
}

bool unicode_same_title(const char *a, const char *b)
{
    char *first = unicode_title_key(a);
    char *second = unicode_title_key(b);
    bool is_same = strcmp(first, second) == 0;
    memory_free(&first);
    memory_free(&second);
    return is_same;
}

size_t unicode_utf16_length(const char *text)
{
    size_t units = 0;
    size_t length = strlen(text);
    if (is_ascii(text, length))
        return length;
    for (size_t i = 0; i < length;) {
        ucs4_t c = 0;
        i += (size_t)u8_mbtouc(&c, bytes(text) + i, length - i);
        units += c > 0xFFFF ? 2 : 1;
    }
    return units;
}

/* Length of the grapheme cluster at `text`. */
static size_t cluster_length(const uint8_t *text, const uint8_t *end)
{
    const uint8_t *next = u8_grapheme_next(text, end);
    return next == NULL ? 0 : (size_t)(next - text);
}

size_t unicode_cut(const char *text, size_t units)
{
    const uint8_t *start = bytes(text);
    const uint8_t *end = start + strlen(text);
    const uint8_t *p = start;
    while (p < end) {
        size_t length = cluster_length(p, end);
        char *cluster = memory_copy_part((const char *)p, length);
        size_t needed = unicode_utf16_length(cluster);
        memory_free(&cluster);
        if (needed > units)
            break;
        units -= needed;
        p += length;
    }
    return (size_t)(p - start);
}

static size_t cluster_width(const uint8_t *cluster, size_t length)
{
    if (length == 1 && (*cluster < 0x20 || *cluster == 0x7F))
        return 1;
    int width = u8_width(cluster, length, "UTF-8");
    return width > 2 ? 2 : width < 0 ? 1 : (size_t)width;
}

size_t unicode_fit(const char *text, size_t columns)
{
    const uint8_t *start = bytes(text);
    const uint8_t *end = start + strlen(text);
    const uint8_t *p = start;
    while (p < end) {
        size_t length = cluster_length(p, end);
        size_t width = cluster_width(p, length);
        if (width > columns)
            break;
        columns -= width;
        p += length;
    }
    return (size_t)(p - start);
}

size_t unicode_width(const char *text)
{
    const uint8_t *end = bytes(text) + strlen(text);
    size_t width = 0;
    for (const uint8_t *p = bytes(text); p < end;) {
        size_t length = cluster_length(p, end);
        width += cluster_width(p, length);
        p += length;
    }
    return width;
}

static bool is_hostile(ucs4_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

char *unicode_printable(const char *text)
{
    struct text out = text_new(SIZE_MAX / 2);
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        ucs4_t c = 0;
        int size = u8_mbtoucr(&c, bytes(text) + i, length - i);
        if (size < 0) {
            text_add_format(&out, "\\x%02X", (unsigned char)text[i]);
            i++;
            continue;
        }
        if (is_hostile(c))
            text_add_char(&out, c == '\t' ? ' ' : '?');
        else
            text_add(&out, text + i, (size_t)size);
        i += (size_t)size;
    }
    return text_take(&out);
}

size_t unicode_encode(uint32_t code, char encoded[UNICODE_BYTES])
{
    int length = u8_uctomb((uint8_t *)encoded, code, UNICODE_BYTES - 1);
    encoded[length > 0 ? length : 0] = '\0';
    return length > 0 ? (size_t)length : 0;
}

size_t unicode_decode(const char *text, uint32_t *code)
{
    ucs4_t c = 0;
    size_t left = strnlen(text, UNICODE_BYTES);
    int length = left ? u8_mbtouc(&c, bytes(text), left) : 0;
    *code = c;
    return (size_t)length;
}

/* `found` as libunistring gave it, as a text of ours; `otherwise` when it gave none. */
static char *take_over(uint8_t *found, size_t length, const char *otherwise)
{
    if (found == NULL)
        return memory_copy_text(otherwise);
    char *text = memory_copy_part((const char *)found, length);
    free(found);
    return text;
}

char *unicode_lower(const char *text)
{
    size_t length = strlen(text);
    if (is_ascii(text, length))
        return lower_ascii(text, length);
    uint8_t *lower = u8_tolower(bytes(text), strlen(text), NULL, UNINORM_NFC, NULL, &length);
    return take_over(lower, length, text);
}

char *unicode_decompose(const char *text)
{
    size_t length = strlen(text);
    if (is_ascii(text, length))
        return memory_copy_part(text, length);
    uint8_t *apart = u8_normalize(UNINORM_NFKD, bytes(text), strlen(text), NULL, &length);
    return take_over(apart, length, text);
}

bool unicode_is_word(uint32_t code)
{
    return uc_is_general_category_withtable(code, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M |
                                                      UC_CATEGORY_MASK_Nd | UC_CATEGORY_MASK_Nl |
                                                      UC_CATEGORY_MASK_Pc);
}
