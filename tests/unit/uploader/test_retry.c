/* SPDX-License-Identifier: MIT */
#include "uploader/retry.h"

#include "base/log.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static struct call new_call(const char *method)
{
    struct call call;
    call_start(&call, "do it", method);
    call_add_path(&call, "/api/v2/pages");
    return call;
}

static struct verdict judge(const char *method, long status, const char *type, const char *body)
{
    struct call call = new_call(method);
    struct answer answer;
    struct verdict verdict;
    answer_start(&answer);
    answer.status = status;
    snprintf(answer.content_type, sizeof answer.content_type, "%s", type);
    text_add_string(&answer.body, body);
    retry_judge(&call, &answer, 0, &verdict);
    answer_free(&answer);
    call_free(&call);
    return verdict;
}

#define V2(status, title)                                                                          \
    "{\"errors\":[{\"status\":" #status ",\"code\":\"X\",\"title\":\"" title "\",\"detail\":null}" \
    "]}"
#define V1(status, message) "{\"statusCode\":" #status ",\"message\":\"" message "\"}"

static const struct {
    const char *method;
    long status;
    const char *body;
    enum retry_class class;
    enum retry_problem problem;
    enum lease_outcome outcome;
} cases[] = {
    { "POST", 200, "{\"id\":\"1\"}", RETRY_DONE, RETRY_PROBLEM_none, LEASE_DONE },
    { "DELETE", 204, "", RETRY_DONE, RETRY_PROBLEM_none, LEASE_DONE },
    { "POST", 200, "", RETRY_UNKNOWN, RETRY_PROBLEM_unreadable, LEASE_UNKNOWN },
    { "GET", 200, "", RETRY_REFUSED, RETRY_PROBLEM_unreadable, LEASE_RETRY },
    { "POST", 200, "<!DOCTYPE html><html><title>Log in</title></html>", RETRY_UNKNOWN,
        RETRY_PROBLEM_login_page, LEASE_CREDENTIALS },
    { "POST", 302, "", RETRY_UNKNOWN, RETRY_PROBLEM_redirect, LEASE_CREDENTIALS },
    { "POST", 400, V2(400, "A page with this title already exists: A page already exists"),
        RETRY_REFUSED, RETRY_PROBLEM_title, LEASE_CLASH },
    { "PUT", 500, V1(500, "A page with this title already exists: x"), RETRY_REFUSED,
        RETRY_PROBLEM_title, LEASE_CLASH },
    { "PUT", 400, V1(400, "a.b.BadRequestException: Error parsing xhtml: Unexpected close tag"),
        RETRY_REFUSED, RETRY_PROBLEM_storage, LEASE_REJECTED },
    { "POST", 400, V2(400, "Content body cannot be converted to new editor format"), RETRY_REFUSED,
        RETRY_PROBLEM_convert, LEASE_REJECTED },
    { "POST", 400,
        V1(400, "Cannot add a new attachment with same file name as an existing attachment: a"),
        RETRY_REFUSED, RETRY_PROBLEM_file_exists, LEASE_RETRY },
    { "POST", 400, V2(400, "whatever it is"), RETRY_REFUSED, RETRY_PROBLEM_refused,
        LEASE_REJECTED },
    { "GET", 401, "<html>401</html>", RETRY_REFUSED, RETRY_PROBLEM_scoped_token,
        LEASE_CREDENTIALS },
    { "GET", 401, "{\"code\":401,\"message\":\"Unauthorized; scope does not match\"}",
        RETRY_REFUSED, RETRY_PROBLEM_scope, LEASE_CREDENTIALS },
    { "GET", 401, "{\"code\":401,\"message\":\"Unauthorized\"}", RETRY_REFUSED,
        RETRY_PROBLEM_credentials, LEASE_CREDENTIALS },
    { "GET", 403, V1(403, "x.PermissionException: Current user not permitted to use Confluence"),
        RETRY_REFUSED, RETRY_PROBLEM_not_permitted, LEASE_CREDENTIALS },
    { "POST", 403, V1(403, "Could not create content with type page"), RETRY_REFUSED,
        RETRY_PROBLEM_forbidden, LEASE_FORBIDDEN },
    { "POST", 403, "<html>XSRF check failed</html>", RETRY_REFUSED, RETRY_PROBLEM_xsrf,
        LEASE_SITE },
    { "GET", 404, V2(404, "Not Found"), RETRY_REFUSED, RETRY_PROBLEM_hidden, LEASE_GONE },
    { "GET", 404, V2(404, "Cannot find a page with id [9]"), RETRY_REFUSED, RETRY_PROBLEM_missing,
        LEASE_GONE },
    { "POST", 404, V1(404, "The parent ID specified does not exist, or user does not"),
        RETRY_REFUSED, RETRY_PROBLEM_parent, LEASE_GONE },
    { "PUT", 405, "", RETRY_REFUSED, RETRY_PROBLEM_refused, LEASE_REJECTED },
    { "PUT", 408, "", RETRY_UNKNOWN, RETRY_PROBLEM_silence, LEASE_UNKNOWN },
    { "PUT", 409, V2(409, "Version must be incremented when updating a page. Current Version: [3]"),
        RETRY_REFUSED, RETRY_PROBLEM_stale, LEASE_RETRY },
    { "PUT", 409, "", RETRY_REFUSED, RETRY_PROBLEM_stale, LEASE_RETRY },
    { "PUT", 409, V1(409, "x.ConflictException: javax.persistence.OptimisticLockException: Batch"),
        RETRY_REFUSED, RETRY_PROBLEM_lock, LEASE_RETRY },
    { "PUT", 501, V1(501, "Unable to save changes to unreconciled page ContentId{id=1}"),
        RETRY_REFUSED, RETRY_PROBLEM_unreconciled, LEASE_RETRY },
    { "PUT", 410, V1(410, "GoneException: This deprecated endpoint has been removed."),
        RETRY_REFUSED, RETRY_PROBLEM_removed, LEASE_SITE },
    { "POST", 413, "", RETRY_REFUSED, RETRY_PROBLEM_size, LEASE_REJECTED },
    { "POST", 429, "", RETRY_REFUSED, RETRY_PROBLEM_throttled, LEASE_RETRY },
    { "POST", 500, "", RETRY_UNKNOWN, RETRY_PROBLEM_server, LEASE_UNKNOWN },
    { "GET", 503, "<html>busy</html>", RETRY_REFUSED, RETRY_PROBLEM_server, LEASE_RETRY },
    { "PUT", 504, "<html>gateway</html>", RETRY_UNKNOWN, RETRY_PROBLEM_server, LEASE_UNKNOWN },
};

