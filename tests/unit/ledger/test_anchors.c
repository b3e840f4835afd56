/* SPDX-License-Identifier: MIT */
/* Cloud drops the anchor of a link to a title that nobody has. */
#include "base/memory.h"
#include "ledger/leases.h"
#include "ledger/ledger.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <string.h>

static bool lease_for(struct world *world, long pid, struct message_lease_given *given)
{
    *given = (struct message_lease_given){ 0 };
    begin(world);
    int64_t page = lease_pick(&world->ledger);
    bool is_given = page != 0 && lease_give(&world->ledger, page, pid, world->pool, given);
    end(world);
    return is_given;
}

/* Every page has the heading `part`, and links to the one of `target`. */
static void anchor(struct world *world, const char *target)
{
    begin(world);
    query_run(query(world->database, "UPDATE page SET anchors = 'b\npart\n'"));
    struct query *q = query(world->database,
        "INSERT OR IGNORE INTO link(page, target, fragment) SELECT id, ?1, 'part' FROM page WHERE "
        "source <> ?1");
    query_add_path(q, target);
    query_run(q);
    end(world);
}

static struct reference link_to(const char *target)
{
    return (struct reference){
        .kind = REFERENCE_PAGE, .target = target, .fragment = "part", .name = "", .fallback = ""
    };
}

static bool has_anchor(const struct message_lease_given *given)
{
    return memmem(given->body.data, given->body.size, "ac:anchor=\"part\"", 16) != NULL;
}

static void an_anchor_is_not_lost_to_a_page_made_meanwhile(void **state)
{
    struct world *world = *state;
    world->ledger.settings.is_cloud = true;
    struct reference link = link_to("b.md");
    see(world, "a.md");
    see(world, "b.md");
    convert(world, NULL, &link);
    anchor(world, "b.md");
    /* Both are on their way; the one that is linked to is there first. */
    struct message_lease_given a;
    struct message_lease_given b;
    assert_true(lease_for(world, 42, &a));
    assert_string_equal(a.path, "a.md");
    assert_false(has_anchor(&a));
    assert_true(lease_for(world, 43, &b));
    finish(world, &b);
    finish(world, &a);
    assert_true(lease_for(world, 42, &a));
    assert_string_equal(a.path, "a.md");
    assert_true(has_anchor(&a));
    finish(world, &a);
    assert_false(lease_for(world, 42, &a));
}

static void publish_linked(struct world *world)
{
    struct reference to_b = link_to("b.md");
    struct reference to_a = link_to("a.md");
    world->ledger.settings.is_cloud = true;
    see(world, "a.md");
    convert(world, "A", &to_b);
    see(world, "b.md");
    convert(world, "B", &to_a);
    anchor(world, "b.md");
    publish(world);
}

static void a_page_waits_for_the_new_title_that_it_links_to(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    publish_linked(world);
    add_page(world, "b.md", "C");
    anchor(world, "b.md");
    struct message_lease_given b;
    assert_true(lease_for(world, 42, &b));
    assert_string_equal(b.path, "b.md");
    assert_false(lease_for(world, 43, &given));
    finish(world, &b);
    assert_true(lease_for(world, 43, &given));
    assert_string_equal(given.path, "a.md");
    assert_true(has_anchor(&given));
    finish(world, &given);
    assert_false(lease_for(world, 43, &given));
}

static void two_that_link_to_each_others_new_titles_do_not_wait_for_ever(void **state)
{
    struct world *world = *state;
    struct reference to_b = link_to("b.md");
    struct reference to_a = link_to("a.md");
    publish_linked(world);
    see(world, "a.md");
    convert(world, "D", &to_b);
    see(world, "b.md");
    convert(world, "C", &to_a);
    anchor(world, "b.md");
    anchor(world, "a.md");
    static const struct {
        const char *path;
        bool has_anchor;
    } steps[] = { { "a.md", false }, { "b.md", true }, { "a.md", true } };
    struct message_lease_given given;
    for (size_t i = 0; i < 3; i++) {
        assert_true(lease_for(world, 42, &given));
        assert_string_equal(given.path, steps[i].path);
        assert_int_equal(has_anchor(&given), steps[i].has_anchor);
        finish(world, &given);
    }
    assert_false(lease_for(world, 42, &given));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(an_anchor_is_not_lost_to_a_page_made_meanwhile),
        WORLD_TEST(a_page_waits_for_the_new_title_that_it_links_to),
        WORLD_TEST(two_that_link_to_each_others_new_titles_do_not_wait_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
