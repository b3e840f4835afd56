/* SPDX-License-Identifier: MIT */
#include "converter/converter.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "config/fingerprint.h"
#include "converter/confine.h"
#include "converter/debounce.h"
#include "converter/product.h"
#include "markdown/page_settings.h"

enum {
    ASKED_FILES = 1000,            /* asked for at once */
    BATCH_FILES = 64,              /* reported at once */
    FIRST_FILES = 8,               /* ... at first: the store has something to do early */
    BATCH_BYTES = 4 * 1024 * 1024, /* a batch ends when it has as much */
    POLL_MS = 5000,                /* for hints that were lost */
};

struct state {
    int timer; /* 0: none */
    int64_t timer_at_ms;
    struct message due; /* said before, for the next time: all of it has to be quiet first */
    int64_t due_ms;     /* since when */
};

struct batch {
    struct product products[BATCH_FILES];
    bool are_pages[BATCH_FILES];
    size_t count;
    size_t bytes;
};

/*
 * The files of one answer. While the store takes one batch of results the next is made: `filling`
 * is not reported yet, `sent` is, but the answer was not looked at.
 */
struct load {
    struct page_options options;
    char made_with[DIGEST_HEX_BYTES];
    struct batch batches[2];
    size_t most; /* files in the next one: each costs the store a commit */
    struct batch *filling;
    struct batch *sent; /* NULL: no answer is waited for */
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

static struct item_drawing item_of(const struct drawing_made *made)
{
    return (struct item_drawing){ .path = made->path,
        .digest = { made->digest.bytes, DIGEST_BYTES },
        .size = made->size,
        .width = made->pixels.width,
        .height = made->pixels.height,
        .image = { (const unsigned char *)made->image.data, made->image.length } };
}

/* All that the batch's pages show of diagrams. */
static void list_drawings(const struct batch *batch, struct message_conversions_report *body)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++)
        count += batch->products[i].drawings->count;
    body->drawings = memory_new_array(count + 1, sizeof *body->drawings);
    for (size_t i = 0; i < batch->count; i++) {
        const struct drawings *drawings = batch->products[i].drawings;
        for (size_t j = 0; j < drawings->count; j++)
            body->drawings[body->drawings_count++] = item_of(&drawings->items[j]);
    }
}

static int send_report(struct stage_run *run, struct load *load)
{
    struct message question = { .type = MESSAGE_conversions_report };
    struct message_conversions_report *body = &question.conversions_report;
    const struct batch *batch = load->filling;
    body->made_with = load->made_with;
    body->pages = load->pages;
    body->files = load->files;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->are_pages[i])
            body->pages[body->pages_count++] = batch->products[i].page;
        else
            body->files[body->files_count++] = batch->products[i].file;
    }
    list_drawings(batch, body);
    int result = stage_ask_later(run, &question);
    memory_free(&body->drawings);
    return result;
}

/* 0, or -1 when the store refuses (logged) or the stage is to stop. */
static int take_report_answer(struct stage_run *run)
{
    struct message answer;
    if (stage_take_answer(run, &answer) < 0)
        return -1;
    bool is_taken = answer.type == MESSAGE_accepted;
    if (!is_taken)
        log_error("the store refuses what was converted: %s",
            answer.type == MESSAGE_refused ? answer.refused.reason : message_name(answer.type));
    message_free(&answer);
    return is_taken ? 0 : -1;
}

static void tell(struct stage_run *run, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct message event = product_event(&batch->products[i], batch->are_pages[i]);
        stage_publish(run, &event);
    }
    stage_progress(run);
}

static void clear(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        product_free(&batch->products[i]);
    batch->count = 0;
    batch->bytes = 0;
}

/* Waits until the store has taken what was sent. Results that are refused will be asked for again.
 */
static int settle(struct stage_run *run, struct load *load)
{
    if (load->sent == NULL)
        return 0;
    int result = take_report_answer(run);
    if (result == 0)
        tell(run, load->sent);
    clear(load->sent);
    load->sent = NULL;
    return result;
}

/* Sends what there is, once the batch before it is taken, and starts anew. */
static int flush(struct stage_run *run, struct load *load)
{
    if (load->filling->count == 0)
        return 0;
    if (settle(run, load) < 0 || send_report(run, load) < 0)
        return -1;
    load->sent = load->filling;
    load->filling = &load->batches[load->sent == &load->batches[0]];
    return 0;
}

/* Converts one file into the batch. 0, 1 when it was written to meanwhile, -1 when reporting
   failed. */
static int convert_one(
    struct stage_run *run, struct load *load, const struct item_conversion *conversion)
{
    struct product_options options = {
        .root = stage_config(run)->docs.root,
        .page = &load->options,
        .config = stage_config(run),
        .tick = tick,
        .context = run,
    };
    struct product product;
    if (product_make(&product, conversion, &options) < 0)
        return 1;
    size_t bytes = product_bytes(&product);
    bool is_full = load->filling->count == load->most || load->filling->bytes + bytes > BATCH_BYTES;
    if (is_full && flush(run, load) < 0) {
        product_free(&product);
        return -1;
    }
    if (is_full && load->most < BATCH_FILES)
        load->most *= 2;
    struct batch *batch = load->filling;
    batch->are_pages[batch->count] = conversion->is_page;
    batch->products[batch->count++] = product;
    batch->bytes += bytes;
    return 0;
}

