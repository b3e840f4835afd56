/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/exit_code.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "bus/endpoint.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/doctor.h"
#include "cli/document.h"
#include "cli/interrupt.h"
#include "cli/listing.h"
#include "cli/place.h"
#include "cli/session.h"
#include "cli/summary.h"
#include "cli/usage.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

enum { OUT_BYTES = 256 * 1024 * 1024, WATCH_MS = 2000, CALM_MS = 200 };

struct report {
    const struct command_run *run;
    struct session *session;
    char *place; /* "" for everything */
    struct listing listing;
    struct message known;    /* run_known */
    struct message activity; /* activity_known, where something runs */
};

static int ask_session(void *context, const struct message *question, struct message *answer)
{
    return session_demand(context, question, answer);
}

/* ---------------------------------------------------------------- one report */

/* Stages that do not work: what is below then is how things were. */
static void print_failing(const struct report *report, struct text *out)
{
    const struct message_activity_known *activity = &report->activity.activity_known;
    for (size_t i = 0; i < activity->stages_count; i++) {
        if (doctor_is_failing(activity->stages[i].state))
            text_add_format(out,
                "%s does not work (%s): what is below may be old; `cmsync doctor` says more\n",
                activity->stages[i].name, activity->stages[i].state);
    }
}

static void print_header(const struct report *report, struct text *out)
{
    const struct holder *holder = session_holder(report->session);
    const struct message_run_known *known = &report->known.run_known;
    char *root = unicode_printable(report->run->config->docs.root);
    text_add_format(
        out, "%s -> %s %s\n", root, report->run->config->site.space, report->run->config->site.url);
    memory_free(&root);
    if (holder == NULL) {
        text_add_string(out, "nothing is running; this is how the last run left it\n\n");
        return;
    }
    text_add_format(out, "%s is running (pid %ld)%s", holder->name, holder->pid,
        known->is_paused ? ", paused" : "");
    if (known->to_convert > 0)
        text_add_format(out, ", %" PRId64 " to convert", known->to_convert);
    if (known->to_upload > 0)
        text_add_format(out, ", %" PRId64 " to upload", known->to_upload);
    if (!known->is_paused && known->gate[0] != '\0' && strcmp(known->gate, "open") != 0)
        text_add_format(out, ", nothing is sent: %s", known->gate);
    text_add_string(out, "\n");
    if (known->trouble[0] != '\0')
        text_add_format(out, "%s\n", known->trouble);
    if (strcmp(known->gate, "unreachable") == 0)
        text_add_string(out, "it is tried again by itself; `cmsync retry` does so at once\n");
    print_failing(report, out);
    text_add_char(out, '\n');
}

static void print_json(const struct report *report, struct text *out)
{
    json_t *document = json_object();
    json_object_set_new(document, "format", json_string("cmsync.status/1.0"));
    json_object_set_new(
        document, "is_running", json_boolean(session_holder(report->session) != NULL));
    json_object_set_new(document, "is_paused", json_boolean(report->known.run_known.is_paused));
    json_object_set_new(document, "gate", document_text(report->known.run_known.gate));
    json_object_set_new(document, "trouble", document_text(report->known.run_known.trouble));
    const struct message_activity_known *activity = &report->activity.activity_known;
    json_t *failing = json_array();
    for (size_t i = 0; i < activity->stages_count; i++) {
        if (doctor_is_failing(activity->stages[i].state))
            json_array_append_new(failing, document_text(activity->stages[i].name));
    }
    json_object_set_new(document, "failing", failing);
    json_t *files = json_array();
    for (size_t i = 0; i < report->listing.count; i++)
        json_array_append_new(files, listing_to_json(&report->listing.files[i]));
    json_object_set_new(document, "files", files);
    document_print(document, out);
}

