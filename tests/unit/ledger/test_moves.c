/* SPDX-License-Identifier: MIT */
/* Which page is whose when files move, and what refers to what moved. */
#include "base/memory.h"
#include "bus/messages.h"
#include "ledger/database.h"
#include "ledger/entries.h"
#include "ledger/known.h"
#include "ledger/ledger.h"
#include "ledger/runs.h"
#include "ledger/wanted.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <string.h>

/* A page `A` that shows picture.png. */
static void convert_with_picture(struct world *world)
{
    struct reference image = { .kind = REFERENCE_IMAGE,
        .target = "picture.png",
        .fragment = "",
        .name = "picture.png",
        .fallback = "" };
    convert(world, "A", &image);
}

/* A file that nothing showed when it was seen first. */
static void a_picture_that_moves_to_where_it_is_shown_is_read(void **state)
{
    struct world *world = *state;
    see(world, "spare.png");
    see(world, "a.md");
    convert_with_picture(world);
    publish(world);
    move(world, "spare.png", "picture.png");
    convert(world, NULL, NULL);
    struct message_lease_given given;
    assert_true(lease(world, &given));
    assert_int_equal(given.attachments_count, 1);
    assert_int_equal(given.attachments[0].wanted_digest.size, 32);
    finish(world, &given);
}

static void take_attachment(struct world *world, const char *name)
{
    struct query *q =
        query(world->database, "UPDATE attachment SET known_id = '7', known_digest = "
                               "CAST('0123456789abcdef0123456789abcdef' AS BLOB) WHERE name = ?");
    query_add_text(q, name);
    query_run(q);
}

static void a_picture_that_is_gone_leaves_the_page(void **state)
{
    struct world *world = *state;
    see(world, "picture.png");
    see(world, "a.md");
    convert_with_picture(world);
    convert(world, NULL, NULL);
    publish(world);
    take_attachment(world, "picture.png");
    lose(world, "picture.png");
    struct message_lease_given given;
    assert_true(lease(world, &given));
    assert_int_equal(given.attachments_count, 1);
    assert_int_equal(given.attachments[0].wanted_digest.size, 0);
    assert_string_equal(given.attachments[0].known_id, "7");
    finish(world, &given);
}

/* It arrived while the page was read anew, without it. */
static void a_picture_that_nobody_wants_any_more_is_removed(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    struct message_lease_given given;
    assert_true(lease(world, &given));
    struct message_step_report step = { .token = given.token,
        .kind = INTENT_ATTACH,
        .page_id = "1001",
        .title = "",
        .parent_id = "",
        .labels = "",
        .name = "picture.png",
        .attachment_id = "7",
        .digest = { (const unsigned char *)"0123456789abcdef0123456789abcdef", 32 } };
    begin(world);
    assert_int_equal(known_take_step(&world->ledger, &step), KNOWN_TAKEN);
    end(world);
    finish(world, &given);
    add_page(world, "a.md", "A");
    assert_true(lease(world, &given));
    assert_int_equal(given.attachments_count, 1);
    assert_int_equal(given.attachments[0].wanted_digest.size, 0);
    assert_string_equal(given.attachments[0].known_id, "7");
    finish(world, &given);
}

/* It is told apart from another one with the same inode number at the next start. */
static void a_folder_made_anew_is_recognised_by_its_new_inode(void **state)
{
    struct world *world = *state;
    see_folder(world, "guide");
    see_folder(world, "guide");
    struct query *q = query(world->database, "SELECT inode FROM entry WHERE path = ?");
    query_add_path(q, "guide");
    assert_int_equal(query_single(q, 0), world->inode);
}

/* The file is read again, with this title and text. */
static void reread(struct world *world, const char *path, const char *title, const char *text)
{
    struct query *q = query(world->database, "SELECT seen FROM entry WHERE path = ?");
    query_add_path(q, path);
    struct item_page_result page = { .path = path,
        .seen = query_single(q, 0),
        .error = "",
        .title = title,
        .labels = "",
        .anchors = "",
        .options = "",
        .warnings = "",
        .body = { (const unsigned char *)text, strlen(text) } };
    char *made_with = database_get_text(world->database, "made_with");
    struct message_conversions_report report = {
        .pages = &page, .pages_count = 1, .made_with = made_with
    };
    begin(world);
    wanted_apply(&world->ledger, &report);
    end(world);
    memory_free(&made_with);
}

