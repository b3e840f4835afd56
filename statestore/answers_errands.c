/* SPDX-License-Identifier: MIT */
/* Looks at pages in Confluence: who asks for them, who makes them, what they found. */
#include "base/clock.h"
#include "ledger/differences.h"
#include "ledger/known.h"
#include "statestore/answers_manifest.h"

#include <string.h>

enum { BODY_MOST = 8 * 1024 * 1024 /* three of them and more fit into an answer */ };

/* ---------------------------------------------------------------- asked by a person */

/* The page that is made from the path; where another page has its title, that one is looked at. */
static bool find_looked_at(struct store *store, const char *path, struct errand *wish)
{
    struct query *q = query(store->database,
        "SELECT p.id, coalesce(p.source, p.path), coalesce(p.page_id, d.remote_id, ''), "
        "CASE WHEN p.page_id IS NULL THEN 0 ELSE p.version END, coalesce(p.title, p.raw_title, '') "
        "FROM page p LEFT JOIN decision d ON d.page = p.id AND d.kind = 'clash' "
        "WHERE p.source = ?1 OR p.path = ?1 OR p.path = CAST(?1 || '/' AS BLOB) "
        "ORDER BY p.is_present DESC, p.page_id IS NULL LIMIT 1");
    query_add_path(q, path);
    if (!query_next(q))
        return false;
    struct memory_pool *pool = store->pool;
    struct blob shown = query_blob(q, 1);
    const char *texts[2] = { query_text(q, 2), query_text(q, 4) };
    *wish = (struct errand){ .kind = ERRAND_LOOK,
        .purpose = ERRAND_FOR_PERSON,
        .page = query_number(q, 0),
        .path = memory_pool_copy(pool, shown.data, shown.size),
        .page_id = memory_pool_copy(pool, texts[0], strlen(texts[0])),
        .title = memory_pool_copy(pool, texts[1], strlen(texts[1])),
        .version = query_number(q, 3) };
    query_done(q);
    return true;
}

void store_answer_look_begin(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    struct errand wish;
    if (!find_looked_at(store, message->look_begin.path, &wish)) {
        stage_reply_refused(run, "not_found", "no page is made from that file");
        return;
    }
    int64_t number =
        errands_add(&store->errands, &wish, ledger_next(&store->ledger), clock_now_ms());
    if (number == 0) {
        stage_reply_refused(run, "busy", "too many pages are looked at at the same time");
        return;
    }
    store->ledger.has_uploads = true;
    stage_reply_accepted(run, number);
}

static void add_mine(
    struct store *store, const struct errand *errand, struct message_look_known *known)
{
    struct page_wanted wanted;
    struct query *q =
        query(store->database, "SELECT is_present = 1 AND is_skipped = 0 FROM page WHERE id = ?");
    query_add_number(q, errand->page);
    if (query_single(q, 0) == 0 || differences_find(&store->ledger, errand->page, &wanted) < 0)
        return;
    if (wanted.body.length <= BODY_MOST) {
        known->has_mine = true;
        known->mine_title = memory_pool_copy(store->pool, wanted.title, strlen(wanted.title));
        known->mine_body.size = wanted.body.length;
        known->mine_body.data = (const unsigned char *)memory_pool_copy(
            store->pool, wanted.body.data, wanted.body.length);
    }
    differences_free(&wanted);
}

static void add_found(const struct errand *errand, struct message_look_known *known)
{
    const struct message_errand_report *found = &errand->found.errand_report;
    if (found->pages_count == 0)
        return;
    const struct item_remote_page *page = &found->pages[0];
    known->has_theirs = true;
    known->theirs_id = page->id;
    known->theirs_status = page->status;
    known->theirs_title = page->title;
    known->theirs_author = page->author;
    known->theirs_version = page->version;
    known->theirs_body = found->body;
    bool is_same = page->version == errand->version;
    known->has_base = is_same || found->has_base;
    known->base_title = is_same ? page->title : found->base_title;
    known->base_body = is_same ? found->body : found->base_body;
    known->base_version = known->has_base ? errand->version : 0;
}

void store_answer_look_ask(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    struct errand *errand = errands_find(&store->errands, message->look_ask.number);
    if (errand == NULL || errand->kind != ERRAND_LOOK || errand->purpose != ERRAND_FOR_PERSON) {
        stage_reply_refused(run, "not_found", "that look is forgotten: begin it again");
        return;
    }
    struct message answer = { .type = MESSAGE_look_known };
    struct message_look_known *known = &answer.look_known;
    known->path = errand->path;
    known->is_done = errand->state == ERRAND_DONE;
    if (known->is_done) {
        const struct message_errand_report *found = &errand->found.errand_report;
        bool is_found = errand->found.type == MESSAGE_errand_report && found->outcome == LEASE_DONE;
        known->outcome = found->outcome;
        known->code = is_found ? "" : found->code;
        known->reason = is_found ? "" : found->reason;
        if (is_found)
            add_found(errand, known);
        add_mine(store, errand, known);
    }
    stage_reply(run, &answer);
}

