/* SPDX-License-Identifier: MIT */
#include "ledger/runs.h"

#include "base/exit_code.h"
#include "ledger/differences.h"
#include "ledger/marks.h"
#include "ledger/order.h"
#include "ledger/waits.h"

#include <string.h>

static const char rival_text[] =
    "another cmsync published to this space at the same time; nothing was made twice, and the "
    "manifest holds what both published. Let one runner at a time publish a tree";

enum { PLAN_DEFAULT = 500, REASON_BYTES = 16 * 1024 };

/* ---------------------------------------------------------------- counting */

static void set_scope(struct ledger *ledger, const struct message_run_begin *begin)
{
    query_run(query(ledger->database, "DELETE FROM scope"));
    for (size_t i = 0; i < begin->scope_count; i++) {
        char *first = NULL;
        char *end = NULL;
        ledger_range(begin->scope[i].path, &first, &end);
        struct query *q =
            query(ledger->database, "INSERT OR REPLACE INTO scope(path, first, end) VALUES(?,?,?)");
        query_add_path(q, begin->scope[i].path);
        query_add_path(q, first);
        query_add_path(q, end);
        query_run(q);
        memory_free(&first);
        memory_free(&end);
    }
}

int64_t run_want_scan(struct ledger *ledger)
{
    int64_t number = database_get_number(ledger->database, "scans_wanted", 1) + 1;
    database_set_number(ledger->database, "scans_wanted", number);
    return number;
}

void run_begin(struct ledger *ledger, const struct message_run_begin *begin, bool is_scanned)
{
    struct database *database = ledger->database;
    database_next_number(database, "run");
    if (!is_scanned) {
        database_set_number(database, "run_scanned", 0);
        database_set_number(database, "run_incomplete", 0);
        database_set_text(database, "run_trouble", "");
    }
    /* What is missed by a scan of this run was there before it. */
    database_set_number(database, "run_scans",
        database_get_number(database, "scans_complete", 0) - (is_scanned ? 1 : 0));
    database_set_number(database, "run_rival", 0);
    database_set_number(database, "requests", 0);
    set_scope(ledger, begin);
    /* A new run tries again what failed before. */
    query_run(query(database, "UPDATE page SET tries = 0, not_before = 0, "
                              "hold = CASE WHEN hold = 'forbidden' THEN NULL ELSE hold END "
                              "WHERE tries > 0 OR not_before > 0 OR hold = 'forbidden'"));
}

void run_count(struct ledger *ledger, int64_t page, enum run_action action)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET action = CASE WHEN run = ?1 THEN max(action, ?2) ELSE ?2 END, run = ?1 "
        "WHERE id = ?3");
    query_add_number(q, database_get_number(ledger->database, "run", 0));
    query_add_number(q, (int64_t)action);
    query_add_number(q, page);
    query_run(q);
}

void run_scanned(struct ledger *ledger, bool is_complete, const char *trouble)
{
    database_set_number(ledger->database, "run_scanned", 1);
    database_set_number(ledger->database, "run_incomplete", !is_complete);
    database_set_text(ledger->database, "run_trouble", trouble);
    if (is_complete)
        database_next_number(ledger->database, "scans_complete");
    ledger->has_deletions = true;
}

bool run_is_scanned(struct ledger *ledger)
{
    return database_get_number(ledger->database, "run_scanned", 0) != 0;
}

void run_forget_scan(struct ledger *ledger)
{
    database_set_number(ledger->database, "run_scanned", 0);
}

/* ---------------------------------------------------------------- how far */

static int64_t count_actions(struct ledger *ledger, enum run_action action)
{
    struct query *q = query(
        ledger->database, "SELECT count(*) FROM page WHERE run = ? AND action = ? AND action > 0");
    query_add_number(q, database_get_number(ledger->database, "run", 0));
    query_add_number(q, (int64_t)action);
    return query_single(q, 0);
}

#define IN_SCOPE                                                                                   \
    "(NOT EXISTS(SELECT 1 FROM scope) OR EXISTS(SELECT 1 FROM scope s WHERE s.path = p.path OR "   \
    "s.path = p.source OR (p.path >= s.first AND p.path < s.end)))"

