/* SPDX-License-Identifier: MIT */
#include "tests/unit/sandbox/answers.h"

/* me:secret and me:wrong */
#define RIGHT "Authorization: Basic bWU6c2VjcmV0"
#define WRONG "Authorization: Basic bWU6d3Jvbmc="
#define BEARER "Authorization: Bearer secret"

struct attempt {
    const char *target;
    const char *credentials; /* NULL: none */
    int status;
    const char *text;
};

static void attempt_all(struct sandbox *sandbox, const struct attempt *attempts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct asked got =
            ask_with(sandbox, "GET", attempts[i].target, attempts[i].credentials, NULL);
        if (got.status != attempts[i].status || !strstr(got.text, attempts[i].text))
            fail_msg("%s with %s: %d %s", attempts[i].target,
                attempts[i].credentials ? attempts[i].credentials : "nothing", got.status,
                got.text);
        ask_free(&got);
    }
}

static void cloud_refuses_in_a_different_way_on_each_route(void **state)
{
    (void)state;
    static const struct attempt attempts[] = {
        { "/wiki/rest/api/user/current", RIGHT, 200, "\"displayName\":\"me\"" },
        { "/wiki/rest/api/user/current", WRONG, 403, "caller cannot access Confluence" },
        { "/wiki/rest/api/search?cql=type%3Dpage", NULL, 403,
            "Current user not permitted to use Confluence" },
        { "/wiki/api/v2/spaces", WRONG, 404, "\"title\":\"Not Found\"" },
        { "/wiki/api/v2/spaces", BEARER, 404, "\"title\":\"Not Found\"" },
        { "/wiki/api/v2/spaces", RIGHT, 200, "DEMO" },
        { "/_edge/tenant_info", NULL, 200, "cloudId" },
    };
    struct sandbox *sandbox = ask_open(EDITION_CLOUD, "secret");
    attempt_all(sandbox, attempts, sizeof attempts / sizeof *attempts);
    sandbox_free(&sandbox);
}

static void the_gateway_takes_what_the_site_does_not(void **state)
{
    (void)state;
    struct sandbox *sandbox = ask_open(EDITION_CLOUD, "secret");
    const char *spaces = form("/ex/confluence/%s/wiki/api/v2/spaces", sandbox->cloud_id);
    const char *content = form("/ex/confluence/%s/wiki/rest/api/content/1", sandbox->cloud_id);
    const struct attempt attempts[] = {
        { spaces, RIGHT, 200, "DEMO" },
        { spaces, BEARER, 200, "DEMO" },
        { content, BEARER, 410, "This deprecated endpoint has been removed." },
        { "/ex/confluence/other/wiki/api/v2/spaces", RIGHT, 404, "" },
    };
    attempt_all(sandbox, attempts, sizeof attempts / sizeof *attempts);
    sandbox->settings.scoped_token = 1;
    const struct attempt scoped[] = {
        { "/wiki/api/v2/spaces", RIGHT, 401, "<html>" },
        { spaces, RIGHT, 200, "DEMO" },
    };
    attempt_all(sandbox, scoped, sizeof scoped / sizeof *scoped);
    sandbox_free(&sandbox);
}

static void datacenter_takes_a_wrong_bearer_for_nobody(void **state)
{
    (void)state;
    static const struct attempt attempts[] = {
        { "/confluence/rest/api/user/current", BEARER, 200, "\"type\":\"known\"" },
        { "/confluence/rest/api/user/current", RIGHT, 200, "\"username\":\"me\"" },
        { "/confluence/rest/api/user/current", "Authorization: Bearer x", 200, "anonymous" },
        { "/confluence/rest/api/user/current", WRONG, 401, "AUTHENTICATED_FAILED" },
        { "/confluence/rest/api/content?spaceKey=DEMO", NULL, 404, "No space with key : DEMO" },
    };
    struct sandbox *sandbox = ask_open(EDITION_DATACENTER, "secret");
    attempt_all(sandbox, attempts, sizeof attempts / sizeof *attempts);
    struct asked got = ask(sandbox, "POST", "/confluence/rest/api/content", "{}");
    assert_int_equal(got.status, 403);
    assert_string_equal(ask_text(&got, "message"), "Could not create content with type page");
    ask_free(&got);
    sandbox_free(&sandbox);
}