static void retitle(struct world *world, const char *path, const char *title)
{
    reread(world, path, title, path); /* which convert() took for the text */
}

/* `a.md` and `b.md` are published as One and Two, and both were saved since. */
static void publish_two(struct world *world)
{
    add_page(world, "a.md", "One");
    add_page(world, "b.md", "Two");
    publish(world);
    see(world, "a.md");
    see(world, "b.md");
}

static void titles_are_swapped_though_one_file_is_read_first(void **state)
{
    struct world *world = *state;
    publish_two(world);
    retitle(world, "a.md", "Two");
    struct message_lease_given given;
    assert_false(lease(world, &given)); /* not with the new text under the old title */
    retitle(world, "b.md", "One");
    expect_title(world, "a.md", "Two");
    expect_title(world, "b.md", "One");
    publish(world);
    char *left =
        text_of(world, "", "SELECT path FROM page WHERE known_title IS NOT title AND path <> ?");
    assert_null(left);
}

/* Confluence moves links along with the page that has the title when it is renamed. */
static void who_links_to_a_title_that_was_anothers_goes_out_again(void **state)
{
    struct world *world = *state;
    struct reference link = {
        .kind = REFERENCE_PAGE, .target = "z/b.md", .fragment = "", .name = "", .fallback = ""
    };
    add_page(world, "z/a.md", "One");
    add_page(world, "z/b.md", "Two");
    see(world, "linker.md");
    convert(world, "Linker", &link);
    publish(world);
    see(world, "z/a.md");
    see(world, "z/b.md");
    retitle(world, "z/a.md", "Two");
    retitle(world, "z/b.md", "One");
    int sent = 0;
    struct message_lease_given given;
    while (lease(world, &given)) {
        sent += strcmp(given.path, "linker.md") == 0;
        finish(world, &given);
    }
    assert_int_equal(sent, 2); /* the first one led to `a`, which was called so still */
}

static bool has_to_upload(struct world *world)
{
    struct message_run_known known = { 0 };
    struct gate gate = { 0 };
    begin(world);
    run_fill(&world->ledger, &gate, world->pool, &known);
    end(world);
    return known.to_upload > 0;
}

/* It was to be called otherwise, and that never reached Confluence. */
static void who_waits_for_a_title_does_not_wait_for_a_page_that_left(void **state)
{
    struct world *world = *state;
    publish_two(world);
    retitle(world, "b.md", "Three");
    retitle(world, "a.md", "Two");
    expect_title(world, "a.md", "Two");
    lose(world, "b.md");
    publish(world);
    char *known = text_of(world, "a.md", "SELECT known_title FROM page WHERE path = ?");
    assert_string_equal(known, "Two (a)");
    memory_free(&known);
    assert_false(has_to_upload(world));
}

/* Two titles are swapped, and one of the pages waits for a person. */
static void who_waits_for_a_title_that_is_held_does_not_go_round(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "One");
    add_page(world, "b.md", "Two");
    publish(world);
    query_run(query(world->database, "UPDATE page SET hold = 'conflict' WHERE title = 'Two'"));
    see(world, "a.md");
    see(world, "b.md");
    retitle(world, "a.md", "Two");
    retitle(world, "b.md", "One");
    struct message_lease_given given;
    assert_false(lease(world, &given));
    assert_false(has_to_upload(world));
}

static void a_report_that_comes_twice_moves_once(void **state)
{
    struct world *world = *state;
    struct item_entry_move moves[] = {
        { .from = "a.md", .to = "c.md" },
        { .from = "b.md", .to = "a.md" },
    };
    struct message_entries_report report = { .number = 7, .moves = moves, .moves_count = 2 };
    add_page(world, "a.md", "A");
    publish(world);
    add_page(world, "b.md", "B");
    publish(world);
    for (int i = 0; i < 2; i++) {
        begin(world);
        entries_apply(&world->ledger, &report);
        end(world);
    }
    expect_page(world, "c.md", "1001");
    expect_page(world, "a.md", "1002");
}

/* The folder's page waits for a person and still has the title of the one that is new. */
static void a_page_that_moves_below_who_waits_for_a_title_does_not_go_round(void **state)
{
    struct world *world = *state;
    see_folder(world, "guide");
    add_page(world, "guide/a.md", "A");
    add_page(world, "c.md", "C");
    publish(world);
    query_run(query(world->database, "UPDATE page SET hold = 'conflict' WHERE title = 'guide'"));
    move(world, "guide", "b");
    move(world, "c.md", "guide/c.md");
    convert(world, "C", NULL);
    publish(world);
    assert_false(has_to_upload(world));
}

