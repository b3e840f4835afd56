/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"
#include "uploader/plan.h"

#include <string.h>

static const unsigned char one[32] = { 1 };
static const unsigned char two[32] = { 2 };
static const struct blob digest_one = { one, 32 };
static const struct blob digest_two = { two, 32 };

static struct message_lease_given new_lease(void)
{
    return (struct message_lease_given){ .is_wanted = true,
        .title = "Title",
        .parent_id = "7",
        .digest = digest_one,
        .labels = "a\nb" };
}

static struct plan_known known_as_wanted(void)
{
    return (struct plan_known){ .page_id = "12",
        .version = 3,
        .title = "Title",
        .parent_id = "7",
        .digest = digest_one,
        .labels = "b\na" };
}

/* The steps as letters: c create, u update, m move, + attach, ~ data, - delete, l labels, d delete,
   w width, o order */
static void expect(
    const struct message_lease_given *lease, const struct plan_known *known, const char *letters)
{
    static const char names[] = "cum+~-ldwo";
    struct plan plan;
    char found[32] = "";
    plan_make(&plan, lease, known, lease->attachments, false);
    for (size_t i = 0; i < plan.count; i++)
        found[i] = names[plan.steps[i].kind];
    plan_free(&plan);
    assert_string_equal(found, letters);
}

static void nothing_differs_is_no_step(void **state)
{
    (void)state;
    struct message_lease_given lease = new_lease();
    struct plan_known known = known_as_wanted();
    expect(&lease, &known, "");
    lease.parent_id = ""; /* not said: as it is */
    expect(&lease, &known, "");
}

static void each_difference_has_its_step(void **state)
{
    (void)state;
    struct message_lease_given lease = new_lease();
    struct plan_known known = known_as_wanted();
    lease.title = "Other";
    expect(&lease, &known, "u");
    lease = new_lease();
    lease.parent_id = "8";
    expect(&lease, &known, "m");
    lease.digest = digest_two;
    expect(&lease, &known, "u");
    lease = new_lease();
    lease.labels = "a";
    expect(&lease, &known, "l");
}

static void a_new_page_comes_before_what_belongs_to_it(void **state)
{
    (void)state;
    struct item_attachment files[] = {
        { .name = "new", .wanted_digest = digest_one, .known_id = "" },
        { .name = "changed",
            .wanted_digest = digest_one,
            .known_id = "5",
            .known_digest = digest_two },
        { .name = "same",
            .wanted_digest = digest_one,
            .known_id = "6",
            .known_digest = digest_one },
        { .name = "gone", .known_id = "7", .known_digest = digest_one },
        { .name = "never there", .known_id = "" },
    };
    struct message_lease_given lease = new_lease();
    lease.attachments = files;
    lease.attachments_count = 5;
    struct plan_known known = { .page_id = "", .title = "", .parent_id = "", .labels = "" };
    expect(&lease, &known, "c+~-l");
    lease.look = "wide";
    expect(&lease, &known, "c+~-lw");
    lease.order = "12\n13";
    expect(&lease, &known, "c+~-lwo");
}

static void what_is_not_wanted_goes_and_what_is_not_there_need_not(void **state)
{
    (void)state;
    struct message_lease_given lease = new_lease();
    struct plan_known known = known_as_wanted();
    lease.is_wanted = false;
    expect(&lease, &known, "d");
    known.page_id = "";
    expect(&lease, &known, "");
}

static void labels_are_subtracted_as_whole_words(void **state)
{
    (void)state;
    struct text out = text_new(100);
    plan_subtract_labels("ab\na\n\nb\na", "b\nabc", &out);
    assert_string_equal(out.data, "ab\na");
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_differs_is_no_step),
        cmocka_unit_test(each_difference_has_its_step),
        cmocka_unit_test(a_new_page_comes_before_what_belongs_to_it),
        cmocka_unit_test(what_is_not_wanted_goes_and_what_is_not_there_need_not),
        cmocka_unit_test(labels_are_subtracted_as_whole_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
