/* SPDX-License-Identifier: MIT */
/* The ledger as a whole: a tree comes in, pages go out. */
#include "base/digest.h"
#include "base/memory.h"
#include "bus/messages.h"
#include "ledger/decisions.h"
#include "ledger/deletions.h"
#include "ledger/entries.h"
#include "ledger/gallery.h"
#include "ledger/known.h"
#include "ledger/leases.h"
#include "ledger/runs.h"
#include "ledger/status.h"
#include "ledger/titles.h"
#include "ledger/wanted.h"
#include "storage/drawing.h"
#include "storage/references.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void folders_with_markdown_below_are_pages(void **state)
{
    struct world *world = *state;
    see(world, "guide/deep/a.md");
    see(world, "guide/deep/picture.png");
    add_page(world, "empty/picture.png", NULL);
    expect_title(world, "guide/", "guide");
    expect_title(world, "guide/deep/", "deep");
    expect_title(world, "guide/deep/a.md", "guide/deep/a.md");
    assert_null(page_id_of(world, "empty/"));
    struct message_lease_given given;
    assert_true(lease(world, &given));
    assert_string_equal(given.path, "guide/");
    finish(world, &given);
    assert_true(lease(world, &given));
    assert_string_equal(given.path, "guide/deep/");
    assert_string_equal(given.parent_id, "1001");
    finish(world, &given);
    assert_int_equal(publish(world), 1);
    assert_int_equal(publish(world), 0);
}

static void an_index_is_the_content_of_its_folder(void **state)
{
    struct world *world = *state;
    see(world, "guide/README.md");
    add_page(world, "index.md", "Guide");
    assert_int_equal(publish(world), 2);
    char *id = page_id_of(world, "guide/");
    assert_non_null(id);
    add_page(world, "guide/index.md", "Better Guide");
    publish(world);
    expect_title(world, "guide/", "Better Guide");
    char *again = page_id_of(world, "guide/");
    assert_string_equal(id, again);
    char *readme = page_id_of(world, "guide/README.md");
    assert_non_null(readme);
    memory_free(&readme);
    memory_free(&again);
    memory_free(&id);
}

static void a_file_that_is_not_read_yet_is_new(void **state)
{
    struct world *world = *state;
    see(world, "a.md");
    struct query *q = query(world->database, "SELECT letter FROM page");
    char *letter = query_single_text(q);
    assert_string_equal(letter, "A");
    memory_free(&letter);
}

static void ten_edits_during_an_upload_are_one_more_upload(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    struct message_lease_given given;
    assert_true(lease(world, &given));
    for (int i = 0; i < 10; i++) {
        char title[16];
        snprintf(title, sizeof title, "A%d", i);
        add_page(world, "a.md", title);
    }
    finish(world, &given);
    assert_int_equal(publish(world), 1);
    expect_title(world, "a.md", "A9");
}

static void a_stale_holder_changes_nothing(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    struct message_lease_given first;
    struct message_lease_given second;
    assert_true(lease(world, &first));
    begin(world);
    lease_expire_pid(&world->ledger, 42, false);
    end(world);
    assert_true(lease(world, &second));
    assert_true(second.token > first.token);
    begin(world);
    struct message_step_report step = { .token = first.token,
        .kind = INTENT_CREATE,
        .page_id = "1",
        .title = "A",
        .parent_id = "",
        .labels = "",
        .name = "",
        .attachment_id = "" };
    assert_int_equal(known_take_step(&world->ledger, &step), KNOWN_STALE);
    end(world);
    finish(world, &second);
}

static bool is_run_over(struct world *world, const struct gate *gate)
{
    struct message_run_known known = { .is_checked = true };
    begin(world);
    run_fill(&world->ledger, gate, world->pool, &known);
    end(world);
    return known.is_settled;
}

static void a_run_waits_for_an_intent_only_where_it_can_be_settled(void **state)
{
    struct world *world = *state;
    leave_an_intent(world);
    begin(world);
    run_scanned(&world->ledger, true, "");
    end(world);
    struct gate gate = { 0 };
    assert_false(is_run_over(world, &gate));
    gate_close(&gate, GATE_CREDENTIALS, "a sign-in page");
    assert_true(is_run_over(world, &gate));
    gate_close(&gate, GATE_SITE, "no such space");
    assert_true(is_run_over(world, &gate));
}

static void an_open_intent_is_settled_before_anything_else(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    leave_an_intent(world);
    add_page(world, "a.md", "Another title");
    assert_false(lease(world, &given));
    world->now_ms += QUIET_AFTER_DEATH_MS;
    assert_true(lease(world, &given));
    assert_int_equal(given.intent, INTENT_CREATE);
    assert_string_equal(given.intent_title, "A");
    assert_string_equal(given.title, "Another title");
}

