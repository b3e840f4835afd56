/* SPDX-License-Identifier: MIT */
/* Titles, places and links: what follows when they change. */
#include "base/digest.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "bus/messages.h"
#include "ledger/decisions.h"
#include "ledger/deletions.h"
#include "ledger/entries.h"
#include "ledger/known.h"
#include "ledger/leases.h"
#include "ledger/runs.h"
#include "ledger/status.h"
#include "ledger/titles.h"
#include "ledger/wanted.h"
#include "storage/references.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"
#include <stdio.h>
#include <string.h>

static void equal_titles_are_settled_in_tree_order(void **state)
{
    struct world *world = *state;
    see(world, "b/x.md");
    see(world, "a/x.md");
    add_page(world, "x.md", "Overview");
    expect_title(world, "x.md", "Overview");
    expect_title(world, "a/x.md", "Overview (a)");
    expect_title(world, "b/x.md", "Overview (b)");
    publish(world);
    lose(world, "x.md");
    add_page(world, "a/x.md", "overview");
    expect_title(world, "b/x.md", "Overview (b)");
}

static void a_clash_is_asked_about_when_that_is_wanted(void **state)
{
    struct world *world = *state;
    world->ledger.settings.asks_title_clash = true;
    see(world, "a.md");
    add_page(world, "b.md", "Same");
    assert_int_equal(publish(world), 1);
    struct query *q = query(world->database, "SELECT letter FROM page WHERE path = x'622E6D64'");
    char *letter = query_single_text(q);
    assert_string_equal(letter, "U");
    memory_free(&letter);
    struct message_decision_take take = { .path = "b.md", .verb = "rename", .text = "Other" };
    const char *code = NULL;
    const char *reason = NULL;
    begin(world);
    assert_int_equal(decision_take(&world->ledger, &take, &code, &reason), 1);
    end(world);
    expect_title(world, "b.md", "Other");
    add_page(world, "b.md", "Same");
    expect_title(world, "b.md", "Other");
    assert_int_equal(publish(world), 1);
}

static void no_title_is_given_out_while_a_new_file_is_unread(void **state)
{
    struct world *world = *state;
    add_page(world, "b.md", "Same");
    see(world, "c.md");
    struct message_lease_given given;
    assert_true(lease(world, &given));
    finish(world, &given);
    see(world, "new.md");
    begin(world);
    end(world);
    assert_false(lease(world, &given));
    convert(world, "Other", NULL);
    assert_true(lease(world, &given));
}

static void all_is_converted_when_a_scan_has_ended_and_each_file_is_read(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    begin(world);
    run_forget_scan(&world->ledger);
    assert_false(run_is_converted(&world->ledger));
    run_scanned(&world->ledger, true, "");
    end(world);
    assert_true(run_is_converted(&world->ledger));
    see(world, "b.md");
    assert_false(run_is_converted(&world->ledger));
    convert(world, "B", NULL);
    assert_true(run_is_converted(&world->ledger));
}

static void a_moved_folder_keeps_its_pages(void **state)
{
    struct world *world = *state;
    see_folder(world, "old");
    see(world, "old/a.md");
    add_page(world, "old/b.md", NULL);
    assert_int_equal(publish(world), 3);
    char *before = page_id_of(world, "old/a.md");
    move(world, "old", "new");
    convert(world, NULL, NULL);
    publish(world);
    char *after = page_id_of(world, "new/a.md");
    assert_string_equal(before, after);
    expect_title(world, "new/", "new");
    assert_null(page_id_of(world, "old/a.md"));
    assert_int_equal(world->created, 3);
    memory_free(&before);
    memory_free(&after);
}

static void a_retitled_target_makes_its_linkers_due(void **state)
{
    struct world *world = *state;
    struct reference link = {
        .kind = REFERENCE_PAGE, .target = "b.md", .fragment = "", .name = "", .fallback = ""
    };
    add_page(world, "b.md", "B");
    see(world, "a.md");
    convert(world, "A", &link);
    assert_int_equal(publish(world), 2);
    add_page(world, "b.md", "B new");
    struct message_lease_given given;
    int updates = 0;
    bool is_linker_due = false;
    while (lease(world, &given)) {
        if (strcmp(given.path, "a.md") == 0)
            is_linker_due = memmem(given.body.data, given.body.size, "B new", 5) != NULL;
        finish(world, &given);
        updates++;
    }
    assert_true(is_linker_due);
    assert_int_equal(updates, 2);
}

static void a_link_without_extension_finds_its_page(void **state)
{
    struct world *world = *state;
    struct reference link = {
        .kind = REFERENCE_PAGE, .target = "b", .fragment = "", .name = "", .fallback = ""
    };
    see(world, "a.md");
    convert(world, "A", &link);
    add_page(world, "b.md", "B");
    struct message_lease_given given;
    assert_true(lease(world, &given));
    assert_string_equal(given.path, "a.md");
    assert_non_null(memmem(given.body.data, given.body.size, "ri:content-title=\"B\"", 20));
}

/* Leases and finishes all that is due, under titles that can be sent. */
static int publish_readable(struct world *world)
{
    struct message_lease_given given;
    int count = 0;
    for (; count < 10 && lease(world, &given); count++) {
        assert_int_equal(
            unicode_valid_length(given.title, strlen(given.title)), strlen(given.title));
        finish(world, &given);
    }
    return count;
}

