/* SPDX-License-Identifier: MIT */
#include "watcher/watcher.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "watcher/filesystem.h"
#include "watcher/gitignore.h"
#include "watcher/report.h"
#include "watcher/scan.h"
#include "watcher/settle.h"

#include <errno.h>
#include <string.h>

enum {
    ASK_MS = 5000,                /* is a scan wanted? is one due? */
    RESCAN_MS = 10 * 60 * 1000,   /* where events arrive */
    RESCAN_UNREAD_MS = 60 * 1000, /* after one that could not read everything */
    POLL_SHORT_MS = 30 * 1000,    /* where not all folders can be watched */
    POLL_SILENT_MS = 10 * 1000,   /* where events do not arrive */
    OVERFLOW_MS = 500,            /* what floods us may not be over yet */
    LONGEST_SETTLE_MS = 200,
    SHORTEST_SETTLE_MS = 20,
};

struct state {
    char *root;
    struct tree *tree;
    struct ignore *ignore;
    struct events *events;
    struct notify *notify; /* NULL: inotify is not to be had */
    bool is_loaded;        /* the tree is what the store knows */

    struct scan scan;     /* of the full scan that is under way */
    bool is_scanning;     /* one is, perhaps waiting for its second look */
    bool is_scan_due;     /* another one is wanted after it */
    int64_t started_ms;   /* when it began */
    int64_t scan_number;  /* scans_wanted when it began */
    bool has_told;        /* what makes no page: by the first scan alone */
    int64_t scans_wanted; /* as the store says */
    int64_t next_scan_ms; /* when the periodic one is due */
    int scan_timer;       /* 0: none */
    int look_timer;       /* of the second look; 0: none */
    int settle_timer;     /* 0: none */
    int64_t settle_at_ms;

    bool is_root_missing;
    int64_t root_device; /* as of the last full scan */
    int64_t root_inode;
    const char *silent; /* name of a file system without events; NULL: events arrive */
    bool is_short_told;
    bool is_deaf_told;
};

static void scan_all(struct stage_run *run);
static void take_events(struct stage_run *run);
static void settle(struct stage_run *run);

/* ---------------------------------------------------------------- what is next */

static void scan_timer(struct stage_run *run)
{
    struct state *state = stage_state(run);
    state->scan_timer = 0;
    scan_all(run);
}

/* A full scan in `ms`, or when one is planned already, then. */
static void plan_scan(struct stage_run *run, int64_t ms)
{
    struct state *state = stage_state(run);
    if (state->is_scanning)
        state->is_scan_due = true;
    else if (state->scan_timer == 0)
        state->scan_timer = stage_after(run, ms, scan_timer);
}

static void settle_timer(struct stage_run *run)
{
    struct state *state = stage_state(run);
    state->settle_timer = 0;
    /* On a busy machine the timer may come first: a file that moved would count as gone. */
    take_events(run);
    settle(run);
}

static void plan_settle(struct stage_run *run)
{
    struct state *state = stage_state(run);
    int64_t due_ms = events_due_ms(state->events);
    if (due_ms < 0 || state->is_scanning || !state->is_loaded)
        return;
    if (state->settle_timer != 0 && state->settle_at_ms <= due_ms)
        return;
    if (state->settle_timer != 0)
        stage_cancel(run, state->settle_timer);
    int64_t wait_ms = due_ms - clock_now_ms();
    state->settle_at_ms = due_ms;
    state->settle_timer = stage_after(run, wait_ms < 1 ? 1 : wait_ms, settle_timer);
}

/* What the store knows now is not known here: ask it anew. */
static void start_over(struct stage_run *run)
{
    struct state *state = stage_state(run);
    state->is_loaded = false;
    if (!stage_is_stopping(run))
        plan_scan(run, ASK_MS);
}

/* ---------------------------------------------------------------- events */

static void take_events(struct stage_run *run)
{
    struct state *state = stage_state(run);
    struct notify_news news = { 0 };
    if (state->notify == NULL)
        return;
    notify_read(state->notify, state->events, state->ignore, &news);
    if (events_take_overflow(state->events))
        plan_scan(run, OVERFLOW_MS);
    if (news.is_root_touched || news.are_rules_changed)
        plan_scan(run, EVENTS_GRACE_MS);
}

static void on_notify(struct stage_run *run, int fd)
{
    (void)fd;
    take_events(run);
    plan_settle(run);
}

static void tell_skipped(void *context, const char *path, const char *reason)
{
    (void)context;
    char *shown = unicode_printable(path);
    log_warning("%s makes no page: %s", shown, reason);
    memory_free(&shown);
}

static bool tick(void *context)
{
    take_events(context);
    return stage_tick(context);
}

