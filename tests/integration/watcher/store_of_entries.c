/* SPDX-License-Identifier: MIT */
/* Stands in for the store: keeps what the watcher reports, prints each report as a line of JSON.
   The scans that are wanted are counted in the file $SCANS_WANTED. */
#include "base/memory.h"
#include "base/text.h"
#include "bus/message_print.h"
#include "bus/stage.h"
#include "watcher/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct tree *tree;
static struct text last; /* the report before */

static int64_t scans_wanted(void)
{
    FILE *file = fopen(getenv("SCANS_WANTED"), "r");
    long number = 0;
    if (file == NULL || fscanf(file, "%ld", &number) != 1)
        number = 0;
    if (file != NULL)
        fclose(file);
    return number;
}

static int by_path(const void *a, const void *b)
{
    return strcmp((*(struct tree_entry *const *)a)->path, (*(struct tree_entry *const *)b)->path);
}

static struct tree_entry **sorted(void)
{
    struct tree_entry **all = memory_new_array(tree_count(tree) + 1, sizeof *all);
    size_t count = 0;
    size_t position = 0;
    for (struct tree_entry *entry; (entry = tree_next(tree, &position)) != NULL;)
        all[count++] = entry;
    if (count > 1)
        qsort(all, count, sizeof *all, by_path);
    return all;
}

static void tell_entries(struct stage_run *run, const struct message *question)
{
    const struct message_entries_ask *ask = &question->entries_ask;
    struct tree_entry **all = sorted();
    struct item_entry *part = memory_new_array((size_t)ask->limit, sizeof *part);
    struct message answer = { .type = MESSAGE_entries_seen };
    size_t i = 0;
    size_t count = 0;
    for (; all[i] != NULL && count < (size_t)ask->limit; i++) {
        if (ask->after[0] != '\0' && strcmp(all[i]->path, ask->after) <= 0)
            continue;
        const struct tree_values *values = &all[i]->values;
        part[count++] = (struct item_entry){ .path = all[i]->path,
            .kind = values->is_folder ? ENTRY_FOLDER : ENTRY_FILE,
            .size = values->size,
            .modified_ns = values->modified_ns,
            .inode = values->inode,
            .device = values->device,
            .altered_ns = values->changed_ns };
    }
    answer.entries_seen.entries = part;
    answer.entries_seen.entries_count = count;
    answer.entries_seen.is_last = all[i] == NULL;
    answer.entries_seen.scans_wanted = scans_wanted();
    stage_reply(run, &answer);
    memory_free(&part);
    memory_free(&all);
}

static void move(const char *from, const char *to)
{
    struct tree_entry **all = sorted();
    size_t length = strlen(from);
    for (size_t i = 0; all[i] != NULL; i++) {
        const char *path = all[i]->path;
        if (strncmp(path, from, length) != 0 || (path[length] != '\0' && path[length] != '/'))
            continue;
        struct text moved = text_new(8192);
        text_add_format(&moved, "%s%s", to, path + length);
        tree_rename(tree, all[i], moved.data);
        text_free(&moved);
    }
    memory_free(&all);
}

static void take_entry(const struct item_entry *item)
{
    struct tree_values values = { .size = item->size,
        .modified_ns = item->modified_ns,
        .inode = item->inode,
        .device = item->device,
        .changed_ns = item->altered_ns,
        .is_folder = item->kind == ENTRY_FOLDER };
    struct tree_entry *entry = tree_find(tree, item->path);
    if (entry == NULL)
        tree_add(tree, item->path, &values);
    else
        tree_set(tree, entry, &values);
}

/* On a busy machine the answer may come so late that the same is told again: no news. */
static void print_report(const struct message *question)
{
    const struct message_entries_report *report = &question->entries_report;
    struct text line = text_new(64 * 1024 * 1024);
    message_print_json(question, &line);
    bool is_any = report->moves_count + report->changed_count + report->gone_count > 0;
    if (!is_any || last.data == NULL || strcmp(line.data, last.data) != 0) {
        puts(line.data);
        fflush(stdout);
    }
    text_free(&last);
    last = line;
}

static void take_report(struct stage_run *run, const struct message *question)
{
    const struct message_entries_report *report = &question->entries_report;
    for (size_t i = 0; i < report->moves_count; i++)
        move(report->moves[i].from, report->moves[i].to);
    for (size_t i = 0; i < report->changed_count; i++)
        take_entry(&report->changed[i]);
    for (size_t i = 0; i < report->gone_count; i++) {
        struct tree_entry *entry = tree_find(tree, report->gone[i].path);
        if (entry != NULL)
            tree_remove(tree, entry);
        tree_entry_free(&entry);
    }
    print_report(question);
    stage_reply_accepted(run, 0);
}

static void tell_scans(struct stage_run *run, const struct message *question)
{
    (void)question;
    stage_reply_accepted(run, scans_wanted());
}

static int open_store(struct stage_run *run)
{
    (void)run;
    tree = tree_new();
    return 0;
}

static void close_store(struct stage_run *run)
{
    (void)run;
    tree_free(&tree);
    text_free(&last);
}

static const struct stage store = {
    .name = "statestore",
    .open = open_store,
    .close = close_store,
    .on_request = {
        [MESSAGE_entries_ask] = tell_entries,
        [MESSAGE_entries_report] = take_report,
        [MESSAGE_scans_ask] = tell_scans,
    },
};

int main(int argc, char **argv)
{
    return stage_main(&store, argc, argv);
}
