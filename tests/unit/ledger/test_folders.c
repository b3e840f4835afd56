/* SPDX-License-Identifier: MIT */
/* Which page a folder has when what is in it moves. */
#include "base/memory.h"
#include "ledger/ledger.h"
#include "ledger/wanted.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <string.h>

static void expect_none(struct world *world, const char *path)
{
    char *found = text_of(world, path, "SELECT id FROM page WHERE path = ? AND is_present = 1");
    assert_null(found);
}

static void a_file_that_becomes_a_folder_keeps_its_page(void **state)
{
    struct world *world = *state;
    add_page(world, "guide.md", "Guide");
    publish(world);
    move(world, "guide.md", "guide/index.md");
    convert(world, "Guide", NULL);
    expect_page(world, "guide/", "1001");
    expect_none(world, "guide.md");
    publish(world);
    move(world, "guide/index.md", "manual.md");
    convert(world, "Guide", NULL);
    expect_page(world, "manual.md", "1001");
    expect_none(world, "guide/");
    publish(world);
}

static void a_file_and_a_folder_of_its_name_have_one_page(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    publish(world);
    move(world, "a.md", "a.md/index.md");
    see_folder(world, "a.md");
    convert(world, "A", NULL);
    expect_page(world, "a.md/", "1001");
    expect_none(world, "a.md");
    publish(world);
    move(world, "a.md", "a.md.moving1");
    move(world, "a.md.moving1/index.md", "a.md");
    lose(world, "a.md.moving1");
    convert(world, "A", NULL);
    expect_page(world, "a.md", "1001");
    expect_none(world, "a.md/");
}

static void a_folder_that_stays_keeps_its_page(void **state)
{
    struct world *world = *state;
    add_page(world, "guide/index.md", "Guide");
    publish(world);
    move(world, "guide/index.md", "guide/text.md");
    convert(world, "Text", NULL);
    publish(world);
    expect_page(world, "guide/", "1001");
    expect_page(world, "guide/text.md", "1002");
}

static void publish_folder(struct world *world)
{
    see_folder(world, "guide");
    add_page(world, "guide/README.md", "Guide");
    add_page(world, "guide/b.md", "B");
    publish(world);
    expect_page(world, "guide/", "1001");
}

/* Not for the order in which its files left. */
static void a_folder_that_is_left_by_all_gives_its_page_to_its_content(void **state)
{
    struct world *world = *state;
    struct item_entry_move moves[] = {
        { .from = "guide/README.md", .to = "c.md" },
        { .from = "guide/b.md", .to = "b.md" },
    };
    publish_folder(world);
    move_all(world, moves, 2, NULL);
    expect_none(world, "guide/");
    expect_page(world, "c.md", "1001");
    expect_page(world, "b.md", "1002");
}

static void a_folder_that_moves_on_with_the_rest_keeps_its_page(void **state)
{
    struct world *world = *state;
    struct item_entry_move moves[] = {
        { .from = "guide/README.md", .to = "c.md" },
        { .from = "guide", .to = "book" },
    };
    publish_folder(world);
    move_all(world, moves, 2, NULL);
    expect_page(world, "book/", "1001");
    expect_page(world, "book/b.md", "1002");
}

/* The content of b goes to a, that of a to b under another name: the folders are what they were. */
static void folders_that_change_contents_keep_their_pages(void **state)
{
    struct world *world = *state;
    struct item_entry_move moves[] = {
        { .from = "a/index.md", .to = "b/README.md" },
        { .from = "b/index.md", .to = "a/index.md" },
    };
    add_page(world, "a/index.md", "A");
    publish(world);
    add_page(world, "b/index.md", "B");
    publish(world);
    move_all(world, moves, 2, NULL);
    convert(world, NULL, NULL);
    expect_page(world, "a/", "1001");
    expect_page(world, "b/", "1002");
    expect_none(world, "b/README.md");
}

static void a_readme_beside_an_index_is_a_page_of_its_own(void **state)
{
    struct world *world = *state;
    add_page(world, "guide/index.md", "Guide");
    add_page(world, "a.md", "A");
    publish(world);
    move(world, "a.md", "guide/README.md");
    expect_page(world, "guide/", "1001");
    expect_page(world, "guide/README.md", "1002");
    move(world, "guide/README.md", "guide/b.md");
    expect_page(world, "guide/b.md", "1002");
}

/* The number of the look at the file that is to be converted; whether it is called after itself. */
static int64_t expect_due(struct world *world, const char *path, bool is_beside)
{
    struct message_conversions_due due = { 0 };
    int64_t seen = 0;
    begin(world);
    wanted_list_conversions(&world->ledger, 100, world->pool, &due);
    for (size_t i = 0; i < due.files_count; i++)
        if (strcmp(due.files[i].path, path) == 0) {
            seen = due.files[i].seen;
            assert_int_equal(due.files[i].is_beside, is_beside);
        }
    end(world);
    assert_true(seen != 0);
    return seen;
}

/* What a reader began before the index came is no answer any more. */
static void a_readme_is_read_again_when_an_index_comes_or_goes(void **state)
{
    struct world *world = *state;
    see(world, "guide/README.md");
    int64_t alone = expect_due(world, "guide/README.md", false);
    see(world, "guide/index.md");
    int64_t beside = expect_due(world, "guide/README.md", true);
    assert_int_not_equal(beside, alone);
    expect_due(world, "guide/index.md", false);
    convert(world, NULL, NULL);
    publish(world);
    lose(world, "guide/index.md");
    expect_due(world, "guide/README.md", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_file_that_becomes_a_folder_keeps_its_page),
        WORLD_TEST(a_file_and_a_folder_of_its_name_have_one_page),
        WORLD_TEST(a_folder_that_stays_keeps_its_page),
        WORLD_TEST(a_folder_that_is_left_by_all_gives_its_page_to_its_content),
        WORLD_TEST(a_folder_that_moves_on_with_the_rest_keeps_its_page),
        WORLD_TEST(folders_that_change_contents_keep_their_pages),
        WORLD_TEST(a_readme_beside_an_index_is_a_page_of_its_own),
        WORLD_TEST(a_readme_is_read_again_when_an_index_comes_or_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
