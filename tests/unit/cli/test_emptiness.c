/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "cli/emptiness.h"
#include "tests/unit/test.h"
#include "watcher/gitignore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char root[64];

static int make_root(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/cmsync-emptiness-XXXXXX");
    return mkdtemp(root) == NULL ? -1 : 0;
}

static int remove_root(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", root);
    return system(command);
}

static void put(const char *path, const char *text)
{
    char *whole = path_join(root, path);
    char *folder = path_folder(whole);
    (void)mkdir(folder, 0700);
    FILE *file = fopen(whole, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    memory_free(&folder);
    memory_free(&whole);
}

static struct text say(const char *pattern)
{
    const char *patterns[] = { pattern };
    const struct config_list list = { .items = patterns, .count = pattern == NULL ? 0 : 1 };
    struct text out = text_new(64 * 1024);
    emptiness_print(root, &list, &gitignore_matcher, &out);
    return out;
}

static void expect_said(const char *pattern, const char *part)
{
    struct text out = say(pattern);
    if (strstr(out.data, part) == NULL)
        fail_msg("no `%s` in: %s", part, out.data);
    text_free(&out);
}

static void an_empty_folder_is_named(void **state)
{
    (void)state;
    expect_said(NULL, root);
    expect_said(NULL, "the folder is empty");
    expect_said(NULL, "docs.root");
}

static void other_files_are_counted(void **state)
{
    (void)state;
    put("a.txt", "a");
    put("b.rst", "b");
    expect_said(NULL, "2 files, and no name ends in .md");
}

static void each_pattern_is_named(void **state)
{
    (void)state;
    put("drafts/a.md", "a");
    put("notes/.cmsyncignore", "# mine\n*.txt\n/x*.md\n");
    put("notes/x.md", "x");
    put("node_modules/y.md", "y");
    expect_said("drafts/", "  drafts/: left out by the pattern `drafts/` of docs.ignore\n");
    expect_said(
        "drafts/", "  notes/x.md: left out by the pattern `/x*.md` in notes/.cmsyncignore\n");
    expect_said("drafts/", "  node_modules/: left out by its name");
}

static void few_lines_are_enough(void **state)
{
    (void)state;
    for (int i = 0; i < 9; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d.md", i);
        put(name, "x");
    }
    expect_said("*.md", "  ... and 4 more\n");
}

static void a_page_that_came_meanwhile_is_no_emptiness(void **state)
{
    (void)state;
    put("a.md", "a");
    struct text out = say(NULL);
    assert_string_equal(out.data, "");
    text_free(&out);
}

#define IN_ROOT(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ROOT(an_empty_folder_is_named),
        IN_ROOT(other_files_are_counted),
        IN_ROOT(each_pattern_is_named),
        IN_ROOT(few_lines_are_enough),
        IN_ROOT(a_page_that_came_meanwhile_is_no_emptiness),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
