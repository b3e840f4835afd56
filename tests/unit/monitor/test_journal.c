/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"

#include "monitor/journal.h"

#include "base/memory.h"

#include <stdio.h>

static int set_up(void **state)
{
    struct journal *journal = memory_new(sizeof *journal);
    journal_reset(journal);
    *state = journal;
    return 0;
}

static int tear_down(void **state)
{
    struct journal *journal = *state;
    journal_free(journal);
    memory_free(&journal);
    return 0;
}

static const char *selected(const struct journal *journal)
{
    size_t i = journal_selected(journal);
    return i == journal->count ? "" : journal_line(journal, i)->text;
}

static void it_follows_until_one_goes_back(void **state)
{
    struct journal *journal = *state;
    assert_string_equal(selected(journal), "");
    journal_add(journal, 1, 'I', "watcher", "one");
    journal_add(journal, 2, 'I', "watcher", "two");
    assert_string_equal(selected(journal), "two");
    journal_move(journal, -1);
    assert_string_equal(selected(journal), "one");
    journal_add(journal, 3, 'I', "watcher", "three");
    assert_string_equal(selected(journal), "one");
    journal_move(journal, 5);
    journal_add(journal, 4, 'I', "watcher", "four");
    assert_string_equal(selected(journal), "four");
}

static void levels_sources_and_words_choose(void **state)
{
    struct journal *journal = *state;
    journal_add(journal, 1, 'D', "watcher", "detail");
    journal_add(journal, 2, 'I', "watcher", "guide changed");
    journal_add(journal, 3, 'W', "converter", "guide odd");
    journal_add(journal, 4, 'E', "uploader-1", "guide failed");
    assert_int_equal(journal_shown(journal), 3);
    journal_turn_level(journal); /* warnings */
    assert_int_equal(journal_shown(journal), 2);
    journal_turn_level(journal);
    journal_turn_level(journal); /* everything */
    assert_int_equal(journal_shown(journal), 4);
    journal_turn_source(journal);
    assert_int_equal(journal_shown(journal), 2);
    journal_set_filter(journal, "!detail");
    assert_int_equal(journal_shown(journal), 1);
    assert_string_equal(selected(journal), "guide changed");
}

static void a_selected_line_that_fell_out_gives_way_to_the_oldest(void **state)
{
    struct journal *journal = *state;
    journal_add(journal, 1, 'I', "watcher", "first");
    journal_add(journal, 2, 'I', "watcher", "second");
    journal_move(journal, -1);
    for (int i = 0; i < JOURNAL_LINES; i++)
        journal_add(journal, 3, 'I', "watcher", i == 0 ? "oldest" : "later");
    assert_string_equal(selected(journal), "oldest");
}

static void more_sources_than_there_is_room_for(void **state)
{
    struct journal *journal = *state;
    for (int i = 0; i < 3 * JOURNAL_SOURCES; i++) {
        char name[16];
        snprintf(name, sizeof name, "source-%d", i);
        journal_add(journal, 1, 'I', name, "x");
    }
    assert_int_equal(journal->source_count, JOURNAL_SOURCES);
    for (int i = 0; i <= JOURNAL_SOURCES; i++)
        journal_turn_source(journal);
    assert_int_equal(journal->source, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(it_follows_until_one_goes_back),
        TEST(levels_sources_and_words_choose),
        TEST(a_selected_line_that_fell_out_gives_way_to_the_oldest),
        TEST(more_sources_than_there_is_room_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
