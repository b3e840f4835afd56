/* SPDX-License-Identifier: MIT */
#include "ledger/seal.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "tests/unit/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct seal_entry file = {
    .path = "guide/a.md", .size = 10, .modified_ns = 20, .inode = 30
};

static struct seal_tree tree_of(const struct seal_entry *a, const struct seal_entry *b)
{
    struct seal_tree tree = { .count = 0 };
    seal_add(&tree, a);
    if (b != NULL)
        seal_add(&tree, b);
    return tree;
}

static struct seal a_seal(void)
{
    return (struct seal){ .settings = digest_of("settings", 8),
        .tree = tree_of(&file, NULL),
        .pages = 3,
        .unchanged = 2,
        .warnings = 1,
        .seen_ms = 1000000,
        .sealed_ms = 1000500,
        .until_ms = -1,
        .ledger = { "ledger-0123abcd.db", 1, 2, 3, 4, 5 } };
}

static void a_tree_is_the_same_in_whatever_order_it_comes(void **state)
{
    (void)state;
    const struct seal_entry folder = { .path = "guide", .is_folder = true, .inode = 7 };
    struct seal_tree one = tree_of(&file, &folder);
    struct seal_tree other = tree_of(&folder, &file);
    assert_true(seal_tree_equal(&one, &other));
    other = tree_of(&file, NULL);
    assert_false(seal_tree_equal(&one, &other));
}

static void each_thing_that_tells_a_change_tells_it(void **state)
{
    (void)state;
    struct seal_entry others[5];
    for (size_t i = 0; i < 5; i++)
        others[i] = file;
    others[0].path = "guide/b.md";
    others[1].size = 11;
    others[2].modified_ns = 21;
    others[3].inode = 31;
    others[4].is_folder = true;
    struct seal_tree before = tree_of(&file, NULL);
    for (size_t i = 0; i < 5; i++) {
        struct seal_tree after = tree_of(&others[i], NULL);
        assert_false(seal_tree_equal(&before, &after));
    }
}

/* Both change with each name inside, and the watcher does not look at them. */
static void of_a_folder_neither_size_nor_time_counts(void **state)
{
    (void)state;
    struct seal_entry folder = { .path = "guide", .is_folder = true, .inode = 7 };
    struct seal_tree before = tree_of(&folder, NULL);
    folder.size = 4096;
    folder.modified_ns = 99;
    struct seal_tree after = tree_of(&folder, NULL);
    assert_true(seal_tree_equal(&before, &after));
}

static void what_was_printed_is_read(void **state)
{
    (void)state;
    struct seal seal = a_seal();
    struct seal read;
    struct text out = text_new(4096);
    struct text again = text_new(4096);
    seal_print(&seal, &out);
    assert_int_equal(seal_parse(&read, out.data, out.length), 0);
    seal_print(&read, &again);
    assert_string_equal(again.data, out.data);
    assert_true(seal_tree_equal(&read.tree, &seal.tree));
    assert_int_equal(read.until_ms, -1);
    assert_string_equal(read.ledger.name, "ledger-0123abcd.db");
    text_free(&out);
    text_free(&again);
}

static void no_byte_may_be_another(void **state)
{
    (void)state;
    struct seal seal = a_seal();
    struct seal read;
    struct text out = text_new(4096);
    seal_print(&seal, &out);
    for (size_t i = 0; i < out.length; i++) {
        out.data[i] ^= 1;
        assert_int_equal(seal_parse(&read, out.data, out.length), -1);
        out.data[i] ^= 1;
    }
    for (size_t length = 0; length < out.length; length++)
        assert_int_equal(seal_parse(&read, out.data, length), -1);
    text_add_char(&out, '\n');
    assert_int_equal(seal_parse(&read, out.data, out.length), -1);
    text_free(&out);
}

static void it_names_no_file_elsewhere(void **state)
{
    (void)state;
    static const char *const names[] = { "ledger-/../../other.db", "lock" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct seal seal = a_seal();
        struct seal read;
        struct text out = text_new(4096);
        snprintf(seal.ledger.name, sizeof seal.ledger.name, "%s", names[i]);
        seal_print(&seal, &out);
        assert_int_equal(seal_parse(&read, out.data, out.length), -1);
        text_free(&out);
    }
}