/* Its title is that of a page that is to be deleted, and has a child that waits for a person. */
static void who_waits_for_the_title_of_a_page_that_cannot_go_does_not_go_round(void **state)
{
    struct world *world = *state;
    add_page(world, "a/b.md", "B");
    publish(world);
    move(world, "a/b.md", "b.md");
    query_run(query(world->database, "UPDATE page SET hold = 'conflict' WHERE title = 'B'"));
    query_run(query(world->database, "UPDATE page SET deletion = 2 WHERE title = 'a'"));
    add_page(world, "z/a/c.md", "C");
    publish(world); /* `a` is new, and called otherwise for the time being */
    char *title = text_of(world, "z/a/", "SELECT known_title FROM page WHERE path = ?");
    assert_non_null(title);
    assert_string_not_equal(title, "a");
    memory_free(&title);
    assert_false(has_to_upload(world));
}

/* The page above is to go below one that was below it, and that waits for a person. */
static void a_page_does_not_go_below_itself(void **state)
{
    struct world *world = *state;
    add_page(world, "a/index.md", "A");
    add_page(world, "a/b/index.md", "B");
    publish(world);
    struct item_entry_move moves[] = {
        { .from = "a/b/index.md", .to = "b/index.md" },
        { .from = "a/index.md", .to = "b/a.md" },
    };
    move_all(world, moves, 2, "a");
    convert(world, NULL, NULL);
    expect_page(world, "b/a.md", "1001");
    expect_page(world, "b/", "1002");
    query_run(query(world->database, "UPDATE page SET hold = 'conflict' WHERE page_id = '1002'"));
    struct message_lease_given given;
    assert_false(lease(world, &given));
    assert_false(has_to_upload(world));
    query_run(query(world->database, "UPDATE page SET hold = NULL"));
    assert_true(lease(world, &given));
    assert_string_equal(given.path, "b/");
    finish(world, &given);
    assert_true(lease(world, &given));
    assert_string_equal(given.path, "b/a.md");
    finish(world, &given);
}

static void a_file_that_comes_back_elsewhere_has_its_page(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    publish(world);
    lose(world, "a.md");
    see(world, "sub/b.md");
    reread(world, "sub/b.md", "A", "a.md");
    expect_page(world, "sub/b.md", "1001");
    expect_title(world, "sub/b.md", "A");
}

/* A checkout that renames a file and changes it: the title tells. */
static void a_file_that_changed_on_its_way_has_its_page(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "Setup");
    publish(world);
    lose(world, "a.md");
    see(world, "sub/b.md");
    reread(world, "sub/b.md", "setup", "another text");
    expect_page(world, "sub/b.md", "1001");
    expect_title(world, "sub/b.md", "setup");
}

static void of_two_with_the_title_none_has_the_page(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "Setup");
    publish(world);
    lose(world, "a.md");
    see(world, "b.md");
    see(world, "c.md");
    reread(world, "b.md", "Setup", "one text");
    reread(world, "c.md", "SETUP", "another text");
    assert_null(page_id_of(world, "b.md"));
    assert_null(page_id_of(world, "c.md"));
}

static void of_two_copies_none_has_the_page(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "A");
    publish(world);
    lose(world, "a.md");
    see(world, "b.md");
    see(world, "c.md");
    reread(world, "b.md", "A", "a.md");
    reread(world, "c.md", "A", "a.md");
    assert_null(page_id_of(world, "b.md"));
    assert_null(page_id_of(world, "c.md"));
}

/* The folder is called as the page was that moves into it. */
static void a_new_parent_does_not_wait_for_its_child(void **state)
{
    struct world *world = *state;
    add_page(world, "x.md", "guide");
    publish(world);
    move(world, "x.md", "guide/x.md");
    retitle(world, "guide/x.md", "X");
    publish(world);
    char *left = text_of(world, "",
        "SELECT path FROM page WHERE known_title IS NOT title AND "
        "is_present = 1 AND path <> ?");
    assert_null(left);
}

