/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as Markdown: for both editions and whatever links lead to, the resolved body is
 * well-formed XML of bounded depth, and the reference list survives packing.
 */
#include "base/digest.h"
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

/* As the references: some diagrams are drawn, some fail, some are nobody's. */
static enum page_drawn draw(
    const struct page_diagram *diagram, struct page_drawing *drawing, void *context)
{
    unsigned *state = context;
    *state = *state * 1103515245 + 12345 + (unsigned)diagram->length;
    enum page_drawn drawn = (enum page_drawn)((*state >> 16) % 3);
    struct digest key = digest_of(diagram->source, diagram->length);
    drawing_path(&key, (*state >> 20) % 2 ? ".png" : ".svg", drawing->path);
    if (drawn == PAGE_DRAWN_FAILED)
        text_add_string(&drawing->reason, "line 1: <\"nothing\"> & more");
    return drawn;
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

/* The first byte says what the user has configured. */
static void choose(uint8_t choice, struct page_options *options)
{
    static const char *const languages[] = { "tf=bash", "text=", "c++=]]>" };
    options->path = (choice & 1) != 0 ? "guide/page.md" : "page.md";
    options->edition = (choice & 2) != 0 ? PAGE_CLOUD : PAGE_DATACENTER;
    if ((choice & 4) != 0)
        options->features |= PAGE_MATH | PAGE_WIKI_LINKS;
    if ((choice & 8) != 0)
        options->math_macro = "mathblock";
    if ((choice & 16) != 0)
        options->banner = "Made from {path}, see {link} & <more> {nothing}";
    if ((choice & 32) != 0)
        options->repository_url = "https://example.com/tree?a=1&b=\"2\"/";
    if ((choice & 64) != 0) {
        options->languages = languages;
        options->language_count = sizeof languages / sizeof *languages;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    static const char *const macros[] = { "mermaid=mermaid-cloud", "dot=a \"b\" & <c>" };
    unsigned drawn = data[0];
    const struct page_artist artist = { draw, &drawn, macros,
        data[0] % 3 == 0 ? sizeof macros / sizeof *macros : 0 };
    struct page_options options = page_default_options();
    choose(data[0], &options);
    if ((data[0] & 128) != 0)
        options.artist = &artist;
    check(data + 1, size - 1, &options, data[0]);
    return 0;
}
