/* SPDX-License-Identifier: MIT */
#include "tests/unit/sandbox/answers.h"

#include <unistd.h>

static struct sandbox *open_in(const char *folder)
{
    struct options options = {
        .edition = EDITION_CLOUD, .context = "/wiki", .space = "DEMO", .data = folder
    };
    settings_set_defaults(&options.settings);
    return sandbox_new(&options);
}

static json_t *state_of(struct sandbox *sandbox)
{
    struct asked got = ask(sandbox, "GET", "/_sandbox/state", NULL);
    json_t *state = json_incref(got.json);
    ask_free(&got);
    return state;
}

static void everything_is_there_after_a_restart(void **state)
{
    (void)state;
    char folder[] = "/tmp/cmsync-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct sandbox *sandbox = open_in(folder);
    int64_t a = ask_new_page(sandbox, "A", "<p>some words</p>");
    int64_t gone = ask_new_page(sandbox, "Gone", "");
    struct asked got = ask_upload(sandbox, "POST",
        form("/wiki/rest/api/content/%lld/child/attachment", (long long)a), "a.png", "bytes");
    ask_free(&got);
    const char *page = form("/_sandbox/pages/%lld", (long long)a);
    assert_int_equal(
        ask_status(sandbox, "POST", form("%s/comment", page), "{\"selection\":\"words\"}"), 200);
    assert_int_equal(ask_status(sandbox, "POST", form("%s/edit", page), "{\"title\":\"B\"}"), 200);
    assert_int_equal(
        ask_status(sandbox, "POST", form("/wiki/rest/api/content/%lld/label", (long long)a),
            "[{\"name\":\"x\"}]"),
        200);
    assert_int_equal(
        ask_status(sandbox, "POST", form("/_sandbox/pages/%lld/purge", (long long)gone), NULL),
        204);
    json_t *before = state_of(sandbox);
    sandbox_free(&sandbox);
    sandbox = open_in(folder);
    json_t *after = state_of(sandbox);
    assert_true(json_equal(before, after));
    assert_true(ask_new_page(sandbox, "Next", "") > gone);
    sandbox_free(&sandbox);
    json_decref(before);
    json_decref(after);
    assert_int_equal(unlink(form("%s/sandbox.db", folder)), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_there_after_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
