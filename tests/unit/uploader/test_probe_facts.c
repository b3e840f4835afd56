/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"
#include "uploader/probe_facts.h"

#include "config/settings.h"

#include <string.h>

static struct checks checks;

static int tear_down(void **state)
{
    (void)state;
    checks_free(&checks);
    return 0;
}

static struct verdict problem_with(enum retry_problem problem, long status)
{
    struct verdict verdict;
    retry_set(&verdict, problem, "");
    verdict.status = status;
    return verdict;
}

/* Everything is as it should be. */
static struct probe_facts good(void)
{
    struct verdict fine = problem_with(RETRY_PROBLEM_none, 200);
    return (struct probe_facts){ .url = "https://x.atlassian.net/wiki",
        .user = "me@example.com",
        .space = "DOCS",
        .is_atlassian = true,
        .wants_notify = true,
        .is_whole = true,
        .has_date = true,
        .remaining = -1,
        .sign_in = fine,
        .account = "Mia",
        .gateway = "",
        .other_url = "",
        .site = fine,
        .edition = CONFIG_EDITION_cloud,
        .space_key = "DOCS",
        .root_id = "1",
        .root = fine,
        .root_title = "Home",
        .rights = { .is_asked = true, .are_known = true, .can_create = true, .can_attach = true } };
}

static void judge(const struct probe_facts *facts)
{
    if (checks.pool != NULL)
        checks_free(&checks);
    checks = checks_new();
    probe_judge(facts, &checks);
    assert_true(checks.count > 0);
}

static const struct item_check *check(const char *name)
{
    const struct item_check *found = checks_find(&checks, name);
    if (found == NULL)
        fail_msg("no check is called %s", name);
    return found;
}

static void assert_level(const char *name, enum check_level level, const char *words)
{
    const struct item_check *found = check(name);
    assert_int_equal(found->level, level);
    if (strstr(found->text, words) == NULL && strstr(found->help, words) == NULL)
        fail_msg("%s says \"%s\" (%s), not \"%s\"", name, found->text, found->help, words);
}

static void a_good_site_has_no_complaint(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    judge(&facts);
    for (size_t i = 0; i < checks.count; i++) {
        assert_int_equal(checks.items[i].level, CHECK_OK);
        assert_int_equal(checks.items[i].exit_code, 0);
        assert_string_equal(checks.items[i].code, "");
    }
    assert_level("sign-in", CHECK_OK, "Mia");
    assert_level("root page", CHECK_OK, "\"Home\" (1)");
}

static void the_sign_in_alone_looks_at_nothing_behind_it(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.is_whole = false;
    judge(&facts);
    assert_null(checks_find(&checks, "space"));
}

