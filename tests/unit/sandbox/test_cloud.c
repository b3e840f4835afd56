/* SPDX-License-Identifier: MIT */
#include "tests/unit/sandbox/answers.h"

static int open_cloud(void **state)
{
    *state = ask_open(EDITION_CLOUD, NULL);
    return 0;
}

static int close_cloud(void **state)
{
    struct sandbox *sandbox = *state;
    sandbox_free(&sandbox);
    return 0;
}

static const char *put_body(int64_t id, const char *title, int version)
{
    return form("{\"id\":\"%lld\",\"status\":\"current\",\"title\":\"%s\",\"version\":{\"number\":"
                "%d},\"body\":{\"representation\":\"storage\",\"value\":\"<p>%d</p>\"}}",
        (long long)id, title, version, version);
}

static void a_trashed_page_is_still_answered_without_a_parent(void **state)
{
    int64_t id = ask_new_page(*state, "A", "<p>a</p>");
    const char *path = form("/wiki/api/v2/pages/%lld", (long long)id);
    assert_int_equal(ask_status(*state, "DELETE", path, NULL), 204);
    struct asked got = ask(*state, "GET", path, NULL);
    assert_int_equal(got.status, 200);
    assert_string_equal(ask_text(&got, "status"), "trashed");
    assert_true(json_is_null(ask_at(&got, "parentId")));
    assert_true(json_is_null(ask_at(&got, "position")));
    ask_free(&got);
    assert_int_equal(ask_status(*state, "PUT", path, put_body(id, "A", 2)), 200);
    got = ask(*state, "GET", form("%s?body-format=storage", path), NULL);
    assert_string_equal(ask_text(&got, "status"), "current");
    assert_string_equal(ask_text(&got, "body/storage/value"), "<p>a</p>");
    ask_free(&got);
    assert_int_equal(ask_status(*state, "DELETE", path, NULL), 204);
    assert_int_equal(ask_status(*state, "DELETE", form("%s?purge=true", path), NULL), 204);
    got = ask(*state, "GET", path, NULL);
    assert_int_equal(got.status, 404);
    assert_non_null(strstr(ask_text(&got, "errors/0/title"), "Cannot find a page with id ["));
    ask_free(&got);
}

static void a_stale_version_is_told_with_both_numbers(void **state)
{
    int64_t id = ask_new_page(*state, "A", "<p>a</p>");
    struct asked got =
        ask(*state, "PUT", form("/wiki/api/v2/pages/%lld", (long long)id), put_body(id, "A", 5));
    assert_int_equal(got.status, 409);
    assert_string_equal(ask_text(&got, "errors/0/title"),
        "Version must be incremented when updating a page. Current Version: [1]. Provided "
        "version: [5]");
    ask_free(&got);
}

static void lists_come_in_parts_with_a_cursor(void **state)
{
    int pages = 1;
    size_t seen = 0;
    char target[512] = "/wiki/api/v2/pages?limit=2&status=current";
    for (int i = 0; i < 4; i++)
        ask_new_page(*state, form("Page %d", i), "");
    while (*target) {
        struct asked got = ask(*state, "GET", target, NULL);
        assert_int_equal(got.status, 200);
        seen += json_array_size(ask_at(&got, "results"));
        json_t *next = ask_at(&got, "_links/next");
        assert_int_equal(next != NULL, fields_get(&got.headers, "Link") != NULL);
        snprintf(target, sizeof target, "%s", next ? json_string_value(next) : "");
        pages += next != NULL;
        ask_free(&got);
    }
    assert_int_equal(seen, 5);
    assert_int_equal(pages, 3);
    assert_int_equal(ask_status(*state, "GET", "/wiki/api/v2/pages?limit=251", NULL), 400);
    assert_int_equal(ask_status(*state, "GET", "/wiki/api/v2/pages?cursor=x", NULL), 400);
}