#define TO_CONVERT "FROM entry WHERE is_used = 1 AND seen <> made_from AND crashes < 3"

static int64_t count_to_convert(struct ledger *ledger)
{
    return query_count(ledger->database, "SELECT count(*) " TO_CONVERT);
}

bool run_is_converted(struct ledger *ledger)
{
    /* A page without a title is not to be uploaded yet: the question may stand in one batch with
       the last report of the converter. */
    return !ledger->has_titles && run_is_scanned(ledger) &&
           query_count(ledger->database, "SELECT NOT EXISTS(SELECT 1 " TO_CONVERT ")") == 1;
}

/* It stands in Confluence below `p` and is not to be deleted itself. */
#define HAS_CHILD_THAT_STAYS                                                                       \
    "EXISTS(SELECT 1 FROM page k WHERE k.known_parent_id = p.page_id AND k.page_id IS NOT NULL "   \
    "AND k.hold IS NOT 'gone' AND NOT (k.is_present = 0 AND k.deletion = 2)) "

#define IS_WANTED_OR_TO_DELETE "(is_present = 1 OR deletion = 2) "

/*
 * Pages that get no further in this run, or not yet: by themselves, under one that is not there,
 * because one that gets no further still has their title in Confluence, or stands below them, or
 * because the one they go below is not out of the way.
 */
#define STUCK_PAGES                                                                                \
    "WITH RECURSIVE stuck(id) AS ("                                                                \
    "SELECT id FROM page WHERE hold IS NOT NULL AND " IS_WANTED_OR_TO_DELETE                       \
    "UNION SELECT id FROM page WHERE error IS NOT NULL AND " IS_WANTED_OR_TO_DELETE                \
    "UNION SELECT id FROM page WHERE is_skipped = 1 AND " IS_WANTED_OR_TO_DELETE                   \
    "UNION SELECT id FROM page WHERE tries >= " RUN_TRIES " AND " IS_WANTED_OR_TO_DELETE           \
    "UNION SELECT id FROM page WHERE title IS NULL AND " IS_WANTED_OR_TO_DELETE                    \
    "UNION SELECT id FROM page p INDEXED BY page_gone WHERE is_present = 0 AND deletion = 2 AND "  \
    "page_id IS NOT NULL AND " HAS_CHILD_THAT_STAYS                                                \
    "UNION SELECT p.id FROM page p INDEXED BY page_due WHERE wanted <> known AND hold IS NULL "    \
    "AND is_present = 1 AND " IS_ABOVE_ITS_PARENT                                                  \
    "UNION SELECT c.id FROM intent i JOIN page s ON s.id = i.page AND s.tries >= " RUN_TRIES       \
    " JOIN page c ON c.title_key = i.title_key AND c.id <> i.page AND c.is_present = 1 "           \
    "WHERE c.wanted <> c.known "                                                                   \
    "UNION SELECT c.id FROM stuck JOIN page s ON s.id = stuck.id AND s.page_id IS NULL "           \
    "JOIN page c ON c.parent = s.id WHERE (c.page_id IS NULL OR c.wanted <> c.known) AND "         \
    "c.is_present = 1 "                                                                            \
    "UNION SELECT c.id FROM stuck JOIN page s ON s.id = stuck.id AND s.page_id IS NOT NULL AND "   \
    "s.hold IS NOT NULL AND s.hold <> 'gone' JOIN page c ON c.title_key = s.known_title_key AND "  \
    "c.id <> s.id AND c.is_present = 1 WHERE c.wanted <> c.known "                                 \
    "UNION SELECT c.id FROM stuck JOIN page s ON s.id = stuck.id AND s.is_present = 0 AND "        \
    "s.deletion = 2 AND s.page_id IS NOT NULL AND s.hold IS NULL JOIN page c ON "                  \
    "c.title_key = s.known_title_key AND c.id <> s.id AND c.is_present = 1 AND "                   \
    "c.page_id IS NOT NULL WHERE c.wanted <> c.known AND NOT EXISTS(SELECT 1 FROM page d WHERE "   \
    "d.page_id = c.known_parent_id AND d.is_present = 0 AND d.deletion = 2) "                      \
    "UNION SELECT c.id FROM stuck JOIN page s ON s.id = stuck.id AND s.is_present = 1 AND "        \
    "s.page_id IS NOT NULL AND s.hold IS NULL AND s.wanted <> s.known JOIN page c ON "             \
    "c.title_key = s.known_title_key AND c.id <> s.id AND c.is_present = 1 "                       \
    "WHERE c.wanted <> c.known "                                                                   \
    "UNION SELECT d.id FROM stuck JOIN page s ON s.id = stuck.id AND s.page_id IS NOT NULL AND "   \
    "s.is_present = 0 AND s.hold IS NOT 'gone' JOIN page d ON d.page_id = s.known_parent_id AND "  \
    "d.is_present = 0 AND d.deletion = 2) "

