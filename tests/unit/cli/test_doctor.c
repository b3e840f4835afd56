/* SPDX-License-Identifier: MIT */
#include "cli/check_list.h"
#include "cli/doctor.h"
#include "cli/token_look.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <string.h>

static struct checks checks;

static int tear_down(void **state)
{
    (void)state;
    checks_free(&checks);
    return 0;
}

static struct doctor_folder good_folder(const char *path)
{
    return (struct doctor_folder){ .path = path,
        .is_folder = true,
        .is_ours = true,
        .is_private = true,
        .free_bytes = INT64_MAX / 2 };
}

static struct doctor_facts good(void)
{
    return (struct doctor_facts){ .version = "1",
        .project_file = "/p/cmsync.yaml",
        .problems = "",
        .is_readable = true,
        .run = good_folder("/run/x"),
        .socket_bytes = 30,
        .socket_most = 107,
        .state = good_folder("/state/x"),
        .tree = { .root = "/p/docs", .folders = 3, .pages = 5, .unread = "" },
        .inotify = { .watches_most = 100,
            .watches_used = 10,
            .instances_most = 8,
            .instances_used = 1 },
        .proxy = "",
        .ca_file = "" };
}

static void judge(const struct doctor_facts *facts)
{
    if (checks.pool != NULL)
        checks_free(&checks);
    checks = checks_new();
    if (doctor_judge_configuration(facts, &checks))
        doctor_judge_machine(facts, &checks);
}

/* The first check of that name that came out so. */
static void assert_level(const char *name, enum check_level level, const char *words)
{
    for (size_t i = 0; i < checks.count; i++) {
        const struct item_check *check = &checks.items[i];
        if (strcmp(check->name, name) != 0 || check->level != (int64_t)level)
            continue;
        if (strstr(check->text, words) == NULL && strstr(check->help, words) == NULL)
            fail_msg("%s says \"%s\" (%s), not \"%s\"", name, check->text, check->help, words);
        return;
    }
    fail_msg("%s did not come out as %s", name, check_list_level(level));
}

static void a_good_machine_has_no_complaint(void **state)
{
    (void)state;
    struct doctor_facts facts = good();
    judge(&facts);
    assert_int_equal(checks_count(&checks, CHECK_ERROR) + checks_count(&checks, CHECK_WARNING), 0);
    assert_int_equal(check_list_exit_code(&checks), 0);
    assert_level("watching", CHECK_OK, "90 of 100");
}

static void a_configuration_that_cannot_be_read_ends_the_look(void **state)
{
    (void)state;
    struct doctor_facts facts = good();
    facts.problems = "error: unknown key";
    judge(&facts);
    assert_level("configuration", CHECK_ERROR, "unknown key");
    assert_non_null(checks_find(&checks, "state"));
    facts.is_readable = false;
    judge(&facts);
    assert_null(checks_find(&checks, "state"));
    assert_int_equal(check_list_exit_code(&checks), 2);
}

static void a_program_that_is_missing_is_named(void **state)
{
    (void)state;
    struct doctor_facts facts = good();
    facts.missing[0] = "cmsync-drawer";
    judge(&facts);
    assert_level("programs", CHECK_ERROR, "cmsync-drawer");
}

static void folders_must_be_the_users_alone(void **state)
{
    (void)state;
    struct doctor_facts facts = good();
    facts.run.is_private = false;
    facts.state.is_ours = false;
    judge(&facts);
    assert_level("sockets", CHECK_ERROR, "others than you");
    assert_level("state", CHECK_ERROR, "another user");
    facts = good();
    facts.state.error = ENOENT;
    judge(&facts);
    assert_level("state", CHECK_ERROR, "cannot be made");
    facts.state.can_be_made = true;
    judge(&facts);
    assert_level("state", CHECK_OK, "made by the first run");
    facts.state.error = EACCES;
    judge(&facts);
    assert_level("state", CHECK_ERROR, "Permission denied");
    assert_int_equal(check_list_exit_code(&checks), 2);
}

