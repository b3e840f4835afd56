/* SPDX-License-Identifier: MIT */
#include "ledger/likeness.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/text.h"
#include "storage/rendering.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_LEAST_BYTES = 8 }; /* shorter ones are in every text */

static int compare_lines(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t line_number(const char *line, size_t length)
{
    uint64_t number = 0;
    struct digest digest = digest_of(line, length);
    memcpy(&number, digest.bytes, sizeof number);
    return number;
}

void likeness_take(struct likeness *likeness, const char *body, size_t length)
{
    *likeness = (struct likeness){ NULL, 0 };
    if (length == 0 || length > LIKENESS_BODY_MAX)
        return;
    struct text text = text_new(RENDERING_MAX_BYTES);
    char *plain = memory_copy_part(body, length);
    for (size_t i = 0; i < length; i++)
        if (plain[i] > 0 && plain[i] < ' ' && plain[i] != '\n')
            plain[i] = ' '; /* marks (storage/references.h), which no XML may hold */
    rendering_add(plain, length, &text);
    memory_free(&plain);
    size_t capacity = 0;
    for (const char *line = text.data; *line != '\0';) {
        size_t bytes = strcspn(line, "\n");
        if (bytes >= LINE_LEAST_BYTES) {
            if (likeness->count == capacity) {
                capacity = capacity == 0 ? 64 : capacity * 2;
                likeness->lines = memory_grow(likeness->lines, capacity, sizeof(uint64_t));
            }
            likeness->lines[likeness->count++] = line_number(line, bytes);
        }
        line += bytes + (line[bytes] == '\n');
    }
    text_free(&text);
    if (likeness->count > 0)
        qsort(likeness->lines, likeness->count, sizeof(uint64_t), compare_lines);
}

void likeness_free(struct likeness *likeness)
{
    memory_free(&likeness->lines);
    likeness->count = 0;
}

int likeness_compare(const struct likeness *a, const struct likeness *b)
{
    size_t common = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        int order = compare_lines(&a->lines[i], &b->lines[j]);
        common += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
    size_t longer = a->count > b->count ? a->count : b->count;
    return common < LIKENESS_LINES_LEAST ? 0 : (int)(common * 100 / longer);
}
