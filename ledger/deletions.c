/* SPDX-License-Identifier: MIT */
#include "ledger/deletions.h"

#include <string.h>

enum deletion_verdict deletion_judge(const struct deletion_facts *facts)
{
    if (facts->policy == ON_DELETE_KEEP)
        return DELETION_KEEP;
    if (!facts->is_scanned)
        return DELETION_WAIT;
    /* A root that is empty, or lost half of its files, looks like one that is not mounted. */
    if (facts->policy == ON_DELETE_ASK || !facts->is_sound)
        return DELETION_HOLD;
    if (facts->gone_ms < facts->grace_ms)
        return DELETION_WAIT;
    return facts->candidates > facts->max_deletions ? DELETION_HOLD : DELETION_GO;
}

int64_t deletion_proof_wait(int64_t first_gone_ms, int64_t last_gone_ms, int64_t asked_ms)
{
    enum { CALM_MS = 2000, LATE_MS = 20 * 1000 };
    int64_t wait = CALM_MS - last_gone_ms;
    if (LATE_MS - first_gone_ms < wait)
        wait = LATE_MS - first_gone_ms;
    if (DELETION_PROOF_AGAIN_MS - asked_ms > wait)
        wait = DELETION_PROOF_AGAIN_MS - asked_ms;
    return wait > 0 ? wait : 0;
}

static int64_t count(struct ledger *ledger, const char *sql)
{
    return query_single(query(ledger->database, sql), 0);
}

bool deletions_tree_is_sound(struct ledger *ledger)
{
    int64_t present = count(ledger, "SELECT count(*) FROM entry WHERE role > 0");
    int64_t gone =
        count(ledger, "SELECT count(*) FROM page INDEXED BY page_gone WHERE is_present = 0 AND "
                      "page_id IS NOT NULL AND deletion IN (0, 1) AND source IS NOT NULL");
    return present > 0 && present >= gone;
}

struct candidate {
    int64_t page;
    int64_t gone_ms;
    int64_t gone_scan;
};

static size_t list_candidates(struct ledger *ledger, struct candidate **list)
{
    size_t number = 0;
    *list = NULL;
    struct query *q = query(ledger->database,
        "SELECT id, gone_ms, gone_scan FROM page INDEXED BY page_gone WHERE is_present = 0 AND "
        "page_id IS NOT NULL AND is_ours = 1 AND deletion = 0");
    while (query_next(q)) {
        *list = memory_grow(*list, number + 1, sizeof **list);
        (*list)[number++] = (struct candidate){ .page = query_number(q, 0),
            .gone_ms = query_number(q, 1),
            .gone_scan = query_number(q, 2) };
    }
    return number;
}

static void hold(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "INSERT OR REPLACE INTO decision(page, kind, remote_id, remote_version, remote_title, "
        "remote_author, at_ms) SELECT id, 'delete', page_id, version, coalesce(known_title, ''), "
        "'', ? FROM page WHERE id = ?");
    query_add_number(q, ledger->now_ms);
    query_add_number(q, page);
    query_run(q);
    q = query(
        ledger->database, "UPDATE page SET deletion = 1, code = '', reason = '' WHERE id = ?");
    query_add_number(q, page);
    query_run(q);
    ledger_touch(ledger, page);
}

static void approve(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "UPDATE page SET deletion = 2 WHERE id = ?");
    query_add_number(q, page);
    query_run(q);
    ledger->has_uploads = true;
    ledger_touch(ledger, page);
}

int64_t deletions_proof_wait(struct ledger *ledger, int64_t asked_ms)
{
    if (ledger->settings.on_delete == ON_DELETE_KEEP)
        return -1;
    struct candidate *list = NULL;
    size_t number = list_candidates(ledger, &list);
    int64_t scans = database_get_number(ledger->database, "scans_complete", 0);
    int64_t first_ms = -1;
    int64_t last_ms = INT64_MAX;
    for (size_t i = 0; i < number; i++) {
        int64_t gone_ms = ledger->now_ms > list[i].gone_ms ? ledger->now_ms - list[i].gone_ms : 0;
        if (scans > list[i].gone_scan)
            continue;
        first_ms = gone_ms > first_ms ? gone_ms : first_ms;
        last_ms = gone_ms < last_ms ? gone_ms : last_ms;
    }
    memory_free(&list);
    return first_ms < 0 ? -1 : deletion_proof_wait(first_ms, last_ms, asked_ms);
}

int64_t deletions_review(struct ledger *ledger)
{
    if (ledger->settings.on_delete == ON_DELETE_KEEP)
        return -1;
    struct candidate *list = NULL;
    size_t number = list_candidates(ledger, &list);
    int64_t next = -1;
    int64_t scans = database_get_number(ledger->database, "scans_complete", 0);
    bool is_sound = number > 0 && deletions_tree_is_sound(ledger);
    for (size_t i = 0; i < number; i++) {
        struct deletion_facts facts = {
            .policy = ledger->settings.on_delete,
            .is_scanned = scans > list[i].gone_scan,
            .is_sound = is_sound,
            .gone_ms = ledger->now_ms - list[i].gone_ms,
            .grace_ms = ledger->settings.deletion_grace_ms,
            .candidates = (int64_t)number,
            .max_deletions = ledger->settings.max_deletions,
        };
        enum deletion_verdict verdict = deletion_judge(&facts);
        if (verdict == DELETION_HOLD)
            hold(ledger, list[i].page);
        else if (verdict == DELETION_GO)
            approve(ledger, list[i].page);
        else if (facts.is_scanned && (next < 0 || facts.grace_ms - facts.gone_ms < next))
            next = facts.grace_ms - facts.gone_ms;
    }
    memory_free(&list);
    return next;
}