static void an_attachment_is_made_once_and_updated_by_name_or_id(void **state)
{
    int64_t id = ask_new_page(*state, "A", "");
    const char *path = form("/wiki/rest/api/content/%lld/child/attachment", (long long)id);
    struct asked got = ask_upload(*state, "POST", path, "a.png", "one");
    assert_int_equal(got.status, 200);
    assert_string_equal(ask_text(&got, "results/0/extensions/comment"), "caf\xc3\xa9");
    char attachment[64];
    snprintf(attachment, sizeof attachment, "%s", ask_text(&got, "results/0/id"));
    ask_free(&got);
    got = ask_upload(*state, "POST", path, "a.png", "two");
    assert_int_equal(got.status, 400);
    assert_non_null(strstr(ask_text(&got, "message"),
        "BadRequestException: Cannot add a new attachment with same file name as an existing "
        "attachment: a.png"));
    ask_free(&got);
    got = ask_upload(*state, "PUT", path, "a.png", "two");
    assert_int_equal(ask_number(&got, "results/0/version/number"), 2);
    ask_free(&got);
    got = ask_upload(*state, "POST", form("%s/%s/data", path, attachment), "x.png", "three");
    assert_int_equal(ask_number(&got, "version/number"), 3);
    assert_string_equal(ask_text(&got, "title"), "a.png");
    ask_free(&got);
    got = ask(*state, "GET", form("%s/%s/download", path, attachment), NULL);
    assert_int_equal(got.status, 302);
    const char *location = fields_get(&got.headers, "Location");
    assert_non_null(strstr(location, "http://localhost:8090/_media/"));
    char media[512];
    snprintf(media, sizeof media, "%s", location + strlen("http://localhost:8090"));
    ask_free(&got);
    got = ask(*state, "GET", media, NULL);
    assert_string_equal(got.text, "three");
    ask_free(&got);
    got = ask_with(*state, "GET", media, "Authorization: Basic x", NULL);
    assert_int_equal(got.status, 403);
    ask_free(&got);
    struct sandbox *sandbox = *state;
    sandbox->settings.attachment_limit = 2;
    got = ask_upload(*state, "POST", path, "large.png", "three");
    assert_int_equal(got.status, 404);
    ask_free(&got);
}

static void unlabelled_texts_of_a_form_are_latin_1(void **state)
{
    int64_t id = ask_new_page(*state, "A", "");
    struct request *request =
        request_new("POST", form("/wiki/rest/api/content/%lld/child/attachment", (long long)id));
    struct asked got = { 0 };
    fields_add(&request->headers, "Content-Type", "multipart/form-data; boundary=x");
    fields_add(&request->headers, "X-Atlassian-Token", "nocheck");
    text_add_string(&request_add_part(request, "file", "a", NULL)->data, "1");
    text_add_string(&request_add_part(request, "comment", NULL, NULL)->data, "\xc3\xa9");
    ask_send(*state, request, &got);
    assert_string_equal(ask_text(&got, "results/0/extensions/comment"), "\xc3\x83\xc2\xa9");
    ask_free(&got);
}

static void a_form_without_the_token_header_is_refused(void **state)
{
    struct request *request = request_new("POST", "/wiki/rest/api/content/1/child/attachment");
    struct asked got = { 0 };
    fields_add(&request->headers, "Content-Type", "multipart/form-data; boundary=x");
    ask_send(*state, request, &got);
    assert_int_equal(got.status, 403);
    ask_free(&got);
}

static void removed_routes_answer_410_when_told_so_and_tell_before(void **state)
{
    struct sandbox *sandbox = *state;
    struct asked got = ask(sandbox, "GET", "/wiki/rest/api/space/DEMO", NULL);
    assert_int_equal(got.status, 200);
    assert_non_null(fields_get(&got.headers, "Deprecation"));
    ask_free(&got);
    sandbox->settings.v1_removed = 1;
    got = ask(sandbox, "GET", "/wiki/rest/api/content/1", NULL);
    assert_int_equal(got.status, 410);
    assert_true(json_is_true(ask_at(&got, "data/authorized")));
    ask_free(&got);
    assert_int_equal(ask_status(sandbox, "GET", "/wiki/rest/api/user/current", NULL), 200);
    assert_int_equal(
        ask_status(sandbox, "GET", "/wiki/rest/api/content/search?cql=type%3Dpage", NULL), 200);
}

static void the_index_is_behind_but_titles_are_not(void **state)
{
    struct sandbox *sandbox = *state;
    ask_new_page(sandbox, "Fresh", "");
    const char *search = "/wiki/rest/api/search?cql=title%3D%22Fresh%22";
    struct asked got = ask(sandbox, "GET", search, NULL);
    assert_int_equal(ask_number(&got, "size"), 0);
    ask_free(&got);
    sandbox->settings.search_lag_ms = 0;
    got = ask(sandbox, "GET", search, NULL);
    assert_int_equal(ask_number(&got, "size"), 1);
    ask_free(&got);
    got = ask(sandbox, "GET", "/wiki/api/v2/pages?title=fresh", NULL);
    assert_int_equal(json_array_size(ask_at(&got, "results")), 1);
    ask_free(&got);
}

