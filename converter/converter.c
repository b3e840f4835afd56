/* SPDX-License-Identifier: MIT */
#include "converter/converter.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "config/fingerprint.h"
#include "converter/confine.h"
#include "converter/debounce.h"
#include "converter/page_settings.h"
#include "converter/product.h"

enum {
    BATCH_FILES = 64,
    BATCH_BYTES = 8 * 1024 * 1024, /* a batch ends when it has as much */
    POLL_MS = 5000,                /* for hints that were lost */
};

struct state {
    int timer; /* 0: none */
    int64_t timer_at_ms;
};

/* Results that are not reported yet. */
struct batch {
    struct page_options options;
    char made_with[DIGEST_HEX_BYTES];
    struct product products[BATCH_FILES];
    bool are_pages[BATCH_FILES];
    size_t count;
    size_t bytes;
    struct item_page_result pages[BATCH_FILES];
    struct item_file_result files[BATCH_FILES];
};

static void work(struct stage_run *run);

static void work_timer(struct stage_run *run)
{
    struct state *state = stage_state(run);
    state->timer = 0;
    work(run);
}

/* Looks for work in `ms`, or before when that is planned already. */
static void plan_work(struct stage_run *run, int64_t ms)
{
    struct state *state = stage_state(run);
    int64_t at_ms = clock_now_ms() + ms;
    if (state->timer != 0 && state->timer_at_ms <= at_ms)
        return;
    if (state->timer != 0)
        stage_cancel(run, state->timer);
    state->timer_at_ms = at_ms;
    state->timer = stage_after(run, ms, work_timer);
}

static bool tick(void *context)
{
    return stage_tick(context);
}

/* 0, or -1 when the store refuses (logged) or the stage is to stop. */
static int report(struct stage_run *run, struct batch *batch)
{
    struct message question = { .type = MESSAGE_conversions_report };
    struct message answer;
    struct message_conversions_report *body = &question.conversions_report;
    body->made_with = batch->made_with;
    body->pages = batch->pages;
    body->files = batch->files;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->are_pages[i])
            body->pages[body->pages_count++] = batch->products[i].page;
        else
            body->files[body->files_count++] = batch->products[i].file;
    }
    if (stage_ask(run, &question, &answer) < 0)
        return -1;
    bool is_taken = answer.type == MESSAGE_accepted;
    if (!is_taken)
        log_error("the store refuses what was converted: %s",
            answer.type == MESSAGE_refused ? answer.refused.reason : message_name(answer.type));
    message_free(&answer);
    return is_taken ? 0 : -1;
}

/* Reports what there is and starts anew. Results that are refused will be asked for again. */
static int flush(struct stage_run *run, struct batch *batch)
{
    int result = batch->count == 0 ? 0 : report(run, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (result == 0) {
            struct message event = product_event(&batch->products[i], batch->are_pages[i]);
            stage_publish(run, &event);
        }
        product_free(&batch->products[i]);
    }
    if (batch->count > 0 && result == 0)
        stage_progress(run);
    batch->count = 0;
    batch->bytes = 0;
    return result;
}

/* Converts one file into the batch. 0, 1 when it was written to meanwhile, -1 when reporting
   failed. */
static int convert_one(
    struct stage_run *run, struct batch *batch, const struct item_conversion *conversion)
{
    struct product_options options = {
        .root = stage_config(run)->docs.root,
        .page = &batch->options,
        .tick = tick,
        .context = run,
    };
    struct product product;
    if (product_make(&product, conversion, &options) < 0)
        return 1;
    size_t bytes = product_bytes(&product);
    if ((batch->count == BATCH_FILES || batch->bytes + bytes > BATCH_BYTES) &&
        flush(run, batch) < 0) {
        product_free(&product);
        return -1;
    }
    batch->are_pages[batch->count] = conversion->is_page;
    batch->products[batch->count++] = product;
    batch->bytes += bytes;
    return 0;
}

/* Converts those that are due. How long until there may be more: 0: look at once. */
static int64_t convert_due(
    struct stage_run *run, struct batch *batch, const struct message_conversions_due *due)
{
    int64_t debounce_ms = stage_config(run)->limits.debounce_ms;
    int64_t next_ms = POLL_MS;
    size_t done = 0;
    for (size_t i = 0; i < due->files_count && stage_tick(run); i++) {
        const struct item_conversion *file = &due->files[i];
        int64_t wait_ms = debounce_wait_ms(file->quiet_ms, file->waiting_ms, debounce_ms);
        int result = wait_ms > 0 ? 1 : convert_one(run, batch, file);
        if (result < 0)
            return POLL_MS;
        if (result == 0)
            done++;
        else if (wait_ms == 0) /* it is being written to: its time begins anew */
            wait_ms = debounce_ms < 20 ? 20 : debounce_ms;
        if (result == 1 && wait_ms < next_ms)
            next_ms = wait_ms;
    }
    if (flush(run, batch) < 0)
        return POLL_MS;
    return done > 0 ? 0 : next_ms;
}

static struct batch *new_batch(struct stage_run *run)
{
    struct batch *batch = memory_new(sizeof *batch);
    batch->options = page_settings(stage_config(run));
    fingerprint_of(stage_config(run), batch->made_with);
    return batch;
}

static void work(struct stage_run *run)
{
    struct message question = { .type = MESSAGE_conversions_ask };
    struct message answer;
    int64_t next_ms = POLL_MS;
    struct batch *batch = new_batch(run);
    question.conversions_ask.limit = BATCH_FILES;
    question.conversions_ask.made_with = batch->made_with;
    if (stage_ask(run, &question, &answer) < 0) {
        memory_free(&batch);
        return;
    }
    if (answer.type == MESSAGE_conversions_due) {
        bool is_cloud = answer.conversions_due.is_cloud;
        batch->options.edition = is_cloud ? PAGE_CLOUD : PAGE_DATACENTER;
        next_ms = convert_due(run, batch, &answer.conversions_due);
    } else {
        log_error("the store does not say what is to be converted: %s",
            answer.type == MESSAGE_refused ? answer.refused.reason : message_name(answer.type));
    }
    memory_free(&batch);
    message_free(&answer);
    if (!stage_is_stopping(run))
        plan_work(run, next_ms);
}

static void on_conversions_waiting(struct stage_run *run, const struct message *message)
{
    (void)message;
    plan_work(run, 0);
}

/* Settings that pages are made with may have changed: the store hears of it with the question. */
static void reload_converter(struct stage_run *run)
{
    plan_work(run, 0);
}

static int open_converter(struct stage_run *run)
{
    stage_set_state(run, memory_new(sizeof(struct state)));
    confine_process();
    plan_work(run, 0);
    return 0;
}

static void close_converter(struct stage_run *run)
{
    struct state *state = stage_state(run);
    memory_free(&state);
}

const struct stage converter = {
    .name = "converter",
    .needs = CONFIG_NEEDS_NOTHING, /* a root that is not there may come */
    .open = open_converter,
    .close = close_converter,
    .on_reload = reload_converter,
    .on_event = { [MESSAGE_conversions_waiting] = on_conversions_waiting },
};
