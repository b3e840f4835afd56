/* SPDX-License-Identifier: MIT */
#include "watcher/compare.h"

#include "base/memory.h"
#include "base/text.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

/*
 * A disk is written as `path=inode` words; a folder ends with a slash: `a/=1 a/x.md=2`. Size and
 * time follow from the inode unless a `+` behind it says that the file was written to, or a `~`
 * that its inode alone tells of a change; an `@` says that the file system tells when the inode was
 * made.
 */
static struct tree_values values_of(const char *equals, bool is_folder)
{
    char *end = NULL;
    struct tree_values values = { .inode = strtol(equals + 1, &end, 10), .device = 1 };
    values.is_folder = is_folder;
    if (!is_folder) {
        values.size = 100 + values.inode + (*end == '+');
        values.modified_ns = 1000000 * values.inode;
        values.changed_ns = values.modified_ns + (*end == '~');
    }
    if (strcspn(equals, "@") < strcspn(equals, " "))
        values.born_ns = 1 + values.inode;
    return values;
}

typedef void each(void *context, const char *path, const struct tree_values *values);

static void for_each(const char *disk, each *function, void *context)
{
    char *copy = memory_copy_text(disk);
    char *rest = NULL;
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        char *equals = strchr(word, '=');
        bool is_folder = equals[-1] == '/';
        struct tree_values values = values_of(equals, is_folder);
        equals[is_folder ? -1 : 0] = '\0';
        function(context, word, &values);
    }
    memory_free(&copy);
}

static void add(void *context, const char *path, const struct tree_values *values)
{
    tree_add(context, path, values);
}

static void find(void *context, const char *path, const struct tree_values *values)
{
    compare_found(context, path, values);
}

/* `>from:to` moved, `+path` new, `*path` changed, `-path` gone. */
static char *print(const struct changes *changes)
{
    struct text out = text_new(4096);
    for (size_t i = 0; i < changes->move_count; i++)
        text_add_format(&out, " >%s:%s", changes->moves[i].from, changes->moves[i].to);
    for (size_t i = 0; i < changes->changed_count; i++)
        text_add_format(
            &out, " %c%s", changes->changed[i].is_new ? '+' : '*', changes->changed[i].entry->path);
    for (size_t i = 0; i < changes->gone_count; i++)
        text_add_format(&out, " -%s", changes->gone[i]->path);
    return text_take(&out);
}

static void assert_changes(struct compare *compare, const char *expected)
{
    compare_match(compare);
    char *printed = print(compare_finish(compare));
    assert_string_equal(printed[0] == ' ' ? printed + 1 : printed, expected);
    memory_free(&printed);
}

static void assert_tree_is(const struct tree *tree, const char *disk)
{
    size_t count = 0;
    for (const char *c = disk; *c != '\0'; c++)
        count += *c == '=';
    assert_int_equal(tree_count(tree), count);
    size_t position = 0;
    for (struct tree_entry *entry; (entry = tree_next(tree, &position)) != NULL;)
        assert_int_equal(entry->marks, 0);
}