static void descendants_end_at_their_depth(void **state)
{
    struct sandbox *sandbox = *state;
    int64_t above = ask_new_page(sandbox, "Top", "");
    int64_t top = above;
    for (int i = 0; i < 3; i++) {
        struct asked made = ask(sandbox, "POST", "/wiki/api/v2/pages",
            form("{\"spaceId\":\"%lld\",\"title\":\"L%d\",\"parentId\":\"%lld\"}",
                (long long)sandbox->wiki->spaces[0]->id, i, (long long)above));
        above = strtoll(ask_text(&made, "id"), NULL, 10);
        ask_free(&made);
    }
    struct asked got =
        ask(sandbox, "GET", form("/wiki/api/v2/pages/%lld/descendants", (long long)top), NULL);
    assert_int_equal(json_array_size(ask_at(&got, "results")), 2);
    ask_free(&got);
    got = ask(sandbox, "GET", form("/wiki/api/v2/pages/%lld/ancestors", (long long)above), NULL);
    assert_int_equal(json_array_size(ask_at(&got, "results")), 4);
    ask_free(&got);
}

static void a_lost_response_is_committed_and_recorded(void **state)
{
    struct sandbox *sandbox = *state;
    char message[128];
    assert_int_equal(
        faults_add(sandbox->faults, "match POST */pages count 1 lose", message, sizeof message), 0);
    const char *body =
        form("{\"spaceId\":\"%lld\",\"title\":\"Lost\"}", (long long)sandbox->wiki->spaces[0]->id);
    assert_int_equal(ask_status(sandbox, "POST", "/wiki/api/v2/pages", body), 0);
    assert_int_equal(ask_status(sandbox, "POST", "/wiki/api/v2/pages", body), 400);
    json_t *lines = record_list(sandbox->record, 0);
    assert_int_equal(json_array_size(lines), 2);
    json_t *first = json_array_get(lines, 0);
    assert_int_equal(json_integer_value(json_object_get(first, "status")), 0);
    assert_string_equal(json_string_value(json_object_get(first, "fault")), "lose");
    json_decref(lines);
}

static void other_users_act_through_the_control_routes(void **state)
{
    struct sandbox *sandbox = *state;
    int64_t id = ask_new_page(sandbox, "A", "<p>some words</p>");
    struct asked got = ask(sandbox, "POST", form("/_sandbox/pages/%lld/comment", (long long)id),
        "{\"selection\":\"words\"}");
    assert_int_equal(got.status, 200);
    assert_int_equal(ask_number(&got, "version"), 1);
    assert_non_null(strstr(ask_text(&got, "body"), "inline-comment-marker"));
    ask_free(&got);
    got = ask(sandbox, "GET",
        form("/wiki/api/v2/pages/%lld/inline-comments?resolution-status=open", (long long)id),
        NULL);
    assert_int_equal(json_array_size(ask_at(&got, "results")), 1);
    ask_free(&got);
    got = ask(sandbox, "POST", "/_sandbox/pages/title:A/edit",
        "{\"user\":\"mia\",\"body\":\"<p>by Mia</p>\"}");
    assert_string_equal(ask_text(&got, "editor"), "mia");
    assert_int_equal(ask_number(&got, "version"), 2);
    ask_free(&got);
    assert_int_equal(
        ask_status(sandbox, "POST", form("/_sandbox/pages/%lld/restrict", (long long)id),
            "{\"viewer\":\"mia\"}"),
        200);
    assert_int_equal(
        ask_status(sandbox, "GET", form("/wiki/api/v2/pages/%lld", (long long)id), NULL), 404);
    assert_int_equal(ask_status(sandbox, "POST", "/_sandbox/faults", "match * * 418x"), 400);
    assert_int_equal(
        ask_status(sandbox, "PUT", "/_sandbox/settings", "{\"v1_removed\":true}"), 200);
    assert_int_equal(ask_status(sandbox, "PUT", "/_sandbox/settings", "{\"nothing\":1}"), 400);
    got = ask_with(sandbox, "GET", "/_sandbox/state", "Origin: http://evil.example", NULL);
    assert_int_equal(got.status, 403);
    ask_free(&got);
}