static void a_full_or_distant_disk_is_told(void **state)
{
    (void)state;
    struct doctor_facts facts = good();
    facts.state.free_bytes = 100 * 1024 * 1024;
    judge(&facts);
    assert_level("state", CHECK_WARNING, "100 MiB");
    assert_int_equal(check_list_exit_code(&checks), 0);
    facts.state.free_bytes = 1024;
    facts.state.file_system = "NFS";
    judge(&facts);
    assert_level("state", CHECK_ERROR, "--state DIR");
    assert_level("state", CHECK_WARNING, "NFS");
    assert_int_equal(check_list_exit_code(&checks), 1);
}

static void a_tree_is_looked_at(void **state)
{
    (void)state;
    struct doctor_facts facts = good();
    facts.tree.pages = 0;
    judge(&facts);
    assert_level("documents", CHECK_WARNING, "no page is in /p/docs");
    facts.tree.unread = "guide: Permission denied";
    judge(&facts);
    assert_level("documents", CHECK_WARNING, "guide: Permission denied");
    facts.tree.error = "cannot open /p/docs";
    judge(&facts);
    assert_level("documents", CHECK_ERROR, "cannot open /p/docs");
    assert_null(checks_find(&checks, "watching"));
}

static void too_few_watches_count_only_while_nothing_watches(void **state)
{
    (void)state;
    struct doctor_facts facts = good();
    facts.tree.folders = 91;
    judge(&facts);
    assert_level("watching", CHECK_WARNING, "max_user_watches");
    facts.service.holder = "cmsync-supervisor"; /* they are counted already */
    judge(&facts);
    assert_level("watching", CHECK_OK, "inotify");
    facts = good();
    facts.inotify.instances_used = 8;
    judge(&facts);
    assert_level("watching", CHECK_WARNING, "max_user_instances");
    facts.tree.file_system = "9p";
    judge(&facts);
    assert_level("watching", CHECK_INFO, "9p");
    facts = good();
    facts.inotify = (struct doctor_inotify){ -1, -1, -1, -1 };
    judge(&facts);
    assert_level("watching", CHECK_OK, "inotify");
}

static void diagrams_fail_only_when_they_are_tried(void **state)
{
    (void)state;
    struct doctor_facts facts = good();
    facts.diagrams[0] = (struct doctor_diagram){ .language = "mermaid", .program = "mmdc" };
    judge(&facts);
    assert_level("diagrams", CHECK_WARNING, "no program `mmdc`");
    facts.diagrams[0].is_found = facts.diagrams[0].is_tried = true;
    facts.diagrams[0].fault = "No usable sandbox!";
    judge(&facts);
    assert_level("diagrams", CHECK_ERROR, "No usable sandbox!");
    assert_int_equal(check_list_exit_code(&checks), 1);
    facts.diagrams[0].fault = NULL;
    judge(&facts);
    assert_level("diagrams", CHECK_OK, "draws");
}

static void what_runs_is_asked(void **state)
{
    (void)state;
    struct doctor_facts facts = good();
    struct item_stage_status stages[] = { { .name = "watcher", .state = "ready" },
        { .name = "uploader-1", .state = "failing", .restarts = 12 } };
    const struct message_activity_known activity = { .stages = stages, .stages_count = 2 };
    const struct message_run_known run = { .gate = "credentials", .trouble = "401" };
    facts.service = (struct doctor_service){ .holder = "cmsync-supervisor",
        .pid = 7,
        .activity = &activity,
        .run = &run,
        .is_user_unit = true };
    judge(&facts);
    assert_level("supervisor", CHECK_OK, "pid 7");
    assert_level("supervisor", CHECK_WARNING, "enable-linger");
    assert_level("processes", CHECK_ERROR, "uploader-1 is failing");
    assert_level("publishing", CHECK_WARNING, "credentials: 401");
    facts.service.trouble = "the store does not answer";
    judge(&facts);
    assert_level("processes", CHECK_ERROR, "does not answer");
}

static void certificates_must_be_readable(void **state)
{
    (void)state;
    struct doctor_facts facts = good();
    facts.ca_file = "/ca.pem";
    facts.ca_error = ENOENT;
    judge(&facts);
    assert_level("certificates", CHECK_ERROR, "/ca.pem");
    assert_int_equal(check_list_exit_code(&checks), 2);
}

