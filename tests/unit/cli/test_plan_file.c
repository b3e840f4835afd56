/* SPDX-License-Identifier: MIT */
#include "cli/plan_file.h"

#include "base/file.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUT_BYTES = 100000 };

static struct item_plan_step steps[] = {
    { .path = "a.md", .action = "create", .title = "A", .reason = "new", .state = "s1" },
    { .path = "b.md", .action = "unchanged", .title = "B", .reason = "", .state = "s2" },
    { .path = "c\xff.md", .action = "update", .title = "C", .reason = "text", .state = "s3" },
};

static const struct outline planned = { .steps = steps, .count = 3 };

static char file[] = "/tmp/cmsync-plan-XXXXXX";

static int keep_plan(void **state)
{
    (void)state;
    static const struct item_path_name scope = { .path = "guide" };
    struct outline_about about = { .url = "u", .space = "S", .scope = &scope, .scope_count = 1 };
    struct text out = text_new(OUT_BYTES);
    outline_print_json(&planned, &about, &out);
    close(mkstemp(file));
    int result = file_write(file, out.data, out.length, 0600);
    text_free(&out);
    return result;
}

static int remove_plan(void **state)
{
    (void)state;
    return unlink(file);
}

static void a_kept_plan_is_the_same_as_long_as_nothing_changes(void **state)
{
    (void)state;
    struct plan_file plan;
    struct text out = text_new(OUT_BYTES);
    assert_true(plan_file_is_one(file));
    assert_int_equal(plan_file_read(&plan, file), 0);
    assert_int_equal(plan.scope_count, 1);
    assert_string_equal(plan.scope[0], "guide");
    assert_int_equal(plan_file_compare(&plan, &planned, &out), 0);
    plan_file_free(&plan);
    text_free(&out);
}

static void each_change_since_makes_it_stale(void **state)
{
    (void)state;
    struct item_plan_step now[] = {
        { .path = "a.md", .action = "create", .title = "A", .reason = "new", .state = "other" },
        { .path = "b.md", .action = "held", .title = "B", .reason = "", .state = "s2" },
    };
    struct outline outline = { .steps = now, .count = 2 };
    struct plan_file plan;
    struct text out = text_new(OUT_BYTES);
    assert_int_equal(plan_file_read(&plan, file), 0);
    assert_int_equal(plan_file_compare(&plan, &outline, &out), 3);
    assert_non_null(strstr(out.data, "a.md: changed since"));
    assert_non_null(strstr(out.data, "b.md: held now, not planned"));
    assert_non_null(strstr(out.data, "planned update, nothing now"));
    plan_file_free(&plan);
    text_free(&out);
}

static void what_is_no_plan_is_a_path(void **state)
{
    (void)state;
    assert_false(plan_file_is_one("/nonexistent"));
    assert_false(plan_file_is_one("/tmp"));
    assert_false(plan_file_is_one("README.md"));
    assert_false(plan_file_is_one("CMakeLists.txt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kept_plan_is_the_same_as_long_as_nothing_changes),
        cmocka_unit_test(each_change_since_makes_it_stale),
        cmocka_unit_test(what_is_no_plan_is_a_path),
    };
    return cmocka_run_group_tests(tests, keep_plan, remove_plan);
}
