/* SPDX-License-Identifier: MIT */
/* What the two editions ask and understand; the shapes are those of real answers. */
#include "tests/unit/test.h"
#include "uploader/confluence.h"

#include <string.h>

#include <jansson.h>

static struct site site;
static struct memory_pool *pool;

static int set_up(void **state)
{
    (void)state;
    pool = memory_pool_new();
    site = (struct site){ .base = "",
        .api_url = "",
        .space_key = "~me",
        .space_id = "98309",
        .root_id = "1",
        .account_id = "" };
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    memory_pool_free(&pool);
    return 0;
}

static const struct confluence_page draft = { .id = "12",
    .title = "T \"1\"",
    .parent_id = "7",
    .body = { (const unsigned char *)"<p>x</p>", 8 },
    .version = 4,
    .message = "cmsync 0123456789abcdef",
    .is_minor = true };

static void expect_call(struct call *call, const char *method, const char *target, const char *body)
{
    assert_false(call->is_impossible);
    assert_string_equal(call->method, method);
    assert_string_equal(call->target.data, target);
    assert_string_equal(call->body.data, body);
    call_free(call);
}

static void cloud_writes_pages_through_v2(void **state)
{
    (void)state;
    struct call call;
    confluence_cloud.create_page(&site, &draft, &call);
    assert_true(call.is_once);
    expect_call(&call, "POST", "/api/v2/pages",
        "{\"spaceId\":\"98309\",\"status\":\"current\",\"title\":\"T "
        "\\\"1\\\"\",\"parentId\":\"7\","
        "\"body\":{\"representation\":\"storage\",\"value\":\"<p>x</p>\"}}");
    confluence_cloud.update_page(&site, &draft, &call);
    assert_false(call.is_once);
    expect_call(&call, "PUT", "/api/v2/pages/12",
        "{\"id\":\"12\",\"status\":\"current\",\"title\":\"T \\\"1\\\"\",\"parentId\":\"7\","
        "\"body\":{\"representation\":\"storage\",\"value\":\"<p>x</p>\"},"
        "\"version\":{\"number\":4,\"message\":\"cmsync 0123456789abcdef\"}}");
}

static void data_center_writes_marker_and_parent_along(void **state)
{
    (void)state;
    struct call call;
    struct confluence_page page = draft;
    page.version = 1;
    confluence_datacenter.create_page(&site, &page, &call);
    expect_call(&call, "POST", "/rest/api/content",
        "{\"type\":\"page\",\"status\":\"current\",\"title\":\"T "
        "\\\"1\\\"\",\"space\":{\"key\":\"~me\"},"
        "\"ancestors\":[{\"id\":\"7\"}],\"body\":{\"storage\":{\"representation\":\"storage\","
        "\"value\":\"<p>x</p>\"}},\"version\":{\"number\":1,"
        "\"message\":\"cmsync 0123456789abcdef\",\"minorEdit\":true}}");
}

static void data_center_shows_a_page_as_wanted_from_the_create_on(void **state)
{
    (void)state;
    struct call call;
    struct confluence_page page = draft;
    page.look = "wide v2";
    confluence_datacenter.create_page(&site, &page, &call);
    assert_non_null(strstr(call.body.data,
        "\"metadata\":{\"properties\":{\"content-appearance-published\":{\"key\":"
        "\"content-appearance-published\",\"value\":\"full-width\"},"
        "\"content-appearance-draft\":{\"key\":\"content-appearance-draft\","
        "\"value\":\"full-width\"},\"editor\":{\"key\":\"editor\",\"value\":\"v2\"}}}"));
    call_free(&call);
    page.look = "wider";
    confluence_datacenter.create_page(&site, &page, &call);
    assert_null(strstr(call.body.data, "metadata"));
    call_free(&call);
}

