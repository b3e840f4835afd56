/* SPDX-License-Identifier: MIT */
#include "watcher/report.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "watcher/revision.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum {
    PART_ENTRIES = 4096,    /* asked for at once */
    BATCH_ENTRIES = 2000,   /* told at once */
    NOTICES_OF_SCAN = 1000, /* a first scan of a large tree would only flood the listeners */
    NS_PER_MS = 1000000,
};

/* 0 with an answer of the type, else -1. */
static int ask(struct stage_run *run, const struct message *question, enum message_type type,
    struct message *answer)
{
    if (stage_ask(run, question, answer) < 0)
        return -1;
    if (answer->type == type)
        return 0;
    if (answer->type == MESSAGE_refused)
        log_error("the store refuses %s: %s", message_name(question->type), answer->refused.reason);
    else
        log_error("the store answers %s with %s", message_name(question->type),
            message_name(answer->type));
    message_free(answer);
    return -1;
}

static void add_entry(struct tree *tree, const struct item_entry *entry)
{
    struct tree_values values = {
        .size = entry->kind == ENTRY_FOLDER ? 0 : entry->size,
        .modified_ns = entry->kind == ENTRY_FOLDER ? 0 : entry->modified_ns,
        .inode = entry->inode,
        .device = entry->device,
        .born_ns = entry->born_ns,
        .changed_ns = entry->kind == ENTRY_FOLDER ? 0 : entry->altered_ns,
        .is_folder = entry->kind == ENTRY_FOLDER,
    };
    if (tree_find(tree, entry->path) == NULL)
        tree_add(tree, entry->path, &values);
}

int report_load(struct stage_run *run, struct tree *tree, int64_t *scans_wanted)
{
    char *after = memory_copy_text("");
    bool is_last = false;
    while (!is_last) {
        struct message question = { .type = MESSAGE_entries_ask };
        struct message answer;
        question.entries_ask.after = after;
        question.entries_ask.limit = PART_ENTRIES;
        if (ask(run, &question, MESSAGE_entries_seen, &answer) < 0)
            break;
        const struct message_entries_seen *seen = &answer.entries_seen;
        for (size_t i = 0; i < seen->entries_count; i++)
            add_entry(tree, &seen->entries[i]);
        is_last = seen->is_last || seen->entries_count == 0;
        *scans_wanted = seen->scans_wanted;
        memory_free(&after);
        if (!is_last)
            after = memory_copy_text(seen->entries[seen->entries_count - 1].path);
        message_free(&answer);
    }
    memory_free(&after);
    return is_last ? 0 : -1;
}

static int by_path(const void *key, const void *item)
{
    return strcmp(key, (*(struct dirty *const *)item)->path);
}

/* The event's time; for what was found by a walk the file's own, unless that is in the future. */
static int64_t changed_ms(
    const struct tree_entry *entry, const struct report_times *times, int64_t now_ms)
{
    if (times != NULL && times->count > 0) {
        struct dirty *const *dirty =
            bsearch(entry->path, times->items, times->count, sizeof(struct dirty *), by_path);
        if (dirty != NULL)
            return (*dirty)->changed_ms;
    }
    int64_t modified_ms = entry->values.modified_ns / NS_PER_MS;
    return modified_ms <= 0 || modified_ms > now_ms ? now_ms : modified_ms;
}

static struct item_entry item_of(const struct tree_entry *entry, int64_t at_ms)
{
    return (struct item_entry){
        .path = entry->path,
        .kind = entry->values.is_folder ? ENTRY_FOLDER : ENTRY_FILE,
        .size = entry->values.size,
        .modified_ns = entry->values.modified_ns,
        .inode = entry->values.inode,
        .device = entry->values.device,
        .born_ns = entry->values.born_ns,
        .altered_ns = entry->values.changed_ns,
        .changed_ms = at_ms,
    };
}

