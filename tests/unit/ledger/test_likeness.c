/* SPDX-License-Identifier: MIT */
/* Pages that say most of what another one said, and who takes whose page over. */
#include "base/text.h"
#include "bus/messages.h"
#include "ledger/likeness.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <string.h>

#define LINES "<p>First line of it.</p><p>Second line of it.</p><p>Third line of it.</p>"
#define MORE "<p>Fourth line of it.</p><p>Fifth line of it.</p><p>Sixth line of it.</p>"
#define OTHER "<p>Something else.</p><p>Nothing like it.</p><p>A third thing.</p>"
#define AFAR "<p>Far away now.</p><p>Farther than that.</p><p>Farthest of all.</p><p>Out there.</p>"

static int compare(const char *a, const char *b)
{
    struct likeness first;
    struct likeness second;
    likeness_take(&first, a, strlen(a));
    likeness_take(&second, b, strlen(b));
    int likeness = likeness_compare(&first, &second);
    assert_int_equal(likeness_compare(&second, &first), likeness);
    likeness_free(&first);
    likeness_free(&second);
    return likeness;
}

static void lines_in_common_are_counted_in_whatever_order(void **state)
{
    (void)state;
    assert_int_equal(compare(LINES MORE, LINES MORE), 100);
    assert_int_equal(compare(LINES MORE, MORE LINES), 100);
    assert_int_equal(compare(LINES MORE OTHER, LINES MORE), 66);
    assert_int_equal(compare(LINES, LINES), 0); /* too few to tell */
    assert_int_equal(compare(LINES MORE, OTHER AFAR), 0);
    assert_int_equal(compare("", ""), 0);
    assert_int_equal(compare("<p>no XML" LINES, ""), 0);
    assert_int_equal(compare(LINES MORE "<p>\x01"
                                        "0\x02text here\x01/0\x02</p>",
                         LINES MORE),
        85);
}

static void publish_one(struct world *world, const char *path, const char *title, const char *body)
{
    world->body = body;
    add_page(world, path, title);
    assert_int_equal(publish(world), 1);
}

static void replace(struct world *world, const char *from, const char *to, const char *body)
{
    lose(world, from);
    world->body = body;
    add_page(world, to, "Another title");
}

static void a_file_with_another_name_title_and_text_keeps_its_page(void **state)
{
    struct world *world = *state;
    publish_one(world, "a.md", "A", LINES MORE);
    char *id = page_id_of(world, "a.md");
    replace(world, "a.md", "b.md", LINES MORE OTHER);
    expect_page(world, "b.md", id);
    memory_free(&id);
}

static void a_file_that_says_something_else_does_not(void **state)
{
    struct world *world = *state;
    publish_one(world, "a.md", "A", LINES MORE);
    replace(world, "a.md", "b.md", OTHER AFAR);
    assert_null(page_id_of(world, "b.md"));
}

static void one_that_went_long_ago_is_left_alone(void **state)
{
    struct world *world = *state;
    publish_one(world, "a.md", "A", LINES MORE);
    lose(world, "a.md");
    world->now_ms += 61 * 1000;
    world->body = LINES MORE OTHER;
    add_page(world, "b.md", "Another title");
    assert_null(page_id_of(world, "b.md"));
}

static void two_that_are_alike_are_no_proof(void **state)
{
    struct world *world = *state;
    publish_one(world, "a.md", "A", LINES MORE);
    publish_one(world, "c.md", "C", LINES MORE AFAR);
    begin(world);
    query_run(query(world->database, "UPDATE content SET body = CAST('" LINES MORE "' AS BLOB)"));
    end(world);
    lose(world, "c.md");
    replace(world, "a.md", "b.md", LINES MORE OTHER);
    assert_null(page_id_of(world, "b.md"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_in_common_are_counted_in_whatever_order),
        WORLD_TEST(a_file_with_another_name_title_and_text_keeps_its_page),
        WORLD_TEST(a_file_that_says_something_else_does_not),
        WORLD_TEST(one_that_went_long_ago_is_left_alone),
        WORLD_TEST(two_that_are_alike_are_no_proof),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