static void it_holds_for_the_same_settings_ledger_and_time(void **state)
{
    (void)state;
    struct seal seal = a_seal();
    struct digest settings = seal.settings;
    struct seal_file ledger = seal.ledger;
    assert_true(seal_holds(&seal, &settings, &ledger, 1000500));
    settings.bytes[31] ^= 1;
    assert_false(seal_holds(&seal, &settings, &ledger, 1000500));
    settings = seal.settings;
    /* The clock was set back. */
    assert_false(seal_holds(&seal, &settings, &ledger, 1000499));
    /* The check for changes in Confluence is due. */
    seal.until_ms = 2000000;
    assert_true(seal_holds(&seal, &settings, &ledger, 1999999));
    assert_false(seal_holds(&seal, &settings, &ledger, 2000000));
    int64_t *const values[] = { &ledger.device, &ledger.inode, &ledger.size, &ledger.modified_ns,
        &ledger.changed_ns };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        ledger = seal.ledger;
        ++*values[i];
        assert_false(seal_holds(&seal, &settings, &ledger, 1000500));
    }
}

static void a_change_after_the_look_is_not_covered(void **state)
{
    (void)state;
    struct seal seal = a_seal();
    const int64_t ns_per_ms = 1000000;
    assert_true(seal_covers(&seal, 1000000 * ns_per_ms - 20 * ns_per_ms - 1));
    assert_false(seal_covers(&seal, 1000000 * ns_per_ms - 19 * ns_per_ms));
    assert_false(seal_covers(&seal, 1000000 * ns_per_ms + 1));
    /* Whole seconds: the file system may know no better. */
    assert_false(seal_covers(&seal, 999000 * ns_per_ms));
    assert_true(seal_covers(&seal, 997000 * ns_per_ms));
}

/* ---------------------------------------------------------------- on the disk */

static char folder[32];

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)kind;
    (void)where;
    return remove(path);
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/cmsync-seal-XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void write_beside(const char *name, const char *content)
{
    char *path = path_join(folder, name);
    assert_int_equal(file_write(path, content, strlen(content), 0600), 0);
    memory_free(&path);
}

static void it_is_left_read_and_broken(void **state)
{
    (void)state;
    struct seal seal = a_seal();
    struct seal read;
    struct seal_file ledger;
    assert_int_equal(seal_leave(folder, &seal), -1); /* there is no ledger */
    write_beside("ledger-0123abcd.db", "rows");
    assert_int_equal(seal_leave(folder, &seal), 0);
    assert_int_equal(seal_read(folder, &read, &ledger), 0);
    assert_true(seal_holds(&read, &seal.settings, &ledger, 1000500));
    assert_int_equal(chmod(folder, 0750), 0);
    assert_int_equal(seal_read(folder, &read, &ledger), -1);
    assert_int_equal(chmod(folder, 0700), 0);
    assert_int_equal(seal_break(folder), 0);
    assert_int_equal(seal_break(folder), 0);
    assert_int_equal(seal_read(folder, &read, &ledger), -1);
}

static void a_ledger_that_was_written_to_is_not_sealed(void **state)
{
    (void)state;
    struct seal seal = a_seal();
    struct seal read;
    struct seal_file ledger;
    write_beside("ledger-0123abcd.db", "rows");
    assert_int_equal(seal_leave(folder, &seal), 0);
    write_beside("ledger-0123abcd.db-wal", "more");
    assert_int_equal(seal_read(folder, &read, &ledger), -1);
    assert_int_equal(seal_leave(folder, &seal), -1);
    char *log = path_join(folder, "ledger-0123abcd.db-wal");
    assert_int_equal(unlink(log), 0);
    memory_free(&log);
    write_beside("ledger-0123abcd.db", "sown");
    assert_int_equal(seal_read(folder, &read, &ledger), 0);
    assert_false(seal_holds(&read, &seal.settings, &ledger, 1000500));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_is_the_same_in_whatever_order_it_comes),
        cmocka_unit_test(each_thing_that_tells_a_change_tells_it),
        cmocka_unit_test(of_a_folder_neither_size_nor_time_counts),
        cmocka_unit_test(what_was_printed_is_read),
        cmocka_unit_test(no_byte_may_be_another),
        cmocka_unit_test(it_names_no_file_elsewhere),
        cmocka_unit_test(it_holds_for_the_same_settings_ledger_and_time),
        cmocka_unit_test(a_change_after_the_look_is_not_covered),
        cmocka_unit_test_setup_teardown(it_is_left_read_and_broken, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(
            a_ledger_that_was_written_to_is_not_sealed, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