/* ---------------------------------------------------------------- given to an uploader */

static void fill(struct store *store, struct errand *errand, struct message *answer)
{
    *answer = (struct message){ .type = MESSAGE_errand_given };
    struct message_errand_given *given = &answer->errand_given;
    given->token = errand->number;
    given->kind = errand->kind;
    given->path = errand->path;
    given->page_id = errand->page_id;
    given->title = errand->title;
    given->version = errand->version;
    given->ids = errand->ids;
    given->start = errand->start;
    given->site = store_site_facts(store);
    store_fill_tree_errand(store, errand, given);
}

void store_follow_drift(struct store *store)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        struct errand *errand = &store->errands.list[i];
        if (errand->state == ERRAND_DONE && errand->purpose == ERRAND_FOR_CHECK)
            drift_take(&store->now.drift, &store->ledger, &store->errands, errand);
    }
    drift_next(&store->now.drift, &store->ledger, &store->errands, clock_now_ms());
}

static enum lease_outcome outcome_of(enum gate_state closed)
{
    if (closed == GATE_OPEN)
        return LEASE_RETRY;
    return closed == GATE_CREDENTIALS ? LEASE_CREDENTIALS : LEASE_SITE;
}

/* Nobody is to wait for what cannot be found out now. What the tree needs is tried again with the
   next canary, unless the gate is closed. */
void store_fail_errands(struct store *store)
{
    bool is_closed = store->now.gate.closed != GATE_OPEN;
    if (!is_closed && !gate_has_given_up(&store->now.gate))
        return;
    enum gate_state state = gate_find(&store->now.gate, 0);
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        struct errand *errand = &store->errands.list[i];
        bool is_for_tree = errand->purpose == ERRAND_FOR_TREE;
        if (errand->state != ERRAND_WAITING || (is_for_tree && !is_closed))
            continue;
        errands_fail(errand, outcome_of(store->now.gate.closed), gate_name(state),
            store->now.gate.trouble, clock_now_ms());
        if (is_for_tree)
            errands_drop(&store->errands, errand);
    }
    store_follow_drift(store);
}

static struct errand *find_waiting(struct store *store, bool is_reader)
{
    if (!store->now.is_closing)
        return errands_waiting(&store->errands, is_reader);
    struct errand *keep = is_reader ? NULL : errands_of_kind(&store->errands, ERRAND_KEEP);
    return keep != NULL && keep->state == ERRAND_WAITING ? keep : NULL;
}

bool store_give_errand(struct stage_run *run, bool is_reader)
{
    struct store *store = store_of(run);
    struct errand *errand = errands_of_pid(&store->errands, stage_peer(run));
    bool is_held = errand != NULL; /* the answer to the first asking was lost */
    if (!is_held)
        errand = find_waiting(store, is_reader);
    if (errand == NULL)
        return false;
    if (store->now.gate.closed != GATE_OPEN ||
        (!is_held && gate_wait(&store->now.gate, clock_now_ms()) > 0)) {
        store_fail_errands(store);
        return false;
    }
    int64_t out = lease_count(&store->ledger) + (int64_t)errands_count_out(&store->errands);
    if (!is_held && !store->now.gate.is_proved && out > 0)
        return false;
    struct message answer;
    fill(store, errand, &answer);
    errands_give(errand, stage_peer(run));
    gate_gave(&store->now.gate, errand->number);
    stage_reply(run, &answer);
    return true;
}

void store_answer_errand_report(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    if (!store_is_uploader(run))
        return;
    const struct message_errand_report *report = &message->errand_report;
    struct errand *errand = errands_find(&store->errands, report->token);
    enum known_result result = KNOWN_STALE;
    if (errand != NULL && errand->state == ERRAND_OUT) {
        result = KNOWN_TAKEN;
        struct message_lease_end end = { .token = report->token,
            .outcome = report->outcome,
            .code = report->code,
            .reason = report->reason };
        bool comes_again = errand->purpose == ERRAND_FOR_TREE && errand->kind != ERRAND_KEEP;
        store_judge_end(run, &end, comes_again);
        bool is_done = false;
        if (store_is_outdated(run) && report->outcome != LEASE_DONE)
            errands_put_back(errand);
        else
            is_done = errands_take(errand, message, clock_now_ms());
        if (is_done && errand->purpose == ERRAND_FOR_TREE)
            store_take_tree_errand(store, errand); /* others are asked for */
        store_follow_drift(store);
    }
    store_reply_end(run, result, report->wants_next, report->is_reader);
}
