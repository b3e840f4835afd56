/* SPDX-License-Identifier: MIT */
/* What is wrong, where, and what helps: first on this machine, then in Confluence. */
#include "base/exit_code.h"
#include "base/unicode.h"
#include "bus/request.h"
#include "cli/check_list.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/doctor_look.h"
#include "cli/doctor_report.h"
#include "cli/document.h"
#include "cli/holder.h"
#include "cli/interrupt.h"
#include "cli/probe.h"
#include "cli/token_look.h"
#include "cli/usage.h"

#include <string.h>

#include <jansson.h>

enum { OUT_BYTES = 4 * 1024 * 1024, PROBLEMS_BYTES = 256 * 1024, STORE_MS = 5000 };

struct doctor {
    const struct command_run *run;
    struct config config;
    struct doctor_facts facts;
    struct checks checks;
    struct text problems;
    struct message activity; /* of what runs */
    struct message known;
    struct holder holder;
    struct message probe;
};

/* ---------------------------------------------------------------- this machine */

/* As far as it can be read. */
static void load(struct doctor *doctor)
{
    const struct options *options = doctor->run->options;
    struct doctor_facts *facts = &doctor->facts;
    facts->is_readable = config_load(&doctor->config, options,
                             CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS, &doctor->problems) == 0;
    if (!facts->is_readable) {
        struct text again = text_new(PROBLEMS_BYTES);
        config_free(&doctor->config);
        facts->is_readable =
            config_load(&doctor->config, options, CONFIG_NEEDS_NOTHING, &again) == 0;
        text_free(&again);
    }
    facts->version = CMSYNC_VERSION;
    facts->problems = doctor->problems.data;
    facts->project_file = doctor->config.file;
    facts->user_file = doctor->config.user_file;
    doctor_look_for_programs(facts);
}

/* 0, or -1 when the store does not answer as it should. */
static int ask(struct request_client *client, enum message_type question_type,
    enum message_type answer_type, struct message *answer)
{
    const struct message question = { .type = question_type };
    if (request_ask(client, &question, answer, STORE_MS) != 0)
        return -1;
    if (answer->type == answer_type)
        return 0;
    message_free(answer);
    return -1;
}

static void look_at_service(struct doctor *doctor)
{
    struct doctor_service *service = &doctor->facts.service;
    if (!holder_look(doctor->config.state, &doctor->holder) || holder_is_brief(&doctor->holder))
        return;
    service->holder = doctor->holder.name;
    service->pid = doctor->holder.pid;
    doctor_look_at_unit(service);
    struct request_client *client = request_open(doctor->config.run, interrupt_tick, NULL);
    if (client != NULL &&
        ask(client, MESSAGE_activity_ask, MESSAGE_activity_known, &doctor->activity) == 0)
        service->activity = &doctor->activity.activity_known;
    if (service->activity != NULL &&
        ask(client, MESSAGE_run_ask, MESSAGE_run_known, &doctor->known) == 0)
        service->run = &doctor->known.run_known;
    if (service->run == NULL)
        service->trouble = "the store does not answer";
    request_close(&client);
}

static void look_at_machine(struct doctor *doctor)
{
    struct token_look token;
    struct memory_pool *pool = doctor->checks.pool;
    console_progress(console_shows_progress() ? "looking around ..." : "");
    token_look_take(&token, &doctor->config, doctor->run->options);
    token_look_judge(&token, &doctor->checks);
    token_look_free(&token);
    doctor_look_around(&doctor->facts, &doctor->config, pool);
    doctor_look_at_inotify(&doctor->facts.inotify);
    doctor_look_at_diagrams(
        &doctor->facts, &doctor->config, pool, options_has(doctor->run->options, "diagrams"));
    look_at_service(doctor);
    doctor_judge_machine(&doctor->facts, &doctor->checks);
    console_progress("");
}

/* ---------------------------------------------------------------- Confluence */

static void skip_network(struct doctor *doctor, const char *why)
{
    checks_add(&doctor->checks, "Confluence", CHECK_SKIPPED, "%s", why);
}