/* What the file said before would be written, and then the page again. */
static void a_page_waits_until_its_changed_file_is_read(void **state)
{
    struct world *world = *state;
    see(world, "a.md");
    add_page(world, "b.md", NULL);
    see(world, "a.md");
    struct message_lease_given given;
    assert_true(lease(world, &given));
    assert_string_equal(given.path, "b.md");
    finish(world, &given);
    assert_false(lease(world, &given));
    convert(world, "New", NULL);
    assert_true(lease(world, &given));
    assert_string_equal(given.title, "New");
    finish(world, &given);
    assert_false(lease(world, &given));
}

static void an_open_intent_waits_until_the_changed_file_is_read(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    struct message_lease_given given;
    assert_true(lease(world, &given));
    begin(world);
    struct message_intent_record intent = { .token = given.token,
        .kind = INTENT_CREATE,
        .title = "A",
        .parent_id = "",
        .body = given.body,
        .digest = given.digest,
        .name = "",
        .labels = "",
        .date = "" };
    assert_int_equal(known_record_intent(&world->ledger, &intent), KNOWN_TAKEN);
    lease_expire_pid(&world->ledger, 42, false);
    end(world);
    see(world, "a.md");
    world->now_ms += QUIET_AFTER_DEATH_MS;
    assert_false(lease(world, &given));
    convert(world, "New", NULL);
    assert_true(lease(world, &given));
    assert_string_equal(given.intent_title, "A");
    assert_string_equal(given.title, "New");
}

static void a_page_does_not_wait_for_a_file_that_was_set_aside(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    see(world, "a.md");
    for (int i = 0; i < CRASHES_MAX; i++) {
        struct message_conversions_due due = { 0 };
        begin(world);
        wanted_list_conversions(&world->ledger, 100, world->pool, &due);
        wanted_converter_died(&world->ledger, true);
        end(world);
    }
    assert_int_equal(publish(world), 1);
}

static void a_report_repeated_changes_nothing(void **state)
{
    struct world *world = *state;
    struct item_entry entry = { .path = "a.md", .kind = ENTRY_FILE, .size = 1, .inode = 7 };
    struct message_entries_report report = { .changed = &entry, .changed_count = 1 };
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
    int64_t number = world->ledger.number;
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
    assert_int_equal(world->ledger.number, number);
}

/* A step that ends its lease is one request: when its answer is lost, all of it comes again. */
static void a_last_step_repeated_is_known_and_changes_nothing(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    struct message_lease_given given;
    assert_true(lease(world, &given));
    finish(world, &given);
    char *page_id = page_id_of(world, "a.md");
    struct message_step_report step = { .token = given.token,
        .kind = INTENT_CREATE,
        .page_id = "another",
        .title = "A",
        .parent_id = "",
        .labels = "",
        .name = "",
        .attachment_id = "" };
    struct message_lease_end last = { .token = given.token, .outcome = LEASE_DONE };
    begin(world);
    assert_int_equal(known_take_step(&world->ledger, &step), KNOWN_STALE);
    assert_int_equal(known_end_lease(&world->ledger, &last), KNOWN_ALREADY);
    end(world);
    char *again = page_id_of(world, "a.md");
    assert_string_equal(again, page_id);
    assert_false(lease(world, &given));
    memory_free(&again);
    memory_free(&page_id);
}

static void a_file_that_kills_the_converter_is_set_aside(void **state)
{
    struct world *world = *state;
    see(world, "bad.md");
    see(world, "good.md");
    for (int i = 0; i < CRASHES_MAX; i++) {
        struct message_conversions_due due = { 0 };
        begin(world);
        wanted_list_conversions(&world->ledger, 10, world->pool, &due);
        assert_int_equal(due.files_count, i == 0 ? 2 : 1);
        /* The good one, handed out alone, succeeds. */
        if (i > 0 && strcmp(due.files[0].path, "good.md") == 0) {
            struct item_page_result good = { .path = "good.md",
                .seen = due.files[0].seen,
                .error = "",
                .title = "Good",
                .labels = "",
                .anchors = "",
                .options = "",
                .warnings = "" };
            struct message_conversions_report report = {
                .pages = &good, .pages_count = 1, .made_with = ""
            };
            wanted_apply(&world->ledger, &report);
            wanted_list_conversions(&world->ledger, 10, world->pool, &due);
        }
        wanted_converter_died(&world->ledger, true);
        end(world);
    }
    struct query *q = query(world->database, "SELECT path FROM entry WHERE crashes >= 3");
    char *path = query_single_text(q);
    assert_non_null(path);
    memory_free(&path);
    struct message_lease_given given;
    (void)lease(world, &given);
}

