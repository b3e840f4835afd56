/* SPDX-License-Identifier: MIT */
#include "ledger/decisions.h"
#include "ledger/deletions.h"
#include "ledger/known.h"
#include "ledger/leases.h"
#include "ledger/recognise.h"
#include "ledger/runs.h"
#include "ledger/snapshot.h"
#include "ledger/wanted.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <string.h>

static const struct blob same = { (const unsigned char *)"same", 4 };
static const struct blob other = { (const unsigned char *)"othr", 4 };

static struct item_remote_page page_of_ours(void)
{
    return (struct item_remote_page){ .id = "7",
        .title = "One",
        .version = 1,
        .author_id = "me",
        .creator_id = "me",
        .message = "",
        .digest = same };
}

static void the_mark_is_read_exactly(void **state)
{
    (void)state;
    unsigned char mark[8];
    assert_true(recognise_mark("cmsync 0123456789abcdef", mark));
    assert_memory_equal(mark, "\x01\x23\x45\x67\x89\xab\xcd\xef", 8);
    assert_true(recognise_mark("cmsync 0123456789abcdef 0a1b", mark));
    static const char *const others[] = { "", "cmsync", "cmsync ", "cmsync 0123456789abcde",
        "cmsync 0123456789abcdefa", "cmsync 0123456789ABCDEF", "Cmsync 0123456789abcdef",
        "my cmsync 0123456789abcdef", "cmsync 0123456789abcdeg" };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(recognise_mark(others[i], mark));
}

static void a_page_is_ours_by_its_message_or_by_its_text(void **state)
{
    (void)state;
    struct item_remote_page page = page_of_ours();
    assert_int_equal(recognise_judge(&page, "me", same), RECOGNISE_BY_BODY);
    assert_int_equal(recognise_judge(&page, "me", other), RECOGNISE_FOREIGN);
    assert_int_equal(recognise_judge(&page, "me", (struct blob){ 0 }), RECOGNISE_FOREIGN);
    assert_int_equal(recognise_judge(&page, "you", same), RECOGNISE_FOREIGN);
    assert_int_equal(recognise_judge(&page, "", same), RECOGNISE_FOREIGN);
    page.version = 2;
    assert_int_equal(recognise_judge(&page, "me", same), RECOGNISE_FOREIGN);
    page.message = "cmsync 0123456789abcdef";
    assert_int_equal(recognise_judge(&page, "me", other), RECOGNISE_BY_MESSAGE);
    page.author_id = "you"; /* anybody can write such a message under his own name */
    assert_int_equal(recognise_judge(&page, "me", other), RECOGNISE_FOREIGN);
}

static void set_root(struct world *world)
{
    begin(world);
    database_set_text(world->database, "site", "root_id=98422\n");
    end(world);
}

/* Another ledger, which has seen nothing yet. */
static struct world *open_second(void)
{
    void *second = NULL;
    assert_int_equal(open_world(&second), 0);
    set_root(second);
    return second;
}

/* It reads the manifest of `world`, and compares. */
static void take_manifest_of(struct world *world, struct world *fresh)
{
    begin(world);
    struct text packed = text_new(MANIFEST_PACKED_MAX);
    assert_int_equal(snapshot_pack(&world->ledger, &packed), 0);
    end(world);
    begin(fresh);
    recognise_take_manifest(
        &fresh->ledger, (struct blob){ (const unsigned char *)packed.data, packed.length }, false);
    recognise_set_stage(&fresh->ledger, RECOGNISE_COMPARE);
    end(fresh);
    text_free(&packed);
}

/* One ledger's manifest is read by another that has seen the same files. */
static void another_ledger_recognises_the_pages(void **state)
{
    struct world *world = *state;
    set_root(world);
    see(world, "guide/a.md");
    add_page(world, "b.md", NULL);
    assert_int_equal(publish(world), 3);
    struct world *fresh = open_second();
    see(fresh, "guide/a.md");
    convert(fresh, NULL, NULL);
    take_manifest_of(world, fresh);
    begin(fresh);
    assert_int_equal(recognise_review(&fresh->ledger), RECOGNISE_OVER);
    assert_false(ledger_has_manifest_changes(&fresh->ledger));
    end(fresh);
    assert_int_equal(publish(fresh), 0);
    char *letter = text_of(fresh, "b.md", "SELECT letter FROM page WHERE path = ?");
    assert_string_equal(letter, "O");
    memory_free(&letter);
    void *second = fresh;
    close_world(&second);
}

