/* SPDX-License-Identifier: MIT */
#include "cli/narrator.h"

#include "base/memory.h"
#include "base/unicode.h"
#include "cli/listing.h"
#include "cli/summary.h"

#include <stdio.h>
#include <string.h>

/* Texts come from other people: nothing of them may steer a terminal. */
static void add_shown(struct text *out, const char *text)
{
    char *shown = unicode_printable(text);
    text_add_string(out, shown);
    memory_free(&shown);
}

/* ` Reason.`, with one full stop. */
static void add_reason(struct text *out, const char *reason)
{
    if (reason == NULL || reason[0] == '\0')
        return;
    text_add_char(out, ' ');
    add_shown(out, reason);
    if (strchr(".!?", out->data[out->length - 1]) == NULL)
        text_add_char(out, '.');
}

/* ---------------------------------------------------------------- files */

/* TOLD(letter, what is said before the path, what is said of it behind the reason) */
#define NARRATOR_FILES(TOLD)                                                                       \
    TOLD("U", "Conflict", " Nothing was written.")                                                 \
    TOLD("D", "Deletion waits for you", "")                                                        \
    TOLD("E", "Error", "")                                                                         \
    TOLD("L", "Not permitted", "")                                                                 \
    TOLD("W", "Waiting", "")                                                                       \
    TOLD("A", "New file", "")                                                                      \
    TOLD("M", "Changed file", "")                                                                  \
    TOLD("R", "Moved file", "")                                                                    \
    TOLD("O", "The file is gone, its page stays", "")

static const struct {
    const char *letter;
    const char *before;
    const char *behind;
} files[] = {
#define NARRATOR_ROW(letter, before, behind) { letter, before, behind },
    NARRATOR_FILES(NARRATOR_ROW)
#undef NARRATOR_ROW
};

/* ` Command: cmsync confirm PATH, or cmsync reject PATH.` */
static void add_command(struct text *out, const struct message_status_changed *change)
{
    const struct item_file_status file = { .letter = change->letter, .path = change->path };
    const char *advice = listing_advice(&file);
    if (advice == NULL || strchr("UDEL", change->letter[0]) == NULL)
        return;
    text_add_string(out, " Command: ");
    listing_print_advice(advice, change->path, out);
    text_add_char(out, '.');
}

static void tell_file(const struct message_status_changed *change, struct text *out)
{
    if (strcmp(change->letter, "=") == 0) {
        text_add_string(out, change->version > 1 ? "Updated: " : "Published: ");
        add_shown(out, change->path);
        text_add_format(out, ", version %lld.\n", (long long)change->version);
        return;
    }
    if (change->letter[0] == '\0') {
        text_add_string(out, "No longer listed: ");
        add_shown(out, change->path);
        text_add_string(out, ".\n");
        return;
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (strcmp(files[i].letter, change->letter) != 0)
            continue;
        text_add_format(out, "%s: ", files[i].before);
        add_shown(out, change->path);
        text_add_char(out, '.');
        add_reason(out, change->reason);
        text_add_string(out, files[i].behind);
        add_command(out, change);
        text_add_char(out, '\n');
    }
}

/* ---------------------------------------------------------------- the run */

static void add_progress(int64_t pages, int64_t to_convert, int64_t to_upload, struct text *out)
{
    int64_t left = to_convert + to_upload;
    text_add_format(out, "%lld of ", (long long)(pages > left ? pages - left : 0));
    summary_print_count(pages, "page", out);
    text_add_string(out, " in step");
}

static void add_needs(int64_t held, int64_t failed, struct text *out)
{
    if (held > 0)
        text_add_format(out, " %lld wait%s for your decision: cmsync status lists %s.",
            (long long)held, held == 1 ? "s" : "", held == 1 ? "it" : "them");
    if (failed > 0)
        text_add_format(out, " %lld failed.", (long long)failed);
}

/* The store's word for it, in a sentence. */
static const char *gate_reason(const char *gate)
{
    static const struct {
        const char *gate;
        const char *reason;
    } reasons[] = {
        { "credentials", "Confluence refused the token. cmsync reload reads a new one" },
        { "site", "the site, the space or the root page is not what the configuration says" },
        { "rate", "Confluence asked to slow down" },
        { "unreachable", "Confluence does not answer; it is tried again by itself" },
        { "plan", "this run only looks" },
    };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (strcmp(reasons[i].gate, gate) == 0)
            return reasons[i].reason;
    }
    return gate;
}