static void the_bucket_empties_and_says_so(void **state)
{
    (void)state;
    struct sandbox *sandbox = ask_open(EDITION_DATACENTER, NULL);
    sandbox->settings.rate_limit = 2;
    const char *path = "/confluence/rest/api/accessmode";
    struct asked got = ask(sandbox, "GET", path, NULL);
    assert_string_equal(fields_get(&got.headers, "X-RateLimit-Remaining"), "1");
    assert_string_equal(fields_get(&got.headers, "Retry-After"), "0");
    ask_free(&got);
    assert_int_equal(ask_status(sandbox, "GET", path, NULL), 200);
    got = ask(sandbox, "GET", path, NULL);
    assert_int_equal(got.status, 429);
    assert_true(strtol(fields_get(&got.headers, "Retry-After"), NULL, 10) > 0);
    ask_free(&got);
    sandbox_free(&sandbox);
}

static void a_foreign_host_name_gets_nothing(void **state)
{
    (void)state;
    struct sandbox *sandbox = ask_open(EDITION_CLOUD, NULL);
    struct asked got =
        ask_with(sandbox, "GET", "/wiki/rest/api/user/current", "Host: rebound.example:80", NULL);
    assert_int_equal(got.status, 403);
    ask_free(&got);
    sandbox_free(&sandbox);
}

static void the_record_holds_no_secret(void **state)
{
    (void)state;
    struct sandbox *sandbox = ask_open(EDITION_CLOUD, "secret");
    struct asked got = ask_with(sandbox, "GET", "/wiki/api/v2/spaces?keys=A%20B", RIGHT, NULL);
    ask_free(&got);
    json_t *lines = record_list(sandbox->record, 0);
    char *text = json_dumps(lines, 0);
    assert_null(strstr(text, "bWU6"));
    assert_null(strstr(text, "secret"));
    assert_non_null(strstr(text, "\"user\": \"me\""));
    assert_non_null(strstr(text, "\"keys\": \"A B\""));
    free(text);
    json_decref(lines);
    sandbox_free(&sandbox);
}

/* Answers are JSON, and that is UTF-8. */
static void what_is_no_utf8_is_answered_too(void **state)
{
    (void)state;
    static const char user[] = "Authorization: Basic /zp4"; /* \xFF:x */
    static const struct attempt attempts[] = {
        { "/wiki/rest/api/space/%FF", NULL, 404, "\xEF\xBF\xBD" },
        { "/wiki/rest/api/content?spaceKey=A%FFB&title=x", NULL, 404, "A\xEF\xBF\xBD" },
        { "/wiki/api/v2/pages/%FF", NULL, 404, "" },
        { "/wiki/rest/api/user/current", user, 200, "\xEF\xBF\xBD" },
    };
    struct sandbox *sandbox = ask_open(EDITION_CLOUD, NULL);
    attempt_all(sandbox, attempts, sizeof attempts / sizeof *attempts);
    const char *target = form(
        "/wiki/rest/api/content/%lld/child/attachment", (long long)ask_new_page(sandbox, "T", ""));
    struct asked got = ask_upload(sandbox, "POST", target, "a\xff.png", "x");
    assert_int_equal(got.status, 200);
    assert_non_null(strstr(got.text, "a\xEF\xBF\xBD.png"));
    ask_free(&got);
    sandbox_free(&sandbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cloud_refuses_in_a_different_way_on_each_route),
        cmocka_unit_test(the_gateway_takes_what_the_site_does_not),
        cmocka_unit_test(datacenter_takes_a_wrong_bearer_for_nobody),
        cmocka_unit_test(the_bucket_empties_and_says_so),
        cmocka_unit_test(a_foreign_host_name_gets_nothing),
        cmocka_unit_test(the_record_holds_no_secret),
        cmocka_unit_test(what_is_no_utf8_is_answered_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