/* Converts those that are due, told `since_ms` ago. How long until there may be more: 0: look at
   once. *is_early: none was. */
static int64_t convert_due(struct stage_run *run, struct load *load,
    const struct message_conversions_due *due, int64_t since_ms, bool *is_early)
{
    int64_t debounce_ms = stage_config(run)->limits.debounce_ms;
    int64_t next_ms = POLL_MS;
    size_t done = 0;
    *is_early = due->files_count > 0;
    for (size_t i = 0; i < due->files_count && stage_tick(run); i++) {
        const struct item_conversion *file = &due->files[i];
        int64_t wait_ms =
            debounce_wait_ms(file->quiet_ms + since_ms, file->waiting_ms + since_ms, debounce_ms);
        int result = wait_ms > 0 ? 1 : convert_one(run, load, file);
        *is_early = *is_early && wait_ms > 0;
        if (result < 0)
            return POLL_MS;
        if (result == 0)
            done++;
        else if (wait_ms == 0) /* it is being written to: its time begins anew */
            wait_ms = debounce_ms < 20 ? 20 : debounce_ms;
        if (result == 1 && wait_ms < next_ms)
            next_ms = wait_ms;
    }
    if (flush(run, load) < 0 || settle(run, load) < 0)
        return POLL_MS;
    return done > 0 ? 0 : next_ms;
}

static struct load *new_load(struct stage_run *run)
{
    struct load *load = memory_new(sizeof *load);
    load->options = page_settings(stage_config(run));
    load->filling = &load->batches[0];
    load->most = FIRST_FILES;
    fingerprint_of(stage_config(run), load->made_with);
    return load;
}

static void free_load(struct load **load)
{
    clear(&(*load)->batches[0]);
    clear(&(*load)->batches[1]);
    memory_free(load);
}

static int ask(struct stage_run *run, const char *made_with, struct message *answer)
{
    struct state *state = stage_state(run);
    struct message question = { .type = MESSAGE_conversions_ask };
    question.conversions_ask.limit = ASKED_FILES;
    question.conversions_ask.made_with = made_with;
    int result = stage_ask(run, &question, answer);
    state->due_ms = clock_now_ms();
    return result;
}

/* What the store said once is good for one more time: whoever waited until files are quiet, and
   heard of nothing else, knows what it would say. 0, or -1 when the stage is to stop. `next_ms` is
   how long until there may be more to do. */
static int ask_and_convert(struct stage_run *run, struct load *load, int64_t *next_ms)
{
    struct state *state = stage_state(run);
    struct message answer = state->due;
    bool is_new = answer.type == MESSAGE_none;
    bool is_early = false;
    state->due = (struct message){ .type = MESSAGE_none };
    if (is_new && ask(run, load->made_with, &answer) < 0)
        return -1;
    if (answer.type == MESSAGE_conversions_due) {
        bool is_cloud = answer.conversions_due.is_cloud;
        load->options.edition = is_cloud ? PAGE_CLOUD : PAGE_DATACENTER;
        int64_t since_ms = clock_now_ms() - state->due_ms;
        *next_ms = convert_due(run, load, &answer.conversions_due, since_ms, &is_early);
    } else {
        log_error("the store does not say what is to be converted: %s",
            answer.type == MESSAGE_refused ? answer.refused.reason : message_name(answer.type));
    }
    if (is_new && is_early && *next_ms < POLL_MS)
        state->due = answer;
    else
        message_free(&answer);
    return 0;
}

static void work(struct stage_run *run)
{
    struct load *load = new_load(run);
    int64_t next_ms = POLL_MS;
    int result = ask_and_convert(run, load, &next_ms);
    free_load(&load);
    if (result == 0 && !stage_is_stopping(run))
        plan_work(run, next_ms);
}

/* Settings that pages are made with may have changed: the store hears of it with the question. Or
   its hints may have been missed. */
static void look_again(struct stage_run *run)
{
    struct state *state = stage_state(run);
    message_free(&state->due);
    plan_work(run, 0);
}

static void on_conversions_waiting(struct stage_run *run, const struct message *message)
{
    (void)message;
    look_again(run);
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
    if (state != NULL)
        message_free(&state->due);
    memory_free(&state);
}

const struct stage converter = {
    .name = "converter",
    .needs = CONFIG_NEEDS_NOTHING, /* a root that is not there may come */
    .open = open_converter,
    .close = close_converter,
    .on_reload = look_again,
    .on_connection = look_again,
    .on_event = { [MESSAGE_conversions_waiting] = on_conversions_waiting },
};