/* Pages that an uploader may still bring further in this run. */
static int64_t count_to_upload(struct ledger *ledger)
{
    return query_count(ledger->database, STUCK_PAGES
               "SELECT count(*) FROM page p WHERE wanted <> known AND hold IS NULL AND "
               "is_present = 1 AND is_skipped = 0 AND error IS NULL AND title IS NOT NULL AND "
               "tries < " RUN_TRIES " AND id NOT IN stuck AND " IN_SCOPE) +
           query_count(ledger->database,
               "SELECT count(*) FROM page INDEXED BY page_restore WHERE is_present = 0 AND "
               "restore > 0 AND page_id IS NOT NULL AND hold IS NULL AND tries < " RUN_TRIES) +
           query_count(ledger->database,
               STUCK_PAGES "SELECT count(*) FROM page WHERE is_present = 0 AND deletion = 2 AND "
                           "page_id IS NOT NULL AND is_ours = 1 AND id NOT IN stuck");
}

/* Pages whose file cannot be read or converted, though nothing else is to be done with them. */
#define FAILED_AT_REST                                                                             \
    "SELECT count(*) FROM (SELECT id FROM page INDEXED BY page_unmade WHERE is_present = 1 AND "   \
    "error IS NOT NULL UNION SELECT p.id FROM entry e INDEXED BY entry_unmade CROSS JOIN page p "  \
    "ON p.source = e.path WHERE e.error IS NOT NULL AND p.is_present = 1) x JOIN page p ON "       \
    "p.id = x.id WHERE p.wanted = p.known AND p.hold IS NULL AND p.run <> ?1"

/* Pages that the run changed, or has to, and those that wait or failed: each once. */
static int64_t count_changed(struct ledger *ledger)
{
    struct query *q = query(ledger->database,
        "SELECT (SELECT count(*) FROM page INDEXED BY page_due WHERE wanted <> known AND "
        "hold IS NULL AND is_present = 1) + (SELECT count(*) FROM page INDEXED BY page_hold WHERE "
        "hold IS NOT NULL AND is_present = 1) + (SELECT count(*) FROM page INDEXED BY page_of_run "
        "WHERE run = ?1 AND wanted = known AND hold IS NULL AND is_present = 1) + "
        "(" FAILED_AT_REST ")");
    query_add_number(q, database_get_number(ledger->database, "run", 0));
    return query_single(q, 0);
}

static int64_t count_failed(struct ledger *ledger)
{
    return query_count(ledger->database,
        "SELECT count(*) FROM ("
        "SELECT id FROM page WHERE is_present = 1 AND hold IN ('rejected', 'crashes', 'forbidden') "
        "UNION SELECT id FROM page INDEXED BY page_unmade WHERE is_present = 1 AND "
        "error IS NOT NULL "
        "UNION SELECT id FROM page INDEXED BY page_given_up WHERE is_present = 1 AND tries "
        ">= " RUN_TRIES " "
        "UNION SELECT p.id FROM entry e INDEXED BY entry_unmade CROSS JOIN page p ON "
        "p.source = e.path WHERE e.error IS NOT NULL AND p.is_present = 1)");
}

