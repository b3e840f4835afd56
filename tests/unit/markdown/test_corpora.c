/* SPDX-License-Identifier: MIT */
/* Every page of real trees ($CMSYNC_CORPORA) converts to well-formed XML in both editions. */
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "converter/convert_file.h"
#include "storage/wellformed.h"
#include "tests/unit/test.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 250, SKIPPED = 77 };

static size_t pages;

/* Every target is there, and every fragment is offered. */
static void look_up(
    const struct reference *reference, struct reference_answer *answer, void *context)
{
    (void)context;
    bool is_file = reference->kind == REFERENCE_FILE || reference->kind == REFERENCE_IMAGE;
    answer->found = is_file ? REFERENCE_IS_FILE : REFERENCE_IS_PAGE;
    answer->title = "Title";
    answer->has_fragment = true;
    answer->is_linked = true;
}

static void convert(const char *path, const char *data, size_t size, enum page_edition edition)
{
    struct page page;
    struct page_options options = page_default_options();
    options.edition = edition;
    options.path = path_name(path);
    page_convert(data, size, &options, &page);
    assert_true(page.title[0] != '\0');
    struct text body = text_new(PAGE_BODY_MAX_BYTES);
    struct references_resolver resolver = { look_up, NULL, NULL };
    references_resolve(page.body.data, page.body.length, &page.references, &resolver, &body);
    struct wellformed_problem problem;
    if (wellformed_check(body.data, body.length, DEPTH_MAX, &problem) < 0)
        fail_msg("%s: %s", path, problem.message);
    text_free(&body);
    page_free(&page);
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)place;
    if (type != FTW_F || !path_is_markdown(path))
        return 0;
    char *data;
    size_t size;
    assert_int_equal(file_read(AT_FDCWD, path, CONVERT_MAX_BYTES, &data, &size), FILE_OK);
    convert(path, data, size, PAGE_CLOUD);
    convert(path, data, size, PAGE_DATACENTER);
    memory_free(&data);
    pages++;
    return 0;
}

static void every_page_is_well_formed(void **state)
{
    (void)state;
    enum { OPEN_FOLDERS = 16 };
    assert_int_equal(nftw(getenv("CMSYNC_CORPORA"), visit, OPEN_FOLDERS, FTW_PHYS), 0);
    assert_true(pages > 0);
    printf("%zu pages\n", pages);
}

int main(void)
{
    const char *corpora = getenv("CMSYNC_CORPORA");
    if (corpora == NULL || corpora[0] == '\0') {
        printf("CMSYNC_CORPORA is not set: skipped\n");
        return SKIPPED;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_is_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