static void a_property_says_when_it_was_written_in_either_word(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"key\":\"k\",\"value\":1,\"version\":{\"number\":2,\"when\":\"2026-05-27T07:22:53Z\"}}",
        "{\"key\":\"k\",\"value\":1,\"version\":{\"number\":2,\"createdAt\":\"2026-05-27T07:22:"
        "53Z\"}}",
    };
    for (int i = 0; i < 2; i++) {
        struct remote_property property;
        json_t *json = json_loads(texts[i], 0, NULL);
        assert_int_equal(confluence_datacenter.parse_property(json, pool, &property), 0);
        json_decref(json);
        assert_string_equal(property.changed, "2026-05-27T07:22:53Z");
        assert_int_equal(property.version, 2);
    }
}

static void a_body_that_is_no_utf8_cannot_be_sent(void **state)
{
    (void)state;
    struct confluence_page page = draft;
    struct call call;
    page.body = (struct blob){ (const unsigned char *)"\xff\xfe", 2 };
    confluence_cloud.create_page(&site, &page, &call);
    assert_true(call.is_impossible);
    call_free(&call);
    confluence_datacenter.update_page(&site, &page, &call);
    assert_true(call.is_impossible);
    call_free(&call);
}

static void labels_go_in_one_call_and_leave_one_by_one(void **state)
{
    (void)state;
    struct call call;
    confluence_add_labels("12", "a\nb", &call);
    expect_call(&call, "POST", "/rest/api/content/12/label",
        "[{\"prefix\":\"global\",\"name\":\"a\"},{\"prefix\":\"global\",\"name\":\"b\"}]");
    confluence_remove_label("12", "a/b", &call);
    expect_call(&call, "DELETE", "/rest/api/content/12/label?name=a%2Fb", "");
}

static void both_pages_are_read_alike(void **state)
{
    (void)state;
    static const char cloud[] =
        "{\"id\":\"4096001\",\"status\":\"current\",\"title\":\"T\",\"parentId\":\"7\","
        "\"authorId\":\"me\",\"createdAt\":\"2026-05-27T07:22:53.016Z\",\"extra\":{},"
        "\"version\":{\"number\":2,\"message\":\"m\",\"authorId\":\"ann\"},"
        "\"body\":{\"storage\":{\"representation\":\"storage\",\"value\":\"<p>x</p>\"}}}";
    static const char datacenter[] =
        "{\"id\":\"4096001\",\"type\":\"page\",\"status\":\"current\",\"title\":\"T\","
        "\"history\":{\"createdBy\":{\"username\":\"me\"},\"createdDate\":\"2024-06-06T13:20:15."
        "180+02:00\"},"
        "\"ancestors\":[{\"id\":\"1\"},{\"id\":\"7\"}],"
        "\"version\":{\"by\":{\"userKey\":\"ann\",\"displayName\":\"Ann\"},\"message\":\"m\","
        "\"number\":2},"
        "\"body\":{\"storage\":{\"value\":\"<p>x</p>\"}}}";
    const struct confluence *apis[] = { &confluence_cloud, &confluence_datacenter };
    const char *texts[] = { cloud, datacenter };
    for (int i = 0; i < 2; i++) {
        struct remote_page page;
        json_t *json = json_loads(texts[i], 0, NULL);
        assert_int_equal(apis[i]->parse_page(json, pool, &page), 0);
        json_decref(json);
        assert_string_equal(page.id, "4096001");
        assert_string_equal(page.parent_id, "7");
        assert_string_equal(page.message, "m");
        assert_string_equal(page.author_id, "ann");
        assert_string_equal(page.creator_id, "me");
        assert_int_equal(page.version, 2);
        assert_int_equal(page.body.size, 8);
    }
}

static void an_anonymous_user_is_told_from_a_known_one(void **state)
{
    (void)state;
    static const char *const users[] = { "{\"type\":\"known\",\"accountId\":\"x:1\"}",
        "{\"type\":\"known\",\"username\":\"u\",\"userKey\":\"k\"}",
        "{\"type\":\"anonymous\",\"displayName\":\"Anonymous\"}" };
    static const char *const ids[] = { "x:1", "k", "" };
    for (int i = 0; i < 3; i++) {
        struct remote_user user;
        json_t *json = json_loads(users[i], 0, NULL);
        assert_int_equal(confluence_parse_user(json, pool, &user), 0);
        json_decref(json);
        assert_int_equal(user.is_known, i < 2);
        assert_string_equal(user.id, ids[i]);
    }
}

