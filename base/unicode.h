/* SPDX-License-Identifier: MIT */
/* What libunistring knows of text: validity, comparison without case, width. UTF-8 throughout. */
#ifndef CMSYNC_BASE_UNICODE_H
#define CMSYNC_BASE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Offset of the first byte that is not valid UTF-8; `length` when all is. */
size_t unicode_valid_length(const char *text, size_t length);

/*
 * What Confluence compares titles by: NFC, case folded, white space at the ends off and inside
 * taken as one blank. Bytes that are not UTF-8 are kept as they are. The caller owns the result.
 */
char *unicode_title_key(const char *title);

/* Both have the same key: Confluence takes them for one title. */
bool unicode_same_title(const char *a, const char *b);

/* NFC of a valid text; a copy of an invalid one. The caller owns the result. */
char *unicode_compose(const char *text);

/* UTF-16 code units: the unit of Confluence's 255 limit. */
size_t unicode_utf16_length(const char *text);

/* How many bytes of `text` fit in `units` UTF-16 units, cut between grapheme clusters. */
size_t unicode_cut(const char *text, size_t units);

/* Columns on a terminal; control characters count as one (they are shown as `?`). */
size_t unicode_width(const char *text);

/* How many bytes of `text` fit in `columns`, cut between grapheme clusters. */
size_t unicode_fit(const char *text, size_t columns);

/*
 * `text` made safe to show: bytes that are not UTF-8 and control characters (C0, C1, bidirectional
 * overrides) as `\xNN` or `?`. The caller owns the result.
 */
char *unicode_printable(const char *text);

/* The text with U+FFFD for each byte that is not UTF-8. The caller owns the result. */
char *unicode_repaired(const char *text);

/* As much of a valid text as fits into `size` bytes with its NUL, cut between characters. */
void unicode_copy(char *out, size_t size, const char *text);

enum { UNICODE_BYTES = 5 };

/* `code` as UTF-8 with a NUL behind it; its length, 0 for what is no character. */
size_t unicode_encode(uint32_t code, char bytes[UNICODE_BYTES]);

/* The first character of a valid text; its length in bytes, 0 at the end. */
size_t unicode_decode(const char *text, uint32_t *code);

/* Lower case, NFC, of a valid text. The caller owns the result. */
char *unicode_lower(const char *text);

/* Compatibility decomposition (NFKD) of a valid text: accents apart from their letters. The
   caller owns the result. */
char *unicode_decompose(const char *text);

/* Letters, marks, digits and what connects them: what words are made of. */
bool unicode_is_word(uint32_t code);

#endif