static void tell_gate(
    struct narrator *narrator, const struct message_run_changed *run, struct text *out)
{
    if (strcmp(narrator->gate, run->gate) == 0)
        return;
    bool was_shut = narrator->gate[0] != '\0' && strcmp(narrator->gate, "open") != 0 &&
                    strcmp(narrator->gate, "paused") != 0;
    bool is_open = strcmp(run->gate, "open") == 0;
    snprintf(narrator->gate, sizeof narrator->gate, "%s", run->gate);
    if (is_open && was_shut)
        text_add_string(out, "Publishing goes on.\n");
    if (is_open)
        return;
    if (strcmp(run->gate, "paused") == 0)
        return;
    if (run->gate_ms > 0) {
        text_add_string(out, "Waiting ");
        summary_print_count((run->gate_ms + 999) / 1000, "second", out);
        text_add_char(out, ':');
    } else {
        text_add_string(out, "Nothing is sent:");
    }
    add_reason(out, gate_reason(run->gate));
    text_add_char(out, '\n');
}

static void tell_run(struct narrator *narrator, const struct message_run_changed *run,
    int64_t now_ms, struct text *out)
{
    if (narrator->is_paused != run->is_paused)
        text_add_string(out,
            run->is_paused ? "Paused: nothing is published until cmsync resume.\n" : "Resumed.\n");
    narrator->is_paused = run->is_paused;
    tell_gate(narrator, run, out);
    bool is_working = run->to_convert + run->to_upload > 0;
    if (is_working && !narrator->is_working)
        narrator->said_ms = now_ms;
    if (is_working && now_ms - narrator->said_ms >= NARRATOR_EVERY_MS) {
        text_add_string(out, "Still working: ");
        add_progress(run->pages, run->to_convert, run->to_upload, out);
        text_add_string(out, ".\n");
        narrator->said_ms = now_ms;
    }
    if (!is_working && narrator->is_working) {
        text_add_string(out, "Done: ");
        add_progress(run->pages - run->held - run->failed, 0, 0, out);
        text_add_char(out, '.');
        add_needs(run->held, run->failed, out);
        text_add_char(out, '\n');
    }
    narrator->is_working = is_working;
}

/* ---------------------------------------------------------------- the rest */

static void tell_log(const struct message_log_written *log, struct text *out)
{
    bool is_error = strcmp(log->level, "error") == 0;
    if (!is_error && strncmp(log->level, "warn", 4) != 0)
        return;
    text_add_string(out, is_error ? "Error of the " : "Warning of the ");
    add_shown(out, log->stage);
    text_add_char(out, ':');
    add_reason(out, log->line);
    text_add_char(out, '\n');
}

static void tell_scan(const struct message_tree_scanned *scan, struct text *out)
{
    if (scan->changes == 0 && scan->is_complete)
        return;
    text_add_string(out, "Looked at the whole folder: ");
    summary_print_count(scan->files, "file", out);
    text_add_string(out, ", ");
    summary_print_count(scan->changes, "change", out);
    text_add_string(out, scan->is_complete ? ".\n" : ". Not all of it could be read.\n");
}

static void tell_conversion(const struct message_file_converted *converted, struct text *out)
{
    if (converted->warnings == 0)
        return;
    text_add_string(out, "Converted with ");
    summary_print_count(converted->warnings, "warning", out);
    text_add_string(out, ": ");
    add_shown(out, converted->path);
    text_add_string(out, ".\n");
}

void narrator_tell(
    struct narrator *narrator, const struct message *event, int64_t now_ms, struct text *out)
{
    if (event->type == MESSAGE_status_changed)
        tell_file(&event->status_changed, out);
    else if (event->type == MESSAGE_run_changed)
        tell_run(narrator, &event->run_changed, now_ms, out);
    else if (event->type == MESSAGE_log_written)
        tell_log(&event->log_written, out);
    else if (event->type == MESSAGE_tree_scanned)
        tell_scan(&event->tree_scanned, out);
    else if (event->type == MESSAGE_file_converted)
        tell_conversion(&event->file_converted, out);
}

void narrator_greet(struct narrator *narrator, const char *place,
    const struct message_run_known *known, int64_t now_ms, struct text *out)
{
    text_add_string(out, "cmsync for ");
    add_shown(out, place);
    text_add_string(out, ".\n");
    if (known == NULL) {
        text_add_string(out, "Nothing is running. cmsync start starts it; "
                             "this goes on by itself then.\n");
        return;
    }
    const struct message_run_changed now = { .pages = known->pages,
        .to_convert = known->to_convert,
        .to_upload = known->to_upload,
        .held = known->held,
        .failed = known->failed,
        .is_paused = known->is_paused,
        .gate = known->gate,
        .gate_ms = known->gate_ms };
    text_add_string(
        out, known->is_paused ? "Paused: nothing is published until cmsync resume. " : "Running. ");
    add_progress(known->pages, known->to_convert, known->to_upload, out);
    text_add_char(out, '.');
    add_needs(known->held, known->failed, out);
    text_add_char(out, '\n');
    narrator->is_paused = known->is_paused;
    tell_run(narrator, &now, now_ms, out);
}
