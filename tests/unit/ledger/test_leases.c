/* SPDX-License-Identifier: MIT */
#include "ledger/leases.h"

#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <stdio.h>

/* Its first answer was lost, and meanwhile the file says again what Confluence has. */
static void who_asks_again_holds_no_page_that_is_in_step_by_now(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    add_page(world, "a.md", "A");
    assert_int_equal(publish(world), 1);
    add_page(world, "a.md", "B");
    assert_true(lease(world, &given));
    add_page(world, "a.md", "A");
    begin(world);
    int64_t page = lease_of_pid(&world->ledger, 42);
    assert_true(page != 0);
    assert_false(lease_give(&world->ledger, page, 42, world->pool, &given));
    assert_int_equal(lease_count(&world->ledger), 0);
    end(world);
    assert_false(lease(world, &given));
}

/* More than any crew has: a store that starts anew finds what an earlier one left. */
static void every_lease_of_the_dead_ends(void **state)
{
    struct world *world = *state;
    enum { DEAD = 70 };
    for (int i = 0; i < DEAD; i++) {
        struct message_lease_given given = { .token = 0 };
        char path[16];
        snprintf(path, sizeof path, "%d.md", i);
        add_page(world, path, NULL);
        begin(world);
        int64_t page = lease_pick(&world->ledger);
        assert_true(lease_give(&world->ledger, page, 100 + i, world->pool, &given));
        end(world);
    }
    begin(world);
    lease_expire_others(&world->ledger, (const long[]){ 100 }, 1);
    assert_int_equal(lease_count(&world->ledger), 1);
    end(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(who_asks_again_holds_no_page_that_is_in_step_by_now),
        WORLD_TEST(every_lease_of_the_dead_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
