/* SPDX-License-Identifier: MIT */
/* The ledger as a whole on a database in memory: a tree comes in, pages go out. */
#include "base/digest.h"
#include "base/memory.h"
#include "bus/messages.h"
#include "statestore/decisions.h"
#include "statestore/deletions.h"
#include "statestore/entries.h"
#include "statestore/known.h"
#include "statestore/leases.h"
#include "statestore/runs.h"
#include "statestore/status.h"
#include "statestore/titles.h"
#include "statestore/wanted.h"
#include "storage/references.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

struct world {
    struct database *database;
    struct ledger ledger;
    struct memory_pool *pool;
    int64_t now_ms;
    int64_t inode;
    int created;
};

static void begin(struct world *world)
{
    database_begin(world->database);
    ledger_begin(&world->ledger, world->now_ms);
}

static void ignore_status(const struct message_status_changed *changed, void *context)
{
    (void)changed;
    (void)context;
}

static void end(struct world *world)
{
    titles_settle(&world->ledger);
    status_follow(&world->ledger, ignore_status, NULL);
    ledger_end(&world->ledger);
    assert_int_equal(database_commit(world->database), 0);
}

static int open_world(void **state)
{
    struct world *world = memory_new(sizeof *world);
    world->database = database_open(":memory:");
    world->pool = memory_pool_new();
    world->now_ms = 1000000;
    ledger_open(&world->ledger, world->database);
    *state = world;
    return world->database == NULL ? -1 : 0;
}

static int close_world(void **state)
{
    struct world *world = *state;
    ledger_close(&world->ledger);
    database_close(&world->database);
    memory_pool_free(&world->pool);
    memory_free(&world);
    return 0;
}

static void see(struct world *world, const char *path)
{
    struct item_entry entry = { .path = path,
        .kind = ENTRY_FILE,
        .size = 10,
        .modified_ns = ++world->inode,
        .inode = world->inode,
        .changed_ms = world->now_ms };
    struct message_entries_report report = { .changed = &entry, .changed_count = 1 };
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
}

static void see_folder(struct world *world, const char *path)
{
    struct item_entry entry = { .path = path, .kind = ENTRY_FOLDER, .inode = ++world->inode };
    struct message_entries_report report = { .changed = &entry, .changed_count = 1 };
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
}

static void lose(struct world *world, const char *path)
{
    struct item_path_name gone = { .path = path };
    struct message_entries_report report = { .gone = &gone, .gone_count = 1 };
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
}

static void move(struct world *world, const char *from, const char *to)
{
    struct item_entry_move one = { .from = from, .to = to };
    struct message_entries_report report = { .moves = &one, .moves_count = 1 };
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
}

/* Converts everything that is due; titles and bodies are `Title of NAME` and the file's name, or
   what `title` says. `link` (may be NULL) is linked to from each page. */
static void convert(struct world *world, const char *title, struct reference *link)
{
    struct message_conversions_due due = { 0 };
    begin(world);
    wanted_list_conversions(&world->ledger, 100, world->pool, &due);
    struct item_page_result pages[100];
    struct item_file_result files[100];
    struct message_conversions_report report = { .pages = pages, .files = files };
    struct references references = { .items = link, .count = link == NULL ? 0 : 1 };
    struct text packed = text_new(100000);
    references_pack(&references, &packed);
    for (size_t i = 0; i < due.files_count; i++) {
        const char *path = due.files[i].path;
        if (!due.files[i].is_page) {
            files[report.files_count++] = (struct item_file_result){ .path = path,
                .seen = due.files[i].seen,
                .error = "",
                .digest = { (const unsigned char *)"0123456789abcdef0123456789abcdef", 32 } };
            continue;
        }
        const char *body = link == NULL ? path
                                        : "\x01"
                                          "0\x02text\x01/0\x02";
        pages[report.pages_count++] = (struct item_page_result){ .path = path,
            .seen = due.files[i].seen,
            .error = "",
            .title = title == NULL ? path : title,
            .labels = "",
            .anchors = "",
            .options = "",
            .warnings = "",
            .body = { (const unsigned char *)body, strlen(body) },
            .references = { (const unsigned char *)packed.data, packed.length } };
    }
    wanted_apply(&world->ledger, &report);
    end(world);
    text_free(&packed);
}

