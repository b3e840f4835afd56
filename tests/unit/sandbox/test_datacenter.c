/* SPDX-License-Identifier: MIT */
#include "tests/unit/sandbox/answers.h"

#define API "/confluence/rest/api"

static int open_datacenter(void **state)
{
    *state = ask_open(EDITION_DATACENTER, NULL);
    return 0;
}

static int close_datacenter(void **state)
{
    struct sandbox *sandbox = *state;
    sandbox_free(&sandbox);
    return 0;
}

static int64_t create(struct sandbox *sandbox, const char *title, int64_t parent)
{
    struct asked made = ask(sandbox, "POST", API "/content",
        form("{\"type\":\"page\",\"title\":\"%s\",\"space\":{\"key\":\"demo\"}%s,\"body\":{"
             "\"storage\":{\"value\":\"<p>\xc3\xbc</p>\",\"representation\":\"storage\"}}}",
            title, parent ? form(",\"ancestors\":[{\"id\":\"%lld\"}]", (long long)parent) : ""));
    assert_int_equal(made.status, 200);
    assert_string_equal(ask_text(&made, "body/storage/value"), "<p>&uuml;</p>");
    int64_t id = strtoll(ask_text(&made, "id"), NULL, 10);
    ask_free(&made);
    return id;
}

static const char *at(int64_t id, const char *behind)
{
    return form(API "/content/%lld%s", (long long)id, behind);
}

static void without_ancestors_a_page_stands_at_the_root(void **state)
{
    int64_t top = create(*state, "Top", 0);
    int64_t child = create(*state, "Child", top);
    int64_t leaf = create(*state, "Leaf", child);
    struct asked got = ask(*state, "GET", at(leaf, "?expand=ancestors"), NULL);
    assert_int_equal(json_array_size(ask_at(&got, "ancestors")), 2);
    assert_string_equal(ask_text(&got, "ancestors/0/title"), "Top");
    assert_string_equal(ask_text(&got, "ancestors/1/title"), "Child");
    assert_null(ask_at(&got, "body"));
    ask_free(&got);
}

static void an_update_wants_type_and_the_next_version(void **state)
{
    int64_t id = create(*state, "A", 0);
    assert_int_equal(
        ask_status(*state, "PUT", at(id, ""), "{\"title\":\"A\",\"version\":{\"number\":2}}"), 400);
    struct asked got = ask(*state, "PUT", at(id, ""),
        "{\"type\":\"page\",\"title\":\"A\",\"version\":{\"number\":1}}");
    assert_int_equal(got.status, 409);
    assert_string_equal(
        ask_text(&got, "message"), "Version must be incremented on update. Current version is: 1");
    assert_string_equal(ask_text(&got, "reason"), "Conflict");
    ask_free(&got);
    got = ask(*state, "PUT", at(id, ""),
        "{\"type\":\"page\",\"title\":\"A\",\"version\":{\"number\":2,\"message\":\"m\","
        "\"minorEdit\":true}}");
    assert_int_equal(ask_number(&got, "version/number"), 2);
    assert_true(json_is_true(ask_at(&got, "version/minorEdit")));
    ask_free(&got);
    got = ask(*state, "GET", at(id, "?status=historical&version=1&expand=version"), NULL);
    assert_int_equal(ask_number(&got, "version/number"), 1);
    ask_free(&got);
}

static void the_trash_hides_pages_unless_asked_for(void **state)
{
    int64_t id = create(*state, "A", 0);
    assert_int_equal(ask_status(*state, "DELETE", at(id, ""), NULL), 204);
    struct asked got = ask(*state, "GET", at(id, ""), NULL);
    assert_int_equal(got.status, 404);
    assert_string_equal(ask_text(&got, "message"),
        form("No content found with id: ContentId{id=%lld}", (long long)id));
    ask_free(&got);
    assert_int_equal(ask_status(*state, "GET", at(id, "?status=any"), NULL), 200);
    assert_int_equal(ask_status(*state, "GET", at(id, "?status=trashed"), NULL), 200);
    got = ask(*state, "GET", API "/content?spaceKey=DEMO&status=trashed", NULL);
    assert_int_equal(ask_number(&got, "size"), 1);
    ask_free(&got);
    assert_int_equal(ask_status(*state, "PUT", at(id, ""),
                         "{\"status\":\"current\",\"version\":{\"number\":2}}"),
        200);
    assert_int_equal(ask_status(*state, "DELETE", at(id, "?status=trashed"), NULL), 400);
    assert_int_equal(ask_status(*state, "DELETE", at(id, ""), NULL), 204);
    assert_int_equal(ask_status(*state, "DELETE", at(id, "?status=trashed"), NULL), 204);
}