static void faults_answer_as_asked(void **state)
{
    struct sandbox *sandbox = *state;
    static const struct {
        const char *action;
        int status;
        const char *header;
    } cases[] = { { "429 retry-after 7", 429, "Retry-After" },
        { "429 retry-after date 7", 429, "Retry-After" }, { "429", 429, "X-RateLimit-Limit" },
        { "503 retry-after 1", 503, "Retry-After" }, { "login-redirect", 302, "Location" },
        { "login-page", 200, "Content-Type" }, { "empty", 200, NULL },
        { "scope", 401, "X-Failure-Category" }, { "404", 404, NULL }, { "404 bare", 404, NULL },
        { "410", 410, NULL }, { "optimistic-lock", 409, NULL }, { "version-conflict", 409, NULL },
        { "title-taken", 400, NULL }, { "not-converted", 400, NULL }, { "captcha", 403, NULL },
        { "unreconciled", 409, NULL }, { "file-type", 400, NULL }, { "drop", 0, NULL },
        { "500", 500, NULL }, { "401", 401, NULL }, { "truncate", 200, NULL } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char message[128];
        assert_int_equal(faults_add(sandbox->faults, form("name x match * * %s", cases[i].action),
                             message, sizeof message),
            0);
        struct asked got = ask(sandbox, "GET", "/wiki/api/v2/spaces", NULL);
        if (got.status != cases[i].status)
            fail_msg("%s: %d", cases[i].action, got.status);
        if (cases[i].header)
            assert_non_null(fields_get(&got.headers, cases[i].header));
        ask_free(&got);
    }
}

static void people_can_look_at_pages(void **state)
{
    struct sandbox *sandbox = *state;
    int64_t id = ask_new_page(sandbox, "A <b>",
        "<h1>Head</h1><script>alert(1)</script>"
        "<a href='javascript:x'>l</a>"
        "<ac:structured-macro ac:name='toc' />");
    const char *page = form("/wiki/spaces/DEMO/pages/%lld/A", (long long)id);
    struct asked got = ask(sandbox, "GET", page, NULL);
    assert_int_equal(got.status, 200);
    assert_non_null(strstr(got.text, "Sandbox preview. Real Confluence may look different"));
    assert_non_null(strstr(got.text, "<h1 id=\"Head\">Head</h1>"));
    assert_non_null(strstr(got.text, "A &lt;b&gt;"));
    assert_non_null(strstr(got.text, "href=\"#Head\""));
    assert_null(strstr(got.text, "<script"));
    assert_null(strstr(got.text, "javascript:"));
    ask_free(&got);
    static const char *const views[] = { "storage", "versions", "attachments" };
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(ask_status(sandbox, "GET", form("%s?view=%s", page, views[i]), NULL), 200);
    assert_int_equal(ask_status(sandbox, "GET", "/wiki/spaces/DEMO/pages/1/x", NULL), 404);
    assert_int_equal(ask_status(sandbox, "GET", "/wiki", NULL), 302);
}

int main(void)
{
#define ON_CLOUD(test) cmocka_unit_test_setup_teardown(test, open_cloud, close_cloud)
    const struct CMUnitTest tests[] = {
        ON_CLOUD(a_trashed_page_is_still_answered_without_a_parent),
        ON_CLOUD(a_stale_version_is_told_with_both_numbers),
        ON_CLOUD(lists_come_in_parts_with_a_cursor),
        ON_CLOUD(an_attachment_is_made_once_and_updated_by_name_or_id),
        ON_CLOUD(unlabelled_texts_of_a_form_are_latin_1),
        ON_CLOUD(a_form_without_the_token_header_is_refused),
        ON_CLOUD(removed_routes_answer_410_when_told_so_and_tell_before),
        ON_CLOUD(the_index_is_behind_but_titles_are_not),
        ON_CLOUD(descendants_end_at_their_depth),
        ON_CLOUD(a_lost_response_is_committed_and_recorded),
        ON_CLOUD(other_users_act_through_the_control_routes),
        ON_CLOUD(faults_answer_as_asked),
        ON_CLOUD(people_can_look_at_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