/* Leases the next page; false when none is due. */
static bool lease(struct world *world, struct message_lease_given *given)
{
    *given = (struct message_lease_given){ 0 };
    begin(world);
    bool is_given = false;
    for (int64_t page = lease_pick(&world->ledger); page != 0 && !is_given;
         page = lease_pick(&world->ledger))
        is_given = lease_give(&world->ledger, page, 42, world->pool, given);
    end(world);
    return is_given;
}

static void finish(struct world *world, const struct message_lease_given *given)
{
    char id[32];
    if (given->page_id[0] == '\0')
        snprintf(id, sizeof id, "%d", 1000 + ++world->created);
    else
        snprintf(id, sizeof id, "%s", given->page_id);
    begin(world);
    struct message_step_report step = { .token = given->token,
        .kind = given->page_id[0] == '\0' ? INTENT_CREATE
                : given->is_wanted        ? INTENT_UPDATE
                                          : INTENT_DELETE,
        .page_id = id,
        .version = given->version + 1,
        .title = given->title == NULL ? "" : given->title,
        .parent_id = given->parent_id == NULL ? "" : given->parent_id,
        .digest = given->digest,
        .labels = "",
        .name = "",
        .attachment_id = "" };
    assert_int_equal(known_take_step(&world->ledger, &step), KNOWN_TAKEN);
    struct message_lease_end last = { .token = given->token,
        .outcome = LEASE_DONE,
        .code = "",
        .reason = "",
        .remote_id = "",
        .remote_title = "",
        .remote_author = "" };
    assert_int_equal(known_end_lease(&world->ledger, &last), KNOWN_TAKEN);
    end(world);
}

/* Publishes all that is due; how many pages that were. */
static int publish(struct world *world)
{
    struct message_lease_given given;
    int count = 0;
    while (lease(world, &given) && count < 100) {
        finish(world, &given);
        count++;
    }
    return count;
}

static char *text_of(struct world *world, const char *path, const char *sql)
{
    struct query *q = query(world->database, sql);
    query_add_path(q, path);
    return query_single_text(q);
}

static void expect_title(struct world *world, const char *path, const char *title)
{
    char *found = text_of(world, path, "SELECT title FROM page WHERE path = ? AND is_present = 1");
    assert_non_null(found);
    assert_string_equal(found, title);
    memory_free(&found);
}

static char *page_id_of(struct world *world, const char *path)
{
    return text_of(world, path, "SELECT page_id FROM page WHERE path = ? AND is_present = 1");
}

/* ---------------------------------------------------------------- tests */

