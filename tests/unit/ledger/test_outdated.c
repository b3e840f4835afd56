/* SPDX-License-Identifier: MIT */
#include "ledger/known.h"
#include "ledger/outdated.h"
#include "ledger/recognise.h"
#include "ledger/snapshot.h"
#include "tests/unit/ledger/world.h"
#include "tests/unit/test.h"

#include <string.h>

static struct manifest_file picture = { .name = "p.png", .id = "9", .version = 1, .mark = { 1 } };

static struct manifest_page page_of_version(int64_t version)
{
    return (struct manifest_page){ .path = "a.md",
        .page_id = "7",
        .parent_id = "1",
        .title = "A",
        .labels = "",
        .look = "",
        .version = version,
        .mark = { 5 },
        .has_mark = true,
        .is_ours = true,
        .has_source = true,
        .files = &picture,
        .file_count = 1 };
}

static void who_knows_a_later_version_knows_better(void **state)
{
    (void)state;
    struct manifest_page known = page_of_version(3);
    static const struct {
        int64_t version;
        enum outdated_verdict untouched;
        enum outdated_verdict touched;
    } cases[] = {
        { 2, OUTDATED_NOT, OUTDATED_NOT },
        { 3, OUTDATED_NOT, OUTDATED_NOT },
        { 4, OUTDATED_OTHERWISE, OUTDATED_OTHERWISE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct manifest_page newer = page_of_version(cases[i].version);
        assert_int_equal(outdated_judge(&known, &newer, false), cases[i].untouched);
        assert_int_equal(outdated_judge(&known, &newer, true), cases[i].touched);
    }
    assert_int_equal(outdated_judge(&known, NULL, false), OUTDATED_GONE);
    assert_int_equal(outdated_judge(&known, NULL, true), OUTDATED_NOT);
}

/* A move, a label, a picture leave the version as it is. */
static void of_one_version_the_manifest_is_right_where_we_did_nothing(void **state)
{
    (void)state;
    struct manifest_page known = page_of_version(3);
    struct manifest_file other = picture;
    other.version = 2;
    struct manifest_page newer[8];
    for (size_t i = 0; i < 8; i++)
        newer[i] = page_of_version(3);
    newer[0].parent_id = "2";
    newer[1].labels = "red";
    newer[2].look = "wide";
    newer[3].mark[0] = 6;
    newer[4].is_theirs = true;
    newer[5].files = &other;
    newer[6].file_count = 0;
    newer[7].is_ours = false;
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(outdated_judge(&known, &newer[i], false), OUTDATED_OTHERWISE);
        assert_int_equal(outdated_judge(&known, &newer[i], true), OUTDATED_NOT);
    }
    newer[0] = page_of_version(3);
    newer[0].path = "b.md"; /* which file it is of is the tree's matter */
    assert_int_equal(outdated_judge(&known, &newer[0], false), OUTDATED_NOT);
}

static void set_site(struct world *world)
{
    begin(world);
    database_set_text(world->database, "site", "root_id=98422\naccount_id=me\n");
    end(world);
}

static bool take_manifest_of(struct world *world, struct world *older)
{
    begin(world);
    struct text packed = text_new(MANIFEST_PACKED_MAX);
    assert_int_equal(snapshot_pack(&world->ledger, &packed), 0);
    end(world);
    begin(older);
    bool is_news = recognise_take_manifest(
        &older->ledger, (struct blob){ (const unsigned char *)packed.data, packed.length }, false);
    recognise_set_stage(&older->ledger, RECOGNISE_OVER);
    end(older);
    text_free(&packed);
    return is_news;
}

static void later(struct world *world, const char *path, const char *id, int64_t version)
{
    begin(world);
    struct query *q = query(
        world->database, "UPDATE page SET page_id = nullif(?1, ''), version = ?2 WHERE path = ?3");
    query_add_text(q, id);
    query_add_number(q, version);
    query_add_path(q, path);
    query_run(q);
    end(world);
}

/* Its pages are known as of the first manifest; by the second one was moved to the trash, one
   written, one made. */