static void an_upload_answers_as_object_or_list(void **state)
{
    (void)state;
    static const char *const answers[] = {
        "{\"results\":[{\"id\":\"att1\",\"title\":\"a\",\"version\":{\"number\":1}}]}",
        "{\"id\":\"att1\",\"title\":\"a\",\"version\":{\"number\":1},"
        "\"extensions\":{\"fileSize\":9,\"comment\":\"c\"}}"
    };
    for (int i = 0; i < 2; i++) {
        struct remote_file file;
        json_t *json = json_loads(answers[i], 0, NULL);
        assert_int_equal(confluence_parse_upload(json, pool, &file), 0);
        json_decref(json);
        assert_string_equal(file.id, "att1");
        assert_int_equal(file.version, 1);
    }
    struct remote_file file;
    assert_int_equal(confluence_parse_upload(NULL, pool, &file), -1);
}

static void answers_of_another_shape_are_refused(void **state)
{
    (void)state;
    static const char *const answers[] = { "[]", "{}", "{\"results\":7}",
        "{\"id\":\"1\",\"version\":{\"number\":\"x\"}}", "{\"id\":{},\"version\":{\"number\":1}}" };
    const struct confluence *apis[] = { &confluence_cloud, &confluence_datacenter };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        for (int j = 0; j < 2; j++) {
            struct remote_page page;
            struct remote_pages pages;
            struct remote_property property;
            json_t *json = json_loads(answers[i], 0, NULL);
            assert_int_equal(apis[j]->parse_page(json, pool, &page), -1);
            assert_int_equal(confluence_parse_pages(apis[j], json, pool, &pages), -1);
            assert_int_equal(apis[j]->parse_property(json, pool, &property), -1);
            json_decref(json);
        }
}

static void a_tenant_is_a_uuid_and_nothing_else(void **state)
{
    (void)state;
    json_t *json = json_loads("{\"cloudId\":\"11111111-aaaa-bbbb\"}", 0, NULL);
    assert_string_equal(confluence_parse_tenant(json, pool), "11111111-aaaa-bbbb");
    json_decref(json);
    json = json_loads("{\"cloudId\":\"../../evil.example\"}", 0, NULL);
    assert_string_equal(confluence_parse_tenant(json, pool), "");
    json_decref(json);
}

static void a_title_is_found_as_confluence_compares_it(void **state)
{
    (void)state;
    struct remote_page items[] = { { .title = "setup" }, { .title = "Setup" } };
    struct remote_pages pages = { items, 2 };
    assert_ptr_equal(remote_find_title(&pages, "Setup"), &items[1]);
    assert_ptr_equal(remote_find_title(&pages, "SETUP"), &items[0]);
    assert_null(remote_find_title(&pages, "Set"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cloud_writes_pages_through_v2),
        cmocka_unit_test(data_center_writes_marker_and_parent_along),
        cmocka_unit_test(data_center_shows_a_page_as_wanted_from_the_create_on),
        cmocka_unit_test(a_property_says_when_it_was_written_in_either_word),
        cmocka_unit_test(a_body_that_is_no_utf8_cannot_be_sent),
        cmocka_unit_test(labels_go_in_one_call_and_leave_one_by_one),
        cmocka_unit_test(both_pages_are_read_alike),
        cmocka_unit_test(an_anonymous_user_is_told_from_a_known_one),
        cmocka_unit_test(an_upload_answers_as_object_or_list),
        cmocka_unit_test(answers_of_another_shape_are_refused),
        cmocka_unit_test(a_tenant_is_a_uuid_and_nothing_else),
        cmocka_unit_test(a_title_is_found_as_confluence_compares_it),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