static void the_token_is_judged_by_its_source(void **state)
{
    (void)state;
    static char file[] = "/t";
    static char fault[] = "others can read it";
    static char help[] = "chmod it";
    struct token_look look = { .source = TOKEN_SOURCE_NONE };
    checks = checks_new();
    token_look_judge(&look, &checks);
    assert_level("token", CHECK_ERROR, "no token");
    assert_int_equal(check_list_exit_code(&checks), 3);
    look = (struct token_look){ .source = TOKEN_SOURCE_FILE, .file = file };
    look.is_unused[TOKEN_SOURCE_VARIABLE] = true;
    token_look_judge(&look, &checks);
    assert_level("token", CHECK_OK, "not used: CMSYNC_TOKEN");
    look = (struct token_look){ .source = TOKEN_SOURCE_VARIABLE };
    token_look_judge(&look, &checks);
    assert_level("token", CHECK_WARNING, "systemctl show");
    checks_free(&checks);
    checks = checks_new();
    look.is_ci = true;
    token_look_judge(&look, &checks);
    assert_level("token", CHECK_OK, "CMSYNC_TOKEN");
    look = (struct token_look){
        .source = TOKEN_SOURCE_FILE, .file = file, .fault = fault, .help = help
    };
    token_look_judge(&look, &checks);
    assert_level("token", CHECK_ERROR, "others can read it");
}

static void of_several_errors_the_code_that_goes_first_is_taken(void **state)
{
    (void)state;
    checks = checks_new();
    checks_add(&checks, "a", CHECK_ERROR, "x");
    checks_blame(&checks, "a", 5, "y");
    checks_add(&checks, "b", CHECK_WARNING, "x");
    checks_blame(&checks, "b", 2, "a warning never counts");
    checks_add(&checks, "c", CHECK_ERROR, "x");
    checks_blame(&checks, "c", 3, "y");
    assert_int_equal(check_list_exit_code(&checks), 3);
}

static void what_a_probe_says_is_harmless(void **state)
{
    (void)state;
    struct item_check item = { .name = "sign-in",
        .level = 99,
        .code = "x",
        .text = "as \x1b[31mMia\nand more",
        .help = "",
        .exit_code = 4000 };
    const struct message_probe_report report = { .checks = &item, .checks_count = 1 };
    struct text out = text_new(4096);
    checks = checks_new();
    check_list_take(&checks, &report);
    assert_int_equal(check_list_exit_code(&checks), 1);
    check_list_print(&checks, false, &out);
    assert_null(strchr(out.data, '\x1b'));
    assert_non_null(strstr(out.data, "error    sign-in"));
    assert_non_null(strstr(out.data, "\n                        and more\n"));
    text_free(&out);
}

static void secrets_are_replaced_wherever_they_stand(void **state)
{
    (void)state;
    static const struct doctor_secret secrets[] = { { "mia", "LOGIN" },
        { "mia@example.com", "USER" }, { "/home/mia", "~" } };
    struct text out = text_new(4096);
    doctor_redact("/home/mia/docs of Mia@Example.com, mia", secrets, 3, &out);
    assert_string_equal(out.data, "~/docs of USER, LOGIN");
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_good_machine_has_no_complaint, tear_down),
        cmocka_unit_test_teardown(a_configuration_that_cannot_be_read_ends_the_look, tear_down),
        cmocka_unit_test_teardown(a_program_that_is_missing_is_named, tear_down),
        cmocka_unit_test_teardown(folders_must_be_the_users_alone, tear_down),
        cmocka_unit_test_teardown(a_full_or_distant_disk_is_told, tear_down),
        cmocka_unit_test_teardown(a_tree_is_looked_at, tear_down),
        cmocka_unit_test_teardown(too_few_watches_count_only_while_nothing_watches, tear_down),
        cmocka_unit_test_teardown(diagrams_fail_only_when_they_are_tried, tear_down),
        cmocka_unit_test_teardown(what_runs_is_asked, tear_down),
        cmocka_unit_test_teardown(certificates_must_be_readable, tear_down),
        cmocka_unit_test_teardown(the_token_is_judged_by_its_source, tear_down),
        cmocka_unit_test_teardown(of_several_errors_the_code_that_goes_first_is_taken, tear_down),
        cmocka_unit_test_teardown(what_a_probe_says_is_harmless, tear_down),
        cmocka_unit_test(secrets_are_replaced_wherever_they_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