/* What stood below a page that has to go is in the trash already. */
static void a_trashed_child_keeps_no_parent(void **state)
{
    struct world *world = *state;
    world->ledger.settings.on_delete = ON_DELETE_TRASH;
    world->ledger.settings.max_deletions = 10;
    see(world, "stay.md");
    add_page(world, "guide/a.md", NULL);
    publish(world);
    query_run(query(world->database,
        "UPDATE page SET hold = 'gone' WHERE source = CAST('guide/a.md' AS BLOB)"));
    move(world, "guide/a.md", "a.md");
    query_run(query(world->database, "UPDATE page SET deletion = 2 WHERE is_present = 0"));
    struct message_lease_given given;
    assert_true(lease(world, &given));
    assert_false(given.is_wanted);
    assert_string_equal(given.path, "guide/");
    finish(world, &given);
}

static void a_title_that_clashed_and_changed_is_tried_again(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "Theirs");
    query_run(query(world->database, "UPDATE page SET hold = 'clash'"));
    add_page(world, "a.md", "Ours");
    struct message_lease_given given;
    assert_true(lease(world, &given));
    finish(world, &given);
}

/* A deletion that met an edit of a person waits, and the page's title with it. */
static void a_title_that_stays_after_all_is_not_waited_for(void **state)
{
    struct world *world = *state;
    add_page(world, "a.md", "One");
    publish(world);
    lose(world, "a.md");
    query_run(query(world->database, "UPDATE page SET deletion = 2"));
    struct message_lease_given given;
    assert_true(lease(world, &given));
    add_page(world, "b.md", "One");
    expect_title(world, "b.md", "One");
    struct message_lease_end last = { .token = given.token,
        .outcome = LEASE_CONFLICT,
        .code = "edited",
        .reason = "",
        .remote_id = "1001",
        .remote_title = "One",
        .remote_author = "" };
    begin(world);
    assert_int_equal(known_end_lease(&world->ledger, &last), KNOWN_TAKEN);
    end(world);
    expect_title(world, "b.md", "One (b)");
}

/* Anything but a late anchor is read before it is written over: there may be a comment. */
static void a_fresh_page_is_read_before_it_changes(void **state)
{
    struct world *world = *state;
    struct reference link = {
        .kind = REFERENCE_PAGE, .target = "b.md", .fragment = "", .name = "", .fallback = ""
    };
    add_page(world, "b.md", "B");
    see(world, "a.md");
    convert(world, "A", &link);
    publish(world);
    add_page(world, "b.md", "Better");
    struct message_lease_given given;
    int leases = 0;
    while (lease(world, &given)) {
        assert_false(given.is_fresh);
        finish(world, &given);
        leases++;
    }
    assert_int_equal(leases, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_picture_that_moves_to_where_it_is_shown_is_read),
        WORLD_TEST(a_picture_that_is_gone_leaves_the_page),
        WORLD_TEST(a_picture_that_nobody_wants_any_more_is_removed),
        WORLD_TEST(titles_are_swapped_though_one_file_is_read_first),
        WORLD_TEST(who_links_to_a_title_that_was_anothers_goes_out_again),
        WORLD_TEST(who_waits_for_a_title_does_not_wait_for_a_page_that_left),
        WORLD_TEST(who_waits_for_a_title_that_is_held_does_not_go_round),
        WORLD_TEST(a_report_that_comes_twice_moves_once),
        WORLD_TEST(a_page_that_moves_below_who_waits_for_a_title_does_not_go_round),
        WORLD_TEST(who_waits_for_the_title_of_a_page_that_cannot_go_does_not_go_round),
        WORLD_TEST(a_page_does_not_go_below_itself),
        WORLD_TEST(a_file_that_comes_back_elsewhere_has_its_page),
        WORLD_TEST(a_file_that_changed_on_its_way_has_its_page),
        WORLD_TEST(of_two_with_the_title_none_has_the_page),
        WORLD_TEST(of_two_copies_none_has_the_page),
        WORLD_TEST(a_new_parent_does_not_wait_for_its_child),
        WORLD_TEST(a_trashed_child_keeps_no_parent),
        WORLD_TEST(a_title_that_clashed_and_changed_is_tried_again),
        WORLD_TEST(a_title_that_stays_after_all_is_not_waited_for),
        WORLD_TEST(a_fresh_page_is_read_before_it_changes),
        WORLD_TEST(a_folder_made_anew_is_recognised_by_its_new_inode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