static void a_drawing_is_a_file_that_the_watcher_never_sees(void **state)
{
    struct world *world = *state;
    char path[DRAWING_PATH_BYTES];
    struct digest key = digest_of("a -> b", 6);
    drawing_path(&key, ".png", path);
    struct item_drawing drawings[] = {
        { .path = path,
            .digest = { key.bytes, DIGEST_BYTES },
            .size = 9,
            .width = 4,
            .height = 3,
            .image = { NULL, 0 } },
        { .path = "//drawings/../x", .digest = { key.bytes, DIGEST_BYTES } },
    };
    struct message_conversions_report report = {
        .drawings = drawings, .drawings_count = 2, .made_with = ""
    };
    struct reference image = { .kind = REFERENCE_IMAGE,
        .target = path,
        .fragment = "",
        .name = "diagram-1.png",
        .fallback = "" };
    see(world, "a.md");
    begin(world);
    wanted_apply(&world->ledger, &report);
    end(world);
    convert(world, NULL, &image);
    struct message_lease_given given;
    assert_true(lease(world, &given));
    assert_int_equal(given.attachments_count, 1);
    assert_string_equal(given.attachments[0].path, path);
    assert_int_equal(given.attachments[0].size, 9);
    struct message_entries_ask ask = { .after = "", .limit = 100 };
    struct message_entries_seen seen = { 0 };
    begin(world);
    entries_list(&world->ledger, &ask, world->pool, &seen);
    assert_int_equal(seen.entries_count, 1);
    assert_int_equal(query_count(world->database, "SELECT count(*) FROM entry"), 2);
    /* The image is not what it was: the page is made again, the image itself is never read. */
    gallery_doubt(&world->ledger, 1);
    struct message_conversions_due due = { 0 };
    wanted_list_conversions(&world->ledger, 10, world->pool, &due);
    assert_int_equal(due.files_count, 1);
    assert_string_equal(due.files[0].path, "a.md");
    end(world);
}

static size_t count_due(struct world *world)
{
    struct message_conversions_due due = { 0 };
    wanted_list_conversions(&world->ledger, 10, world->pool, &due);
    return due.files_count;
}

static void other_settings_make_every_page_anew(void **state)
{
    struct world *world = *state;
    see(world, "a.md");
    see(world, "b.md");
    begin(world);
    wanted_make_with(&world->ledger, "one");
    end(world);
    convert(world, NULL, NULL);
    begin(world);
    wanted_make_with(&world->ledger, "one");
    assert_int_equal(count_due(world), 0);
    wanted_make_with(&world->ledger, "two");
    assert_int_equal(count_due(world), 2);
    /* Made by a converter that does not know of it yet. */
    struct item_page_result late = { .path = "a.md", .seen = 1, .error = "" };
    struct message_conversions_report report = {
        .pages = &late, .pages_count = 1, .made_with = "one"
    };
    wanted_apply(&world->ledger, &report);
    assert_int_equal(count_due(world), 2);
    end(world);
    convert(world, NULL, NULL);
    begin(world);
    assert_int_equal(count_due(world), 0);
    end(world);
}

static int64_t number_of(struct world *world, const char *path, const char *sql)
{
    char *text = text_of(world, path, sql);
    assert_non_null(text);
    int64_t number = strtoll(text, NULL, 10);
    memory_free(&text);
    return number;
}

static void a_question_changes_a_page_once(void **state)
{
    static const char wanted[] = "SELECT wanted FROM page WHERE path = ?";
    struct world *world = *state;
    add_page(world, "a.md", NULL);
    int64_t page = number_of(world, "a.md", "SELECT id FROM page WHERE path = ?");
    begin(world);
    wanted_change(&world->ledger, page);
    int64_t first = number_of(world, "a.md", wanted);
    wanted_change(&world->ledger, page);
    assert_int_equal(number_of(world, "a.md", wanted), first);
    ledger_fence(&world->ledger);
    wanted_change(&world->ledger, page);
    assert_true(number_of(world, "a.md", wanted) > first);
    end(world);
}

static void a_page_without_title_is_due_when_it_has_one(void **state)
{
    struct world *world = *state;
    see(world, "a.md");
    int64_t page = number_of(world, "a.md", "SELECT id FROM page WHERE path = ?");
    begin(world);
    wanted_change(&world->ledger, page);
    end(world);
    assert_int_equal(publish(world), 0);
    convert(world, NULL, NULL);
    assert_int_equal(publish(world), 1);
    assert_int_equal(publish(world), 0);
}