/* 0, or the code of an interrupt. */
static int look_at_confluence(struct doctor *doctor)
{
    const struct item_check *token = checks_find(&doctor->checks, "token");
    if (options_has(doctor->run->options, "no-network")) {
        skip_network(doctor, "not asked (--no-network)");
        return 0;
    }
    if (doctor->config.site.url[0] == '\0' || token == NULL || token->level == CHECK_ERROR) {
        skip_network(doctor, "needs site.url and a token");
        return 0;
    }
    struct text said = text_new(PROBLEMS_BYTES);
    console_progress(console_shows_progress() ? "asking Confluence ..." : "");
    int code = probe_ask(&doctor->config, doctor->run->options, "site", &doctor->probe, &said);
    console_progress("");
    if (code == 0) {
        check_list_take(&doctor->checks, &doctor->probe.probe_report);
    } else if (interrupt_code() == 0) {
        checks_add(&doctor->checks, "Confluence", CHECK_ERROR, "it could not be asked: %s",
            said.length == 0 ? "the process that asks ended by itself" : said.data);
        checks_blame(
            &doctor->checks, "probe", code, "`cmsync help tokens` says how a token is found");
    }
    text_free(&said);
    return interrupt_code();
}

/* ---------------------------------------------------------------- the result */

static int print(struct doctor *doctor)
{
    const struct options *options = doctor->run->options;
    struct text out = text_new(OUT_BYTES);
    if (options_has(options, "report")) {
        doctor_report_print(&doctor->checks, &doctor->config, &doctor->probe.probe_report, &out);
    } else if (options_has(options, "json")) {
        json_t *document = check_list_to_json(&doctor->checks, "cmsync.doctor/1.0");
        json_object_set_new(document, "version", json_string(CMSYNC_VERSION));
        document_print(document, &out);
    } else {
        check_list_print(&doctor->checks, console_has_colour(), &out);
        if (check_list_exit_code(&doctor->checks) != 0)
            text_add_string(&out, "`cmsync doctor --report` prints all of it for others to read, "
                                  "without names and addresses\n");
    }
    int code = console_write(&out) < 0 ? EXIT_CODE_FAILURE : 0;
    text_free(&out);
    return exit_code_first(code, check_list_exit_code(&doctor->checks));
}

static int examine(struct doctor *doctor)
{
    load(doctor);
    if (doctor_judge_configuration(&doctor->facts, &doctor->checks)) {
        look_at_machine(doctor);
        int code = look_at_confluence(doctor);
        if (code != 0)
            return code;
    }
    return interrupt_code() != 0 ? interrupt_code() : print(doctor);
}

static int doctor_run(const struct command_run *run)
{
    const struct options *options = run->options;
    if (options_has(options, "network") && options_has(options, "no-network"))
        return usage_refuse(
            "`cmsync %s` takes --network or --no-network, not both", "doctor", NULL);
    if (options_has(options, "report") && options_has(options, "json"))
        return usage_refuse("`cmsync %s` takes --report or --json, not both", "doctor", NULL);
    interrupt_open();
    struct doctor doctor = { .run = run, .checks = checks_new() };
    doctor.problems = text_new(PROBLEMS_BYTES);
    int code = examine(&doctor);
    message_free(&doctor.activity);
    message_free(&doctor.known);
    message_free(&doctor.probe);
    checks_free(&doctor.checks);
    text_free(&doctor.problems);
    config_free(&doctor.config);
    return code;
}

static const struct option doctor_options[] = {
    { "json", '\0', NULL, "one document of JSON (cmsync.doctor/1.0)" },
    { "network", '\0', NULL, "ask Confluence too (so it does anyway)" },
    { "no-network", '\0', NULL, "look at this machine alone" },
    { "diagrams", '\0', NULL, "have a sample drawn by each command that draws diagrams" },
    { "report", '\0', NULL, "print it with names and addresses taken out, for others to read" },
    { "token-file", '\0', "FILE", "file with the token, for its owner alone; - is standard input" },
};

const struct command command_doctor = {
    .name = "doctor",
    .summary = "find out what is wrong and what helps: this machine, sign-in, space, permissions",
    .usage = "",
    .example = "cmsync doctor\ncmsync doctor --no-network --json\ncmsync doctor --report",
    .options = doctor_options,
    .option_count = sizeof doctor_options / sizeof doctor_options[0],
    .run = doctor_run,
};