static void swap_titles(struct world *world, const char *one, const char *two)
{
    add_page(world, "a.md", one);
    add_page(world, "b.md", two);
    assert_int_equal(publish(world), 2);
    /* Both files change before either is published. */
    begin(world);
    query_run(query(world->database,
        "UPDATE page SET title_key = NULL, title = (SELECT o.known_title FROM page o WHERE "
        "o.id <> page.id)"));
    query_run(query(world->database,
        "UPDATE page SET raw_title = title, title_from = title, wanted = wanted + 1, title_key = "
        "(SELECT o.known_title_key FROM page o WHERE o.id <> page.id)"));
    end(world);
    assert_in_range(publish_readable(world), 2, 3);
    struct query *q =
        query(world->database, "SELECT count(*) FROM page WHERE known_title_key IS title_key");
    assert_int_equal(query_single(q, 0), 2);
}

static void swapped_titles_end_up_swapped(void **state)
{
    swap_titles(*state, "One", "Two");
}

/* The one in between is made of a part of it. */
static void long_titles_are_swapped_in_whole_characters(void **state)
{
    enum { LETTERS = 120 };
    char one[3 * LETTERS + 3] = "x";
    char two[3 * LETTERS + 3] = "y";
    for (int i = 0; i < LETTERS; i++) {
        strcat(one, "\xE8\xAA\x9E");
        strcat(two, "\xE8\xAA\x9E");
    }
    swap_titles(*state, one, two);
}

/* Records that the lease's page is sent; nothing is known of what came of it. */
static void send(struct world *world, const struct message_lease_given *given)
{
    struct message_intent_record intent = { .token = given->token,
        .kind = given->page_id[0] == '\0' ? INTENT_CREATE : INTENT_UPDATE,
        .title = given->title,
        .parent_id = "",
        .body = given->body,
        .digest = given->digest,
        .version = given->version,
        .name = "",
        .labels = "",
        .date = "" };
    begin(world);
    assert_int_equal(known_record_intent(&world->ledger, &intent), KNOWN_TAKEN);
    end(world);
}

static void die(struct world *world)
{
    begin(world);
    lease_expire_pid(&world->ledger, 42, false);
    end(world);
}

static void a_title_on_its_way_is_taken(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    add_page(world, "a.md", "Same");
    assert_true(lease(world, &given));
    /* It is leased: it may be sent at any moment. */
    add_page(world, "a.md", "Other");
    add_page(world, "b.md", "Same");
    expect_title(world, "b.md", "Same");
    struct message_lease_given next;
    assert_false(lease(world, &next));
    /* It was sent, and who did is dead. */
    send(world, &given);
    die(world);
    assert_false(lease(world, &next));
    world->now_ms += 60 * 1000;
    assert_true(lease(world, &next));
    assert_string_equal(next.path, "a.md");
    assert_string_equal(next.intent_title, "Same");
    finish(world, &next);
    assert_true(lease(world, &next));
    assert_string_equal(next.path, "b.md");
    assert_string_equal(next.title, "Same");
}

static void a_title_on_its_way_to_a_page_that_left_stays_there(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    add_page(world, "a/a.md", "Same");
    assert_true(lease(world, &given));
    finish(world, &given);
    assert_true(lease(world, &given));
    assert_string_equal(given.path, "a/a.md");
    send(world, &given);
    die(world);
    lose(world, "a/a.md");
    add_page(world, "a/b.md", "Same");
    assert_false(lease(world, &given));
    world->now_ms += 60 * 1000;
    assert_true(lease(world, &given));
    finish(world, &given);
    expect_title(world, "a/b.md", "Same (a)");
    assert_int_equal(publish(world), 1);
}

static void a_title_that_was_given_out_too_early_is_taken_back(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    add_page(world, "a/a.md", "Old");
    assert_int_equal(publish(world), 2);
    add_page(world, "a/a.md", "Same");
    assert_true(lease(world, &given));
    send(world, &given);
    add_page(world, "a/a.md", "Third");
    add_page(world, "a/b.md", "Same");
    expect_title(world, "a/b.md", "Same");
    /* The one was to be called otherwise by now, but left before that. */
    lose(world, "a/a.md");
    finish(world, &given);
    expect_title(world, "a/b.md", "Same (a)");
}

static void deletions_wait_for_a_complete_scan(void **state)
{
    struct world *world = *state;
    world->ledger.settings.on_delete = ON_DELETE_TRASH;
    world->ledger.settings.max_deletions = 10;
    see(world, "a.md");
    add_page(world, "b.md", NULL);
    assert_int_equal(publish(world), 2);
    lose(world, "a.md");
    begin(world);
    deletions_review(&world->ledger);
    end(world);
    struct message_lease_given given;
    assert_false(lease(world, &given));
    assert_int_not_equal(deletions_proof_wait(&world->ledger, 0), -1);
    begin(world);
    run_scanned(&world->ledger, true, "");
    assert_int_equal(deletions_proof_wait(&world->ledger, 0), -1);
    deletions_review(&world->ledger);
    end(world);
    assert_true(lease(world, &given));
    assert_false(given.is_wanted);
    finish(world, &given);
    assert_false(lease(world, &given));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(equal_titles_are_settled_in_tree_order),
        WORLD_TEST(a_clash_is_asked_about_when_that_is_wanted),
        WORLD_TEST(no_title_is_given_out_while_a_new_file_is_unread),
        WORLD_TEST(all_is_converted_when_a_scan_has_ended_and_each_file_is_read),
        WORLD_TEST(a_moved_folder_keeps_its_pages),
        WORLD_TEST(a_retitled_target_makes_its_linkers_due),
        WORLD_TEST(a_link_without_extension_finds_its_page),
        WORLD_TEST(swapped_titles_end_up_swapped),
        WORLD_TEST(long_titles_are_swapped_in_whole_characters),
        WORLD_TEST(a_title_on_its_way_is_taken),
        WORLD_TEST(a_title_on_its_way_to_a_page_that_left_stays_there),
        WORLD_TEST(a_title_that_was_given_out_too_early_is_taken_back),
        WORLD_TEST(deletions_wait_for_a_complete_scan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