static void a_newer_manifest_takes_the_place_of_what_is_known(void **state)
{
    struct world *world = *state;
    void *second = NULL;
    set_site(world);
    static const char *const paths[] = { "a.md", "b.md", "same.md" };
    for (size_t i = 0; i < 3; i++)
        add_page(world, paths[i], NULL);
    assert_int_equal(publish(world), 3);
    assert_int_equal(open_world(&second), 0);
    struct world *older = second;
    set_site(older);
    for (size_t i = 0; i < 3; i++)
        add_page(older, paths[i], NULL);
    add_page(older, "c.md", NULL);
    assert_true(take_manifest_of(world, older));
    assert_false(take_manifest_of(world, older));

    add_page(world, "c.md", NULL);
    assert_int_equal(publish(world), 1);
    char *id = page_id_of(world, "a.md");
    later(world, "a.md", id, 4);
    later(world, "b.md", "", 0);
    assert_true(take_manifest_of(world, older));
    char *made = page_id_of(world, "c.md");
    expect_page(older, "a.md", id);
    expect_page(older, "c.md", made);
    char *version = text_of(older, "a.md", "SELECT version FROM page WHERE path = ?");
    char *gone = text_of(older, "b.md", "SELECT page_id IS NULL FROM page WHERE path = ?");
    assert_string_equal(version, "4");
    assert_string_equal(gone, "1");
    assert_false(take_manifest_of(world, older));
    memory_free(&id);
    memory_free(&made);
    memory_free(&version);
    memory_free(&gone);
    close_world(&second);
}

static enum ledger_doubt meet(struct world *world, const struct message_lease_given *given)
{
    const struct message_step_report step = { .token = given->token,
        .kind = INTENT_NONE,
        .page_id = given->page_id,
        .version = 7,
        .title = given->title,
        .parent_id = "98422",
        .labels = "",
        .name = "",
        .attachment_id = "" };
    begin(world);
    world->ledger.doubt = DOUBT_NONE;
    assert_int_equal(known_take_step(&world->ledger, &step), KNOWN_TAKEN);
    enum ledger_doubt doubt = world->ledger.doubt;
    end(world);
    return doubt;
}

static void a_later_version_of_ours_raises_a_doubt(void **state)
{
    struct world *world = *state;
    struct message_lease_given given;
    set_site(world);
    add_page(world, "a.md", "A");
    assert_int_equal(publish(world), 1);
    add_page(world, "a.md", "A2");
    assert_true(lease(world, &given));
    assert_int_equal(meet(world, &given), DOUBT_LATER);
    assert_int_equal(meet(world, &given), DOUBT_NONE); /* it is known by now */
    char *digest = text_of(world, "a.md", "SELECT known_digest IS NULL FROM page WHERE path = ?");
    assert_string_equal(digest, "1"); /* its text is not the one that is known */
    memory_free(&digest);
}

/* A list shows it: of our account it is ours, whatever mark another one carries. */
static void a_list_tells_our_later_versions_from_others(void **state)
{
    struct world *world = *state;
    set_site(world);
    add_page(world, "a.md", "A");
    assert_int_equal(publish(world), 1);
    struct item_remote_page remote = { .title = "A",
        .parent_id = "98422",
        .version = 7,
        .author_id = "ann",
        .message = "cmsync 0123456789abcdef" };
    begin(world);
    struct query *q =
        query(world->database, "SELECT id FROM page WHERE path = CAST('a.md' AS BLOB)");
    int64_t page = query_single(q, 0);
    assert_false(recognise_take_later(&world->ledger, page, &remote));
    assert_int_equal(world->ledger.doubt, DOUBT_NONE);
    remote.author_id = "me";
    remote.parent_id = "5"; /* somebody moved it since */
    assert_false(recognise_take_later(&world->ledger, page, &remote));
    remote.parent_id = "98422";
    assert_true(recognise_take_later(&world->ledger, page, &remote));
    assert_int_equal(world->ledger.doubt, DOUBT_LATER);
    end(world);
    assert_int_equal(publish(world), 1); /* it is not what the file says */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_knows_a_later_version_knows_better),
        cmocka_unit_test(of_one_version_the_manifest_is_right_where_we_did_nothing),
        WORLD_TEST(a_newer_manifest_takes_the_place_of_what_is_known),
        WORLD_TEST(a_later_version_of_ours_raises_a_doubt),
        WORLD_TEST(a_list_tells_our_later_versions_from_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
