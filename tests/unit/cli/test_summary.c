/* SPDX-License-Identifier: MIT */
#include "cli/summary.h"

#include "tests/unit/test.h"

static const struct message_run_known busy = { .created = 12,
    .updated = 3,
    .moved = 1,
    .unchanged = 201,
    .failed = 2,
    .held = 1,
    .requests = 20 };

static void a_summary_names_what_happened_and_leaves_out_what_did_not(void **state)
{
    (void)state;
    struct text out = text_new(1000);
    summary_print(&busy, true, 1190, &out);
    assert_string_equal(out.data, "created 12, updated 3, moved 1, failed 2, held 1, "
                                  "unchanged 201; 20 requests, 1.1 s\n");
    text_free(&out);
}

static void an_empty_run_says_that_there_was_nothing_to_publish(void **state)
{
    (void)state;
    struct message_run_known known = { .requests = 1 };
    struct text out = text_new(1000);
    summary_print(&known, true, 130000, &out);
    assert_string_equal(out.data, "nothing to publish; 1 request, 2 min 10 s\n");
    text_free(&out);
}

static void what_stays_or_leads_nowhere_is_told(void **state)
{
    (void)state;
    struct message_run_known known = { .unchanged = 2 };
    struct text out = text_new(1000);
    summary_print_notes(&known, &out);
    assert_string_equal(out.data, "");
    known.orphaned = 1;
    known.warnings = 2;
    summary_print_notes(&known, &out);
    assert_string_equal(out.data,
        "note: 2 pages with warnings, such as links that lead nowhere; `cmsync check` lists them\n"
        "note: 1 page lost its file and stays in Confluence; `cmsync status` lists what has no "
        "file any more\n");
    text_cut(&out, 0);
    summary_print(&known, true, 0, &out);
    assert_string_equal(out.data, "orphaned 1, unchanged 2; 0 requests, 0.0 s\n");
    text_free(&out);
}

static void the_json_line_is_the_one_of_the_contract(void **state)
{
    (void)state;
    struct text out = text_new(1000);
    summary_print_json(&busy, &out);
    assert_string_equal(out.data,
        "{\"format\":\"cmsync.apply/1.0\",\"created\":12,\"updated\":3,\"moved\":1,\"deleted\":0,"
        "\"unchanged\":201,\"failed\":2,\"held\":1,\"requests\":20}\n");
    text_free(&out);
}

static void progress_follows_the_stages_of_a_run(void **state)
{
    (void)state;
    const struct {
        struct message_run_known known;
        const char *line;
    } cases[] = {
        { { .pages = 0 }, "looking at the folder  0.0 s" },
        { { .is_scanned = true, .to_convert = 7 }, "converting, 7 to go  0.0 s" },
        { { .is_scanned = true, .gate = "paused" }, "asking Confluence  0.0 s" },
        { { .is_scanned = true, .gate = "unreachable" },
            "asking Confluence  (unreachable)  0.0 s" },
        { { .is_scanned = true,
              .is_converted = true,
              .is_checked = true,
              .pages = 4,
              .to_upload = 1,
              .gate = "open" },
            "publishing  [##################------]  3 of 4  0.0 s" },
        { { .is_scanned = true,
              .is_converted = true,
              .is_checked = true,
              .pages = 2,
              .to_upload = 2,
              .held = 1,
              .gate = "paused" },
            "publishing  [------------------------]  0 of 2, 1 held  (paused)  0.0 s" },
        { { .is_scanned = true, .is_converted = true, .is_checked = true },
            "publishing  [------------------------]  0 of 0  0.0 s" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text out = text_new(1000);
        summary_print_progress(&cases[i].known, 12, &out);
        assert_string_equal(out.data, cases[i].line);
        text_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_summary_names_what_happened_and_leaves_out_what_did_not),
        cmocka_unit_test(an_empty_run_says_that_there_was_nothing_to_publish),
        cmocka_unit_test(what_stays_or_leads_nowhere_is_told),
        cmocka_unit_test(the_json_line_is_the_one_of_the_contract),
        cmocka_unit_test(progress_follows_the_stages_of_a_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
