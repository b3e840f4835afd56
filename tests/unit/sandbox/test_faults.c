/* SPDX-License-Identifier: MIT */
#include "sandbox/faults.h"

#include "tests/unit/test.h"

#include <string.h>

static struct faults *with(const char *script)
{
    char message[256] = "";
    struct faults *faults = faults_new();
    if (faults_add(faults, script, message, sizeof message) < 0)
        fail_msg("%s", message);
    return faults;
}

/* Which of ten requests are met: a text like `..x.......`. */
static const char *pattern(const char *script)
{
    static char met[11];
    struct faults *faults = with(script);
    for (int i = 0; i < 10; i++)
        met[i] = faults_take(faults, "GET", "/wiki/rest/api/content/1") ? 'x' : '.';
    faults_free(&faults);
    return met;
}

static void conditions_choose_requests(void **state)
{
    (void)state;
    assert_string_equal(pattern("match * *content* 500"), "xxxxxxxxxx");
    assert_string_equal(pattern("match GET */content/* nth 3 500"), "..x.......");
    assert_string_equal(pattern("match get */content/* every 4 500"), "...x...x..");
    assert_string_equal(pattern("match GET * count 2 500"), "xx........");
    assert_string_equal(pattern("match GET * after 3 count 2 500"), "...xx.....");
    assert_string_equal(pattern("match PUT * 500"), "..........");
    assert_string_equal(pattern("match GET /other* 500"), "..........");
    assert_string_equal(pattern("match GET * percent 0 500"), "..........");
    assert_string_equal(pattern("match GET * nth 2 500\nmatch GET * nth 4 lose"), ".x.x......");
}

static void actions_have_their_details(void **state)
{
    (void)state;
    struct faults *faults = with("# comment\n"
                                 "name limit match * /a 429 retry-after date 30\n"
                                 "match * /b 503 retry-after max committed\n"
                                 "match * /c delay 250\n"
                                 "match * /d status 404 bare  # at the end\n"
                                 "\n"
                                 "match * /e 429 retry-after 0\n");
    const struct fault *fault = faults_take(faults, "GET", "/a");
    assert_int_equal(fault->status, 429);
    assert_int_equal(fault->retry, RETRY_DATE);
    assert_int_equal(fault->retry_s, 30);
    fault = faults_take(faults, "GET", "/b");
    assert_int_equal(fault->retry, RETRY_MAX);
    assert_true(fault->is_committed);
    fault = faults_take(faults, "GET", "/c");
    assert_int_equal(fault->action, FAULT_DELAY);
    assert_int_equal(fault->number, 250);
    fault = faults_take(faults, "GET", "/d");
    assert_true(fault->is_bare);
    fault = faults_take(faults, "GET", "/e");
    assert_int_equal(fault->retry, RETRY_SECONDS);
    assert_int_equal(fault->retry_s, 0);
    faults_free(&faults);
}

static void a_wrong_script_changes_nothing_and_says_where(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        const char *message;
    } cases[] = {
        { "match * * 500\nmatch * * explode", "line 2: unknown action near `explode`" },
        { "match * *", "the action is missing" },
        { "match *", "wants a method and a path" },
        { "500", "`match METHOD GLOB` is missing" },
        { "match * * nth x 500", "a number is missing" },
        { "match * * 500 please", "unknown word near" },
        { "match * * delay", "a number is missing" },
        { "match * * 429 retry-after soon", "a number is missing" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char message[256] = "";
        struct faults *faults = faults_new();
        assert_int_equal(faults_add(faults, cases[i].script, message, sizeof message), -1);
        if (!strstr(message, cases[i].message))
            fail_msg("%s: %s", cases[i].script, message);
        assert_int_equal(faults->count, 0);
        faults_free(&faults);
    }
}

static void named_rules_are_replaced_and_removed(void **state)
{
    (void)state;
    char message[256];
    struct faults *faults = with("name a match * * 500\nname b match * * 503\nmatch * * 429");
    assert_int_equal(faults_add(faults, "name a match * * 502", message, sizeof message), 0);
    assert_int_equal(faults->count, 3);
    assert_int_equal(faults_take(faults, "GET", "/")->status, 502);
    assert_int_equal(faults_remove(faults, "a"), 1);
    assert_int_equal(faults_take(faults, "GET", "/")->status, 503);
    assert_int_equal(faults_remove(faults, NULL), 2);
    assert_null(faults_take(faults, "GET", "/"));
    faults_free(&faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_choose_requests),
        cmocka_unit_test(actions_have_their_details),
        cmocka_unit_test(a_wrong_script_changes_nothing_and_says_where),
        cmocka_unit_test(named_rules_are_replaced_and_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