/* Watches of moved and deleted folders would speak of paths that are something else now. */
static void prune(struct state *state, const struct changes *changes)
{
    bool is_needed = false;
    for (size_t i = 0; i < changes->move_count; i++)
        is_needed |= changes->moves[i].is_folder;
    for (size_t i = 0; i < changes->gone_count; i++)
        is_needed |= changes->gone[i]->values.is_folder;
    if (is_needed && state->notify != NULL)
        notify_prune(state->notify, state->tree);
}

static int open_scan(struct stage_run *run, struct scan *scan, bool is_full)
{
    struct state *state = stage_state(run);
    *scan = (struct scan){
        .compare = compare_new(state->tree, is_full),
        .ignore = state->ignore,
        .notify = state->notify,
        .tick = tick,
        .skipped = is_full && !state->has_told ? tell_skipped : NULL,
        .context = run,
    };
    return scan_open(scan, state->root);
}

static void close_scan(struct scan *scan)
{
    compare_free(&scan->compare);
    scan_close(scan);
}

static void report_settled(struct stage_run *run, struct scan *scan, const struct settled *settled)
{
    struct state *state = stage_state(run);
    struct report_times times = { settled->items, settled->count };
    compare_match(scan->compare);
    const struct changes *changes = compare_finish(scan->compare);
    prune(state, changes);
    for (size_t i = 0; i < changes->move_count; i++)
        if (changes->moves[i].is_folder)
            events_follow(state->events, changes->moves[i].from, changes->moves[i].to);
    if (report_changes(run, changes, NULL, &times) < 0)
        start_over(run);
    else if (changes->move_count + changes->changed_count + changes->gone_count > 0)
        stage_progress(run);
}

static void settle(struct stage_run *run)
{
    struct state *state = stage_state(run);
    struct scan scan;
    if (!state->is_loaded || state->is_scanning)
        return; /* planned again when the scan is over */
    if (open_scan(run, &scan, false) < 0 || scan.root_device != state->root_device ||
        scan.root_inode != state->root_inode) {
        /* The root vanished or is another folder: no event says what is in it now. */
        events_clear(state->events);
        plan_scan(run, 0);
    } else {
        bool was_short = state->notify != NULL && notify_is_short(state->notify);
        struct settled settled = settle_look(state->events, &scan, state->tree, clock_now_ms());
        if (settled.count > 0)
            report_settled(run, &scan, &settled);
        settled_free(&settled);
        if (!was_short && state->notify != NULL && notify_is_short(state->notify))
            state->next_scan_ms = 0;
    }
    close_scan(&scan);
    plan_settle(run);
}

/* ---------------------------------------------------------------- full scans */

static int64_t interval_ms(const struct state *state, bool is_complete)
{
    if (state->silent != NULL || state->notify == NULL)
        return POLL_SILENT_MS;
    if (notify_is_short(state->notify))
        return POLL_SHORT_MS;
    return is_complete ? RESCAN_MS : RESCAN_UNREAD_MS;
}

static const char *method(const struct state *state)
{
    if (state->silent != NULL)
        return "inotify, and polling every 10 s: this file system does not tell of all changes";
    if (state->notify == NULL)
        return "polling every 10 s: fs.inotify.max_user_instances is reached";
    if (notify_is_short(state->notify))
        return "inotify, and polling every 30 s: fs.inotify.max_user_watches is reached";
    return "inotify";
}

static void tell_shortage(struct state *state)
{
    bool is_short = state->notify != NULL && notify_is_short(state->notify);
    if (is_short && !state->is_short_told)
        log_warning("the system lets only %zu of %zu folders be watched; all are looked at every "
                    "30 s instead. To watch them all: sysctl fs.inotify.max_user_watches=1048576",
            notify_count(state->notify), tree_count_folders(state->tree) + 1);
    state->is_short_told = is_short;
}

static void drop_scan(struct state *state)
{
    close_scan(&state->scan);
    state->is_scanning = false;
}

static void publish_scan(struct stage_run *run, const struct changes *changes, bool is_complete)
{
    struct state *state = stage_state(run);
    struct message event = { .type = MESSAGE_tree_scanned };
    size_t folders = tree_count_folders(state->tree);
    event.tree_scanned.folders = (int64_t)folders;
    event.tree_scanned.files = (int64_t)(tree_count(state->tree) - folders);
    event.tree_scanned.changes =
        (int64_t)(changes->move_count + changes->changed_count + changes->gone_count);
    event.tree_scanned.took_ms = clock_now_ms() - state->started_ms;
    event.tree_scanned.is_complete = is_complete;
    event.tree_scanned.method = method(state);
    stage_publish(run, &event);
    log_debug("scanned %zu files in %zu folders in %lld ms", tree_count(state->tree) - folders,
        folders, (long long)event.tree_scanned.took_ms);
}

