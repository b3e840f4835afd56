/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as Markdown: for both editions and whatever links lead to, the resolved body is
 * well-formed XML of bounded depth, and the reference list survives packing.
 */
#include "base/memory.h"
#include "markdown/page.h"
#include "storage/wellformed.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 250 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Answers that differ from reference to reference, the same for the same input. */
static void look_up(
    const struct reference *reference, struct reference_answer *answer, void *context)
{
    unsigned *state = context;
    *state = *state * 1103515245 + 12345 + (unsigned)reference->kind;
    unsigned bits = *state >> 16;
    answer->found = (enum reference_found)(bits % 3);
    answer->title = "A \"title\" & more";
    answer->has_fragment = (bits & 8) != 0;
    answer->is_title = (bits & 16) != 0;
    answer->is_linked = (bits & 32) != 0;
    answer->width = answer->height = bits & 64;
}

static void fail(const char *what, const struct text *body)
{
    fprintf(stderr, "%s:\n%s\n", what, body->data);
    abort();
}

static void check_references(const struct references *references)
{
    struct text packed = text_new(REFERENCES_MAX_BYTES);
    struct text again = text_new(REFERENCES_MAX_BYTES);
    struct references unpacked;
    references_pack(references, &packed);
    if (references_unpack(&unpacked, packed.data, packed.length) < 0)
        abort();
    references_pack(&unpacked, &again);
    if (packed.length != again.length || memcmp(packed.data, again.data, packed.length) != 0)
        abort();
    references_free(&unpacked);
    text_free(&packed);
    text_free(&again);
}

static void check(const uint8_t *data, size_t size, struct page_options *options, unsigned seed)
{
    struct page page;
    char *source = memory_copy_part((const char *)data, size);
    page_convert(source, size, options, &page);
    memory_free(&source);
    struct text body = text_new(SIZE_MAX / 2);
    struct references_resolver resolver = { look_up, NULL, &seed };
    references_resolve(page.body.data, page.body.length, &page.references, &resolver, &body);
    struct wellformed_problem problem;
    if (wellformed_check(body.data, body.length, DEPTH_MAX, &problem) < 0)
        fail(problem.message, &body);
    if (memchr(body.data, 1, body.length) != NULL || memchr(body.data, 3, body.length) != NULL)
        fail("a mark is left", &body);
    check_references(&page.references);
    text_free(&body);
    page_free(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct page_options options = page_default_options();
    options.path = (data[0] & 1) != 0 ? "guide/page.md" : "page.md";
    options.edition = (data[0] & 2) != 0 ? PAGE_CLOUD : PAGE_DATACENTER;
    if ((data[0] & 4) != 0)
        options.features |= PAGE_MATH | PAGE_WIKI_LINKS;
    if ((data[0] & 8) != 0)
        options.math_macro = "mathblock";
    check(data + 1, size - 1, &options, data[0]);
    return 0;
}
