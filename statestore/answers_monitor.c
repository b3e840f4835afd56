/* SPDX-License-Identifier: MIT */
/* What a person sees of one page, of the deletions that wait, and of the processes. */
#include "ledger/deletions.h"
#include "ledger/marks.h"
#include "ledger/runs.h"
#include "statestore/store.h"

#include <string.h>

enum { WARNINGS_MOST_BYTES = 1024 * 1024, DELETIONS_MOST = 2000 };

static const char *keep(struct store *store, const char *text)
{
    return memory_pool_copy(store->pool, text, strlen(text));
}

/* ---------------------------------------------------------------- one page */

#define PAGE                                                                                       \
    "SELECT p.id, coalesce(p.title, p.raw_title, ''), coalesce(q.title, ''), p.labels, "           \
    "coalesce(p.page_id, ''), p.version, coalesce(p.hold, ''), p.reason, "                         \
    "coalesce(e.error, p.error, ''), coalesce(e.changed_ms, 0), p.warnings, coalesce(d.kind, "     \
    "''), "                                                                                        \
    "coalesce(d.remote_id, ''), coalesce(d.remote_version, 0), coalesce(d.remote_title, ''), "     \
    "coalesce(d.remote_author, ''), coalesce(d.at_ms, 0) FROM page p "                             \
    "LEFT JOIN page q ON q.id = p.parent LEFT JOIN entry e ON e.path = p.source "                  \
    "LEFT JOIN decision d ON d.page = p.id "                                                       \
    "WHERE p.source = ?1 OR p.path = ?1 ORDER BY p.is_present DESC LIMIT 1"

static void read_page(struct store *store, struct query *q, struct message_page_known *page)
{
    page->title = keep(store, query_text(q, 1));
    page->parent_title = keep(store, query_text(q, 2));
    page->labels = keep(store, query_text(q, 3));
    page->page_id = keep(store, query_text(q, 4));
    page->version = query_number(q, 5);
    page->hold = keep(store, query_text(q, 6));
    page->reason = keep(store, query_text(q, 7));
    page->error = keep(store, query_text(q, 8));
    page->changed_ms = query_number(q, 9);
    page->decision = keep(store, query_text(q, 11));
    page->remote_id = keep(store, query_text(q, 12));
    page->remote_version = query_number(q, 13);
    page->remote_title = keep(store, query_text(q, 14));
    page->remote_author = keep(store, query_text(q, 15));
    page->asked_ms = query_number(q, 16);
}

#define IS_DUE "(a.known_digest IS NULL OR (e.digest IS NOT NULL AND a.known_digest <> e.digest))"

static void count_attachments_of(
    struct store *store, int64_t page, struct message_page_known *known)
{
    struct query *q = query(store->database,
        "SELECT count(*), coalesce(sum(" IS_DUE "), 0) FROM attachment a LEFT JOIN entry e ON "
        "e.path = a.path WHERE a.page = ? AND a.is_wanted = 1");
    query_add_number(q, page);
    if (!query_next(q))
        return;
    known->attachments = query_number(q, 0);
    known->attachments_due = query_number(q, 1);
    query_done(q);
}

void store_answer_page_ask(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    struct query *q = query(store->database, PAGE);
    query_add_path(q, message->page_ask.path);
    if (!query_next(q)) {
        stage_reply_refused(run, "not_found", "no page is made from that file");
        return;
    }
    struct message answer = { .type = MESSAGE_page_known };
    struct message_page_known *known = &answer.page_known;
    known->path = message->page_ask.path;
    int64_t page = query_number(q, 0);
    struct text warnings = text_new(WARNINGS_MOST_BYTES);
    text_add_string(&warnings, query_text(q, 10));
    read_page(store, q, known);
    query_done(q);
    marks_problems(&store->ledger, page, &warnings);
    known->warnings = warnings.data;
    count_attachments_of(store, page, known);
    stage_reply(run, &answer);
    text_free(&warnings);
}

/* ---------------------------------------------------------------- deletions */

#define HELD                                                                                       \
    "p.is_present = 0 AND p.deletion = 1 AND p.page_id IS NOT NULL AND "                           \
    "(p.path = ?1 OR (p.path >= ?2 AND p.path < ?3))"

static struct query *query_held(struct store *store, const char *sql, const char *path)
{
    char *first = NULL;
    char *end = NULL;
    ledger_range(path, &first, &end);
    struct query *q = query(store->database, sql);
    query_add_path(q, path);
    query_add_path(q, first);
    query_add_path(q, end);
    memory_free(&first);
    memory_free(&end);
    return q;
}

