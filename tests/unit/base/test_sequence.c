/* SPDX-License-Identifier: MIT */
#include "base/sequence.h"
#include "tests/unit/test.h"

#include <string.h>

enum { MOST = 16 };

/* `marks`: one letter a member, k that it stays. */
static void expect(const int64_t *places, size_t count, const char *marks)
{
    bool stays[MOST];
    char found[MOST + 1] = "";
    size_t kept = 0;
    size_t told = sequence_keep(places, count, stays);
    for (size_t i = 0; i < count; i++) {
        found[i] = stays[i] ? 'k' : '.';
        kept += stays[i];
    }
    assert_string_equal(found, marks);
    assert_int_equal(told, kept);
}

static void what_is_in_order_stays(void **state)
{
    (void)state;
    expect((const int64_t[]){ 1, 2, 5, 9 }, 4, "kkkk");
    expect((const int64_t[]){ 7 }, 1, "k");
    expect(NULL, 0, "");
}

static void one_that_went_elsewhere_is_one_move(void **state)
{
    (void)state;
    expect((const int64_t[]){ 5, 1, 2, 3, 4 }, 5, ".kkkk");
    expect((const int64_t[]){ 2, 3, 4, 5, 1 }, 5, "kkkk.");
    expect((const int64_t[]){ 1, 4, 2, 3, 5 }, 5, "k.kkk");
}

static void a_reversed_row_keeps_one(void **state)
{
    (void)state;
    bool stays[4];
    assert_int_equal(sequence_keep((const int64_t[]){ 4, 3, 2, 1 }, 4, stays), 1);
}

static void who_has_no_place_is_moved(void **state)
{
    (void)state;
    expect((const int64_t[]){ 1, 0, 2 }, 3, "k.k");
    expect((const int64_t[]){ 0, 1 }, 2, ".k");
    expect((const int64_t[]){ 0, 0, 0 }, 3, "k..");
}

/* Against every choice of members. */
static void no_fewer_moves_would_do(void **state)
{
    (void)state;
    enum { COUNT = 7 };
    int64_t places[COUNT];
    for (unsigned seed = 0; seed < 500; seed++) {
        for (unsigned i = 0, value = seed * 2654435761U + 1; i < COUNT; i++) {
            value = value * 1664525U + 1013904223U;
            places[i] = (value >> 16) % 9;
        }
        size_t best = 1;
        for (unsigned choice = 0; choice < 1U << COUNT; choice++) {
            size_t size = 0;
            int64_t last = 0;
            bool rises = true;
            for (unsigned i = 0; i < COUNT; i++) {
                if (!(choice >> i & 1))
                    continue;
                rises = rises && places[i] > last;
                last = places[i];
                size++;
            }
            best = rises && size > best ? size : best;
        }
        bool stays[COUNT];
        assert_int_equal(sequence_keep(places, COUNT, stays), best);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_in_order_stays),
        cmocka_unit_test(one_that_went_elsewhere_is_one_move),
        cmocka_unit_test(a_reversed_row_keeps_one),
        cmocka_unit_test(who_has_no_place_is_moved),
        cmocka_unit_test(no_fewer_moves_would_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
