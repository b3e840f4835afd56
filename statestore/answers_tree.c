/* SPDX-License-Identifier: MIT */
/* What the watcher and the converter ask. */
#include "ledger/entries.h"
#include "ledger/gallery.h"
#include "ledger/runs.h"
#include "ledger/settled.h"
#include "ledger/wanted.h"
#include "statestore/run_memory.h"
#include "statestore/store.h"

void store_answer_entries_ask(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    struct message answer = { .type = MESSAGE_entries_seen };
    entries_list(&store->ledger, &message->entries_ask, store->pool, &answer.entries_seen);
    stage_reply(run, &answer);
}

void store_answer_entries_report(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    const struct message_entries_report *report = &message->entries_report;
    entries_apply(&store->ledger, report);
    database_set_text(store->database, "revision", report->revision);
    if (report->ends_scan) {
        run_scanned(&store->ledger, report->is_complete, report->trouble);
        store->ledger.has_titles = true;
        store->ledger.has_uploads = true; /* they wait for the scan */
        if (report->is_complete)
            settled_note_scan(&store->ledger, store->opened_ms);
        store->now.has_scanned = true;
        run_memory_keep_scan(store);
        store->is_stirred = true; /* what is gone may be believed now, though nothing changed */
    }
    stage_reply_accepted(run, 0);
}

void store_answer_scans_ask(struct stage_run *run, const struct message *message)
{
    (void)message;
    struct store *store = store_of(run);
    stage_reply_accepted(run, database_get_number(store->database, "scans_wanted", 1));
}

void store_answer_conversions_ask(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    struct message answer = { .type = MESSAGE_conversions_due };
    wanted_make_with(&store->ledger, message->conversions_ask.made_with);
    wanted_list_conversions(
        &store->ledger, message->conversions_ask.limit, store->pool, &answer.conversions_due);
    answer.conversions_due.is_cloud = store->ledger.settings.is_cloud;
    stage_reply(run, &answer);
}

void store_answer_conversions_report(struct stage_run *run, const struct message *message)
{
    struct store *store = store_of(run);
    const struct message_conversions_report *report = &message->conversions_report;
    for (size_t i = 0; i < report->drawings_count; i++) {
        if (gallery_keep(stage_config(run)->state, &report->drawings[i]) < 0) {
            stage_reply_refused(run, "disk", "an image cannot be kept in the state folder");
            return;
        }
    }
    wanted_apply(&store->ledger, report);
    stage_reply_accepted(run, 0);
}