static const struct {
    const char *before;
    const char *after;
    const char *changes;
} scans[] = {
    { "", "", "" },
    { "a.md=1", "a.md=1", "" },
    { "", "g/=1 g/a.md=2 b.md=3", "+b.md +g +g/a.md" },
    { "a.md=1", "a.md=1+", "*a.md" },
    { "a.md=1", "a.md=2", "*a.md" },
    /* An edit that keeps size and time; a name that changes is no edit. */
    { "a.md=1", "a.md=1~", "*a.md" },
    { "a.md=1", "b.md=1~", ">a.md:b.md" },
    { "a.md=1@", "b.md=1~@", ">a.md:b.md" },
    { "a.md=1 b.md=2", "b.md=2", "-a.md" },
    /* What went on from a folder that moved, though another file is where it was first. */
    { "b/=1@ b/a.md=2@ b/b.md=3@", "b/=9@ b/b.md=8@ g/=1@ g/a.md=2@ g/c.md=3@",
        ">b:g >g/b.md:g/c.md +b +b/b.md" },
    { "b/=1@ b/a.md=2@ b/b.md=3@", "b/=9@ b/b.md=3@ g/=1@ g/a.md=2@", ">b:g >g/b.md:b/b.md +b" },
    /* Moves need one candidate on each side. */
    { "a.md=1", "b.md=1", ">a.md:b.md" },
    { "a.md=1", "b.md=1+", "+b.md -a.md" },
    { "a.md=1 b.md=1", "c.md=1", "+c.md -a.md -b.md" },
    { "a.md=1", "b.md=1 c.md=1", "+b.md +c.md -a.md" },
    { "a.md=1 h.md=1", "c.md=1 h.md=1", ">a.md:c.md" },
    { "a.md=1", "A.md=1", ">a.md:A.md" },
    /* A path that is there is the same file, whatever its inode. */
    { "a.md=1 b.md=2", "a.md=3 b.md=4", "*a.md *b.md" },
    { "a.md=1 b.md=2", "b.md=1", "*b.md -a.md" },
    { "a.md=1 b.md=2 c.md=3", "b.md=1 c.md=2", "*b.md *c.md -a.md" },
    /* Unless the old one is found elsewhere: changed places, chains of renames. */
    { "a.md=1 b.md=2", "a.md=2 b.md=1", ">a.md:a.md.moving1.md >b.md:a.md >a.md.moving1.md:b.md" },
    { "a.md=1 b.md=2", "a.md=2+ b.md=1", "*a.md *b.md" },
    { "a.md=1@ b.md=2@", "a.md=2+@ b.md=1@",
        ">a.md:a.md.moving1.md >b.md:a.md >a.md.moving1.md:b.md *a.md" },
    { "a.md=1 b.md=2 c.md=3", "a.md=2 b.md=3 c.md=1",
        ">a.md:a.md.moving1.md >b.md:a.md >c.md:b.md >a.md.moving1.md:c.md" },
    { "a.md=1 b.md=2", "b.md=1 c.md=2", ">b.md:c.md >a.md:b.md" },
    { "a.md=1", "a.md=7 b.md=1", ">a.md:b.md +a.md" },
    /* A file in the place of the folder that it was in, and the other way round. */
    { "a=1", "a/=5 a/b.md=1", ">a:a/b.md +a" },
    { "a/=5 a/b.md=1", "a=1", ">a:a.moving1 >a.moving1/b.md:a -a.moving1" },
    { "a/=5 a/b.md=1 a/c.md=2", "a=1",
        ">a:a.moving1 >a.moving1/b.md:a -a.moving1 -a.moving1/c.md" },
    { "a=1 b/=5 b/c.md=2", "a/=5 a/c.md=2", ">a:a.moving1.md >b:a -a.moving1.md" },
    /* With the moment of birth a number is enough. */
    { "a.md=1@", "b.md=1+@", ">a.md:b.md *b.md" },
    { "g/=1@ g/a.md=2@", "h/=1@ h/a.md=2+@", ">g:h *h/a.md" },
    { "g/=1@ g/a.md=2@ h/=3@ h/b.md=4@", "h/=1@ h/a.md=2@ k/=3@ k/b.md=4@", ">h:k >g:h" },
    { "g/=1@ g/a.md=2@ h/=3@ h/a.md=4@", "g/=3@ g/a.md=4@ h/=1@ h/a.md=2@",
        ">g:g.moving1 >h:g >g.moving1:h" },
    /* One renamed folder is one move. */
    { "g/=1 g/a.md=2 g/s/=3 g/s/b.md=4", "h/=1 h/a.md=2 h/s/=3 h/s/b.md=4", ">g:h" },
    { "g/=1 g/a.md=2 g/b.md=3", "h/=1 h/a.md=2 h/b.md=3+", ">g:h *h/b.md" },
    { "g/=1 g/a.md=2 g/b.md=3", "h/=1 h/a.md=2 h/n.md=9", ">g:h +h/n.md -h/b.md" },
    { "g/=1 g/a.md=2 g/b.md=3", "h/=1 h/a.md=2 h/c.md=3", ">g:h >h/b.md:h/c.md" },
    { "g/=1 g/s/=2 g/s/a.md=3 g/k.md=4", "h/=1 h/t/=2 h/t/a.md=3 h/k.md=4", ">g:h >h/s:h/t" },
    /* Into the place that a folder leaves, which would take along what came before it went. */
    { "b/=1@ b/c.md=2@ g/=3@ g/a.md=4@", "a/=3@ a/a.md=4@ g/=5@ g/b/=1@ g/b/c.md=2@",
        ">g:a >b:g/b +g" },
    { "a/=1@ a/i.md=2@ b/=3@ b/i.md=4@", "a/=5@ a/y/=3@ a/y/i.md=4@ b/=6@ b/x/=1@ b/x/i.md=2@",
        ">a:a.moving1 >b:a/y >a.moving1:b/x +a +b" },
    /* Into the place of one that was no page. */
    { "a/=1@ a/p.png=2@ b/=3@ b/x.md=4@", "a/=3@ a/x.md=4@ p.png=2@",
        ">a:a.moving1 >b:a >a.moving1/p.png:p.png -a.moving1" },
    /* Below its own old path, and what was in it. */
    { "d/=1@ d/e/=2@ d/e/c.md=3@", "d/=4@ d/e/=1@ d/e/e/=2@ d/e/e/c.md=3@",
        ">d:d.moving1 >d.moving1:d/e +d" },
    { "d/=1@ d/c.md=2@", "d/=3@ d/e/=1@ d/e/c.md=2+@", ">d:d.moving1 >d.moving1:d/e +d *d/e/c.md" },
    { "p/=1 q/=2 p/g/=3 p/g/a.md=4", "p/=1 q/=2 q/g/=3 q/g/a.md=4", ">p/g:q/g" },
    /* A number that was given to another folder proves nothing. */
    { "g/=1 g/a.md=2", "h/=1 h/z.md=7", "+h +h/z.md -g -g/a.md" },
    { "g/=1 g/a.md=2", "g=5", "*g -g/a.md" },
    { "g=5", "g/=1 g/a.md=2", "*g +g/a.md" },
    /* A file that leaves a folder which is deleted. */
    { "g/=1 g/a.md=2 g/b.md=3", "a.md=2", ">g/a.md:a.md -g -g/b.md" },
};