/* How far the sending is. */
struct progress {
    size_t moves;
    size_t changed;
    size_t gone;
    struct item_entry_move move_items[BATCH_ENTRIES];
    struct item_entry changed_items[BATCH_ENTRIES];
    struct item_path_name gone_items[BATCH_ENTRIES];
};

/* The next batch: moves, then changes, then what is gone. */
static void fill(struct message_entries_report *batch, struct progress *progress,
    const struct changes *changes, const struct report_times *times)
{
    size_t room = BATCH_ENTRIES;
    int64_t now_ms = clock_wall_ms();
    batch->moves = progress->move_items;
    for (; room > 0 && progress->moves < changes->move_count; progress->moves++, room--)
        batch->moves[batch->moves_count++] = (struct item_entry_move){
            changes->moves[progress->moves].from,
            changes->moves[progress->moves].to,
        };
    batch->changed = progress->changed_items;
    for (; room > 0 && progress->changed < changes->changed_count; progress->changed++, room--) {
        const struct tree_entry *entry = changes->changed[progress->changed].entry;
        batch->changed[batch->changed_count++] = item_of(entry, changed_ms(entry, times, now_ms));
    }
    batch->gone = progress->gone_items;
    for (; room > 0 && progress->gone < changes->gone_count; progress->gone++, room--)
        batch->gone[batch->gone_count++] =
            (struct item_path_name){ changes->gone[progress->gone]->path };
}

static bool is_all_sent(const struct progress *progress, const struct changes *changes)
{
    return progress->moves == changes->move_count && progress->changed == changes->changed_count &&
           progress->gone == changes->gone_count;
}

static void publish(struct stage_run *run, const char *what, const char *path, const char *from)
{
    struct message event = { .type = MESSAGE_file_noticed };
    event.file_noticed.path = path;
    event.file_noticed.what = what;
    event.file_noticed.from = from;
    stage_publish(run, &event);
}

static void publish_all(struct stage_run *run, const struct changes *changes, size_t limit)
{
    for (size_t i = 0; i < changes->move_count && limit > 0; i++, limit--)
        publish(run, "moved", changes->moves[i].to, changes->moves[i].from);
    for (size_t i = 0; i < changes->changed_count && limit > 0; i++, limit--)
        publish(run, changes->changed[i].is_new ? "created" : "changed",
            changes->changed[i].entry->path, "");
    for (size_t i = 0; i < changes->gone_count && limit > 0; i++, limit--)
        publish(run, "gone", changes->gone[i]->path, "");
}

/* Unlike that of any report before, of other watchers too. */
static int64_t draw_number(void)
{
    int64_t number = 0;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        number = clock_wall_ms();
    return (number & INT64_MAX) | 1;
}

int report_changes(struct stage_run *run, const struct changes *changes,
    const struct report_scan *scan, const struct report_times *times)
{
    struct progress *progress = memory_new(sizeof *progress);
    int result = 0;
    bool is_done = scan == NULL && is_all_sent(progress, changes);
    char revision[REVISION_BYTES] = "";
    if (!is_done)
        revision_find(stage_config(run)->docs.root, revision);
    while (!is_done && result == 0) {
        struct message question = { .type = MESSAGE_entries_report };
        struct message answer;
        fill(&question.entries_report, progress, changes, times);
        question.entries_report.number = draw_number();
        question.entries_report.revision = revision;
        is_done = is_all_sent(progress, changes);
        if (is_done && scan != NULL) {
            question.entries_report.ends_scan = true;
            question.entries_report.is_complete = scan->is_complete;
            question.entries_report.scan = scan->number;
            question.entries_report.trouble = scan->trouble;
        }
        result = ask(run, &question, MESSAGE_accepted, &answer);
        if (result == 0)
            message_free(&answer);
    }
    if (result == 0)
        publish_all(run, changes, scan != NULL ? NOTICES_OF_SCAN : SIZE_MAX);
    memory_free(&progress);
    return result;
}