/* Pages that lost their file in this run and stay in Confluence: nothing waits there for a word. */
static int64_t count_orphaned(struct ledger *ledger)
{
    struct query *q = query(ledger->database,
        "SELECT count(*) FROM page INDEXED BY page_gone WHERE is_present = 0 AND "
        "page_id IS NOT NULL AND deletion = 0 AND gone_scan >= ?1 AND (is_ours = 0 OR ?2)");
    query_add_number(q, database_get_number(ledger->database, "run_scans", 0));
    query_add_number(q, ledger->settings.on_delete == ON_DELETE_KEEP);
    return query_single(q, 0);
}

/* Pages that went out with less than their files say. */
static int64_t count_warned(struct ledger *ledger)
{
    return query_count(ledger->database,
        "SELECT count(*) FROM (SELECT id FROM page INDEXED BY page_warned WHERE is_present = 1 AND "
        "warnings <> '' UNION SELECT id FROM page INDEXED BY page_broken WHERE is_present = 1 AND "
        "problems > 0)");
}

static void find_facts(struct ledger *ledger, const struct gate *gate, struct run_facts *facts)
{
    *facts = (struct run_facts){
        .gate = gate_find(gate, 0),
        .gave_up = gate_has_given_up(gate),
        .failed = count_failed(ledger),
        .unreachable = query_count(ledger->database,
            "SELECT count(*) FROM page INDEXED BY page_given_up WHERE "
            "is_present = 1 AND tries >= " RUN_TRIES " AND code IN ('name', 'connect', 'tls', "
            "'silence', 'broken', 'server', 'unreadable')"),
        .clashes = query_count(ledger->database,
            "SELECT count(*) FROM page WHERE hold IN ('conflict', 'clash', "
            "'gone')"),
        .deletions =
            query_count(ledger->database, "SELECT count(*) FROM page WHERE deletion = 1 AND "
                                          "is_present = 0 AND page_id IS NOT NULL"),
        .has_rival = database_get_number(ledger->database, "run_rival", 0) != 0,
        .is_incomplete = database_get_number(ledger->database, "run_incomplete", 0) != 0,
    };
}

int run_exit_code(const struct run_facts *facts)
{
    if (facts->gate == GATE_CREDENTIALS)
        return EXIT_CODE_SIGN_IN;
    if (facts->gate == GATE_SITE)
        return EXIT_CODE_NOT_FOUND;
    if (facts->has_rival)
        return EXIT_CODE_LOCKED;
    if (facts->gate == GATE_BLOCKED && facts->gate_ms > RUN_PATIENCE_MS)
        return EXIT_CODE_RATE_LIMIT;
    if (facts->unreachable > 0 || facts->gave_up)
        return EXIT_CODE_NETWORK;
    if (facts->deletions > 0)
        return EXIT_CODE_SAFETY;
    if (facts->clashes > 0)
        return EXIT_CODE_CONFLICT;
    return facts->failed > 0 || facts->is_incomplete ? EXIT_CODE_SOME_FAILED : EXIT_CODE_DONE;
}

/* Nothing is left that could be done now, or within the patience of a run. Where nothing is sent
   any more, what was sent last is settled by a later run. */
static bool is_settled(const struct message_run_known *known, const struct run_facts *facts,
    int64_t leases, int64_t intents)
{
    if (!known->is_converted || !known->is_checked)
        return false;
    if (facts->gate == GATE_CREDENTIALS || facts->gate == GATE_SITE || facts->gate == GATE_PLAN)
        return leases == 0;
    if (facts->gate == GATE_BLOCKED && facts->gate_ms > RUN_PATIENCE_MS)
        return leases == 0;
    if (facts->gave_up)
        return true;
    return known->to_upload == 0 && leases == 0 && intents == 0;
}