static void end_scan(struct stage_run *run)
{
    struct state *state = stage_state(run);
    const struct changes *changes = compare_finish(state->scan.compare);
    struct report_scan end = {
        .is_complete = state->scan.is_complete,
        .number = state->scan_number,
        .trouble = state->scan.trouble.data,
    };
    prune(state, changes);
    tell_shortage(state);
    state->is_scanning = false;
    state->has_told = true;
    state->next_scan_ms = clock_now_ms() + interval_ms(state, end.is_complete);
    if (report_changes(run, changes, &end, NULL) < 0) {
        start_over(run);
    } else {
        publish_scan(run, changes, end.is_complete);
        stage_progress(run);
    }
    close_scan(&state->scan);
    if (state->is_scan_due)
        plan_scan(run, 0);
    state->is_scan_due = false;
    plan_settle(run);
}

/* The root went away while it was looked at: then nothing says that anything was deleted. */
static bool is_root_lost(struct scan *scan)
{
    if (scan_has_root(scan))
        return false;
    scan->is_complete = false;
    text_add_format(&scan->trouble, "%sthe folder %s went away while it was looked at",
        scan->trouble.length > 0 ? "\n" : "", scan->root);
    return true;
}

/* What was missing may have been in the middle of a save. */
static void look_again(struct stage_run *run)
{
    struct state *state = stage_state(run);
    state->look_timer = 0;
    size_t count = 0;
    struct tree_entry *const *missing = compare_missing(state->scan.compare, &count);
    bool is_lost = is_root_lost(&state->scan);
    for (size_t i = 0; i < count && tick(run); i++) {
        struct tree_values values;
        enum scan_look look = scan_look(&state->scan, missing[i]->path, &values);
        if (is_lost || look == SCAN_UNREADABLE)
            values = missing[i]->values;
        else if (look == SCAN_THERE &&
                 scan_ignores(&state->scan, missing[i]->path, values.is_folder))
            continue; /* since the last scan */
        if (is_lost || look != SCAN_MISSING)
            compare_found(state->scan.compare, missing[i]->path, &values);
    }
    if (is_lost)
        state->is_scan_due = true;
    if (stage_is_stopping(run))
        drop_scan(state);
    else
        end_scan(run);
}

static void load(struct stage_run *run)
{
    struct state *state = stage_state(run);
    int64_t wanted = state->scans_wanted;
    tree_free(&state->tree);
    state->tree = tree_new();
    state->is_loaded = report_load(run, state->tree, &wanted) == 0;
    if (wanted > state->scans_wanted)
        state->scans_wanted = wanted;
}

static void open_notify(struct stage_run *run)
{
    struct state *state = stage_state(run);
    if (state->notify != NULL)
        stage_watch(run, notify_descriptor(state->notify), NULL);
    notify_close(&state->notify);
    state->notify = notify_open(state->root);
    if (state->notify != NULL)
        stage_watch(run, notify_descriptor(state->notify), on_notify);
    else if (!state->is_deaf_told)
        log_warning("cannot use inotify: %s; everything is looked at every 10 s instead. More "
                    "instances: sysctl fs.inotify.max_user_instances=1024",
            strerror(errno));
    state->is_deaf_told = state->notify == NULL;
}

/* Watches belong to folders, so another root needs others; where it is the same they stay. */
static void meet_root(struct stage_run *run)
{
    struct state *state = stage_state(run);
    struct scan *scan = &state->scan;
    bool is_same = state->root_inode == scan->root_inode && state->root_device == scan->root_device;
    if (!is_same || state->notify == NULL) {
        events_clear(state->events);
        open_notify(run);
    }
    state->root_inode = scan->root_inode;
    state->root_device = scan->root_device;
    const char *silent = filesystem_without_events(scan->root_fd);
    if (silent != NULL && state->silent == NULL)
        log_info("%s is on %s, which does not tell of all changes: it is looked at every 10 s",
            state->root, silent);
    state->silent = silent;
    if (state->is_root_missing)
        log_info("%s is back", state->root);
    state->is_root_missing = false;
    scan->notify = state->notify;
    if (state->notify != NULL)
        notify_reset_short(state->notify);
}

/* Told once, and as the answer to each scan that somebody wants. */
static void miss_root(struct stage_run *run)
{
    struct state *state = stage_state(run);
    bool is_news = !state->is_root_missing || state->scan_number < state->scans_wanted;
    if (!state->is_root_missing)
        log_error("%s; its pages stay as they are until it is back", state->scan.trouble.data);
    state->is_root_missing = true;
    state->scan_number = state->scans_wanted;
    events_clear(state->events);
    compare_unknown(state->scan.compare, "");
    compare_match(state->scan.compare);
    if (is_news) {
        state->is_scanning = true;
        end_scan(run);
    } else {
        (void)compare_finish(state->scan.compare);
        close_scan(&state->scan);
    }
    state->next_scan_ms = 0;
}

