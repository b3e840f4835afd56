/* SPDX-License-Identifier: MIT */
/* Stands in for the store: hands out the files that the file $FILES lists, one a line as
   `seen is_page path`, until they are reported, and prints as lines of JSON each report, each hint
   that the list is another, and how many files each question was answered with. */
#include "base/clock.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/text.h"
#include "bus/message_print.h"
#include "bus/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 256, LINE_BYTES = 1024 };

static struct reported {
    char *path;
    int64_t seen;
} reported[FILES_MAX];
static size_t reported_count;

static bool is_reported(const char *path, int64_t seen)
{
    for (size_t i = 0; i < reported_count; i++)
        if (reported[i].seen == seen && strcmp(reported[i].path, path) == 0)
            return true;
    return false;
}

static void remember(const char *path, int64_t seen)
{
    if (reported_count < FILES_MAX)
        reported[reported_count++] = (struct reported){ memory_copy_text(path), seen };
}

/* How long ago the file was written to; long ago when it is not there. */
static int64_t quiet_ms(const struct stage_run *run, const char *path)
{
    char *whole = path_join(stage_config(run)->docs.root, path);
    struct stat status;
    int64_t quiet = 60000;
    if (stat(whole, &status) == 0)
        quiet = clock_wall_ms() - (int64_t)status.st_mtim.tv_sec * 1000 -
                status.st_mtim.tv_nsec / 1000000;
    memory_free(&whole);
    return quiet < 0 ? 0 : quiet;
}

static bool take_line(struct stage_run *run, char *line, struct item_conversion *item)
{
    char *end = line;
    line[strcspn(line, "\n")] = '\0';
    item->seen = strtol(end, &end, 10);
    item->is_page = strtol(end, &end, 10) != 0;
    if (*end != ' ' || is_reported(end + 1, item->seen))
        return false;
    item->path = memory_copy_text(end + 1);
    item->quiet_ms = quiet_ms(run, item->path);
    item->waiting_ms = item->quiet_ms;
    return true;
}

static void tell_conversions(struct stage_run *run, const struct message *question)
{
    struct message answer = { .type = MESSAGE_conversions_due };
    struct item_conversion items[FILES_MAX] = { 0 };
    size_t count = 0;
    char line[LINE_BYTES];
    FILE *file = fopen(getenv("FILES"), "r");
    while (file != NULL && count < (size_t)question->conversions_ask.limit &&
           fgets(line, sizeof line, file) != NULL)
        count += take_line(run, line, &items[count]);
    if (file != NULL)
        fclose(file);
    answer.conversions_due.files = items;
    answer.conversions_due.files_count = count;
    stage_reply(run, &answer);
    printf("{\"due\": %zu}\n", count);
    fflush(stdout);
    for (size_t i = 0; i < count; i++) {
        char *path = (char *)(uintptr_t)items[i].path;
        memory_free(&path);
    }
}

static void take_report(struct stage_run *run, const struct message *question)
{
    const struct message_conversions_report *report = &question->conversions_report;
    for (size_t i = 0; i < report->pages_count; i++)
        remember(report->pages[i].path, report->pages[i].seen);
    for (size_t i = 0; i < report->files_count; i++)
        remember(report->files[i].path, report->files[i].seen);
    struct text line = text_new(16 * 1024 * 1024);
    message_print_json(question, &line);
    puts(line.data);
    fflush(stdout);
    text_free(&line);
    stage_reply_accepted(run, 0);
}

/* The list is replaced as a whole. */
static void hint(struct stage_run *run)
{
    static ino_t last;
    struct stat status;
    if (stat(getenv("FILES"), &status) < 0 || status.st_ino == last)
        return;
    last = status.st_ino;
    puts("{\"hint\": true}");
    fflush(stdout);
    stage_publish(run, &(struct message){ .type = MESSAGE_conversions_waiting });
}

static int open_store(struct stage_run *run)
{
    stage_every(run, 100, hint);
    return 0;
}

static void close_store(struct stage_run *run)
{
    (void)run;
    while (reported_count > 0)
        memory_free(&reported[--reported_count].path);
}

static const struct stage store = {
    .name = "statestore",
    .open = open_store,
    .close = close_store,
    .on_request = {
        [MESSAGE_conversions_ask] = tell_conversions,
        [MESSAGE_conversions_report] = take_report,
    },
};

int main(int argc, char **argv)
{
    return stage_main(&store, argc, argv);
}
