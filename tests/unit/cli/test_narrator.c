/* SPDX-License-Identifier: MIT */
#include "cli/narrator.h"

#include "tests/unit/test.h"

#include <string.h>

static struct narrator narrator;
static struct text out;

static int set_up(void **state)
{
    (void)state;
    narrator = (struct narrator){ 0 };
    out = text_new(10000);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    text_free(&out);
    return 0;
}

static void tells(const struct message *event, int64_t now_ms, const char *expected)
{
    text_cut(&out, 0);
    narrator_tell(&narrator, event, now_ms, &out);
    assert_string_equal(out.data, expected);
}

static void tells_file(
    const char *letter, int64_t version, const char *reason, const char *expected)
{
    const struct message event = { .type = MESSAGE_status_changed,
        .status_changed = {
            .path = "a/b.md", .letter = letter, .version = version, .reason = reason } };
    tells(&event, 0, expected);
}

static void a_file_is_told_in_a_sentence(void **state)
{
    (void)state;
    tells_file("=", 17, "", "Updated: a/b.md, version 17.\n");
    tells_file("=", 1, "", "Published: a/b.md, version 1.\n");
    tells_file("U", 14, "page version 14 was edited by A. Ito",
        "Conflict: a/b.md. page version 14 was edited by A. Ito. Nothing was written. "
        "Command: cmsync status a/b.md.\n");
    tells_file("D", 3, "the file is gone.",
        "Deletion waits for you: a/b.md. the file is gone. "
        "Command: cmsync confirm a/b.md, or cmsync reject a/b.md.\n");
    tells_file("", 0, "", "No longer listed: a/b.md.\n");
    tells_file(">", 0, "", "");
}

static void names_of_others_steer_no_terminal(void **state)
{
    (void)state;
    tells_file("E", 0, "\x1B[2Jgone", "Error: a/b.md. ?[2Jgone. Command: cmsync status a/b.md.\n");
}

static struct message run(int64_t left, bool is_paused, const char *gate, int64_t gate_ms)
{
    return (struct message){ .type = MESSAGE_run_changed,
        .run_changed = { .pages = 114,
            .to_upload = left,
            .is_paused = is_paused,
            .gate = gate,
            .gate_ms = gate_ms } };
}

static void work_is_spoken_of_every_half_minute_and_at_its_end(void **state)
{
    (void)state;
    struct message event = run(38, false, "open", 0);
    tells(&event, 1000, "");
    tells(&event, 30999, "");
    tells(&event, 31000, "Still working: 76 of 114 pages in step.\n");
    tells(&event, 31001, "");
    event = run(0, false, "open", 0);
    event.run_changed.held = 2;
    tells(&event, 32000,
        "Done: 112 of 112 pages in step. "
        "2 wait for your decision: cmsync status lists them.\n");
    tells(&event, 99000, "");
}

static void a_shut_gate_and_a_pause_are_told_once(void **state)
{
    (void)state;
    struct message event = run(0, false, "open", 0);
    tells(&event, 0, "");
    event = run(0, false, "rate", 23000);
    tells(&event, 0, "Waiting 23 seconds: Confluence asked to slow down.\n");
    tells(&event, 0, "");
    event = run(0, true, "paused", 0);
    tells(&event, 0, "Paused: nothing is published until cmsync resume.\n");
    event = run(0, false, "open", 0);
    tells(&event, 0, "Resumed.\n");
}

static void the_greeting_says_how_things_are(void **state)
{
    (void)state;
    narrator_greet(&narrator, "space DOCS on x.example", NULL, 0, &out);
    assert_non_null(strstr(out.data, "cmsync for space DOCS on x.example.\nNothing is running."));
    text_cut(&out, 0);
    const struct message_run_known known = {
        .pages = 10, .to_upload = 1, .held = 1, .gate = "open"
    };
    narrator_greet(&narrator, "space DOCS on x.example", &known, 0, &out);
    assert_string_equal(out.data, "cmsync for space DOCS on x.example.\n"
                                  "Running. 9 of 10 pages in step. "
                                  "1 waits for your decision: cmsync status lists it.\n");
}

/* No column, colour, bar or carriage return: what is read aloud must be words. */
static void nothing_is_drawn(void **state)
{
    (void)state;
    static const char *const letters[] = { "A", "M", "R", "D", "=", "U", "E", "W", "L", "O", "" };
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        const struct message event = { .type = MESSAGE_status_changed,
            .status_changed = { .path = "x", .letter = letters[i], .reason = "why" } };
        narrator_tell(&narrator, &event, 0, &out);
    }
    assert_true(out.length > 0);
    assert_null(strpbrk(out.data, "\r\t\x1B|#[]<>"));
    assert_int_equal(out.data[out.length - 1], '\n');
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_told_in_a_sentence),
        TEST(names_of_others_steer_no_terminal),
        TEST(work_is_spoken_of_every_half_minute_and_at_its_end),
        TEST(a_shut_gate_and_a_pause_are_told_once),
        TEST(the_greeting_says_how_things_are),
        TEST(nothing_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