static void scan_all(struct stage_run *run)
{
    struct state *state = stage_state(run);
    if (state->is_scanning) {
        state->is_scan_due = true;
        return;
    }
    if (!state->is_loaded)
        load(run);
    if (!state->is_loaded) {
        start_over(run);
        return;
    }
    state->started_ms = clock_now_ms();
    if (open_scan(run, &state->scan, true) < 0) {
        miss_root(run);
        return;
    }
    meet_root(run);
    state->scan_number = state->scans_wanted;
    state->is_scanning = true;
    scan_walk(&state->scan, "");
    take_events(run);
    if (state->scan.is_stopped) {
        drop_scan(state);
        return;
    }
    size_t missing = 0;
    settle_pairs(state->events, &state->scan);
    compare_match(state->scan.compare);
    compare_missing(state->scan.compare, &missing);
    if (missing > 0)
        state->look_timer = stage_after(run, EVENTS_GRACE_MS, look_again);
    else
        end_scan(run);
}

/* ---------------------------------------------------------------- wishes of the store */

static void want_scan(struct stage_run *run, int64_t number)
{
    struct state *state = stage_state(run);
    if (number <= state->scans_wanted)
        return;
    state->scans_wanted = number;
    plan_scan(run, 0);
}

static void on_scan_waiting(struct stage_run *run, const struct message *message)
{
    want_scan(run, message->scan_waiting.number);
}

static void ask_for_scans(struct stage_run *run)
{
    struct message question = { .type = MESSAGE_scans_ask };
    struct message answer;
    if (stage_ask(run, &question, &answer) < 0)
        return;
    if (answer.type == MESSAGE_accepted)
        want_scan(run, answer.accepted.number);
    message_free(&answer);
}

static void ask_for_wishes(struct stage_run *run)
{
    struct state *state = stage_state(run);
    ask_for_scans(run);
    /* This timer is coarse: better early than late. */
    if (clock_now_ms() + ASK_MS / 2 >= state->next_scan_ms)
        plan_scan(run, 0);
}

/* ---------------------------------------------------------------- the stage */

static void set_up(struct stage_run *run)
{
    struct state *state = stage_state(run);
    const struct config *config = stage_config(run);
    int64_t settle_ms = config->limits.debounce_ms * 2 / 3;
    if (settle_ms > LONGEST_SETTLE_MS)
        settle_ms = LONGEST_SETTLE_MS;
    if (settle_ms < SHORTEST_SETTLE_MS)
        settle_ms = SHORTEST_SETTLE_MS;
    state->root = memory_copy_text(config->docs.root);
    state->ignore =
        ignore_new(&gitignore_matcher, config->docs.ignore.items, config->docs.ignore.count);
    state->events = events_new(settle_ms);
    state->root_inode = -1;
}

static void tear_down(struct stage_run *run)
{
    struct state *state = stage_state(run);
    if (state->look_timer != 0)
        stage_cancel(run, state->look_timer);
    state->look_timer = 0;
    if (state->is_scanning)
        drop_scan(state);
    if (state->notify != NULL)
        stage_watch(run, notify_descriptor(state->notify), NULL);
    notify_close(&state->notify);
    events_free(&state->events);
    ignore_free(&state->ignore);
    memory_free(&state->root);
}

static int open_watcher(struct stage_run *run)
{
    struct state *state = memory_new(sizeof *state);
    stage_set_state(run, state);
    state->tree = tree_new();
    set_up(run);
    stage_every(run, ASK_MS, ask_for_wishes);
    plan_scan(run, 0);
    return 0;
}

static void close_watcher(struct stage_run *run)
{
    struct state *state = stage_state(run);
    if (state == NULL)
        return;
    tear_down(run);
    tree_free(&state->tree);
    memory_free(&state);
}

/* Another root or other patterns: everything is looked at as at the start. */
static void reload_watcher(struct stage_run *run)
{
    tear_down(run);
    set_up(run);
    plan_scan(run, 0);
}

const struct stage watcher = {
    .name = "watcher",
    .needs = CONFIG_NEEDS_NOTHING, /* a root that is not there may come */
    .open = open_watcher,
    .close = close_watcher,
    .on_reload = reload_watcher,
    .on_connection = ask_for_scans,
    .on_event = { [MESSAGE_scan_waiting] = on_scan_waiting },
};