static void the_limit_is_lowered_silently_and_next_has_the_context(void **state)
{
    struct sandbox *sandbox = *state;
    sandbox->settings.list_limit = 2;
    for (int i = 0; i < 3; i++)
        create(sandbox, form("P%d", i), 0);
    struct asked got = ask(sandbox, "GET", API "/content?spaceKey=DEMO&type=page&limit=100", NULL);
    assert_int_equal(ask_number(&got, "limit"), 2);
    assert_string_equal(
        ask_text(&got, "_links/next"), API "/content?spaceKey=DEMO&type=page&limit=2&start=2");
    ask_free(&got);
    got = ask(sandbox, "GET", API "/content/scan?spaceKey=DEMO", NULL);
    const char *next = form("%s", ask_text(&got, "_links/next"));
    ask_free(&got);
    got = ask(sandbox, "GET", next, NULL);
    assert_int_equal(got.status, 200);
    assert_int_equal(ask_number(&got, "size"), 2);
    assert_null(ask_at(&got, "_links/next"));
    ask_free(&got);
}

static const char *action(int64_t page, int64_t target, const char *position)
{
    return form("/confluence/pages/movepage.action?pageId=%lld&targetId=%lld&position=%s",
        (long long)page, (long long)target, position);
}

static void moving_goes_by_an_action_that_refuses_with_200(void **state)
{
    int64_t a = create(*state, "A", 0);
    int64_t b = create(*state, "B", 0);
    int64_t c = create(*state, "C", a);
    struct asked got = ask(*state, "POST", action(b, c, "above"), NULL);
    assert_int_equal(got.status, 403);
    ask_free(&got);
    got = ask_with(*state, "POST", action(b, c, "above"), "X-Atlassian-Token: no-check", NULL);
    assert_int_equal(got.status, 200);
    ask_free(&got);
    got = ask(*state, "GET", at(a, "/child/page"), NULL);
    assert_string_equal(ask_text(&got, "results/0/title"), "B");
    assert_int_equal(ask_number(&got, "results/1/extensions/position"), 1);
    ask_free(&got);
    got = ask_with(*state, "POST", action(a, b, "append"), "X-Atlassian-Token: no-check", NULL);
    assert_int_equal(got.status, 200);
    assert_int_equal(json_array_size(ask_at(&got, "actionErrors")), 1);
    ask_free(&got);
}

static void properties_go_by_key(void **state)
{
    int64_t id = create(*state, "A", 0);
    assert_int_equal(ask_status(*state, "GET", at(id, "/property/k"), NULL), 404);
    assert_int_equal(ask_status(*state, "PUT", at(id, "/property/k"),
                         "{\"key\":\"k\",\"value\":{\"a\":1},\"version\":{\"number\":1}}"),
        200);
    assert_int_equal(ask_status(*state, "PUT", at(id, "/property/k"),
                         "{\"key\":\"k\",\"value\":2,\"version\":{\"number\":1}}"),
        409);
    assert_int_equal(
        ask_status(*state, "POST", at(id, "/property"), "{\"key\":\"k\",\"value\":2}"), 400);
    assert_int_equal(ask_status(*state, "DELETE", at(id, "/property/k"), NULL), 204);
}

