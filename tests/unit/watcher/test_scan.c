/* SPDX-License-Identifier: MIT */
#include "watcher/scan.h"

#include "base/memory.h"
#include "base/path.h"
#include "base/text.h"
#include "tests/unit/test.h"
#include "watcher/gitignore.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In place of the C library's: some file systems do not say of what kind an entry is. */
static bool hides_kinds;

struct dirent *readdir(DIR *folder)
{
    struct dirent64 *found = readdir64(folder);
    if (found != NULL && hides_kinds)
        found->d_type = DT_UNKNOWN;
    return (struct dirent *)(void *)found;
}

static char root[] = "/tmp/cmsync-scan-XXXXXX";

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)kind;
    (void)where;
    return remove(path);
}

static int make_root(void **state)
{
    (void)state;
    strcpy(root + strlen(root) - 6, "XXXXXX");
    return mkdtemp(root) == NULL ? -1 : 0;
}

static int remove_root(void **state)
{
    (void)state;
    hides_kinds = false;
    return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void write_file(const char *path, const char *content)
{
    char *whole = path_join(root, path);
    FILE *file = fopen(whole, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    memory_free(&whole);
}

static void make_folder(const char *path)
{
    char *whole = path_join(root, path);
    assert_int_equal(mkdir(whole, 0755), 0);
    memory_free(&whole);
}

static void make_link(const char *target, const char *path)
{
    char *whole = path_join(root, path);
    assert_int_equal(symlink(target, whole), 0);
    memory_free(&whole);
}

/* A full scan of the root into `tree`; what was found and changed, in the order of a walk. */
static char *scan_all(struct tree *tree, char **trouble)
{
    struct scan scan = { .ignore = ignore_new(&gitignore_matcher, NULL, 0),
        .compare = compare_new(tree, true) };
    assert_int_equal(scan_open(&scan, root), 0);
    scan_walk(&scan, "");
    compare_match(scan.compare);
    const struct changes *changes = compare_finish(scan.compare);
    struct text out = text_new(65536);
    for (size_t i = 0; i < changes->changed_count; i++) {
        const struct tree_entry *entry = changes->changed[i].entry;
        text_add_format(&out, "%s%s%s%s", out.length > 0 ? " " : "", entry->path,
            entry->values.is_folder ? "/" : "", entry->values.is_link ? "@" : "");
    }
    for (size_t i = 0; i < changes->gone_count; i++)
        text_add_format(&out, " -%s", changes->gone[i]->path);
    *trouble = memory_copy_text(scan.trouble.data);
    assert_int_equal(scan.is_complete, scan.trouble.length == 0);
    compare_free(&scan.compare);
    ignore_free(&scan.ignore);
    scan_close(&scan);
    return text_take(&out);
}

static void assert_scan(struct tree *tree, const char *expected, const char *expected_trouble)
{
    char *trouble = NULL;
    char *found = scan_all(tree, &trouble);
    assert_string_equal(found, expected);
    assert_string_equal(trouble, expected_trouble);
    memory_free(&found);
    memory_free(&trouble);
}

static void everything_is_found_but_what_is_ignored(void **state)
{
    (void)state;
    make_folder("guide");
    make_folder("node_modules");
    make_folder("guide/.hidden");
    write_file("a.md", "a");
    write_file("guide/b.md", "b");
    write_file("guide/pic.png", "p");
    write_file("guide/b.md~", "b");
    write_file("guide/draft.md", "d");
    write_file("guide/.cmsyncignore", "draft*\n");
    write_file("node_modules/x.md", "x");
    struct tree *tree = tree_new();
    assert_scan(tree, "a.md guide/ guide/b.md guide/pic.png", "");
    assert_scan(tree, "", "");
    assert_int_equal(tree_count_folders(tree), 1);
    tree_free(&tree);
}

static void links_count_as_files_only_inside_the_root(void **state)
{
    (void)state;
    make_folder("guide");
    write_file("a.md", "content");
    make_link("../a.md", "guide/in.md");
    make_link("/etc/passwd", "out.md");
    make_link("../../../../etc/passwd", "guide/out.md");
    make_link("nowhere.md", "dangling.md");
    make_link("loop.md", "loop.md");
    make_link("guide", "folder");
    make_link(".", "self");
    char *whole = path_join(root, "pipe.md");
    assert_int_equal(mkfifo(whole, 0644), 0);
    memory_free(&whole);
    struct tree *tree = tree_new();
    assert_scan(tree, "a.md guide/ guide/in.md@", "");
    assert_int_equal(tree_count_links(tree), 1);
    assert_int_equal(tree_find(tree, "guide/in.md")->values.size, 7);
    tree_free(&tree);
}

static void take_skipped(void *context, const char *path, const char *reason)
{
    text_add_format(context, "%s: %.*s\n", path, (int)strcspn(reason, ";"), reason);
}

static void what_is_called_like_a_page_and_makes_none_is_named(void **state)
{
    (void)state;
    make_folder("guide");
    write_file("a.md", "a");
    make_link("a.md", "in.md");
    make_link("loop2.md", "loop1.md");
    make_link("loop1.md", "loop2.md");
    make_link("nowhere.md", "dangling.md");
    make_link("/etc/passwd", "out.md");
    make_link("/etc/passwd", "out.txt");
    make_link("guide", "folder");
    char *fifo = path_join(root, "fifo.md");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    memory_free(&fifo);
    struct text told = text_new(4096);
    struct tree *tree = tree_new();
    struct scan scan = { .ignore = ignore_new(&gitignore_matcher, NULL, 0),
        .compare = compare_new(tree, true),
        .skipped = take_skipped,
        .context = &told };
    assert_int_equal(scan_open(&scan, root), 0);
    scan_walk(&scan, "");
    assert_true(scan.is_complete);
    assert_non_null(strstr(told.data, "loop1.md: its link leads in a circle\n"));
    assert_non_null(strstr(told.data, "loop2.md: its link leads in a circle\n"));
    assert_non_null(strstr(told.data, "dangling.md: its link leads nowhere\n"));
    assert_non_null(strstr(told.data, "out.md: its link leads out of the folder\n"));
    assert_non_null(strstr(told.data, "fifo.md: it is no regular file\n"));
    assert_null(strstr(told.data, "in.md"));
    assert_null(strstr(told.data, "out.txt"));
    assert_null(strstr(told.data, "folder: "));
    compare_free(&scan.compare);
    ignore_free(&scan.ignore);
    scan_close(&scan);
    text_free(&told);
    tree_free(&tree);
}

static void a_file_system_that_hides_kinds_changes_nothing(void **state)
{
    hides_kinds = true;
    what_is_called_like_a_page_and_makes_none_is_named(state);
}

static void an_unreadable_folder_is_named_and_loses_nothing(void **state)
{
    (void)state;
    if (geteuid() == 0)
        skip(); /* root reads everything */
    make_folder("guide");
    write_file("guide/a.md", "a");
    struct tree *tree = tree_new();
    assert_scan(tree, "guide/ guide/a.md", "");
    char *whole = path_join(root, "guide");
    assert_int_equal(chmod(whole, 0), 0);
    assert_scan(tree, "",
        "cannot read the folder guide: no permission; give this user the right to (chmod u+rx), or "
        "leave it out in .cmsyncignore");
    chmod(whole, 0755);
    memory_free(&whole);
    tree_free(&tree);
}

static void an_ignore_file_that_cannot_be_read_hides_its_folder(void **state)
{
    (void)state;
    make_folder("guide");
    make_folder("guide/.cmsyncignore");
    write_file("guide/secret.md", "a");
    struct tree *tree = tree_new();
    assert_scan(tree, "guide/", "cannot read the folder guide: its .cmsyncignore cannot be read");
    tree_free(&tree);
}

static void folders_nest_up_to_a_limit(void **state)
{
    (void)state;
    struct text path = text_new(PATH_MAX_BYTES);
    for (int i = 0; i < PATH_MAX_DEPTH + 1; i++) {
        text_add_string(&path, i == 0 ? "d" : "/d");
        make_folder(path.data);
    }
    struct tree *tree = tree_new();
    char *trouble = NULL;
    char *found = scan_all(tree, &trouble);
    assert_non_null(strstr(trouble, "more than 64 folders deep"));
    assert_int_equal(tree_count(tree), PATH_MAX_DEPTH);
    memory_free(&found);
    memory_free(&trouble);
    text_free(&path);
    tree_free(&tree);
}

static void a_look_follows_no_link_on_the_way(void **state)
{
    (void)state;
    make_folder("guide");
    write_file("guide/a.md", "a");
    make_link("guide", "other");
    struct scan scan = { 0 };
    struct tree_values values;
    assert_int_equal(scan_open(&scan, root), 0);
    assert_int_equal(scan_look(&scan, "guide/a.md", &values), SCAN_THERE);
    assert_int_equal(values.size, 1);
    assert_int_equal(scan_look(&scan, "other/a.md", &values), SCAN_MISSING);
    assert_int_equal(scan_look(&scan, "guide/b.md", &values), SCAN_MISSING);
    assert_int_equal(scan_look(&scan, "guide", &values), SCAN_THERE);
    assert_true(values.is_folder);
    scan_close(&scan);
}

static void a_look_at_what_is_ignored_finds_nothing(void **state)
{
    (void)state;
    make_folder("guide");
    write_file("guide/a.md", "a");
    write_file("guide/b.md", "b");
    struct ignore *ignore = ignore_new(&gitignore_matcher, NULL, 0);
    ignore_set_file(ignore, "guide", "b.md\n");
    struct tree *tree = tree_new();
    struct scan scan = { .ignore = ignore, .compare = compare_new(tree, false) };
    assert_int_equal(scan_open(&scan, root), 0);
    assert_int_equal(scan_visit(&scan, "guide/a.md"), SCAN_THERE);
    assert_int_equal(scan_visit(&scan, "guide/b.md"), SCAN_MISSING);
    assert_null(tree_find(tree, "guide/b.md"));
    ignore_set_file(ignore, "", "guide/\n");
    assert_int_equal(scan_visit(&scan, "guide/a.md"), SCAN_MISSING);
    compare_free(&scan.compare);
    scan_close(&scan);
    ignore_free(&ignore);
    tree_free(&tree);
}

static void a_root_that_is_not_there_is_named(void **state)
{
    (void)state;
    struct scan scan = { 0 };
    char *whole = path_join(root, "nothing");
    assert_int_equal(scan_open(&scan, whole), -1);
    assert_non_null(strstr(scan.trouble.data, "No such file or directory"));
    assert_false(scan.is_complete);
    scan_close(&scan);
    memory_free(&whole);
}

struct taken {
    size_t folders;
    size_t files;
    size_t most;
};

static bool take(void *context, const char *path, const struct tree_values *values)
{
    struct taken *taken = context;
    taken->folders += values->is_folder;
    taken->files += !values->is_folder;
    assert_int_equal(values->is_folder, strcmp(path, "guide") == 0);
    assert_true(values->is_folder || values->changed_ns >= values->modified_ns);
    return taken->folders + taken->files < taken->most;
}

static struct taken take_all(size_t most, bool *is_stopped)
{
    struct taken taken = { .most = most };
    struct scan scan = {
        .ignore = ignore_new(&gitignore_matcher, NULL, 0), .taker = take, .context = &taken
    };
    assert_int_equal(scan_open(&scan, root), 0);
    scan_walk(&scan, "");
    *is_stopped = scan.is_stopped;
    ignore_free(&scan.ignore);
    scan_close(&scan);
    return taken;
}

static void a_taker_gets_everything_until_it_has_enough(void **state)
{
    (void)state;
    bool is_stopped = true;
    make_folder("guide");
    write_file("guide/a.md", "a");
    write_file("guide/b.md", "b");
    struct taken taken = take_all(100, &is_stopped);
    assert_int_equal(taken.folders, 1);
    assert_int_equal(taken.files, 2);
    assert_false(is_stopped);
    taken = take_all(2, &is_stopped);
    assert_int_equal(taken.files, 1);
    assert_true(is_stopped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            everything_is_found_but_what_is_ignored, make_root, remove_root),
        cmocka_unit_test_setup_teardown(
            links_count_as_files_only_inside_the_root, make_root, remove_root),
        cmocka_unit_test_setup_teardown(
            an_unreadable_folder_is_named_and_loses_nothing, make_root, remove_root),
        cmocka_unit_test_setup_teardown(
            an_ignore_file_that_cannot_be_read_hides_its_folder, make_root, remove_root),
        cmocka_unit_test_setup_teardown(folders_nest_up_to_a_limit, make_root, remove_root),
        cmocka_unit_test_setup_teardown(
            a_taker_gets_everything_until_it_has_enough, make_root, remove_root),
        cmocka_unit_test_setup_teardown(
            what_is_called_like_a_page_and_makes_none_is_named, make_root, remove_root),
        cmocka_unit_test_setup_teardown(
            a_file_system_that_hides_kinds_changes_nothing, make_root, remove_root),
        cmocka_unit_test_setup_teardown(a_look_follows_no_link_on_the_way, make_root, remove_root),
        cmocka_unit_test_setup_teardown(
            a_look_at_what_is_ignored_finds_nothing, make_root, remove_root),
        cmocka_unit_test_setup_teardown(a_root_that_is_not_there_is_named, make_root, remove_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