/* Which other page it is, and what a person can do. */
static void print_decision(const struct report *report, const struct item_file_status *file,
    const struct message_warnings_known *known, struct text *out)
{
    static const struct {
        const char *kind;
        const char *help;
    } helps[] = {
        { "conflict", "cmsync diff %s shows both sides; cmsync resolve %s --mine publishes over "
                      "it (that version stays in the history), --theirs leaves it until the file "
                      "changes again, --edit opens your editor with both" },
        { "gone", "cmsync restore %s brings it back from the trash as it was; cmsync resolve %s "
                  "--mine publishes the file again, --theirs leaves it there" },
        { "delete", "cmsync confirm %s lets it happen, cmsync reject %s keeps the page" },
    };
    bool is_clash = strcmp(known->decision, "clash") == 0;
    if (is_clash && known->remote_id[0] != '\0')
        text_add_format(out, "other    %s, %s/pages/viewpage.action?pageId=%s\n", known->remote_id,
            report->run->config->site.url, known->remote_id);
    const char *help = NULL;
    for (size_t i = 0; i < sizeof helps / sizeof helps[0]; i++)
        help = strcmp(known->decision, helps[i].kind) == 0 ? helps[i].help : help;
    if (is_clash)
        help = known->remote_id[0] != '\0' && known->is_below
                   ? "cmsync diff %s shows the other page; cmsync resolve %s --adopt takes it "
                     "over, --rename TITLE publishes under another title; or rename that page, "
                     "then cmsync retry"
                   : "cmsync resolve %s --rename TITLE publishes under another title; or rename "
                     "that page, then cmsync retry";
    if (help == NULL || strchr("UD", file->letter[0]) == NULL)
        return;
    text_add_string(out, "help: ");
    listing_print_advice(help, file->path, out);
    text_add_char(out, '\n');
}

/* What keeps all that is due from going out. */
static void print_obstacle(
    const struct report *report, const struct item_file_status *file, struct text *out)
{
    const struct message_run_known *known = &report->known.run_known;
    bool is_shut = known->gate[0] != '\0' && strcmp(known->gate, "open") != 0;
    if (is_shut && known->trouble[0] != '\0' && strchr("AMRW", file->letter[0]) != NULL &&
        strcmp(known->trouble, file->reason) != 0)
        console_add_lines("held up  ", "held up  ", known->trouble, out);
}

/* All that is known of one file. */
static int print_details(
    const struct report *report, const struct item_file_status *file, struct text *out)
{
    char *path = unicode_printable(file->path);
    char *title = unicode_printable(file->title);
    text_add_format(out, "%s  %s (%s)\n", file->letter, path, listing_word(file->letter));
    if (title[0] != '\0')
        text_add_format(out, "title    %s\n", title);
    if (file->page_id[0] != '\0')
        text_add_format(out, "page     %s, version %" PRId64 "\n", file->page_id, file->version);
    memory_free(&path);
    memory_free(&title);
    if (file->at_ms > 0) {
        char time[CLOCK_TEXT_BYTES];
        clock_to_text(file->at_ms, time);
        text_add_format(out, "since    %s\n", time);
    }
    console_add_lines("reason   ", "reason   ", file->reason, out);
    print_obstacle(report, file, out);
    struct message question = { .type = MESSAGE_warnings_ask };
    question.warnings_ask.path = file->path;
    struct message answer;
    int code = session_ask(report->session, &question, &answer);
    if (code == 0 && answer.type == MESSAGE_warnings_known) {
        /* Mostly the error is the reason. */
        if (strcmp(answer.warnings_known.error, file->reason) != 0)
            console_add_lines("error: ", "error: ", answer.warnings_known.error, out);
        console_add_lines("warning: ", "warning: ", answer.warnings_known.warnings, out);
        print_decision(report, file, &answer.warnings_known, out);
    }
    message_free(&answer);
    return code;
}

static int print_report(const struct report *report, struct text *out)
{
    const struct options *options = report->run->options;
    const struct listing *listing = &report->listing;
    if (options_has(options, "json")) {
        print_json(report, out);
    } else if (options_has(options, "porcelain")) {
        listing_print_porcelain(listing, out);
    } else if (report->run->count > 0 && listing->count == 1) {
        return print_details(report, &listing->files[0], out);
    } else {
        if (report->run->count == 0)
            print_header(report, out);
        listing_print_table(listing, options_has(options, "all"), console_has_colour(), out);
    }
    return 0;
}

static void clear(struct report *report)
{
    listing_free(&report->listing);
    message_free(&report->known);
    message_free(&report->activity);
}