static void every_answer_has_its_class_and_outcome(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct verdict verdict = judge(cases[i].method, cases[i].status, "", cases[i].body);
        if (verdict.class != cases[i].class || verdict.problem != cases[i].problem ||
            verdict.outcome != cases[i].outcome)
            fail_msg("%s %ld %s: class %d, problem %d (%s), outcome %d", cases[i].method,
                cases[i].status, cases[i].body, (int)verdict.class, (int)verdict.problem,
                verdict.code, (int)verdict.outcome);
    }
}

static void the_words_are_found_wherever_they_stand(void **state)
{
    (void)state;
    static const struct {
        long status;
        const char *body;
        const char *words;
    } answers[] = {
        { 400, V2(400, "No such place"), "No such place" },
        { 400, "{\"errors\":[{\"title\":\"Bad Request\",\"detail\":\"it is a loop\"}]}",
            "Bad Request: it is a loop" },
        { 400, "{\"errors\":[{\"title\":\"The same\",\"detail\":\"The same\"}]}", "The same" },
        { 400, "{\"errors\":[\"unusual\"],\"message\":\"a.b.CException: v1\"}", "v1" },
        { 400, "{\"message\":\"\",\"data\":{\"errors\":[{\"message\":{\"translation\":\"tr\"}}]}}",
            "tr" },
        { 200, "{\"actionErrors\":[\"You cannot move it there.\",\"2\"]}",
            "You cannot move it there." },
        { 200, "{\"actionErrors\":[7]}", "" },
        { 400, "[]", "" },
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        assert_string_equal(
            judge("POST", answers[i].status, "application/json", answers[i].body).detail,
            answers[i].words);
}

static void a_reason_says_what_where_and_how_to_fix_it(void **state)
{
    (void)state;
    struct verdict verdict = judge("PUT", 400, "application/json",
        V1(400, "com.x.BadRequestException: Error parsing xhtml: Unexpected <b>\\n at [row,col]: "
                "[1,405]"));
    assert_non_null(strstr(verdict.reason, "cannot read the page's content"));
    assert_non_null(
        strstr(verdict.reason, ": Error parsing xhtml: Unexpected <b> at [row,col]: [1,405]"));
    assert_non_null(strstr(verdict.reason, "[PUT /api/v2/pages, status 400]"));
    assert_non_null(strstr(verdict.reason, "please report it"));
    assert_null(strstr(verdict.reason, "com.x"));
}

static void a_web_page_is_named_by_its_title(void **state)
{
    (void)state;
    struct verdict verdict =
        judge("GET", 200, "text/html", "<html><head><title>Sign in\n here</title></head></html>");
    assert_string_equal(verdict.detail, "Sign in here");
}

static struct verdict judge_transport(
    const char *method, enum answer_delivery delivery, enum answer_fault fault)
{
    struct call call = new_call(method);
    struct answer answer;
    struct verdict verdict;
    answer_start(&answer);
    answer.delivery = delivery;
    answer.fault = fault;
    retry_judge(&call, &answer, 0, &verdict);
    answer_free(&answer);
    call_free(&call);
    return verdict;
}

static void only_what_may_have_arrived_is_unknown(void **state)
{
    (void)state;
    struct verdict verdict = judge_transport("POST", ANSWER_NOT_SENT, ANSWER_FAULT_NAME);
    assert_int_equal(verdict.class, RETRY_NOT_SENT);
    assert_int_equal(verdict.outcome, LEASE_RETRY);
    verdict = judge_transport("POST", ANSWER_LOST, ANSWER_FAULT_TIME);
    assert_int_equal(verdict.class, RETRY_UNKNOWN);
    assert_int_equal(verdict.outcome, LEASE_UNKNOWN);
    verdict = judge_transport("GET", ANSWER_LOST, ANSWER_FAULT_BROKEN);
    assert_int_equal(verdict.class, RETRY_NOT_SENT);
    assert_int_equal(verdict.outcome, LEASE_RETRY);
}

static void a_retry_after_is_taken_within_limits(void **state)
{
    (void)state;
    int64_t now = answer_date_ms("Sun, 22 Nov 2026 14:04:30 GMT");
    assert_true(now > 0);
    assert_int_equal(retry_after_ms("", now), -1);
    assert_int_equal(retry_after_ms("soon", now), -1);
    assert_int_equal(retry_after_ms("0", now), 1000);
    assert_int_equal(retry_after_ms("-5", now), 1000);
    assert_int_equal(retry_after_ms("17", now), 17000);
    assert_int_equal(retry_after_ms("1.5", now), 1000);
    assert_int_equal(retry_after_ms("9223372036854775807", now), RETRY_AFTER_MOST_MS);
    assert_int_equal(retry_after_ms("99999999999999999999999", now), RETRY_AFTER_MOST_MS);
    assert_int_equal(retry_after_ms("Sun, 22 Nov 2026 14:05:00 GMT", now), 30000);
    assert_int_equal(retry_after_ms("Sun, 22 Nov 2026 14:00:00 GMT", now), 1000);
    assert_int_equal(retry_after_ms("Sun, 22 Nov 2027 14:00:00 GMT", now), RETRY_AFTER_MOST_MS);
}

/* How long that is only the server's own clock can tell: ours may be days off. */
static void a_date_to_retry_after_is_taken_from_the_servers_own(void **state)
{
    (void)state;
    struct call call = new_call("GET");
    struct answer answer;
    struct verdict verdict;
    answer_start(&answer);
    answer.status = 429;
    snprintf(answer.retry_after, sizeof answer.retry_after, "Sun, 22 Nov 2026 14:05:00 GMT");
    snprintf(answer.date, sizeof answer.date, "Sun, 22 Nov 2026 14:04:30 GMT");
    int64_t now = answer_date_ms(answer.date);
    const int64_t two_days_ms = 2LL * 24 * 3600 * 1000;
    for (int64_t wall_ms = now - two_days_ms; wall_ms <= now + two_days_ms;
         wall_ms += two_days_ms) {
        retry_judge(&call, &answer, wall_ms, &verdict);
        assert_int_equal(verdict.retry_ms, 30000);
    }
    answer.date[0] = '\0';
    retry_judge(&call, &answer, now + 10000, &verdict);
    assert_int_equal(verdict.retry_ms, 20000);
    answer_free(&answer);
    call_free(&call);
}

/* A server, or a proxy before it, may give back what it was sent. */
static void a_secret_is_hidden_before_the_words_are_cut(void **state)
{
    (void)state;
    static const char *const frames[][3] = {
        { "application/json", "{\"message\":\"", "\"}" },
        { "text/html", "<p>", "</p>" },
        { "text/html", "<title>", "</title>" },
    };
    log_hide("canary-token", 12);
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        for (int before = 100; before < 165; before++) {
            char body[400];
            snprintf(body, sizeof body, "%s%0*d%s%s", frames[i][1], before, 0, "canary-token",
                frames[i][2]);
            struct verdict verdict = judge("GET", 400, frames[i][0], body);
            assert_null(strchr(verdict.detail, 'c'));
            assert_null(strstr(verdict.reason, "000c"));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_has_its_class_and_outcome),
        cmocka_unit_test(the_words_are_found_wherever_they_stand),
        cmocka_unit_test(a_reason_says_what_where_and_how_to_fix_it),
        cmocka_unit_test(a_web_page_is_named_by_its_title),
        cmocka_unit_test(only_what_may_have_arrived_is_unknown),
        cmocka_unit_test(a_retry_after_is_taken_within_limits),
        cmocka_unit_test(a_date_to_retry_after_is_taken_from_the_servers_own),
        cmocka_unit_test(a_secret_is_hidden_before_the_words_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