static int64_t count_held(struct store *store, const char *sql, const char *path)
{
    return query_single(query_held(store, sql, path), 0);
}

static void list_held(struct store *store, const struct message_deletions_ask *ask,
    struct message_deletions_known *known)
{
    size_t most =
        ask->limit > 0 && ask->limit < DELETIONS_MOST ? (size_t)ask->limit : DELETIONS_MOST;
    struct item_path_name *files = memory_pool_take(store->pool, most * sizeof *files);
    struct query *q =
        query_held(store, "SELECT p.path FROM page p WHERE " HELD " ORDER BY p.path", ask->path);
    while (known->files_count < most && query_next(q)) {
        struct blob path = query_blob(q, 0);
        files[known->files_count++].path = memory_pool_copy(store->pool, path.data, path.size);
    }
    if (known->files_count == most)
        query_done(q);
    known->files = files;
}

void store_answer_deletions_ask(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    const struct message_deletions_ask *ask = &message->deletions_ask;
    struct message answer = { .type = MESSAGE_deletions_known };
    struct message_deletions_known *known = &answer.deletions_known;
    known->path = ask->path;
    known->pages = count_held(store, "SELECT count(*) FROM page p WHERE " HELD, ask->path);
    known->of_pages = query_count(
        store->database, "SELECT count(*) FROM page WHERE page_id IS NOT NULL AND is_ours = 1");
    known->parents = count_held(store,
        "SELECT count(*) FROM page p WHERE " HELD " AND EXISTS(SELECT 1 FROM page c WHERE "
        "c.known_parent_id = p.page_id AND c.page_id IS NOT NULL AND c.is_present = 1)",
        ask->path);
    known->linked = count_held(store,
        "SELECT count(DISTINCT p.id) FROM page p JOIN link l ON l.target = p.path JOIN page f ON "
        "f.id = l.page AND f.is_present = 1 WHERE " HELD,
        ask->path);
    known->linking = count_held(store,
        "SELECT count(DISTINCT f.id) FROM page p JOIN link l ON l.target = p.path JOIN page f ON "
        "f.id = l.page AND f.is_present = 1 WHERE " HELD,
        ask->path);
    known->attachments = count_held(store,
        "SELECT count(*) FROM attachment a JOIN page p ON p.id = a.page WHERE "
        "a.known_id IS NOT NULL AND " HELD,
        ask->path);
    known->gone_ms =
        count_held(store, "SELECT coalesce(min(p.gone_ms), 0) FROM page p WHERE " HELD, ask->path);
    known->is_sound = deletions_tree_is_sound(&store->ledger);
    list_held(store, ask, known);
    stage_reply(run, &answer);
}

/* ---------------------------------------------------------------- activity */

static void count_attachments(struct store *store, struct message_activity_known *known)
{
    struct query *q = query(store->database,
        "SELECT count(*), coalesce(sum(" IS_DUE "), 0) FROM attachment a JOIN page p ON "
        "p.id = a.page AND p.is_present = 1 LEFT JOIN entry e ON e.path = a.path "
        "WHERE a.is_wanted = 1");
    if (!query_next(q))
        return;
    known->attachments = query_number(q, 0);
    known->attachments_due = query_number(q, 1);
    query_done(q);
}

void store_answer_activity_ask(struct stage_run *run, const struct message *message)
{
    (void)message;
    struct store *store = store_of(run);
    struct message answer = { .type = MESSAGE_activity_known };
    struct message_activity_known *known = &answer.activity_known;
    struct message_run_known counts = { 0 };
    run_fill(&store->ledger, &store->now.gate, store->pool, &counts);
    known->created = counts.created;
    known->updated = counts.updated;
    known->moved = counts.moved;
    known->deleted = counts.deleted;
    count_attachments(store, known);
    struct item_stage_status stages[CREW_MOST];
    for (size_t i = 0; i < store->crew.count; i++) {
        const struct crew_member *member = &store->crew.members[i];
        stages[i] = (struct item_stage_status){ .name = member->name,
            .pid = member->pid,
            .state = member->state,
            .restarts = member->restarts,
            .since_ms = member->since_ms };
    }
    known->stages = stages;
    known->stages_count = store->crew.count;
    stage_reply(run, &answer);
}