static void attachments_have_no_put_and_download_here(void **state)
{
    int64_t id = create(*state, "A", 0);
    struct asked got = ask_upload(*state, "PUT", at(id, "/child/attachment"), "a b.png", "1");
    assert_int_equal(got.status, 405);
    ask_free(&got);
    got = ask_upload(*state, "POST", at(id, "/child/attachment"), "a b.png", "one");
    assert_int_equal(got.status, 200);
    char download[512];
    snprintf(
        download, sizeof download, "/confluence%s", ask_text(&got, "results/0/_links/download"));
    char attachment[64];
    snprintf(attachment, sizeof attachment, "%s", ask_text(&got, "results/0/id"));
    ask_free(&got);
    got = ask(*state, "GET", download, NULL);
    assert_string_equal(got.text, "one");
    ask_free(&got);
    assert_int_equal(ask_status(*state, "DELETE", form(API "/content/%s", attachment), NULL), 204);
    assert_int_equal(ask_status(*state, "GET", download, NULL), 404);
}

static void browsers_and_raw_brackets_are_refused(void **state)
{
    struct asked got = ask_with(*state, "POST", API "/content", "User-Agent: Mozilla/5.0", "{}");
    assert_int_equal(got.status, 403);
    assert_non_null(strstr(got.text, "XSRF check failed"));
    ask_free(&got);
    assert_int_equal(ask_status(*state, "GET", API "/content?title=[a]", NULL), 400);
}

static void attachments_of_a_page_at_the_same_time_collide(void **state)
{
    int64_t a = create(*state, "A", 0);
    int64_t b = create(*state, "B", 0);
    struct request *other = request_new("POST", at(a, "/child/attachment"));
    sandbox_enter(*state, other);
    struct asked got = ask_upload(*state, "POST", at(a, "/child/attachment"), "a", "1");
    assert_int_equal(got.status, 500);
    ask_free(&got);
    got = ask_upload(*state, "POST", at(b, "/child/attachment"), "a", "1");
    assert_int_equal(got.status, 200);
    ask_free(&got);
    sandbox_leave(*state, other);
    got = ask_upload(*state, "POST", at(a, "/child/attachment"), "a", "1");
    assert_int_equal(got.status, 200);
    ask_free(&got);
    request_free(&other);
}

static void titles_and_databases_have_their_limits_when_told_so(void **state)
{
    struct sandbox *sandbox = *state;
    int64_t a = create(sandbox, "Guide", 0);
    sandbox->settings.case_retitle_fails = 1;
    sandbox->settings.narrow_database = 1;
    const char *put = "{\"type\":\"page\",\"title\":\"%s\",\"version\":{\"number\":2},\"body\":{"
                      "\"storage\":{\"value\":\"%s\",\"representation\":\"storage\"}}}";
    char json[512];
    snprintf(json, sizeof json, put, "GUIDE", "x");
    assert_int_equal(ask_status(sandbox, "PUT", at(a, ""), json), 500);
    snprintf(json, sizeof json, put, "Guide", "\xf0\x9f\x98\x80");
    assert_int_equal(ask_status(sandbox, "PUT", at(a, ""), json), 500);
    snprintf(json, sizeof json, put, "Guide", "x");
    assert_int_equal(ask_status(sandbox, "PUT", at(a, ""), json), 200);
}

static void read_only_mode_refuses_writes(void **state)
{
    struct sandbox *sandbox = *state;
    sandbox->settings.read_only = 1;
    struct asked got = ask(sandbox, "GET", API "/accessmode", NULL);
    assert_string_equal(got.text, "\"READ_ONLY\"");
    ask_free(&got);
    assert_int_equal(ask_status(sandbox, "POST", API "/content", "{}"), 405);
}

int main(void)
{
#define HERE(test) cmocka_unit_test_setup_teardown(test, open_datacenter, close_datacenter)
    const struct CMUnitTest tests[] = {
        HERE(without_ancestors_a_page_stands_at_the_root),
        HERE(an_update_wants_type_and_the_next_version),
        HERE(the_trash_hides_pages_unless_asked_for),
        HERE(the_limit_is_lowered_silently_and_next_has_the_context),
        HERE(moving_goes_by_an_action_that_refuses_with_200),
        HERE(properties_go_by_key),
        HERE(attachments_have_no_put_and_download_here),
        HERE(browsers_and_raw_brackets_are_refused),
        HERE(attachments_of_a_page_at_the_same_time_collide),
        HERE(titles_and_databases_have_their_limits_when_told_so),
        HERE(read_only_mode_refuses_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