static void folders_with_markdown_below_are_pages(void **state)
{
    struct world *world = *state;
    see(world, "guide/deep/a.md");
    see(world, "guide/deep/picture.png");
    see(world, "empty/picture.png");
    convert(world, NULL, NULL);
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
    see(world, "index.md");
    convert(world, "Guide", NULL);
    assert_int_equal(publish(world), 2);
    char *id = page_id_of(world, "guide/");
    assert_non_null(id);
    see(world, "guide/index.md");
    convert(world, "Better Guide", NULL);
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

static void equal_titles_are_settled_in_tree_order(void **state)
{
    struct world *world = *state;
    see(world, "b/x.md");
    see(world, "a/x.md");
    see(world, "x.md");
    convert(world, "Overview", NULL);
    expect_title(world, "x.md", "Overview");
    expect_title(world, "a/x.md", "Overview (a)");
    expect_title(world, "b/x.md", "Overview (b)");
    publish(world);
    lose(world, "x.md");
    see(world, "a/x.md");
    convert(world, "overview", NULL);
    expect_title(world, "b/x.md", "Overview (b)");
}

static void a_clash_is_asked_about_when_that_is_wanted(void **state)
{
    struct world *world = *state;
    world->ledger.settings.asks_title_clash = true;
    see(world, "a.md");
    see(world, "b.md");
    convert(world, "Same", NULL);
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
    see(world, "b.md");
    convert(world, "Same", NULL);
    expect_title(world, "b.md", "Other");
    assert_int_equal(publish(world), 1);
}

static void no_title_is_given_out_while_a_new_file_is_unread(void **state)
{
    struct world *world = *state;
    see(world, "b.md");
    convert(world, "Same", NULL);
    see(world, "c.md");
    see(world, "b.md");
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
    see(world, "a.md");
    convert(world, "A", NULL);
    struct message_lease_given given;
    assert_true(lease(world, &given));
    for (int i = 0; i < 10; i++) {
        char title[16];
        snprintf(title, sizeof title, "A%d", i);
        see(world, "a.md");
        convert(world, title, NULL);
    }
    finish(world, &given);
    assert_int_equal(publish(world), 1);
    expect_title(world, "a.md", "A9");
}

static void a_stale_holder_changes_nothing(void **state)
{
    struct world *world = *state;
    see(world, "a.md");
    convert(world, "A", NULL);
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

static void an_open_intent_is_settled_before_anything_else(void **state)
{
    struct world *world = *state;
    see(world, "a.md");
    convert(world, "A", NULL);
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
    end(world);
    begin(world);
    lease_expire_pid(&world->ledger, 42, false);
    end(world);
    see(world, "a.md");
    convert(world, "Another title", NULL);
    assert_false(lease(world, &given));
    world->now_ms += QUIET_AFTER_DEATH_MS;
    assert_true(lease(world, &given));
    assert_int_equal(given.intent, INTENT_CREATE);
    assert_string_equal(given.intent_title, "A");
    assert_string_equal(given.title, "Another title");
}

static void a_moved_folder_keeps_its_pages(void **state)
{
    struct world *world = *state;
    see_folder(world, "old");
    see(world, "old/a.md");
    see(world, "old/b.md");
    convert(world, NULL, NULL);
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
    see(world, "b.md");
    convert(world, "B", NULL);
    see(world, "a.md");
    convert(world, "A", &link);
    assert_int_equal(publish(world), 2);
    see(world, "b.md");
    convert(world, "B new", NULL);
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

static void swapped_titles_end_up_swapped(void **state)
{
    struct world *world = *state;
    see(world, "a.md");
    convert(world, "One", NULL);
    see(world, "b.md");
    convert(world, "Two", NULL);
    assert_int_equal(publish(world), 2);
    see(world, "a.md");
    struct message_conversions_due due = { 0 };
    begin(world);
    wanted_list_conversions(&world->ledger, 10, world->pool, &due);
    end(world);
    see(world, "b.md");
    /* Both files change before either is published. */
    begin(world);
    struct query *q = query(world->database,
        "UPDATE page SET raw_title = CASE WHEN title = 'One' THEN 'Two' ELSE 'One' END, "
        "title = CASE WHEN title = 'One' THEN 'Two' ELSE 'One' END, title_key = NULL");
    query_run(q);
    query_run(
        query(world->database, "UPDATE page SET title_key = lower(title), title_from = title, "
                               "wanted = wanted + 1"));
    query_run(query(world->database, "UPDATE entry SET made_from = seen"));
    end(world);
    assert_in_range(publish(world), 2, 3);
    q = query(world->database, "SELECT count(*) FROM page WHERE known_title IS title");
    assert_int_equal(query_single(q, 0), 2);
}

static void deletions_wait_for_a_complete_scan(void **state)
{
    struct world *world = *state;
    world->ledger.settings.on_delete = ON_DELETE_TRASH;
    world->ledger.settings.max_deletions = 10;
    see(world, "a.md");
    see(world, "b.md");
    convert(world, NULL, NULL);
    assert_int_equal(publish(world), 2);
    lose(world, "a.md");
    begin(world);
    deletions_review(&world->ledger);
    end(world);
    struct message_lease_given given;
    assert_false(lease(world, &given));
    begin(world);
    run_scanned(&world->ledger, true, "");
    deletions_review(&world->ledger);
    end(world);
    assert_true(lease(world, &given));
    assert_false(given.is_wanted);
    finish(world, &given);
    assert_false(lease(world, &given));
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
            struct message_conversions_report report = { .pages = &good, .pages_count = 1 };
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

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(folders_with_markdown_below_are_pages),
        WORLD_TEST(an_index_is_the_content_of_its_folder),
        WORLD_TEST(equal_titles_are_settled_in_tree_order),
        WORLD_TEST(a_clash_is_asked_about_when_that_is_wanted),
        WORLD_TEST(no_title_is_given_out_while_a_new_file_is_unread),
        WORLD_TEST(a_file_that_is_not_read_yet_is_new),
        WORLD_TEST(ten_edits_during_an_upload_are_one_more_upload),
        WORLD_TEST(a_stale_holder_changes_nothing),
        WORLD_TEST(an_open_intent_is_settled_before_anything_else),
        WORLD_TEST(a_moved_folder_keeps_its_pages),
        WORLD_TEST(a_retitled_target_makes_its_linkers_due),
        WORLD_TEST(swapped_titles_end_up_swapped),
        WORLD_TEST(deletions_wait_for_a_complete_scan),
        WORLD_TEST(a_report_repeated_changes_nothing),
        WORLD_TEST(a_file_that_kills_the_converter_is_set_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