void run_fill(struct ledger *ledger, const struct gate *gate, struct memory_pool *pool,
    struct message_run_known *known)
{
    struct database *database = ledger->database;
    struct run_facts facts;
    find_facts(ledger, gate, &facts);
    if (known->gate_ms > 0 && facts.gate == GATE_OPEN)
        facts.gate = GATE_BLOCKED;
    facts.gate_ms = known->gate_ms;
    known->sequence = database_get_number(database, "sequence", 0);
    known->pages = query_count(ledger->database, "SELECT count(*) FROM page WHERE is_present = 1");
    known->created = count_actions(ledger, RUN_CREATED);
    known->updated = count_actions(ledger, RUN_UPDATED);
    known->moved = count_actions(ledger, RUN_MOVED);
    known->deleted = count_actions(ledger, RUN_DELETED);
    known->failed = facts.failed;
    known->held = facts.clashes + facts.deletions;
    known->unchanged = known->pages - count_changed(ledger);
    known->to_convert = count_to_convert(ledger);
    known->to_upload = count_to_upload(ledger) + order_waits(ledger);
    known->warnings = count_warned(ledger);
    known->orphaned = count_orphaned(ledger);
    known->is_scanned = run_is_scanned(ledger);
    known->is_converted = run_is_converted(ledger);
    int64_t leases = query_count(ledger->database, "SELECT count(*) FROM lease");
    int64_t intents =
        query_count(ledger->database, "SELECT count(*) FROM intent i CROSS JOIN page p ON p.id = "
                                      "i.page WHERE p.tries < " RUN_TRIES);
    known->is_settled = is_settled(known, &facts, leases, intents);
    known->exit_code = run_exit_code(&facts);
    char *trouble = database_get_text(database, "run_trouble");
    const char *shown = gate->trouble[0] != '\0' ? gate->trouble
                        : facts.has_rival        ? rival_text
                                                 : trouble;
    known->trouble = memory_pool_copy(pool, shown, strlen(shown));
    known->gate = gate_name(facts.gate);
    memory_free(&trouble);
}

/* ---------------------------------------------------------------- plan */

struct planned {
    int64_t page;
    const char *path;
    const char *title;
    char letter;
    const char *said;
    bool wants_state;
    struct waits_above *above; /* of all in this list */
};

static void add_column(struct query *q, int column, struct text *out)
{
    struct blob value = query_blob(q, column);
    text_add_format(out, "%zu:", value.size);
    text_add(out, (const char *)value.data, value.size);
}

/* What the step rests on, so that a plan that was kept can be told from what would be done now. */
static void add_state(struct ledger *ledger, int64_t page, const struct page_wanted *wanted,
    struct memory_pool *pool, struct item_plan_step *step)
{
    struct text facts = text_new(1024 * 1024);
    text_add_format(&facts, "%s\n", step->action);
    if (wanted != NULL) {
        text_add_format(&facts, "%s\n%s\n", wanted->title, wanted->parent_id);
        text_add(&facts, (const char *)wanted->digest.bytes, sizeof wanted->digest.bytes);
    }
    struct query *q = query(ledger->database,
        "SELECT CAST(coalesce(page_id, '') AS BLOB), CAST(version AS BLOB), CAST(labels AS BLOB), "
        "CAST(known_labels AS BLOB), CAST(coalesce(hold, '') AS BLOB) FROM page WHERE id = ?");
    query_add_number(q, page);
    while (query_next(q)) {
        for (int i = 0; i < 5; i++)
            add_column(q, i, &facts);
    }
    q = query(ledger->database,
        "SELECT CAST(a.name AS BLOB), CASE WHEN a.is_wanted = 1 THEN e.digest END, a.known_digest "
        "FROM attachment a LEFT JOIN entry e ON e.path = a.path AND e.kind = 1 WHERE a.page = ? "
        "ORDER BY a.name");
    query_add_number(q, page);
    while (query_next(q)) {
        for (int i = 0; i < 3; i++)
            add_column(q, i, &facts);
    }
    struct digest digest = digest_of(facts.data, facts.length);
    char hex[DIGEST_HEX_BYTES];
    digest_to_hex(&digest, hex);
    step->state = memory_pool_copy(pool, hex, strlen(hex));
    text_free(&facts);
}

/* Width in two properties, editor in one; read before but for a new page. Data Center takes them
   with the create. */
static int64_t count_look(const struct ledger *ledger, const struct page_wanted *wanted)
{
    bool is_new = wanted->differences & DIFFERS_NEW;
    if (!(wanted->differences & DIFFERS_LOOK) || (is_new && !ledger->settings.is_cloud))
        return 0;
    return is_new ? 2 : 3;
}