static void a_title_that_was_rolled_back_is_settled_again(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "First");
    begin(world);
    /* What breaks an invariant of the database fails as a full disk does: the whole batch. */
    query_run(query(world->database, "UPDATE page SET raw_title = 'Second'"));
    query_run(query(world->database, "UPDATE page SET wanted = -1"));
    world->ledger.settings.adopts = true;
    world->ledger.has_titles = true;
    titles_settle(&world->ledger);
    assert_int_equal(database_commit(world->database), -1);
    ledger_undo(&world->ledger);
    assert_false(world->ledger.settings.adopts);
    assert_true(world->ledger.has_order);
    begin(world);
    query_run(query(world->database, "UPDATE page SET raw_title = 'Third'"));
    end(world);
    expect_title(world, "a.md", "Third");
}

static void what_was_saved_before_a_run_is_not_waited_for(void **state)
{
    struct world *world = *state;
    see(world, "before.md");
    world->now_ms += 10;
    world->ledger.settings.said_ms = world->now_ms;
    see(world, "later.md");
    struct message_conversions_due due = { 0 };
    begin(world);
    wanted_list_conversions(&world->ledger, 10, world->pool, &due);
    end(world);
    assert_int_equal(due.files_count, 2);
    assert_string_equal(due.files[0].path, "before.md");
    assert_true(due.files[0].quiet_ms >= 60 * 1000); /* the longest that can be configured */
    assert_int_equal(due.files[1].quiet_ms, 0);
}

enum { TRIES_MOST = 5 };

/* One that differs for ever, and one that is written to all the time, end the run all the same. */
static void a_run_gives_up_a_page_whose_files_change_each_time(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    struct message_lease_given given;
    for (int i = 0; i < TRIES_MOST; i++) {
        assert_true(lease(world, &given));
        struct message_lease_end last = { .token = given.token,
            .outcome = LEASE_CHANGED,
            .code = "changed",
            .reason = "is written to" };
        begin(world);
        assert_int_equal(known_end_lease(&world->ledger, &last), KNOWN_TAKEN);
        end(world);
        world->now_ms += 60 * 60 * 1000;
    }
    const struct gate gate = { 0 };
    struct message_run_known known = { 0 };
    begin(world);
    run_fill(&world->ledger, &gate, world->pool, &known);
    end(world);
    assert_int_equal(known.failed, 1);
    assert_int_equal(known.exit_code, 10);
}

static void fail_to_connect(struct world *world)
{
    struct message_lease_given given;
    assert_true(lease(world, &given));
    struct message_lease_end end_of = { .token = given.token,
        .outcome = LEASE_RETRY,
        .code = "connect",
        .reason = "the site cannot be reached" };
    begin(world);
    assert_int_equal(known_end_lease(&world->ledger, &end_of), KNOWN_TAKEN);
    end(world);
}

/* Soon tried again, so that the gate shuts; and then neither held back nor given up. */
static void a_network_that_is_gone_is_no_pages_fault(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    for (int i = 0; i < TRIES_MOST; i++) {
        fail_to_connect(world);
        world->now_ms += 2000;
    }
    begin(world);
    known_clear_pages(&world->ledger);
    const struct gate gate = { 0 };
    struct message_run_known known = { 0 };
    run_fill(&world->ledger, &gate, world->pool, &known);
    end(world);
    assert_int_equal(known.failed, 0);
    assert_int_equal(publish(world), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(folders_with_markdown_below_are_pages),
        WORLD_TEST(an_index_is_the_content_of_its_folder),
        WORLD_TEST(a_file_that_is_not_read_yet_is_new),
        WORLD_TEST(a_question_changes_a_page_once),
        WORLD_TEST(a_page_without_title_is_due_when_it_has_one),
        WORLD_TEST(a_title_that_was_rolled_back_is_settled_again),
        WORLD_TEST(ten_edits_during_an_upload_are_one_more_upload),
        WORLD_TEST(a_stale_holder_changes_nothing),
        WORLD_TEST(an_open_intent_is_settled_before_anything_else),
        WORLD_TEST(a_run_waits_for_an_intent_only_where_it_can_be_settled),
        WORLD_TEST(a_page_waits_until_its_changed_file_is_read),
        WORLD_TEST(an_open_intent_waits_until_the_changed_file_is_read),
        WORLD_TEST(a_page_does_not_wait_for_a_file_that_was_set_aside),
        WORLD_TEST(a_report_repeated_changes_nothing),
        WORLD_TEST(a_last_step_repeated_is_known_and_changes_nothing),
        WORLD_TEST(a_file_that_kills_the_converter_is_set_aside),
        WORLD_TEST(a_drawing_is_a_file_that_the_watcher_never_sees),
        WORLD_TEST(other_settings_make_every_page_anew),
        WORLD_TEST(what_was_saved_before_a_run_is_not_waited_for),
        WORLD_TEST(a_run_gives_up_a_page_whose_files_change_each_time),
        WORLD_TEST(a_network_that_is_gone_is_no_pages_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
