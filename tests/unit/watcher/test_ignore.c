/* SPDX-License-Identifier: MIT */
#include "watcher/ignore.h"

#include "base/memory.h"
#include "tests/unit/test.h"
#include "watcher/gitignore.h"
#include "watcher/unwanted.h"

static const struct {
    const char *name;
    bool is_file_ignored;
    bool is_folder_ignored;
} names[] = {
    { "note.md", false, false },
    { ".git", true, true },
    { ".note.md.swp", true, true },
    { ".#note.md", true, true },
    { ".note.md.aX81bc", true, true },
    { "node_modules", true, true },
    { "note.md~", true, false },
    { "note.md.swx", true, false },
    { "x.tmp", true, false },
    { "4913", true, false },
    { "49130", false, false },
    { "#note.md#", true, false },
    { "#1 reason.md", false, false },
    { "note.md___jb_tmp___", true, false },
    { "note.md___jb_old___", true, false },
    { "sedAb3xYz", true, false },
    { "sed123456", true, false },
    { "sedentary", false, false },
    { "sedAb3xYz.md", false, false },
    { "tmpZ9qq1a", true, false },
    { "tmp", false, false },
};

static void fixed_rules_know_editors_temporary_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(unwanted_name(names[i].name, false), names[i].is_file_ignored);
        assert_int_equal(unwanted_name(names[i].name, true), names[i].is_folder_ignored);
    }
}

static int opened;

static void *count_open(void)
{
    opened++;
    return gitignore_matcher.open();
}

static void without_rules_nothing_is_opened(void **state)
{
    (void)state;
    const struct ignore_matcher counting = { count_open, gitignore_matcher.close,
        gitignore_matcher.set, gitignore_matcher.has };
    struct ignore *ignore = ignore_new(&counting, NULL, 0);
    opened = 0;
    assert_false(ignore_has(ignore, "a.md", false));
    assert_int_equal(opened, 0);
    ignore_set_file(ignore, "", "a.md\n");
    assert_true(ignore_has(ignore, "a.md", false));
    ignore_set_file(ignore, "", NULL);
    assert_false(ignore_has(ignore, "a.md", false));
    ignore_set_file(ignore, "", "b.md\n");
    assert_true(ignore_has(ignore, "b.md", false));
    assert_int_equal(opened, 1);
    ignore_free(&ignore);
}

static void assert_ignored(struct ignore *ignore, const char *path, bool is_folder, bool expected)
{
    if (ignore_has(ignore, path, is_folder) != expected)
        fail_msg("%s should%s be ignored", path, expected ? "" : " not");
}

static void patterns_mean_what_they_mean_in_gitignore(void **state)
{
    (void)state;
    const char *const patterns[] = { "drafts/**", "*.log", "!keep.log", "out/", "/top.md",
        "a/**/z.md" };
    struct ignore *ignore = ignore_new(&gitignore_matcher, patterns, 6);
    assert_ignored(ignore, "drafts/a.md", false, true);
    assert_ignored(ignore, "x/drafts/a.md", false, false);
    assert_ignored(ignore, "x/y.log", false, true);
    assert_ignored(ignore, "x/keep.log", false, false);
    assert_ignored(ignore, "x/out", true, true);
    assert_ignored(ignore, "x/out", false, false);
    assert_ignored(ignore, "top.md", false, true);
    assert_ignored(ignore, "x/top.md", false, false);
    assert_ignored(ignore, "a/z.md", false, true);
    assert_ignored(ignore, "a/b/c/z.md", false, true);
    ignore_free(&ignore);
}

