/* SPDX-License-Identifier: MIT */
#include "ledger/deletions.h"

#include "ledger/runs.h"

#include <stdio.h>

enum deletion_verdict deletion_judge(const struct deletion_facts *facts)
{
    if (facts->policy == ON_DELETE_KEEP)
        return DELETION_KEEP;
    if (!facts->is_scanned)
        return DELETION_WAIT;
    if (facts->policy == ON_DELETE_ASK)
        return DELETION_HOLD;
    /* A root that is empty, or lost half of its files, looks like one that is not mounted. */
    if (!facts->is_sound)
        return DELETION_HOLD_UNSOUND;
    if (facts->gone_ms < facts->grace_ms)
        return DELETION_WAIT;
    return facts->candidates > facts->max_deletions ? DELETION_HOLD_LIMIT : DELETION_GO;
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

bool deletions_tree_is_sound(struct ledger *ledger)
{
    int64_t present = query_count(ledger->database, "SELECT count(*) FROM entry WHERE role > 0");
    int64_t gone = query_count(ledger->database,
        "SELECT count(*) FROM page INDEXED BY page_gone WHERE is_present = 0 AND "
        "page_id IS NOT NULL AND deletion IN (0, 1) AND source IS NOT NULL");
    return present > 0 && present >= gone;
}

struct candidate {
    int64_t page;
    int64_t together; /* held with so many at once; 0: not held */
    int64_t gone_ms;
    int64_t gone_scan;
};

static size_t list_candidates(struct ledger *ledger, struct candidate **list)
{
    size_t number = 0;
    *list = NULL;
    struct query *q = query(ledger->database,
        "SELECT p.id, p.gone_ms, p.gone_scan, coalesce(d.together, 0) FROM page p INDEXED BY "
        "page_gone LEFT JOIN decision d ON d.page = p.id AND p.deletion = 1 WHERE "
        "p.is_present = 0 AND p.page_id IS NOT NULL AND p.is_ours = 1 AND (p.deletion = 0 OR "
        "d.together > 0)");
    while (query_next(q)) {
        *list = memory_grow(*list, number + 1, sizeof **list);
        (*list)[number++] = (struct candidate){ .page = query_number(q, 0),
            .gone_ms = query_number(q, 1),
            .gone_scan = query_number(q, 2),
            .together = query_number(q, 3) };
    }
    return number;
}

static void explain(
    const struct deletion_facts *facts, enum deletion_verdict verdict, char *out, size_t size)
{
    static const char waits[] = "deletion waits for a confirmation";
    if (verdict == DELETION_HOLD_LIMIT)
        snprintf(out, size, "%s: %lld at once, and limits.max_deletions is %lld", waits,
            (long long)facts->candidates, (long long)facts->max_deletions);
    else if (verdict == DELETION_HOLD_UNSOUND)
        snprintf(out, size, "%s: more than half of the files are gone, as where a disk is missing",
            waits);
    else
        snprintf(out, size, "%s", waits);
}

static void hold(struct ledger *ledger, int64_t page, const struct deletion_facts *facts,
    enum deletion_verdict verdict)
{
    char reason[160];
    explain(facts, verdict, reason, sizeof reason);
    struct query *q = query(ledger->database,
        "INSERT OR REPLACE INTO decision(page, kind, remote_id, remote_version, remote_title, "
        "remote_author, at_ms, together) SELECT id, 'delete', page_id, version, "
        "coalesce(known_title, ''), '', ?, ? FROM page WHERE id = ?");
    query_add_number(q, ledger->now_ms);
    query_add_number(q, verdict == DELETION_HOLD_LIMIT ? facts->candidates : 0);
    query_add_number(q, page);
    query_run(q);
    q = query(ledger->database, "UPDATE page SET deletion = 1, code = '', reason = ? WHERE id = ?");
    query_add_text(q, reason);
    query_add_number(q, page);
    query_run(q);
    ledger_touch(ledger, page);
}

static void approve(struct ledger *ledger, int64_t page)
{
    ledger_run(ledger, page, "UPDATE page SET deletion = 2, code = '', reason = '' WHERE id = ?");
    ledger_run(ledger, page, "DELETE FROM decision WHERE page = ? AND kind = 'delete'");
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
    ledger->has_deletions = false;
    if (ledger->settings.on_delete == ON_DELETE_KEEP)
        return -1;
    struct candidate *list = NULL;
    size_t number = list_candidates(ledger, &list);
    int64_t next = -1;
    int64_t scans = database_get_number(ledger->database, "scans_complete", 0);
    int64_t together = (int64_t)number;
    for (size_t i = 0; i < number; i++)
        together = list[i].together > together ? list[i].together : together;
    bool is_sound = number > 0 && deletions_tree_is_sound(ledger);
    for (size_t i = 0; i < number; i++) {
        struct deletion_facts facts = {
            .policy = ledger->settings.on_delete,
            /* Also by the scan of this run, so that all of them are counted together. */
            .is_scanned = run_is_scanned(ledger) && scans > list[i].gone_scan,
            .is_sound = is_sound,
            .gone_ms = ledger->now_ms - list[i].gone_ms,
            .grace_ms = ledger->settings.deletion_grace_ms,
            .candidates = together,
            .max_deletions = ledger->settings.max_deletions,
        };
        enum deletion_verdict verdict = deletion_judge(&facts);
        if (verdict == DELETION_GO)
            approve(ledger, list[i].page);
        else if (list[i].together > 0)
            continue;
        else if (verdict >= DELETION_HOLD)
            hold(ledger, list[i].page, &facts, verdict);
        else if (facts.is_scanned && (next < 0 || facts.grace_ms - facts.gone_ms < next))
            next = facts.grace_ms - facts.gone_ms;
    }
    memory_free(&list);
    return next;
}
