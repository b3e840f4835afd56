/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"
#include "uploader/answer.h"

#include <string.h>

static void take(struct answer *answer, const char *line)
{
    answer_take_header(answer, line, strlen(line));
}

static void headers_are_taken_without_regard_to_case(void **state)
{
    (void)state;
    struct answer answer;
    answer_start(&answer);
    take(&answer, "HTTP/1.1 200 OK\r\n");
    take(&answer, "content-TYPE:  application/json;charset=UTF-8 \r\n");
    take(&answer, "atl-traceid: abc\r\n");
    take(&answer, "X-Request-Id: other\r\n");
    take(&answer, "X-RateLimit-Remaining: 17\r\n");
    take(&answer, "x-ratelimit-nearlimit: TRUE\r\n");
    take(&answer, "no colon at all\r\n");
    take(&answer, "");
    assert_string_equal(answer.content_type, "application/json;charset=UTF-8");
    assert_string_equal(answer.trace, "abc");
    assert_int_equal(answer.remaining, 17);
    assert_true(answer.is_near_limit);
    answer_free(&answer);
}

static void a_new_status_line_forgets_what_a_proxy_said(void **state)
{
    (void)state;
    struct answer answer;
    answer_start(&answer);
    take(&answer, "HTTP/1.1 100 Continue\r\n");
    take(&answer, "Retry-After: 5\r\n");
    take(&answer, "HTTP/1.1 200 OK\r\n");
    assert_string_equal(answer.retry_after, "");
    answer_free(&answer);
}

static void a_long_or_odd_value_is_cut_and_cleaned(void **state)
{
    (void)state;
    struct answer answer;
    char line[4096] = "Location: \x1b[31m";
    answer_start(&answer);
    memset(line + strlen(line), 'a', sizeof line - strlen(line) - 1);
    answer_take_header(&answer, line, sizeof line);
    assert_int_equal(strlen(answer.location), ANSWER_VALUE_BYTES - 1);
    assert_int_equal(strncmp(answer.location, "?[31maaa", 8), 0);
    answer_free(&answer);
}

static void dates_and_times_are_read_in_all_their_forms(void **state)
{
    (void)state;
    assert_int_equal(answer_date_ms("Thu, 01 Jan 1970 00:01:00 GMT"), 60000);
    assert_int_equal(answer_date_ms("yesterday"), -1);
    assert_int_equal(answer_date_ms("Thu, 01 Foo 1970 00:01:00 GMT"), -1);
    assert_int_equal(answer_time_ms("1970-01-01T00:01:00Z"), 60000);
    assert_int_equal(answer_time_ms("1970-01-01T00:01:00.25Z"), 60250);
    assert_int_equal(answer_time_ms("1970-01-01T02:01:00.016+02:00"), 60016);
    assert_int_equal(answer_time_ms("1969-12-31T22:31:00-0130"), 60000);
    assert_int_equal(answer_time_ms(""), -1);
    assert_int_equal(answer_time_ms("1970-01-01"), -1);
}

static void a_web_page_is_told_by_its_type_or_start(void **state)
{
    (void)state;
    struct answer answer;
    answer_start(&answer);
    text_add_string(&answer.body, " \n<html>");
    assert_true(answer_is_html(&answer));
    text_cut(&answer.body, 0);
    text_add_string(&answer.body, "{}");
    assert_false(answer_is_html(&answer));
    take(&answer, "Content-Type: text/html\r\n");
    assert_true(answer_is_html(&answer));
    answer_free(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_taken_without_regard_to_case),
        cmocka_unit_test(a_new_status_line_forgets_what_a_proxy_said),
        cmocka_unit_test(a_long_or_odd_value_is_cut_and_cleaned),
        cmocka_unit_test(dates_and_times_are_read_in_all_their_forms),
        cmocka_unit_test(a_web_page_is_told_by_its_type_or_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