static void a_folders_own_patterns_go_before_those_above_it(void **state)
{
    (void)state;
    const char *const patterns[] = { "*.txt" };
    struct ignore *ignore = ignore_new(&gitignore_matcher, patterns, 1);
    /* Told in any order. */
    ignore_set_file(ignore, "g/s", "*.csv\n!/plan.md\r\n\n# a comment\n");
    ignore_set_file(ignore, "", "secret.md\n");
    ignore_set_file(ignore, "g", "!ok.txt\nplan.md\n/only.md\nsub/deep.md\n");
    assert_ignored(ignore, "a.txt", false, true);
    assert_ignored(ignore, "ok.txt", false, true);
    assert_ignored(ignore, "g/ok.txt", false, false);
    assert_ignored(ignore, "g/x/ok.txt", false, false);
    assert_ignored(ignore, "g/plan.md", false, true);
    assert_ignored(ignore, "plan.md", false, false);
    assert_ignored(ignore, "g/s/plan.md", false, false);
    assert_ignored(ignore, "g/s/t/plan.md", false, true);
    assert_ignored(ignore, "g/only.md", false, true);
    assert_ignored(ignore, "g/s/only.md", false, false);
    assert_ignored(ignore, "g/sub/deep.md", false, true);
    assert_ignored(ignore, "g/s/a.csv", false, true);
    assert_ignored(ignore, "g/a.csv", false, false);
    assert_ignored(ignore, "g/secret.md", false, true);
    ignore_set_file(ignore, "g", NULL);
    assert_ignored(ignore, "g/plan.md", false, false);
    assert_ignored(ignore, "g/s/a.csv", false, true);
    ignore_free(&ignore);
}

static void special_characters_in_folder_names_stand_for_themselves(void **state)
{
    (void)state;
    struct ignore *ignore = ignore_new(&gitignore_matcher, NULL, 0);
    ignore_set_file(ignore, "a[1]*\n?", "x.md\n");
    assert_ignored(ignore, "a[1]*\n?/x.md", false, true);
    assert_ignored(ignore, "a1b\n?/x.md", false, false);
    ignore_set_file(ignore, "!b", "y.md\n");
    assert_ignored(ignore, "!b/y.md", false, true);
    ignore_free(&ignore);
}

static void a_byte_order_mark_is_no_part_of_the_first_pattern(void **state)
{
    (void)state;
    struct ignore *ignore = ignore_new(&gitignore_matcher, NULL, 0);
    ignore_set_file(ignore, "",
        "\xEF\xBB\xBF"
        "drafts/\n");
    ignore_set_file(ignore, "g",
        "\xEF\xBB\xBF"
        "/secret.md\n");
    assert_ignored(ignore, "drafts", true, true);
    assert_ignored(ignore, "g/secret.md", false, true);
    ignore_free(&ignore);
}

static char *set_text;

static void *open_nothing(void)
{
    return NULL;
}

static void close_nothing(void *unused_rules)
{
    (void)unused_rules;
}

static void keep_text(void *unused_rules, const char *text)
{
    (void)unused_rules;
    memory_free(&set_text);
    set_text = memory_copy_text(text);
}

static bool has_nothing(void *unused_rules, const char *unused_path)
{
    (void)unused_rules;
    (void)unused_path;
    return false;
}

static void a_matcher_hears_of_rules_before_a_path_is_asked_for(void **state)
{
    (void)state;
    static const struct ignore_matcher matcher = { open_nothing, close_nothing, keep_text,
        has_nothing };
    struct ignore *ignore = ignore_new(&matcher, NULL, 0);
    assert_ignored(ignore, ".git", true, true);
    assert_ignored(ignore, "a.md", false, false);
    assert_null(set_text); /* there are none */
    ignore_set_file(ignore, "guide", "a.md\n");
    assert_ignored(ignore, "a.md", false, false);
    assert_string_equal(set_text, "/guide/**/a.md\n");
    ignore_free(&ignore);
    memory_free(&set_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_rules_know_editors_temporary_files),
        cmocka_unit_test(patterns_mean_what_they_mean_in_gitignore),
        cmocka_unit_test(a_byte_order_mark_is_no_part_of_the_first_pattern),
        cmocka_unit_test(a_folders_own_patterns_go_before_those_above_it),
        cmocka_unit_test(special_characters_in_folder_names_stand_for_themselves),
        cmocka_unit_test(a_matcher_hears_of_rules_before_a_path_is_asked_for),
        cmocka_unit_test(without_rules_nothing_is_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