static void decide_theirs(struct world *world, const char *path)
{
    const char *code;
    const char *reason;
    const struct message_decision_take take = { .path = path, .verb = "theirs", .text = "" };
    struct message_lease_given given;
    assert_true(lease(world, &given));
    begin(world);
    const struct message_lease_end last = { .token = given.token,
        .outcome = LEASE_CONFLICT,
        .code = "conflict",
        .reason = "",
        .remote_id = given.page_id,
        .remote_version = 5,
        .remote_title = "Theirs",
        .remote_author = "ann",
        .remote_parent_id = "98422" };
    assert_int_equal(known_end_lease(&world->ledger, &last), KNOWN_TAKEN);
    assert_int_equal(decision_take(&world->ledger, &take, &code, &reason), 1);
    end(world);
}

/* A fresh ledger with the files and the manifest of another. */
static struct world *open_fresh(struct world *world, const char *title)
{
    struct world *fresh = open_second();
    add_page(fresh, "a.md", title);
    take_manifest_of(world, fresh);
    begin(fresh);
    (void)recognise_review(&fresh->ledger);
    recognise_set_stage(&fresh->ledger, RECOGNISE_OVER);
    end(fresh);
    return fresh;
}

static void what_a_person_kept_is_kept_by_another_machine(void **state)
{
    struct world *world = *state;
    const char *code = NULL;
    const char *reason = NULL;
    const struct message_decision_take reject = { .path = "b.md", .verb = "reject" };
    set_root(world);
    world->ledger.settings.on_delete = ON_DELETE_ASK;
    world->ledger.settings.max_deletions = 10;
    add_page(world, "a.md", "A");
    add_page(world, "b.md", "B");
    add_page(world, "c.md", "C");
    assert_int_equal(publish(world), 3);
    lose(world, "b.md");
    lose(world, "c.md");
    begin(world);
    run_scanned(&world->ledger, true, "");
    deletions_review(&world->ledger);
    database_set_number(world->database, "manifest_kept",
        database_get_number(world->database, "manifest_changes", 0));
    assert_int_equal(decision_take(&world->ledger, &reject, &code, &reason), 1);
    assert_true(ledger_has_manifest_changes(&world->ledger));
    end(world);

    struct world *fresh = open_fresh(world, "A");
    char *kept = text_of(fresh, "b.md", "SELECT is_ours FROM page WHERE path = ?");
    char *gone = text_of(fresh, "c.md", "SELECT is_ours FROM page WHERE path = ?");
    assert_string_equal(kept, "0"); /* only what is ours is ever deleted */
    assert_string_equal(gone, "1");
    memory_free(&kept);
    memory_free(&gone);
    void *second = fresh;
    close_world(&second);
}

static void keep_manifest(struct world *world)
{
    begin(world);
    database_set_number(world->database, "manifest_kept",
        database_get_number(world->database, "manifest_changes", 0));
    end(world);
}

/* Another machine knows it by its path; and titles that were exchanged wait for each other. */
static void another_name_or_an_exchange_of_titles_is_worth_a_manifest(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    add_page(world, "c.md", "C");
    assert_int_equal(publish(world), 2);
    keep_manifest(world);
    move(world, "a.md", "b.md");
    assert_true(ledger_has_manifest_changes(&world->ledger));
    keep_manifest(world);
    add_page(world, "b.md", "A");
    publish(world);
    assert_false(ledger_has_manifest_changes(&world->ledger));
    add_page(world, "b.md", "B"); /* its version message tells enough */
    assert_int_equal(publish(world), 1);
    assert_false(ledger_has_manifest_changes(&world->ledger));
    add_page(world, "b.md", "D");
    add_page(world, "c.md", "B");
    assert_int_equal(publish(world), 2);
    assert_true(ledger_has_manifest_changes(&world->ledger));
}