static void a_full_scan_tells_changes_moves_and_what_is_gone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scans / sizeof scans[0]; i++) {
        struct tree *tree = tree_new();
        for_each(scans[i].before, add, tree);
        struct compare *compare = compare_new(tree, true);
        for_each(scans[i].after, find, compare);
        assert_changes(compare, scans[i].changes);
        assert_tree_is(tree, scans[i].after);
        compare_free(&compare);
        tree_free(&tree);
    }
}

static void only_what_was_covered_can_be_gone(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    for_each("g/=1 g/a.md=2 g/b.md=3 h/=4 h/c.md=5", add, tree);
    struct compare *compare = compare_new(tree, false);
    compare_cover(compare, "g/a.md");
    compare_cover(compare, "h");
    compare_found(
        compare, "h", &(struct tree_values){ .inode = 4, .device = 1, .is_folder = true });
    assert_changes(compare, "-g/a.md -h/c.md");
    compare_free(&compare);
    assert_tree_is(tree, "g/=1 g/b.md=3 h/=4");
    tree_free(&tree);
}

/* It has its own grace, and the folder was looked at for another reason. */
static void what_waits_is_not_gone_with_its_folder(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    for_each("g/=1 g/a.md=2 g/b.md=3 g/c.md=4 s/=5 s/t/=6 s/t/d.md=7 s/e.md=8", add, tree);
    struct compare *compare = compare_new(tree, false);
    struct text paths = text_new(64);
    compare_wait(compare, "g/a.md");
    compare_wait(compare, "g/b.md");
    compare_wait(compare, "s/t/d.md");
    compare_cover(compare, "g");
    compare_cover(compare, "s");
    for_each("g/=9 h.md=3", find, compare);
    assert_int_equal(compare_list_origins(compare, &paths), 1);
    assert_string_equal(paths.data, "g/b.md");
    compare_cover(compare, "g/b.md");
    assert_changes(compare, ">g/b.md:h.md *g -g/c.md -s/e.md");
    compare_free(&compare);
    text_free(&paths);
    assert_tree_is(tree, "g/=9 g/a.md=2 h.md=3 s/=5 s/t/=6 s/t/d.md=7");
    tree_free(&tree);
}