static void each_problem_has_its_exit_code(void **state)
{
    (void)state;
    static const struct {
        enum retry_problem problem;
        long status;
        const char *check;
        int exit_code;
    } cases[] = {
        { RETRY_PROBLEM_name, 0, "address", 5 },
        { RETRY_PROBLEM_tls, 0, "address", 5 },
        { RETRY_PROBLEM_connect, 0, "address", 5 },
        { RETRY_PROBLEM_server, 502, "address", 5 },
        { RETRY_PROBLEM_credentials, 401, "sign-in", 3 },
        { RETRY_PROBLEM_captcha, 403, "sign-in", 3 },
        { RETRY_PROBLEM_login_page, 200, "sign-in", 3 },
        { RETRY_PROBLEM_anonymous, 200, "sign-in", 3 },
        { RETRY_PROBLEM_not_permitted, 403, "sign-in", 3 },
        { RETRY_PROBLEM_throttled, 429, "sign-in", 6 },
        { RETRY_PROBLEM_hidden, 404, "sign-in", 4 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct probe_facts facts = good();
        facts.sign_in = problem_with(cases[i].problem, cases[i].status);
        judge(&facts);
        assert_level(cases[i].check, CHECK_ERROR, "");
        assert_int_equal(check(cases[i].check)->exit_code, cases[i].exit_code);
        assert_true(check(cases[i].check)->help[0] != '\0');
        assert_level("space", CHECK_SKIPPED, "first");
        assert_level("permissions", CHECK_SKIPPED, "first");
    }
}

static void a_token_that_works_without_a_user_is_a_personal_one(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.is_atlassian = false;
    facts.sign_in = problem_with(RETRY_PROBLEM_credentials, 401);
    facts.has_tried_bearer = facts.works_as_bearer = true;
    judge(&facts);
    assert_level("sign-in", CHECK_ERROR, "leave site.user out");
}

static void an_api_token_without_a_user_asks_for_the_address(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.user = "";
    facts.sign_in = problem_with(RETRY_PROBLEM_not_permitted, 403);
    judge(&facts);
    assert_level("sign-in", CHECK_ERROR, "set site.user to the e-mail address");
}

static void what_was_tried_in_vain_leaves_one_cause(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.sign_in = problem_with(RETRY_PROBLEM_scoped_token, 401);
    facts.has_tried_bearer = facts.has_tried_gateway = true;
    judge(&facts);
    assert_level("sign-in", CHECK_ERROR, "expired, revoked, mistyped");
    assert_level("sign-in", CHECK_ERROR, "manage-profile/security/api-tokens");
}

static void a_missing_context_path_is_named(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.url = "https://x.atlassian.net";
    facts.other_url = "https://x.atlassian.net/wiki";
    facts.sign_in = problem_with(RETRY_PROBLEM_hidden, 404);
    judge(&facts);
    assert_level("address", CHECK_ERROR, "set site.url to https://x.atlassian.net/wiki");
    assert_int_equal(check("address")->exit_code, 4);
    assert_null(checks_find(&checks, "sign-in"));
}

static void a_clock_that_is_off_is_a_warning(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.skew_ms = 3600 * 1000;
    judge(&facts);
    assert_level("clock", CHECK_WARNING, "3600 s behind the server's");
    facts.skew_ms = -90 * 1000;
    judge(&facts);
    assert_level("clock", CHECK_WARNING, "90 s ahead of the server's");
    facts.has_date = false;
    judge(&facts);
    assert_level("clock", CHECK_SKIPPED, "");
}

static void space_and_root_page_are_told_apart(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.site = problem_with(RETRY_PROBLEM_no_space, 0);
    judge(&facts);
    assert_level("space", CHECK_ERROR, "site.space");
    assert_int_equal(check("space")->exit_code, 4);
    facts = good();
    facts.root = problem_with(RETRY_PROBLEM_root_gone, 404);
    judge(&facts);
    assert_level("space", CHECK_OK, "DOCS");
    assert_level("root page", CHECK_ERROR, "site.root_page");
    facts = good();
    facts.space = "";
    judge(&facts);
    assert_level("space", CHECK_ERROR, "set site.space");
    assert_int_equal(check("space")->exit_code, 2);
}

static void rights_that_are_missing_are_named(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.rights.can_create = false;
    judge(&facts);
    assert_level("permissions", CHECK_ERROR, "may not create pages");
    assert_int_equal(check("permissions")->exit_code, 3);
    facts = good();
    facts.wants_delete = true;
    judge(&facts);
    assert_level("permissions", CHECK_WARNING, "may not delete pages");
    facts.rights = (struct probe_rights){ .is_asked = false };
    judge(&facts);
    assert_level("permissions", CHECK_SKIPPED, "Data Center");
}

static void a_site_that_is_closed_for_writing_is_told(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.is_read_only = true;
    judge(&facts);
    assert_level("permissions", CHECK_WARNING, "read-only mode");
}

static void cloud_says_that_mail_cannot_be_held_back(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.wants_notify = false;
    judge(&facts);
    assert_level("mail", CHECK_INFO, "Cloud has no switch");
}

static void a_limit_that_is_near_is_a_warning(void **state)
{
    (void)state;
    struct probe_facts facts = good();
    facts.remaining = 3;
    judge(&facts);
    assert_level("rate limit", CHECK_WARNING, "near");
    facts.remaining = 300;
    judge(&facts);
    assert_level("rate limit", CHECK_OK, "300 requests");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_site_has_no_complaint),
        cmocka_unit_test(the_sign_in_alone_looks_at_nothing_behind_it),
        cmocka_unit_test(each_problem_has_its_exit_code),
        cmocka_unit_test(a_token_that_works_without_a_user_is_a_personal_one),
        cmocka_unit_test(an_api_token_without_a_user_asks_for_the_address),
        cmocka_unit_test(what_was_tried_in_vain_leaves_one_cause),
        cmocka_unit_test(a_missing_context_path_is_named),
        cmocka_unit_test(a_clock_that_is_off_is_a_warning),
        cmocka_unit_test(space_and_root_page_are_told_apart),
        cmocka_unit_test(rights_that_are_missing_are_named),
        cmocka_unit_test(a_site_that_is_closed_for_writing_is_told),
        cmocka_unit_test(cloud_says_that_mail_cannot_be_held_back),
        cmocka_unit_test(a_limit_that_is_near_is_a_warning),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
