/* SPDX-License-Identifier: MIT */
#include "cli/outline.h"

#include "tests/unit/test.h"

#include <string.h>

enum { OUT_BYTES = 100000 };

static struct item_plan_step sample[] = {
    { .path = "a.md", .action = "unchanged", .title = "A", .reason = "" },
    { .path = "b.md", .action = "create", .title = "B", .reason = "new", .requests = 3 },
    { .path = "c.md", .action = "update", .title = "C", .reason = "text", .requests = 2 },
    { .path = "d.md", .action = "delete", .title = "D", .reason = "", .requests = 1 },
    { .path = "e.md", .action = "held", .title = "E", .reason = "title taken" },
    { .path = "f.md", .action = "move", .title = "F", .reason = "renamed", .requests = 2 },
    { .path = "g.md", .action = "attach", .title = "G", .reason = "1 file", .requests = 1 },
};

enum { SAMPLES = sizeof sample / sizeof sample[0] };

static const struct item_path_name scope = { .path = "guide" };
static const struct outline_about about = { .url = "https://x.example",
    .space = "DOCS",
    .is_offline = true,
    .scope = &scope,
    .scope_count = 1,
    .uploaders = 2,
    .requests_per_second = 2 };

static const struct outline whole = { .steps = sample, .count = SAMPLES };

static void a_plan_shows_problems_and_deletions_first(void **state)
{
    (void)state;
    static const char *const order[] = { "Problems, 1\n  ! e.md", "Delete, 1\n  - d.md",
        "Move, 1\n  > f.md", "Change, 2\n  ~ c.md", "Add, 1\n  + b.md", "Unchanged, 1\n",
        "Plan: 1 to add, 2 to change, 1 to move, 1 to delete, 1 with problems; about 9 requests." };
    struct text out = text_new(OUT_BYTES);
    outline_print(&whole, 0, &out);
    const char *place = out.data;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        place = strstr(place, order[i]);
        assert_non_null(place);
    }
    assert_null(strstr(out.data, "= a.md"));
    text_free(&out);
}

static void a_long_section_is_cut_and_says_so(void **state)
{
    (void)state;
    struct item_plan_step steps[30];
    for (size_t i = 0; i < 30; i++)
        steps[i] = sample[1];
    struct outline outline = { .steps = steps, .count = 30 };
    struct text out = text_new(OUT_BYTES);
    outline_print(&outline, 20, &out);
    assert_non_null(strstr(out.data, "Add, 30\n"));
    assert_non_null(strstr(out.data, "  ... 10 more (--all)\n"));
    text_cut(&out, 0);
    outline_print(&outline, 0, &out);
    assert_null(strstr(out.data, "more"));
    text_free(&out);
}

static void what_is_unchanged_or_held_is_no_change(void **state)
{
    (void)state;
    assert_int_equal(outline_count_changes(&whole), 5);
    assert_int_equal(outline_count_changes(&(struct outline){ .steps = sample, .count = 1 }), 0);
    assert_int_equal(outline_count_changes(&(struct outline){ .count = 0 }), 0);
}

static void the_json_document_has_counts_and_steps(void **state)
{
    (void)state;
    struct text out = text_new(OUT_BYTES);
    outline_print_json(&(struct outline){ .steps = sample + 1, .count = 1 }, &about, &out);
    assert_string_equal(out.data,
        "{\"format\":\"cmsync.plan/1.0\",\"create\":1,\"update\":0,\"move\":0,\"delete\":0,"
        "\"attach\":0,\"held\":0,\"failed\":0,\"orphaned\":0,\"unchanged\":0,\"requests\":3,"
        "\"url\":\"https://x.example\",\"space\":\"DOCS\",\"offline\":true,\"scope\":[\"guide\"],"
        "\"estimate_ms\":1500,\"steps\":[{\"path\":\"b.md\",\"action\":\"create\",\"title\":\"B\","
        "\"reason\":\"new\",\"requests\":3,\"state\":\"\"}]}\n");
    text_free(&out);
}

static void a_path_that_is_not_utf8_still_makes_json(void **state)
{
    (void)state;
    struct item_plan_step step = { .path = "\xff"
                                           "a\xc3.md",
        .action = "create",
        .title = "",
        .reason = "" };
    struct text out = text_new(OUT_BYTES);
    outline_print_json(&(struct outline){ .steps = &step, .count = 1 }, &about, &out);
    assert_non_null(strstr(out.data, "\"path\":\"\xEF\xBF\xBD"
                                     "a\xEF\xBF\xBD.md\""));
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_shows_problems_and_deletions_first),
        cmocka_unit_test(a_long_section_is_cut_and_says_so),
        cmocka_unit_test(what_is_unchanged_or_held_is_no_change),
        cmocka_unit_test(the_json_document_has_counts_and_steps),
        cmocka_unit_test(a_path_that_is_not_utf8_still_makes_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
