/* SPDX-License-Identifier: MIT */
/* usage: bus_speed RUN-FOLDER ask ROUNDS: questions and answers a second with a store.
          bus_speed RUN-FOLDER report BATCHES ROWS: changes of known files a second.
          bus_speed RUN-FOLDER promise ASKERS ROUNDS: answers a second that outlive the power. */
#include "base/text.h"
#include "bus/viewer.h"
#include "tools/bench/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ANSWER_MS = 60000, ROWS_MOST = 4000 };

static void ask(struct request_client *client, const struct message *question)
{
    struct message answer;
    if (request_ask(client, question, &answer, ANSWER_MS) < 0)
        give_up("no answer");
    if (answer.type == MESSAGE_refused) {
        fprintf(stderr, "refused: %s\n", answer.refused.reason);
        exit(1);
    }
    message_free(&answer);
}

static void measure_questions(struct request_client *client, long rounds)
{
    struct message question = { .type = MESSAGE_scans_ask };
    ask(client, &question);
    double start = clock_ms();
    for (long i = 0; i < rounds; i++)
        ask(client, &question);
    printf("%.0f\n", (double)rounds * 1e3 / (clock_ms() - start));
}

static double send_reports(struct request_client *client, long batches, long rows, long size)
{
    static struct item_entry entries[ROWS_MOST];
    static char paths[ROWS_MOST][64];
    struct message report = { .type = MESSAGE_entries_report };
    report.entries_report.changed = entries;
    report.entries_report.changed_count = (size_t)rows;
    report.entries_report.is_complete = true;
    double start = clock_ms();
    for (long i = 0; i < batches; i++) {
        for (long j = 0; j < rows; j++) {
            snprintf(paths[j], sizeof paths[j], "part-%03ld/page-%06ld.md", i, j);
            entries[j] = (struct item_entry){ .path = paths[j],
                .kind = ENTRY_FILE,
                .size = size,
                .modified_ns = 1790000000000000000 + j,
                .inode = i * rows + j + 1,
                .device = 66305,
                .changed_ms = 1790000000000 };
        }
        ask(client, &report);
    }
    return clock_ms() - start;
}

/* New files make pages, which is more than a row: what is timed are changes of known ones. */
static void measure_reports(struct request_client *client, long batches, long rows)
{
    if (rows > ROWS_MOST)
        rows = ROWS_MOST;
    send_reports(client, batches, rows, 1);
    double took_ms = 0;
    for (long size = 2; size < 5; size++)
        took_ms += send_reports(client, batches, rows, size);
    printf("%.0f\n", (double)(3 * batches * rows) * 1e3 / took_ms);
}

static _Noreturn void toggle(const char *run_folder, long rounds)
{
    viewer_prepare();
    struct request_client *client = request_open(run_folder, NULL, NULL);
    if (client == NULL)
        _exit(1);
    struct message question = { .type = MESSAGE_control_ask };
    question.control_ask.text = "";
    for (long i = 0; i < rounds; i++) {
        question.control_ask.verb = i % 2 == 0 ? "pause" : "resume";
        ask(client, &question);
    }
    request_close(&client);
    exit(0);
}

/* Several at once, as uploaders are: the store answers together what came together. */
static void measure_promises(const char *run_folder, long askers, long rounds)
{
    double start = clock_ms();
    for (long i = 0; i < askers; i++) {
        pid_t pid = fork();
        if (pid < 0)
            give_up("fork");
        if (pid == 0)
            toggle(run_folder, rounds);
    }
    int status = 0;
    for (long i = 0; i < askers; i++) {
        if (wait(&status) < 0 || status != 0)
            give_up("an asker");
    }
    printf("%.0f\n", (double)(askers * rounds) * 1e3 / (clock_ms() - start));
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    if (argc == 5 && strcmp(argv[2], "promise") == 0) {
        measure_promises(argv[1], strtol(argv[3], NULL, 10), strtol(argv[4], NULL, 10));
        return 0;
    }
    viewer_prepare();
    struct request_client *client = request_open(argv[1], NULL, NULL);
    if (client == NULL)
        return 1;
    if (strcmp(argv[2], "ask") == 0)
        measure_questions(client, strtol(argv[3], NULL, 10));
    else if (argc == 5)
        measure_reports(client, strtol(argv[3], NULL, 10), strtol(argv[4], NULL, 10));
    request_close(&client);
    return 0;
}
