/* SPDX-License-Identifier: MIT */
#include "tests/unit/ledger/world.h"

#include "base/digest.h"
#include "base/memory.h"
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
#include "tests/unit/test.h"
#include <stdio.h>
#include <string.h>

void begin(struct world *world)
{
    database_begin(world->database);
    ledger_begin(&world->ledger, world->now_ms);
}

static void ignore_status(const struct message_status_changed *changed, void *context)
{
    (void)changed;
    (void)context;
}

void end(struct world *world)
{
    titles_settle(&world->ledger);
    status_follow(&world->ledger, ignore_status, NULL);
    ledger_end(&world->ledger);
    assert_int_equal(database_commit(world->database), 0);
}

int open_world(void **state)
{
    struct world *world = memory_new(sizeof *world);
    world->database = database_open(":memory:");
    world->pool = memory_pool_new();
    world->now_ms = 1000000;
    ledger_open(&world->ledger, world->database);
    *state = world;
    return world->database == NULL ? -1 : 0;
}

int close_world(void **state)
{
    struct world *world = *state;
    ledger_close(&world->ledger);
    database_close(&world->database);
    memory_pool_free(&world->pool);
    memory_free(&world);
    return 0;
}

void see(struct world *world, const char *path)
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

void see_folder(struct world *world, const char *path)
{
    struct item_entry entry = { .path = path, .kind = ENTRY_FOLDER, .inode = ++world->inode };
    struct message_entries_report report = { .changed = &entry, .changed_count = 1 };
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
}

void lose(struct world *world, const char *path)
{
    struct item_path_name gone = { .path = path };
    struct message_entries_report report = { .gone = &gone, .gone_count = 1 };
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
}

void move(struct world *world, const char *from, const char *to)
{
    struct item_entry_move one = { .from = from, .to = to };
    struct message_entries_report report = { .moves = &one, .moves_count = 1 };
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
}

void move_all(struct world *world, struct item_entry_move *moves, size_t count, const char *gone)
{
    struct item_path_name name = { .path = gone };
    struct message_entries_report report = {
        .moves = moves, .moves_count = count, .gone = &name, .gone_count = gone != NULL
    };
    begin(world);
    entries_apply(&world->ledger, &report);
    end(world);
}

void convert(struct world *world, const char *title, struct reference *link)
{
    struct message_conversions_due due = { 0 };
    begin(world);
    wanted_list_conversions(&world->ledger, 100, world->pool, &due);
    struct item_page_result pages[100];
    struct item_file_result files[100];
    char *made_with = database_get_text(world->database, "made_with");
    struct message_conversions_report report = {
        .pages = pages, .files = files, .made_with = made_with
    };
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
        if (world->body != NULL)
            body = world->body;
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
    memory_free(&made_with);
}

void add_page(struct world *world, const char *path, const char *title)
{
    see(world, path);
    convert(world, title, NULL);
}

bool lease(struct world *world, struct message_lease_given *given)
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

void finish(struct world *world, const struct message_lease_given *given)
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
        .title = given->title == NULL ? given->intent_title : given->title,
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
int publish(struct world *world)
{
    struct message_lease_given given;
    int count = 0;
    while (lease(world, &given) && count < 100) {
        finish(world, &given);
        count++;
    }
    return count;
}

void leave_an_intent(struct world *world)
{
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
    end(world);
    begin(world);
    lease_expire_pid(&world->ledger, 42, false);
    end(world);
}

char *text_of(struct world *world, const char *path, const char *sql)
{
    struct query *q = query(world->database, sql);
    query_add_path(q, path);
    return query_single_text(q);
}

void expect_title(struct world *world, const char *path, const char *title)
{
    char *found = text_of(world, path, "SELECT title FROM page WHERE path = ? AND is_present = 1");
    assert_non_null(found);
    assert_string_equal(found, title);
    memory_free(&found);
}

char *page_id_of(struct world *world, const char *path)
{
    return text_of(world, path, "SELECT page_id FROM page WHERE path = ? AND is_present = 1");
}

void expect_page(struct world *world, const char *path, const char *id)
{
    char *found = page_id_of(world, path);
    assert_non_null(found);
    assert_string_equal(found, id);
    memory_free(&found);
}
