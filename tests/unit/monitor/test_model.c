/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"

#include "monitor/about.h"
#include "monitor/keys.h"
#include "monitor/model.h"

#include <stdio.h>
#include <string.h>

static int set_up(void **state)
{
    struct model *model = model_new();
    model_set_link(model, MODEL_ATTACHED);
    *state = model;
    return 0;
}

static int tear_down(void **state)
{
    struct model *model = *state;
    model_free(&model);
    return 0;
}

static void change(struct model *model, int64_t sequence, const char *path, const char *letter)
{
    struct message event = { .type = MESSAGE_status_changed };
    event.status_changed.sequence = sequence;
    event.status_changed.path = path;
    event.status_changed.letter = letter;
    struct text packed = text_new(4096);
    assert_int_equal(message_pack(&event, &packed), 0);
    struct message message;
    assert_int_equal(message_unpack(&message, event.type, packed.data, packed.length), 0);
    text_free(&packed);
    model_event(model, &message);
}

static void answer_part(struct model *model, int64_t sequence, const char *path, bool is_last)
{
    struct item_file_status file = { .path = path, .letter = "=" };
    struct message answer = { .type = MESSAGE_statuses_known };
    answer.statuses_known = (struct message_statuses_known){
        .sequence = sequence, .files = &file, .files_count = 1, .is_last = is_last
    };
    model_answer(model, &answer);
}

/* `path letter` of every row, in byte order. */
static void assert_rows(struct model *model, const char *expected)
{
    struct text found = text_new(4096);
    for (size_t i = 0; i < model->mirror.rows.count; i++)
        text_add_format(
            &found, "%s%c ", model->mirror.rows.items[i].path, model->mirror.rows.items[i].letter);
    assert_string_equal(found.data, expected);
    text_free(&found);
}

static void changes_during_a_snapshot_are_applied_behind_it(void **state)
{
    struct model *model = *state;
    struct message question;
    change(model, 4, "a", "E"); /* older than the snapshot */
    assert_true(model_question(model, &question));
    assert_null(question.statuses_ask.after);
    change(model, 5, "b", "M");
    answer_part(model, 4, "a", false);
    assert_true(model_question(model, &question));
    assert_string_equal(question.statuses_ask.after, "a");
    change(model, 6, "c", "A");
    answer_part(model, 6, "c", true);
    assert_false(model_question(model, &question));
    assert_rows(model, "a= bM cA ");
    assert_int_equal(model->mirror.sequence, 6);
}

static void a_gap_asks_for_a_new_snapshot(void **state)
{
    struct model *model = *state;
    struct message question;
    assert_true(model_question(model, &question));
    answer_part(model, 1, "a", true);
    assert_false(model_question(model, &question));
    change(model, 3, "a", "E");
    assert_true(model_question(model, &question));
    assert_rows(model, "a= "); /* what was known stays on the screen meanwhile */
    answer_part(model, 3, "b", true);
    assert_rows(model, "b= ");
}

static void a_gap_within_a_snapshot_asks_again(void **state)
{
    struct model *model = *state;
    struct message question;
    assert_true(model_question(model, &question));
    change(model, 7, "a", "E");
    answer_part(model, 5, "a", true);
    assert_true(model_question(model, &question));
}

static void an_old_change_is_no_gap(void **state)
{
    struct model *model = *state;
    struct message question;
    assert_true(model_question(model, &question));
    answer_part(model, 9, "a", true);
    change(model, 8, "a", "E");
    change(model, 9, "a", "E");
    assert_rows(model, "a= ");
    assert_false(model_question(model, &question));
}

static void the_same_answer_again_draws_nothing(void **state)
{
    struct model *model = *state;
    struct message run = { .type = MESSAGE_run_known };
    run.run_known = (struct message_run_known){ .pages = 3, .gate = "open", .trouble = "" };
    model->is_dirty = false;
    model_answer(model, &run);
    assert_true(model->is_dirty);
    model->is_dirty = false;
    model->now_ms += 2000;
    model_answer(model, &run);
    assert_false(model->is_dirty);
    run.run_known.failed = 1;
    model_answer(model, &run);
    assert_true(model->is_dirty);
}

/* A page that the list's pane and a dialog ask for is asked for twice: each has its answer. */
static void each_asker_gets_its_answer(void **state)
{
    struct model *model = *state;
    struct message question;
    assert_true(model_question(model, &question));
    struct item_file_status file = { .path = "a.md", .letter = "U", .page_id = "1" };
    struct message list = { .type = MESSAGE_statuses_known };
    list.statuses_known = (struct message_statuses_known){
        .sequence = 1, .files = &file, .files_count = 1, .is_last = true
    };
    model_answer(model, &list);
    rows_show(&model->mirror.rows);
    about_want(model, rows_at(&model->mirror.rows, 0));
    keys_press(model, 'c');
    for (int i = 0; i < 2; i++) {
        assert_true(model_question(model, &question));
        assert_int_equal(question.type, MESSAGE_page_ask);
        struct message refused = { .type = MESSAGE_refused };
        refused.refused.code = "busy";
        refused.refused.reason = "not now";
        model_answer(model, &refused);
    }
    assert_false(model_question(model, &question));
}

static void two_disagreements_in_a_row_mean_lost_changes(void **state)
{
    struct model *model = *state;
    struct message question;
    assert_true(model_question(model, &question));
    answer_part(model, 2, "a", true);
    struct message run = { .type = MESSAGE_run_known };
    run.run_known = (struct message_run_known){ .sequence = 3, .gate = "open", .trouble = "" };
    model_answer(model, &run);
    assert_false(model_question(model, &question));
    change(model, 3, "a", "M"); /* it was only on its way */
    run.run_known.sequence = 4;
    model_answer(model, &run);
    assert_false(model_question(model, &question));
    model_answer(model, &run);
    assert_true(model_question(model, &question));
}

static void a_store_that_comes_back_is_asked_for_everything(void **state)
{
    struct model *model = *state;
    struct message question;
    assert_true(model_question(model, &question));
    answer_part(model, 90, "a", true);
    model_set_link(model, MODEL_LOST);
    assert_false(model_question(model, &question));
    assert_rows(model, "a= ");
    model_set_link(model, MODEL_ATTACHED);
    assert_true(model_question(model, &question));
    answer_part(model, 1, "b", true);
    assert_rows(model, "b= ");
}

static void the_log_keeps_the_newest_lines(void **state)
{
    struct model *model = *state;
    for (int i = 0; i < JOURNAL_LINES + 5; i++) {
        char line[32];
        snprintf(line, sizeof line, "line %d", i);
        model_log(model, i, 'I', "test", line);
    }
    assert_int_equal((int)model->journal.count, JOURNAL_LINES);
    assert_int_equal(journal_line(&model->journal, 0)->at_ms, 5);
    assert_int_equal(journal_line(&model->journal, JOURNAL_LINES - 1)->at_ms, JOURNAL_LINES + 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            changes_during_a_snapshot_are_applied_behind_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_gap_asks_for_a_new_snapshot, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_gap_within_a_snapshot_asks_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_old_change_is_no_gap, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            two_disagreements_in_a_row_mean_lost_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_store_that_comes_back_is_asked_for_everything, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_answer_again_draws_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_asker_gets_its_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_log_keeps_the_newest_lines, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
