/* SPDX-License-Identifier: MIT */
#include "cli/glance.h"

#include "base/memory.h"
#include "cli/apply.h"
#include "tests/unit/test.h"

enum { WORDS_MOST = 8 };

static bool may(const char *const words[WORDS_MOST])
{
    struct options options;
    struct text problems = text_new(4096);
    char *argv[WORDS_MOST];
    int count = 0;
    for (; words[count] != NULL; count++)
        argv[count] = memory_copy_text(words[count]);
    assert_int_equal(
        options_parse(&options, apply_options, APPLY_OPTIONS, count, argv, &problems), 0);
    bool result = glance_may(&options);
    options_free(&options);
    text_free(&problems);
    while (count > 0)
        memory_free(&argv[--count]);
    return result;
}

static void what_asks_for_what_changed_may_look(void **state)
{
    (void)state;
    assert_true(may((const char *[WORDS_MOST]){ "cmsync", "apply", NULL }));
    assert_true(may((const char *[WORDS_MOST]){ "cmsync", "apply", "--yes", "--json",
        "--token-file", "token", "--publish.comments=ignore", NULL }));
}

static void what_asks_for_more_may_not(void **state)
{
    (void)state;
    static const char *const more[][WORDS_MOST] = {
        { "cmsync", "--yes", NULL },
        { "cmsync", "apply", "guide", NULL },
        { "cmsync", "apply", "--yes", "first.plan", NULL },
        { "cmsync", "apply", "--adopt", NULL },
        { "cmsync", "apply", "--check-remote", NULL },
        { "cmsync", "apply", "--max-deletions", "3", NULL },
        { "cmsync", "apply", "--verbose", NULL },
        { "cmsync", "apply", "--help", NULL },
        { "cmsync", "apply", "--version", NULL },
    };
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        assert_false(may(more[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_asks_for_what_changed_may_look),
        cmocka_unit_test(what_asks_for_more_may_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