/* Else each machine that follows would set them once more. */
static void labels_alone_are_worth_a_manifest(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    add_page(world, "a.md", "A");
    assert_int_equal(publish(world), 1);
    add_page(world, "a.md", "A2");
    assert_true(lease(world, &given));
    struct message_step_report step = { .token = given.token,
        .kind = INTENT_LABELS,
        .page_id = given.page_id,
        .title = "",
        .parent_id = "",
        .labels = "red",
        .name = "",
        .attachment_id = "" };
    begin(world);
    database_set_number(world->database, "manifest_kept",
        database_get_number(world->database, "manifest_changes", 0));
    assert_false(ledger_has_manifest_changes(&world->ledger));
    assert_int_equal(known_take_step(&world->ledger, &step), KNOWN_TAKEN);
    assert_true(ledger_has_manifest_changes(&world->ledger));
    end(world);
}

static void what_was_left_as_theirs_is_left_by_another_machine(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    set_root(world);
    add_page(world, "a.md", "A");
    assert_int_equal(publish(world), 1);
    begin(world);
    database_set_number(world->database, "manifest_kept",
        database_get_number(world->database, "manifest_changes", 0));
    end(world);
    add_page(world, "a.md", "A2");
    decide_theirs(world, "a.md");
    assert_true(ledger_has_manifest_changes(&world->ledger));

    struct world *fresh = open_fresh(world, "A2");
    assert_int_equal(publish(fresh), 0);
    char *said = text_of(fresh, "a.md", "SELECT letter || said FROM page WHERE path = ?");
    assert_string_equal(said, "=left as it was changed in Confluence");
    memory_free(&said);
    add_page(fresh, "a.md", "A3");
    assert_false(lease(fresh, &given));
    said = text_of(fresh, "a.md", "SELECT letter FROM page WHERE path = ?");
    assert_string_equal(said, "U");
    memory_free(&said);
    close_world((void **)&fresh);

    /* Asked about again and not answered, it is no version of ours for all that. */
    add_page(world, "a.md", "A3");
    assert_false(lease(world, &given));
    fresh = open_fresh(world, "A3");
    assert_false(lease(fresh, &given));
    close_world((void **)&fresh);

    /* Where the file changed before the fresh machine came, it asks at once. */
    fresh = open_fresh(world, "A4");
    assert_false(lease(fresh, &given));
    close_world((void **)&fresh);
}

static void expect_left(struct world *world, const char *path)
{
    char *said = text_of(world, path, "SELECT letter || said FROM page WHERE path = ?");
    assert_string_equal(said, "=left as it was changed in Confluence");
    memory_free(&said);
}

/* The file went elsewhere afterwards, and the page was left where it is once more. */
static void what_was_left_stays_left_where_its_file_moved(void **state)
{
    struct world *world = *state;
    const char *code;
    const char *reason;
    struct message_lease_given given;
    const struct message_decision_take take = {
        .path = "guide/a.md", .verb = "theirs", .text = ""
    };
    set_root(world);
    world->body = "<p>Text.</p>";
    add_page(world, "guide/b.md", "B");
    add_page(world, "a.md", "A");
    assert_int_equal(publish(world), 3);
    add_page(world, "a.md", "A2");
    decide_theirs(world, "a.md");
    move(world, "a.md", "guide/a.md");
    assert_false(lease(world, &given)); /* it asks */
    begin(world);
    assert_int_equal(decision_take(&world->ledger, &take, &code, &reason), 1);
    end(world);
    expect_left(world, "guide/a.md");

    struct world *fresh = open_second();
    fresh->body = world->body;
    add_page(fresh, "guide/b.md", "B");
    add_page(fresh, "guide/a.md", "A2");
    take_manifest_of(world, fresh);
    begin(fresh);
    assert_int_equal(recognise_review(&fresh->ledger), RECOGNISE_OVER);
    end(fresh);
    assert_int_equal(publish(fresh), 0);
    expect_left(fresh, "guide/a.md");
    close_world((void **)&fresh);
}

