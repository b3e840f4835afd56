/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"
#include "uploader/call.h"

#include <string.h>

static void everything_but_unreserved_is_encoded(void **state)
{
    (void)state;
    struct call call;
    call_start(&call, "look", "GET");
    call_add_path(&call, "/pages/");
    call_add_segment(&call, "a/b ~ü");
    call_add_query(&call, "title", "R&D [x|{y}] #1 +?");
    call_add_query(&call, "limit", "5");
    assert_string_equal(call.target.data,
        "/pages/a%2Fb%20~%C3%BC?title=R%26D%20%5Bx%7C%7By%7D%5D%20%231%20%2B%3F&limit=5");
    assert_false(call.is_impossible);
    assert_false(call.is_changing);
    call_free(&call);
}

static void a_segment_that_would_climb_makes_the_call_impossible(void **state)
{
    (void)state;
    static const char *const bad[] = { "", ".", ".." };
    for (size_t i = 0; i < 3; i++) {
        struct call call;
        call_start(&call, "look", "GET");
        call_add_segment(&call, bad[i]);
        assert_true(call.is_impossible);
        call_free(&call);
    }
}

static void no_json_makes_the_call_impossible(void **state)
{
    (void)state;
    struct call call;
    call_start(&call, "write", "PUT");
    call_set_json(&call, NULL);
    assert_true(call.is_impossible);
    assert_true(call.is_changing);
    call_free(&call);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_but_unreserved_is_encoded),
        cmocka_unit_test(a_segment_that_would_climb_makes_the_call_impossible),
        cmocka_unit_test(no_json_makes_the_call_impossible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
