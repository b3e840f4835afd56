/* SPDX-License-Identifier: MIT */
#include "statestore/batch.h"

#include "base/clock.h"
#include "base/log.h"
#include "ledger/clock_set.h"
#include "ledger/deletions.h"
#include "ledger/runs.h"
#include "ledger/status.h"
#include "ledger/titles.h"
#include "statestore/answers_manifest.h"

#include <string.h>

/* ---------------------------------------------------------------- what memory holds */

static void note_memory(struct store *store)
{
    store->before = store->now;
    store->space_from_before = memory_copy_text(store->space_from);
    errands_begin(&store->errands);
}

static void keep_memory(struct store *store)
{
    memory_free(&store->space_from_before);
    errands_settle(&store->errands);
}

static void undo_memory(struct store *store)
{
    store->now = store->before;
    memory_free(&store->space_from);
    store->space_from = store->space_from_before;
    store->space_from_before = NULL;
    errands_undo(&store->errands);
    ledger_undo(&store->ledger);
    store->is_stirred = true; /* what followed from it is looked at again */
}

/* ---------------------------------------------------------------- what is told */

static void keep_event(const struct message_status_changed *changed, void *context)
{
    struct store *store = context;
    if (store->event_count == store->event_capacity) {
        store->event_capacity = store->event_capacity == 0 ? 64 : store->event_capacity * 2;
        store->events = memory_grow(store->events, store->event_capacity, sizeof *store->events);
    }
    struct message *event = &store->events[store->event_count++];
    struct memory_pool *pool = store->pool;
    *event = (struct message){ .type = MESSAGE_status_changed };
    event->status_changed = *changed;
    struct message_status_changed *kept = &event->status_changed;
    kept->path = memory_pool_copy(pool, changed->path, strlen(changed->path));
    kept->letter = memory_pool_copy(pool, changed->letter, strlen(changed->letter));
    kept->page_id = memory_pool_copy(pool, changed->page_id, strlen(changed->page_id));
    kept->title = memory_pool_copy(pool, changed->title, strlen(changed->title));
    kept->reason = memory_pool_copy(pool, changed->reason, strlen(changed->reason));
}

static void publish_hint(struct store *store, enum message_type type)
{
    stage_publish(store->run, &(struct message){ .type = type });
}

/* While every uploader holds a page nobody waits for a hint: who ends one asks for the next. */
static bool has_idle_uploader(struct store *store)
{
    return !store->is_supervised ||
           lease_count(&store->ledger) < (int64_t)store->now.uploader_count;
}

/* What a run waits for. */
enum rest { REST_OF_FILES = 1, REST_OF_PAGES = 2 };

/* Whoever follows a run asks once it is told, and seldom else: its question counts a lot. */
static void tell_rest(struct store *store)
{
    unsigned int rest = 0;
    if (!store->now.is_run)
        return;
    if (run_is_converted(&store->ledger))
        rest |= REST_OF_FILES;
    if (lease_count(&store->ledger) == 0 && !errands_are_going(&store->errands))
        rest |= REST_OF_PAGES;
    if ((rest & ~store->now.rest) != 0)
        publish_hint(store, MESSAGE_run_rested);
    store->now.rest = rest;
}

/* What a person's word changed, now that it is kept. */
static void tell_news(struct store *store)
{
    struct store_memory *now = &store->now;
    if (now->pause_news != CONTROL_none)
        stage_control(store->run, &(struct control){ .verb = now->pause_news });
    if (now->scan_news != 0) {
        struct message event = { .type = MESSAGE_scan_waiting };
        event.scan_waiting.number = now->scan_news;
        stage_publish(store->run, &event);
    }
    if (now->is_run_news)
        store_publish_run(store);
    now->pause_news = CONTROL_none;
    now->scan_news = 0;
    now->is_run_news = false;
}

/* Something can be given to an uploader, or will be after some time. */
static bool has_uploads(struct store *store)
{
    return errands_waiting(&store->errands, false) != NULL || store_wants_recogniser(store) ||
           (!store_is_recognising(store) &&
               (lease_pick(&store->ledger) != 0 || lease_wait(&store->ledger) >= 0));
}

static void tell(struct store *store)
{
    tell_news(store);
    if (store->event_count > 0 || store->ledger.has_conversions || store->ledger.has_uploads)
        store->is_stirred = true;
    for (size_t i = 0; i < store->event_count; i++)
        stage_publish(store->run, &store->events[i]);
    if (store->ledger.has_conversions)
        publish_hint(store, MESSAGE_conversions_waiting);
    if (store->ledger.has_uploads && has_idle_uploader(store) && has_uploads(store))
        publish_hint(store, MESSAGE_uploads_waiting);
    if (store->ledger.has_news)
        store_keep_later(store);
    tell_rest(store);
    store->ledger.has_conversions = false;
    store->ledger.has_uploads = false;
    store->ledger.has_news = false;
}

/* ---------------------------------------------------------------- the batch */

/* Before anything of the batch is told in the new time. */
static void follow_clock(struct store *store)
{
    enum {
        CREEP_MS = 1000 /* what a clock that is only corrected, or looked at slowly, may gain */
    };
    int64_t apart_ms = store->ledger.now_ms - clock_now_ms();
    int64_t by_ms = store->now.apart_ms == 0 ? 0 : apart_ms - store->now.apart_ms;
    store->now.apart_ms = apart_ms;
    if (by_ms > -CREEP_MS && by_ms < CREEP_MS)
        return;
    log_info("the clock was set by %.0f s", (double)by_ms / 1000);
    clock_set_move(&store->ledger, by_ms);
    if (store->now.drift.not_before_ms > 0)
        store->now.drift.not_before_ms += by_ms;
}

void batch_begin(struct stage_run *run)
{
    struct store *store = store_of(run);
    database_begin(store->database);
    ledger_begin(&store->ledger, clock_wall_ms());
    note_memory(store);
    follow_clock(store);
    store->pool = memory_pool_new();
}

/* Where a large batch does not fit small ones may still: they end nothing. */
static void note_stored(struct store *store, bool is_stored)
{
    enum { AGAIN_MS = 10000 /* who could not store something tries again well before */ };
    int64_t now_ms = clock_now_ms();
    if (!is_stored) {
        store->unstored_ms = now_ms;
        if (store->stuck_ms == 0)
            store->stuck_ms = now_ms;
    } else if (store->stuck_ms != 0 && now_ms - store->unstored_ms > AGAIN_MS) {
        store->stuck_ms = 0;
    }
}

int batch_end(struct stage_run *run)
{
    struct store *store = store_of(run);
    bool is_closed = store->now.is_closing && !store->now.has_closed && store_is_closed(store);
    titles_settle(&store->ledger);
    if (store->ledger.touched_count > 0 || store->ledger.has_deletions)
        deletions_review(&store->ledger);
    store_follow_doubt(store);
    status_follow(&store->ledger, keep_event, store);
    ledger_end(&store->ledger);
    int result = database_commit(store->database);
    if (result == 0) {
        keep_memory(store);
        tell(store);
        store->now.has_closed = store->now.has_closed || is_closed;
        if (is_closed)
            stage_control(run, &(struct control){ .verb = CONTROL_close });
    } else {
        log_error("the state could not be written: nothing was changed, askers ask again");
        undo_memory(store);
    }
    note_stored(store, result == 0);
    store->event_count = 0;
    memory_pool_free(&store->pool);
    return result;
}