/* The folder that held it was made anew meanwhile. */
static void what_is_in_a_folder_that_waits_is_not_gone(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    for_each("g/=1 g/s/=2 g/s/a.md=3 g/s/b.md=4", add, tree);
    struct compare *compare = compare_new(tree, false);
    compare_wait(compare, "g/s");
    compare_cover(compare, "g");
    for_each("g/=9 h.md=4", find, compare);
    assert_changes(compare, ">g/s/b.md:h.md *g");
    compare_free(&compare);
    assert_tree_is(tree, "g/=9 g/s/=2 g/s/a.md=3 h.md=4");
    tree_free(&tree);
}

/* The folder is elsewhere, and what waits in it goes along, still expected. */
static void what_waits_goes_with_its_folder(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    for_each("g/=1@ g/a.md=2@ g/b.md=3@", add, tree);
    struct compare *compare = compare_new(tree, false);
    compare_wait(compare, "g/a.md");
    compare_cover(compare, "g");
    for_each("h/=1@ h/b.md=3@", find, compare);
    assert_changes(compare, ">g:h");
    compare_free(&compare);
    assert_tree_is(tree, "h/=1 h/a.md=2 h/b.md=3");
    tree_free(&tree);
}

/* A look that found out nothing leaves nothing behind. */
static void what_waited_once_may_be_gone_the_next_time(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    for_each("a.md=1 b.md=2", add, tree);
    struct compare *compare = compare_new(tree, false);
    compare_wait(compare, "a.md");
    compare_free(&compare);
    compare = compare_new(tree, true);
    for_each("b.md=2", find, compare);
    assert_changes(compare, "-a.md");
    compare_free(&compare);
    tree_free(&tree);
}

static void what_cannot_be_read_is_not_gone(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    for_each("g/=1 g/s/=2 g/s/a.md=3 g/b.md=4", add, tree);
    struct compare *compare = compare_new(tree, true);
    for_each("g/=1 g/s/=2", find, compare);
    compare_unknown(compare, "g/s");
    assert_changes(compare, "-g/b.md");
    compare_free(&compare);
    compare = compare_new(tree, true);
    compare_unknown(compare, "");
    assert_changes(compare, "");
    compare_free(&compare);
    assert_tree_is(tree, "g/=1 g/s/=2 g/s/a.md=3");
    tree_free(&tree);
}

/* `pairs`: what was known at the first of two is at the second. */
static const struct {
    const char *before;
    const char *pairs[4];
    const char *covered;
    const char *after;
    const char *changes;
} looks[] = {
    /* Written anew, then moved. */
    { "a.md=1", { "a.md", "c.md" }, "a.md", "c.md=9", ">a.md:c.md *c.md" },
    /* Another was made in its place. */
    { "a.md=1", { NULL }, "", "a.md=7 b.md=1", ">a.md:b.md +a.md" },
    { "a.md=1", { "a.md", "b.md" }, "", "a.md=7 b.md=9", ">a.md:b.md +a.md *b.md" },
    /* a and b changed places, then what was a went on to c. */
    { "a.md=1@ b.md=2@", { "b.md", "a.md", "a.md", "c.md" }, "b.md", "a.md=2@ c.md=1+@",
        ">a.md:c.md >b.md:a.md *c.md" },
    /* Inodes know better. */
    { "a.md=1@ b.md=2@", { "b.md", "c.md" }, "a.md b.md", "c.md=1@", ">a.md:c.md -b.md" },
    /* Chains of renames and changed places, behind a file that was written anew. */
    { "a.md=1 b.md=2", { "a.md", "b.md" }, "a.md", "b.md=9 c.md=2", ">b.md:c.md >a.md:b.md *b.md" },
    { "a.md=1 b.md=2", { "a.md", "b.md", "b.md", "c.md" }, "a.md", "b.md=9 c.md=8",
        ">b.md:c.md >a.md:b.md *b.md *c.md" },
    { "a.md=1 b.md=2", { "a.md", "b.md" }, "", "a.md=2 b.md=9",
        ">b.md:b.md.moving1.md >a.md:b.md >b.md.moving1.md:a.md *b.md" },
    { "a.md=1 b.md=2", { "a.md", "b.md", "b.md", "a.md" }, "", "a.md=8 b.md=9",
        ">a.md:a.md.moving1.md >b.md:a.md >a.md.moving1.md:b.md *a.md *b.md" },
    /* Put over another, whose path stays what it was. */
    { "a.md=1 b.md=2", { "a.md", "b.md" }, "a.md", "b.md=9", "*b.md -a.md" },
    /* In a folder that moved, events speak of where they were. */
    { "g/=1 g/a.md=2", { "g", "h", "g/a.md", "g/b.md" }, "g", "h/=1 h/b.md=9",
        ">g:h >h/a.md:h/b.md *h/b.md" },
    { "g/=1 g/a.md=2", { "g", "h" }, "g", "h/=5 h/a.md=2", ">g:h *h" },
};

