/* SPDX-License-Identifier: MIT */
#include "ledger/known.h"
#include "ledger/leases.h"
#include "ledger/order.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <string.h>

static int compare(const char *a, const char *a_options, const char *b, const char *b_options)
{
    struct order_key left = order_key_of(a, a_options);
    struct order_key right = order_key_of(b, b_options);
    int result = order_compare(&left, &right);
    assert_int_equal(order_compare(&right, &left) > 0, result < 0);
    return result;
}

static void numbers_of_names_count_as_numbers(void **state)
{
    (void)state;
    assert_true(compare("a/2-b.md", "", "a/10-a.md", "") < 0);
    assert_true(compare("a/02_b/", "", "a/3. a.md", "") < 0);
    assert_true(compare("a/1.md", "", "a/0002 x.md", "") < 0);
    assert_true(compare("9-x/1-a.md", "", "9-x/a.md", "") < 0);
}

static void a_name_without_a_number_comes_behind(void **state)
{
    (void)state;
    assert_true(compare("zebra.md", "", "ant.md", "") > 0);
    assert_true(compare("99-zebra.md", "", "ant.md", "") < 0);
    assert_true(compare("2nd.md", "", "3-c.md", "") > 0);
    assert_true(compare("1234567890123456-x.md", "", "5-x.md", "") > 0);
    assert_true(compare("a.md", "", "a.md", "") == 0);
}

static void the_front_matter_goes_over_the_name(void **state)
{
    (void)state;
    assert_true(compare("9-x.md", "width=max\norder=1\n", "2-y.md", "") < 0);
    assert_true(compare("x.md", "order=-3\n", "0-y.md", "") < 0);
    assert_true(compare("x.md", "order=soon\n", "0-y.md", "") > 0);
    assert_true(compare("3-x.md", "order=\n", "4-y.md", "") < 0);
}

/* ---------------------------------------------------------------- what is due */

static void see_and_publish(struct world *world, const char *path, const char *title)
{
    add_page(world, path, title);
    assert_int_equal(publish(world), 1);
}

static bool lease_order(struct world *world, struct message_lease_given *given)
{
    begin(world);
    order_review(&world->ledger);
    end(world);
    return lease(world, given);
}

static void report(struct world *world, const struct message_lease_given *given, const char *ids)
{
    struct message_step_report step = { .token = given->token,
        .kind = INTENT_ORDER,
        .page_id = given->page_id,
        .title = "",
        .parent_id = "",
        .labels = "",
        .order = ids,
        .name = "",
        .attachment_id = "" };
    begin(world);
    assert_int_equal(known_take_step(&world->ledger, &step), KNOWN_TAKEN);
    end(world);
}

static void end_lease(struct world *world, const struct message_lease_given *given)
{
    struct message_lease_end last = { .token = given->token,
        .outcome = LEASE_DONE,
        .code = "",
        .reason = "",
        .remote_id = "",
        .remote_title = "",
        .remote_author = "",
        .remote_parent_id = "" };
    begin(world);
    assert_int_equal(known_end_lease(&world->ledger, &last), KNOWN_TAKEN);
    end(world);
}

static void expect_nothing_due(struct world *world)
{
    struct message_lease_given given;
    assert_false(lease_order(world, &given));
}

static void without_the_setting_nothing_is_due(void **state)
{
    struct world *world = *state;
    see_and_publish(world, "2-b.md", "B");
    see_and_publish(world, "1-a.md", "A");
    expect_nothing_due(world);
}

static void a_group_is_arranged_once(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    world->ledger.settings.orders = true;
    see_and_publish(world, "2-b.md", "B");
    expect_nothing_due(world);
    see_and_publish(world, "10-c.md", "C");
    see_and_publish(world, "1-a.md", "A");
    assert_true(lease_order(world, &given));
    assert_string_equal(given.order, "1003\n1001\n1002");
    assert_string_equal(given.known_order, "");
    report(world, &given, given.order);
    end_lease(world, &given);
    expect_nothing_due(world);
    see_and_publish(world, "3-d.md", "D");
    assert_true(lease_order(world, &given));
    assert_string_equal(given.order, "1003\n1001\n1004\n1002");
    assert_string_equal(given.known_order, "1003\n1001\n1002");
    report(world, &given, given.order);
    end_lease(world, &given);
    expect_nothing_due(world);
}

/* What was reported is known, and the rest is due again. */
static void a_death_in_the_middle_repeats_the_rest(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    world->ledger.settings.orders = true;
    see_and_publish(world, "3-c.md", "C");
    see_and_publish(world, "2-b.md", "B");
    see_and_publish(world, "1-a.md", "A");
    assert_true(lease_order(world, &given));
    struct message_intent_record intent = { .token = given.token,
        .kind = INTENT_ORDER,
        .title = "",
        .parent_id = "",
        .name = "1002",
        .labels = "",
        .date = "" };
    report(world, &given, "1003\n1002");
    begin(world);
    assert_int_equal(known_record_intent(&world->ledger, &intent), KNOWN_TAKEN);
    lease_expire_pid(&world->ledger, 42, false);
    end(world);
    world->now_ms += 60 * 1000;
    assert_true(lease_order(world, &given));
    assert_int_equal(given.intent, INTENT_ORDER);
    assert_string_equal(given.order, "1003\n1002\n1001");
    assert_string_equal(given.known_order, "1003\n1002");
    report(world, &given, given.order);
    end_lease(world, &given);
    expect_nothing_due(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_names_count_as_numbers),
        cmocka_unit_test(a_name_without_a_number_comes_behind),
        cmocka_unit_test(the_front_matter_goes_over_the_name),
        WORLD_TEST(without_the_setting_nothing_is_due),
        WORLD_TEST(a_group_is_arranged_once),
        WORLD_TEST(a_death_in_the_middle_repeats_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