/* Behind what is to be done, which other page goes first. */
static void add_waits(struct ledger *ledger, const struct planned *planned, struct text *reason)
{
    struct waits waits;
    waits_find(ledger, planned->above, planned->page, &waits);
    if (waits.text.length > 0)
        text_add_format(reason, "; %s", waits.text.data);
    waits_free(&waits);
}

static void plan_wanted(struct ledger *ledger, const struct planned *planned,
    struct memory_pool *pool, struct item_plan_step *step)
{
    struct page_wanted wanted;
    int64_t page = planned->page;
    step->action = "unchanged";
    int found = planned->wants_state ? differences_find(ledger, page, &wanted)
                                     : differences_sketch(ledger, page, &wanted);
    if (found < 0)
        return;
    int64_t files = differences_count_files(ledger, page);
    struct text reason = text_new(REASON_BYTES);
    differences_describe(wanted.differences, files, &reason);
    if (wanted.differences & DIFFERS_NEW)
        step->action = "create";
    else if (wanted.differences & DIFFERS_PARENT)
        step->action = "move";
    else if (wanted.differences != 0)
        step->action = wanted.differences == DIFFERS_FILES   ? "attach"
                       : wanted.differences == DIFFERS_ORDER ? "move"
                                                             : "update";
    unsigned page_bits = DIFFERS_TITLE | DIFFERS_PARENT | DIFFERS_BODY;
    step->requests = files + (wanted.differences & DIFFERS_LABELS ? 1 : 0) +
                     count_look(ledger, &wanted) +
                     (wanted.differences & DIFFERS_NEW    ? 1
                         : wanted.differences & page_bits ? 2
                                                          : 0);
    size_t moves = order_find(ledger, page, NULL, NULL);
    step->requests += moves > 0 ? (int64_t)moves + 1 : 0;
    add_waits(ledger, planned, &reason);
    step->reason = memory_pool_copy(pool, reason.data, reason.length);
    if (planned->wants_state)
        add_state(ledger, page, &wanted, pool, step);
    text_free(&reason);
    differences_free(&wanted);
}

static void plan_page(struct ledger *ledger, const struct planned *planned,
    struct memory_pool *pool, struct item_plan_step *step)
{
    *step = (struct item_plan_step){ .path = memory_pool_copy(
                                         pool, planned->path, strlen(planned->path)),
        .title = memory_pool_copy(pool, planned->title, strlen(planned->title)),
        .reason = memory_pool_copy(pool, planned->said, strlen(planned->said)) };
    switch (planned->letter) {
    case 'E':
    case 'L':
        step->action = "failed";
        break;
    case 'U':
        step->action = "held";
        break;
    case 'D':
        step->action = "delete";
        step->requests = 3;
        break;
    case 'O':
        step->action = "orphaned";
        break;
    case 'I':
    case '=':
        step->action = "unchanged";
        break;
    default:
        plan_wanted(ledger, planned, pool, step);
        return;
    }
    if (planned->wants_state)
        add_state(ledger, planned->page, NULL, pool, step);
}

void run_plan(struct ledger *ledger, const struct message_plan_ask *ask, struct memory_pool *pool,
    struct message_plan_known *plan)
{
    int64_t limit = ask->limit < 1 || ask->limit > MESSAGE_LIST_MAX ? PLAN_DEFAULT : ask->limit;
    plan->steps = memory_pool_take(pool, (size_t)limit * sizeof *plan->steps);
    struct query *q = query(ledger->database,
        "SELECT p.id, coalesce(p.source, p.path) AS shown, coalesce(p.title, p.raw_title, ''), "
        "p.letter, p.said FROM page p WHERE p.letter <> '' AND shown > ? AND " IN_SCOPE
        " ORDER BY shown LIMIT ?");
    query_add_path(q, ask->after);
    query_add_number(q, limit);
    struct waits_above above = { 0 };
    while (query_next(q)) {
        struct planned planned = { .page = query_number(q, 0),
            .path = query_text(q, 1),
            .title = query_text(q, 2),
            .letter = query_text(q, 3)[0],
            .said = query_text(q, 4),
            .wants_state = ask->wants_states,
            .above = &above };
        plan_page(ledger, &planned, pool, &plan->steps[plan->steps_count++]);
    }
    plan->is_last = plan->steps_count < (size_t)limit;
}
