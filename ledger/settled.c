/* SPDX-License-Identifier: MIT */
#include "ledger/settled.h"

#include "bus/messages.h"
#include "ledger/entries.h"
#include "ledger/recognise.h"
#include "ledger/runs.h"

/* Each finds nothing in a ledger that is in step. Stricter than a run's own end, which leaves what
   no uploader can bring further, or what is out of its scope. */
static const char *const open_ends[] = {
    "SELECT 1 FROM lease LIMIT 1",
    "SELECT 1 FROM intent LIMIT 1",
    "SELECT 1 FROM decision WHERE kind <> 'theirs' LIMIT 1",
    "SELECT 1 FROM page WHERE is_present = 1 AND is_skipped = 0 AND "
    "(wanted <> known OR page_id IS NULL OR title IS NULL) LIMIT 1",
    "SELECT 1 FROM page WHERE hold IS NOT NULL OR error IS NOT NULL OR tries > 0 OR restore > 0 OR "
    "is_missed = 1 LIMIT 1",
    "SELECT 1 FROM page WHERE is_present = 0 AND page_id IS NOT NULL AND deletion IN (1, 2) "
    "LIMIT 1",
    "SELECT 1 FROM entry WHERE (is_used = 1 AND seen <> made_from) OR error IS NOT NULL LIMIT 1",
};

/* Pages of files that are gone: they stay, or it is not decided yet. */
static const char undecided[] = "SELECT 1 FROM page WHERE is_present = 0 AND page_id IS NOT NULL "
                                "AND deletion = 0 LIMIT 1";

static bool has_open_end(struct ledger *ledger)
{
    for (size_t i = 0; i < sizeof open_ends / sizeof open_ends[0]; i++)
        if (query_count(ledger->database, open_ends[i]) != 0)
            return true;
    return ledger->settings.on_delete != ON_DELETE_KEEP &&
           query_count(ledger->database, undecided) != 0;
}

/* What a run would say at its end, were it to begin now. */
static bool ends_well(const struct message_run_known *known)
{
    return known->is_converted && known->to_convert == 0 && known->to_upload == 0 &&
           known->held == 0 && known->failed == 0 && known->exit_code == 0 &&
           known->trouble[0] == '\0';
}

bool settled_find(struct ledger *ledger, const struct gate *gate, struct seal *seal)
{
    seal->seen_ms = database_get_number(ledger->database, "scanned_since_ms", 0);
    if (seal->seen_ms == 0 || ledger_has_manifest_changes(ledger) ||
        recognise_stage(ledger) != RECOGNISE_OVER || gate->is_paused || gate->failures > 0 ||
        gate->closed != GATE_OPEN || has_open_end(ledger))
        return false;
    struct memory_pool *pool = memory_pool_new();
    struct message_run_known known = { .is_checked = true };
    run_fill(ledger, gate, pool, &known);
    bool is_settled = ends_well(&known);
    memory_pool_free(&pool);
    seal->pages = known.pages;
    seal->warnings = known.warnings;
    /* What this run changed is unchanged in the next. */
    seal->unchanged = known.pages - query_count(ledger->database,
                                        "SELECT count(*) FROM page INDEXED BY page_due WHERE "
                                        "wanted <> known AND hold IS NULL AND is_present = 1");
    seal->tree = (struct seal_tree){ .count = 0 };
    if (is_settled)
        entries_sum(ledger, &seal->tree);
    return is_settled && seal->pages > 0;
}

void settled_note_scan(struct ledger *ledger, int64_t since_ms)
{
    database_set_number(ledger->database, "scanned_since_ms", since_ms);
}