static int fetch(struct report *report)
{
    struct message question = { .type = MESSAGE_run_ask };
    int code = session_demand(report->session, &question, &report->known);
    question.type = MESSAGE_activity_ask;
    if (code == 0 && session_holder(report->session) != NULL)
        code = session_demand(report->session, &question, &report->activity);
    if (code == 0)
        code = listing_fetch(&report->listing, ask_session, report->session, report->place);
    if (code == 0 && report->run->count > 0 && report->listing.count == 0) {
        console_say("error: cmsync knows of no page from %s\n", report->run->arguments[0]);
        return EXIT_CODE_NOT_FOUND;
    }
    if (!options_has(report->run->options, "porcelain"))
        listing_sort(&report->listing);
    return code;
}

/* Opens a session for one report, so that the lock is free between two of them. */
static int show(struct report *report, const char *before)
{
    struct text out = text_new(OUT_BYTES);
    int code =
        session_open(&report->session, report->run->config, report->run->options, "cmsync status");
    if (code == 0)
        code = fetch(report);
    if (code == 0) {
        text_add_string(&out, before);
        code = print_report(report, &out);
    }
    if (code == 0 && console_write(&out) < 0)
        code = EXIT_CODE_FAILURE;
    session_close(&report->session);
    clear(report);
    text_free(&out);
    return code;
}

/* ---------------------------------------------------------------- again and again */

/* Waits for something to happen, then for it to calm down. */
static void wait_for_change(struct listener *listener)
{
    bool is_news = false;
    int64_t until_ms = clock_now_ms() + WATCH_MS;
    int64_t left_ms = 0;
    while (interrupt_take() && (left_ms = until_ms - clock_now_ms()) > 0) {
        viewer_wait(listener, NULL, interrupt_descriptor(), (int)left_ms);
        struct message event;
        while (listener_take(listener, &event) == 1) {
            message_free(&event);
            if (!is_news)
                until_ms = clock_now_ms() + CALM_MS;
            is_news = true;
        }
    }
}

static int watch(struct report *report)
{
    const char *before = isatty(STDOUT_FILENO) ? "\x1b[H\x1b[2J" : "";
    int code = show(report, before);
    struct listener *listener =
        code == 0 ? listener_open(report->run->config->run, ENDPOINT_STORE_EVENTS) : NULL;
    if (listener != NULL) {
        listener_subscribe(listener, MESSAGE_status_changed);
        listener_subscribe(listener, MESSAGE_run_changed);
        listener_subscribe(listener, MESSAGE_stage_changed);
    }
    while (code == 0 && listener != NULL && interrupt_take()) {
        wait_for_change(listener);
        code = interrupt_take() ? show(report, before) : 0;
    }
    listener_close(&listener);
    return interrupt_code() != 0 ? interrupt_code() : code;
}

static int status_run(const struct command_run *run)
{
    const char *porcelain = options_value(run->options, "porcelain");
    if (porcelain != NULL && strcmp(porcelain, "v1") != 0)
        return usage_refuse(
            "there is no porcelain form `%.100s`", porcelain, "write --porcelain=v1");
    if (porcelain != NULL && options_has(run->options, "json"))
        return usage_refuse("--json and %s exclude each other", "--porcelain", NULL);
    interrupt_open();
    struct report report = { .run = run };
    report.place =
        run->count == 0 ? memory_copy_text("") : place_find(run->config, run->arguments[0]);
    int code = EXIT_CODE_USAGE;
    if (report.place != NULL)
        code = options_has(run->options, "watch") ? watch(&report) : show(&report, "");
    memory_free(&report.place);
    return code;
}

static const struct option status_options[] = {
    { "json", '\0', NULL, "one document of JSON (cmsync.status/1.0)" },
    { "porcelain", '\0', "v1", "one line a file, fields between tabs; never changes" },
    { "all", '\0', NULL, "list what is in step too" },
    { "watch", '\0', NULL, "again whenever something changes" },
};

const struct command command_status = {
    .name = "status",
    .summary = "show the state of every file, or all that is known of one",
    .usage = "[PATH]",
    .example = "cmsync status\ncmsync status docs/guide/install.md\ncmsync status --porcelain=v1",
    .most = 1,
    .reads_config = true,
    .options = status_options,
    .option_count = sizeof status_options / sizeof status_options[0],
    .run = status_run,
};