/* A page that was kept when its file went, and another file that got the path afterwards. */
static void two_pages_of_one_path_are_both_recognised(void **state)
{
    struct world *world = *state;
    set_root(world);
    add_page(world, "a.md", "A");
    add_page(world, "b.md", "B");
    assert_int_equal(publish(world), 2);
    char *kept = page_id_of(world, "a.md");
    char *moved = page_id_of(world, "b.md");
    lose(world, "a.md");
    move(world, "b.md", "a.md");
    add_page(world, "a.md", "B");
    publish(world);
    expect_page(world, "a.md", moved);

    struct world *fresh = open_second();
    add_page(fresh, "a.md", "B");
    take_manifest_of(world, fresh);
    begin(fresh);
    assert_int_equal(recognise_review(&fresh->ledger), RECOGNISE_OVER);
    end(fresh);
    assert_int_equal(publish(fresh), 0);
    expect_page(fresh, "a.md", moved);
    char *left = text_of(fresh, "a.md",
        "SELECT page_id || letter || is_ours FROM page WHERE path = ? AND is_present = 0");
    struct text wanted = text_new(64);
    text_add_format(&wanted, "%sO1", kept);
    assert_string_equal(left, wanted.data);
    text_free(&wanted);
    /* What it writes names both again, and nothing of it is news to the first. */
    begin(fresh);
    struct text packed = text_new(MANIFEST_PACKED_MAX);
    assert_int_equal(snapshot_pack(&fresh->ledger, &packed), 0);
    end(fresh);
    begin(world);
    assert_false(recognise_take_manifest(
        &world->ledger, (struct blob){ (const unsigned char *)packed.data, packed.length }, false));
    end(world);
    text_free(&packed);
    memory_free(&left);
    memory_free(&kept);
    memory_free(&moved);
    close_world((void **)&fresh);
}

/* Titles are given out when all files are read: until then no page is due, but one is certain. */
static void a_page_is_ahead_as_soon_as_one_new_file_is_read(void **state)
{
    struct world *world = *state;
    see(world, "a.md");
    see(world, "b.md");
    struct message_conversions_due due = { 0 };
    begin(world);
    wanted_list_conversions(&world->ledger, 1, world->pool, &due);
    assert_false(lease_is_ahead(&world->ledger));
    struct item_page_result page = { .path = due.files[0].path,
        .seen = due.files[0].seen,
        .error = "cannot be read",
        .title = "One",
        .labels = "",
        .anchors = "",
        .options = "",
        .warnings = "" };
    char *made_with = database_get_text(world->database, "made_with");
    struct message_conversions_report report = {
        .pages = &page, .pages_count = 1, .made_with = made_with
    };
    wanted_apply(&world->ledger, &report);
    assert_false(lease_is_ahead(&world->ledger));
    end(world);
    see(world, "a.md");
    begin(world);
    due = (struct message_conversions_due){ 0 };
    wanted_list_conversions(&world->ledger, 2, world->pool, &due);
    page.path = "a.md";
    page.seen = due.files[strcmp(due.files[0].path, "a.md") != 0].seen;
    page.error = "";
    wanted_apply(&world->ledger, &report);
    end(world);
    begin(world);
    assert_int_equal(lease_pick(&world->ledger), 0);
    assert_true(lease_is_ahead(&world->ledger));
    /* Outside of what the run is to publish it is nothing. */
    const struct item_path_name scope = { "guide" };
    run_begin(&world->ledger,
        &(struct message_run_begin){ .scope = (struct item_path_name *)&scope, .scope_count = 1 },
        false);
    assert_false(lease_is_ahead(&world->ledger));
    end(world);
    memory_free(&made_with);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mark_is_read_exactly),
        cmocka_unit_test(a_page_is_ours_by_its_message_or_by_its_text),
        WORLD_TEST(another_ledger_recognises_the_pages),
        WORLD_TEST(what_a_person_kept_is_kept_by_another_machine),
        WORLD_TEST(another_name_or_an_exchange_of_titles_is_worth_a_manifest),
        WORLD_TEST(labels_alone_are_worth_a_manifest),
        WORLD_TEST(what_was_left_as_theirs_is_left_by_another_machine),
        WORLD_TEST(what_was_left_stays_left_where_its_file_moved),
        WORLD_TEST(two_pages_of_one_path_are_both_recognised),
        WORLD_TEST(a_page_is_ahead_as_soon_as_one_new_file_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
