/* SPDX-License-Identifier: MIT */
/*
 * spec_convert FILE [FEATURES]: prints each example of a specification in storage format for Data
 * Center, behind a line `=== NUMBER`. FEATURES as `default` switches on what is switched on for
 * users. A link's page is named by the path that it leads to.
 */
#include "base/file.h"
#include "base/memory.h"
#include "markdown/page.h"
#include "storage/wellformed.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first heading would become the page's title and leave the body. */
#define FRONT "---\ntitle: Specification\n---\n"

static void look_up(
    const struct reference *reference, struct reference_answer *answer, void *context)
{
    (void)context;
    answer->found = reference->kind == REFERENCE_IMAGE ? REFERENCE_IS_FILE : REFERENCE_IS_PAGE;
    answer->title = reference->target;
    answer->has_fragment = true;
}

/* Examples write a tab as an arrow. */
static void add_line(struct text *out, const char *line, size_t length)
{
    static const char ARROW[] = "\xE2\x86\x92";
    size_t size = sizeof ARROW - 1;
    for (size_t i = 0; i < length;) {
        bool is_tab = length - i >= size && memcmp(line + i, ARROW, size) == 0;
        text_add_char(out, is_tab ? '\t' : line[i]);
        i += is_tab ? size : 1;
    }
    text_add_char(out, '\n');
}

static int convert(const struct text *source, size_t number, unsigned features)
{
    struct page page;
    struct page_options options = page_default_options();
    options.edition = PAGE_DATACENTER;
    options.path = "page.md";
    options.features = features;
    page_convert(source->data, source->length, &options, &page);
    struct text body = text_new(SIZE_MAX / 2);
    struct references_resolver resolver = { look_up, NULL, NULL };
    references_resolve(page.body.data, page.body.length, &page.references, &resolver, &body);
    struct wellformed_problem problem;
    int result = wellformed_check(body.data, body.length, WELLFORMED_DEPTH_MAX, &problem);
    if (result < 0)
        fprintf(stderr, "example %zu: not well-formed: %s\n", number, problem.message);
    printf("=== %zu\n%s\n", number, body.data);
    text_free(&body);
    page_free(&page);
    return result;
}

static int convert_all(const char *data, size_t length, unsigned features)
{
    static const char FENCE[] = "````````````````````````````````";
    size_t fence = sizeof FENCE - 1;
    struct text source = text_new(SIZE_MAX / 2);
    size_t number = 0;
    bool is_source = false;
    int result = 0;
    for (const char *at = data, *end = data + length; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((newline == NULL ? end : newline) - at);
        if (size > fence && memcmp(at, FENCE, fence) == 0) {
            text_cut(&source, 0);
            text_add_string(&source, FRONT);
            is_source = true;
        } else if (is_source && size == 1 && *at == '.') {
            is_source = false;
            result |= convert(&source, ++number, features);
        } else if (is_source) {
            add_line(&source, at, size);
        }
        at += size + 1;
    }
    text_free(&source);
    return result;
}

int main(int argc, char **argv)
{
    char *data = NULL;
    size_t length = 0;
    if (argc < 2 || file_read(AT_FDCWD, argv[1], SIZE_MAX / 2, &data, &length) != FILE_OK) {
        fprintf(stderr, "usage: spec_convert FILE [default]\n");
        return 2;
    }
    int result = convert_all(data, length, argc > 2 ? PAGE_DEFAULT : 0);
    memory_free(&data);
    return result < 0 ? 1 : 0;
}