static void look(size_t i)
{
    struct tree *tree = tree_new();
    for_each(looks[i].before, add, tree);
    struct compare *compare = compare_new(tree, false);
    for (size_t k = 0; k < 4 && looks[i].pairs[k] != NULL; k += 2)
        compare_pair(compare, looks[i].pairs[k], looks[i].pairs[k + 1]);
    char *covered = memory_copy_text(looks[i].covered);
    char *rest = NULL;
    for (char *word = strtok_r(covered, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        compare_cover(compare, word);
    for_each(looks[i].after, find, compare);
    assert_changes(compare, looks[i].changes);
    assert_tree_is(tree, looks[i].after);
    compare_free(&compare);
    memory_free(&covered);
    tree_free(&tree);
}

static void a_look_at_some_paths_believes_inodes_and_the_kernel(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
        look(i);
}

/* A file came to a place that is looked at, from one that is not. */
static void the_other_end_of_a_move_is_asked_for(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    struct text paths = text_new(4096);
    for_each("a.md=1 b.md=2 c.md=3@ g/=4@ g/d.md=5@", add, tree);
    struct compare *compare = compare_new(tree, false);
    for_each("b.md=1 n.md=3+@ o.md=9 h/=4@ h/d.md=5@", find, compare);
    assert_int_equal(compare_list_origins(compare, &paths), 4);
    for (size_t at = 0; at < paths.length; at += strlen(paths.data + at) + 1)
        compare_cover(compare, paths.data + at);
    assert_int_equal(compare_list_origins(compare, &paths), 0);
    assert_changes(compare, ">g:h >c.md:n.md *b.md *n.md +o.md -a.md");
    compare_free(&compare);
    text_free(&paths);
    tree_free(&tree);
}

static void a_second_look_brings_back_what_was_missing(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    for_each("a.md=1 b.md=2", add, tree);
    struct compare *compare = compare_new(tree, true);
    compare_match(compare);
    size_t count = 0;
    compare_missing(compare, &count);
    assert_int_equal(count, 2);
    for_each("a.md=5", find, compare);
    char *printed = print(compare_finish(compare));
    assert_string_equal(printed, " *a.md -b.md");
    memory_free(&printed);
    compare_free(&compare);
    assert_tree_is(tree, "a.md=5");
    tree_free(&tree);
}

static void another_device_number_alone_is_no_change(void **state)
{
    (void)state;
    struct tree *tree = tree_new();
    for_each("a.md=1", add, tree);
    struct compare *compare = compare_new(tree, true);
    struct tree_values values = tree_find(tree, "a.md")->values;
    values.device = 77;
    compare_found(compare, "a.md", &values);
    assert_changes(compare, "");
    assert_int_equal(tree_find(tree, "a.md")->values.device, 77);
    compare_free(&compare);
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_scan_tells_changes_moves_and_what_is_gone),
        cmocka_unit_test(only_what_was_covered_can_be_gone),
        cmocka_unit_test(what_waits_is_not_gone_with_its_folder),
        cmocka_unit_test(what_is_in_a_folder_that_waits_is_not_gone),
        cmocka_unit_test(what_waits_goes_with_its_folder),
        cmocka_unit_test(what_waited_once_may_be_gone_the_next_time),
        cmocka_unit_test(what_cannot_be_read_is_not_gone),
        cmocka_unit_test(a_look_at_some_paths_believes_inodes_and_the_kernel),
        cmocka_unit_test(the_other_end_of_a_move_is_asked_for),
        cmocka_unit_test(a_second_look_brings_back_what_was_missing),
        cmocka_unit_test(another_device_number_alone_is_no_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
