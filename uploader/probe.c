/* SPDX-License-Identifier: MIT */
#include "uploader/probe.h"

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/file.h"
#include "base/log.h"
#include "uploader/discover.h"
#include "uploader/probe_facts.h"
#include "uploader/wire.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

enum { PROBLEMS_BYTES = 64 * 1024, TRACE_BYTES = 64 * 1024 };

struct probe {
    const struct config *config;
    struct wire wire;
    struct probe_facts facts;
    struct memory_pool *pool; /* what the facts' texts live in */
    struct text trace;
    bool has_answer;
};

static const char *keep(struct probe *probe, const char *text)
{
    return memory_pool_copy(probe->pool, text, strlen(text));
}

/* ---------------------------------------------------------------- by the way */

static void take_headers(struct probe *probe, const struct answer *answer)
{
    struct probe_facts *facts = &probe->facts;
    int64_t date_ms = answer_date_ms(answer->date);
    if (date_ms >= 0) {
        /* A date has whole seconds, and was written while we waited. */
        int64_t ahead_ms = date_ms + 500 - (clock_wall_ms() - answer->took_ms / 2);
        facts->has_date = true;
        facts->skew_ms = ahead_ms;
    }
    if (answer->remaining >= 0)
        facts->remaining = answer->remaining;
    facts->is_near_limit |= answer->is_near_limit;
}

static void hear(void *context, const struct call *call, const struct answer *answer)
{
    struct probe *probe = context;
    text_add_format(&probe->trace, "%s %.300s: status %ld in %lld ms%s%.200s\n", call->method,
        call->target.data, answer->status, (long long)answer->took_ms,
        answer->error[0] == '\0' ? "" : ", ", answer->error);
    if (answer->status == 0)
        return;
    if (!probe->has_answer)
        probe->facts.took_ms = answer->took_ms;
    probe->has_answer = true;
    take_headers(probe, answer);
}

/* ---------------------------------------------------------------- who we are */

static void ask_who(struct probe *probe, struct verdict *verdict)
{
    struct call call;
    struct answer answer;
    struct remote_user user = { .name = "" };
    confluence_read_user(&call);
    if (wire_send(&probe->wire, &call, NULL, &answer, verdict) == 0 &&
        verdict->class == RETRY_DONE) {
        json_t *json = answer_json(&answer);
        if (confluence_parse_user(json, probe->pool, &user) != 0)
            retry_change(verdict, RETRY_PROBLEM_unreadable, &call, &answer);
        else if (!user.is_known)
            retry_change(verdict, RETRY_PROBLEM_anonymous, &call, &answer);
        else
            probe->facts.account = user.name[0] != '\0' ? user.name : user.id;
        json_decref(json);
    }
    answer_free(&answer);
    call_free(&call);
}

/* A token with scopes works at the gateway alone. */
static void try_gateway(struct probe *probe)
{
    struct site *site = &probe->wire.site;
    struct verdict verdict;
    const char *before = site->api_url;
    if (discover_gateway(&probe->wire, &verdict) != 0 || strcmp(before, site->api_url) == 0)
        return;
    probe->facts.has_tried_gateway = true;
    ask_who(probe, &verdict);
    if (verdict.problem == RETRY_PROBLEM_none) {
        probe->facts.sign_in = verdict;
        probe->facts.gateway = keep(probe, site->api_url);
    } else {
        site_set(site, &site->api_url, before);
    }
}

/* Data Center's personal access tokens want no user. This is no second failed sign-in with a
   password, so it brings no CAPTCHA nearer. */
static void try_bearer(struct probe *probe)
{
    struct verdict verdict;
    struct credential *basic = probe->wire.credential;
    struct credential *bearer = credential_read("");
    if (bearer == NULL)
        return;
    probe->wire.credential = bearer;
    ask_who(probe, &verdict);
    probe->facts.has_tried_bearer = true;
    probe->facts.works_as_bearer = verdict.problem == RETRY_PROBLEM_none;
    probe->facts.account = ""; /* the sign-in as it is configured failed all the same */
    probe->wire.credential = basic;
    credential_free(&bearer);
}

/* Whether Confluence is at `url`, on the same host: it answers in JSON, if only to refuse us. */
static bool is_at(struct probe *probe, const char *url)
{
    struct site *site = &probe->wire.site;
    struct call call;
    struct answer answer;
    struct verdict verdict;
    const char *before = site->api_url;
    site_set(site, &site->api_url, url);
    confluence_read_user(&call);
    int result = wire_send(&probe->wire, &call, NULL, &answer, &verdict);
    json_t *json = result == 0 ? answer_json(&answer) : NULL;
    bool is_its = json_is_object(json) &&
                  (answer.status == 200 || answer.status == 401 || answer.status == 403);
    json_decref(json);
    answer_free(&answer);
    call_free(&call);
    site_set(site, &site->api_url, before);
    return is_its;
}

/* The usual context paths, in place of the one that is configured. */
static void try_paths(struct probe *probe)
{
    static const char *const paths[] = { "/wiki", "/confluence", "" };
    char *host = site_host(probe->config->site.url);
    const char *configured = probe->config->site.url;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct text url = text_new(PROBLEMS_BYTES);
        text_add_format(&url, "%s%s", host, paths[i]);
        bool is_other =
            strcmp(url.data, probe->wire.site.base) != 0 && strcmp(url.data, configured) != 0;
        if (is_other && probe->facts.other_url[0] == '\0' && is_at(probe, url.data))
            probe->facts.other_url = keep(probe, url.data);
        text_free(&url);
    }
    memory_free(&host);
}

static void ask_sign_in(struct probe *probe)
{
    struct probe_facts *facts = &probe->facts;
    bool has_api_url = probe->config->site.api_url[0] != '\0';
    ask_who(probe, &facts->sign_in);
    enum retry_problem problem = facts->sign_in.problem;
    if (problem == RETRY_PROBLEM_scoped_token && !has_api_url)
        try_gateway(probe);
    bool is_no_api = problem == RETRY_PROBLEM_login_page || problem == RETRY_PROBLEM_redirect ||
                     problem == RETRY_PROBLEM_hidden || problem == RETRY_PROBLEM_missing;
    if (is_no_api && !has_api_url)
        try_paths(probe);
    problem = facts->sign_in.problem;
    bool is_refused = problem == RETRY_PROBLEM_credentials || problem == RETRY_PROBLEM_scoped_token;
    if (is_refused && facts->user[0] != '\0')
        try_bearer(probe);
}

/* ---------------------------------------------------------------- what is there */

static void ask_for_root(struct probe *probe)
{
    struct wire *wire = &probe->wire;
    struct verdict *verdict = &probe->facts.root;
    struct call call;
    struct answer answer;
    struct remote_page page;
    wire->api->read_page(&wire->site, wire->site.root_id, &call);
    int result = wire_send(wire, &call, NULL, &answer, verdict);
    json_t *json = result == 0 && verdict->class == RETRY_DONE ? answer_json(&answer) : NULL;
    if (verdict->problem == RETRY_PROBLEM_hidden || verdict->problem == RETRY_PROBLEM_missing) {
        retry_change(verdict, RETRY_PROBLEM_root_gone, &call, &answer);
    } else if (json != NULL && wire->api->parse_page(json, probe->pool, &page) != 0) {
        retry_change(verdict, RETRY_PROBLEM_unreadable, &call, &answer);
    } else if (json != NULL) {
        probe->facts.root_title = page.title;
        if (page.status[0] != '\0' && strcmp(page.status, "current") != 0)
            retry_change(verdict, RETRY_PROBLEM_root_gone, &call, &answer);
    }
    json_decref(json);
    answer_free(&answer);
    call_free(&call);
}

static void take_rights(struct probe_rights *rights, const json_t *list)
{
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *operation = json_string_value(json_object_get(item, "operation"));
        const char *target = json_string_value(json_object_get(item, "targetType"));
        if (operation == NULL || target == NULL)
            continue;
        /* Without a word that we know the list says nothing. */
        rights->are_known |= strcmp(operation, "read") == 0 || strcmp(operation, "create") == 0;
        bool is_page = strcmp(target, "page") == 0;
        rights->can_create |= is_page && strcmp(operation, "create") == 0;
        rights->can_delete |= is_page && strcmp(operation, "delete") == 0;
        rights->can_attach |= strcmp(target, "attachment") == 0 && strcmp(operation, "create") == 0;
    }
}

static void ask_for_rights(struct probe *probe)
{
    struct wire *wire = &probe->wire;
    if (wire->api->list_operations == NULL)
        return;
    struct call call;
    struct answer answer;
    struct verdict verdict;
    wire->api->list_operations(&wire->site, &call);
    int result = wire_send(wire, &call, NULL, &answer, &verdict);
    json_t *json = result == 0 && verdict.class == RETRY_DONE ? answer_json(&answer) : NULL;
    probe->facts.rights.is_asked = true;
    take_rights(&probe->facts.rights, json_object_get(json, "operations"));
    json_decref(json);
    answer_free(&answer);
    call_free(&call);
}

/* The answer is one word. */
static void ask_for_mode(struct probe *probe)
{
    struct call call;
    struct answer answer;
    struct verdict verdict;
    if (probe->wire.api->read_mode == NULL)
        return;
    probe->wire.api->read_mode(&call);
    if (wire_send(&probe->wire, &call, NULL, &answer, &verdict) == 0 && verdict.class == RETRY_DONE)
        probe->facts.is_read_only = strstr(answer.body.data, "READ_ONLY") != NULL;
    answer_free(&answer);
    call_free(&call);
}

static void ask_for_site(struct probe *probe)
{
    struct wire *wire = &probe->wire;
    struct probe_facts *facts = &probe->facts;
    wire->is_checked = true;
    if (discover_site(wire, &facts->site) != 0)
        return;
    facts->edition = wire->site.edition;
    facts->space_key = keep(probe, wire->site.space_key);
    facts->root_id = keep(probe, wire->site.root_id);
    if (facts->site.problem != RETRY_PROBLEM_none)
        return;
    ask_for_root(probe);
    if (facts->root.problem != RETRY_PROBLEM_none)
        return;
    ask_for_mode(probe);
    ask_for_rights(probe);
}

/* ---------------------------------------------------------------- begin and end */

static void start(struct probe *probe, const struct config *config, bool is_whole)
{
    probe->config = config;
    probe->pool = memory_pool_new();
    probe->trace = text_new(TRACE_BYTES);
    int on_delete = config->publish.on_delete;
    probe->facts = (struct probe_facts){ .url = config->site.url,
        .user = config->site.user,
        .space = config->site.space,
        .is_atlassian = site_is_atlassian(config->site.url),
        .wants_delete = on_delete != CONFIG_ON_DELETE_keep,
        .wants_notify = config->publish.notify,
        .is_whole = is_whole,
        .remaining = -1,
        .account = "",
        .gateway = "",
        .other_url = "",
        .space_key = "",
        .root_id = "",
        .root_title = "" };
}

static int report(struct probe *probe)
{
    struct checks checks = checks_new();
    struct message message = { .type = MESSAGE_probe_report };
    probe_judge(&probe->facts, &checks);
    message.probe_report.checks = checks.items;
    message.probe_report.checks_count = checks.count;
    message.probe_report.account = probe->facts.account;
    log_redact(probe->trace.data);
    message.probe_report.requests = probe->trace.data;
    struct text out = text_new(MESSAGE_EVENT_MAX_BYTES);
    int result = message_pack(&message, &out);
    if (result == 0)
        result = file_write_all(STDOUT_FILENO, out.data, out.length);
    text_free(&out);
    checks_free(&checks);
    return result < 0 ? 1 : 0;
}

static int run(const struct config *config, bool is_whole)
{
    static const struct message_lease_given nothing = { .path = "", .site = "" };
    struct probe probe = { .has_answer = false };
    start(&probe, config, is_whole);
    int status = EXIT_CODE_USAGE;
    if (wire_open_alone(&probe.wire, config, hear, &probe) == 0) {
        wire_start_lease(&probe.wire, &nothing);
        ask_sign_in(&probe);
        if (is_whole && probe.facts.sign_in.problem == RETRY_PROBLEM_none &&
            config->site.space[0] != '\0')
            ask_for_site(&probe);
        status = report(&probe);
        wire_end_lease(&probe.wire);
    }
    wire_close(&probe.wire);
    text_free(&probe.trace);
    memory_pool_free(&probe.pool);
    return status;
}

bool probe_is_wanted(int argc, char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--" PROBE_OPTION, sizeof PROBE_OPTION + 1) == 0)
            return true;
    }
    return false;
}

/* -1 when the option says neither. */
static int read_scope(const struct options *options, bool *is_whole)
{
    const char *what = options_value(options, PROBE_OPTION);
    *is_whole = what != NULL && strcmp(what, "site") == 0;
    if (*is_whole || (what != NULL && strcmp(what, "sign-in") == 0))
        return 0;
    log_error("--" PROBE_OPTION " takes `sign-in` or `site`");
    return -1;
}

int probe_main(const struct option *table, size_t table_count, int argc, char *const *argv)
{
    struct options options;
    struct config config = { .file = NULL };
    struct text problems = text_new(PROBLEMS_BYTES);
    int status = EXIT_CODE_USAGE;
    log_set_name("uploader");
    if (options_parse(&options, table, table_count, argc, argv, &problems) == 0) {
        bool is_whole = false;
        log_set_level(options_verbosity(&options) > 0 ? LOG_LEVEL_debug : LOG_LEVEL_error);
        if (read_scope(&options, &is_whole) == 0 &&
            config_load(&config, &options, CONFIG_NEEDS_NOTHING, &problems) == 0)
            status = run(&config, is_whole);
        config_free(&config);
    }
    fputs(problems.data, stderr);
    text_free(&problems);
    options_free(&options);
    return status;
}
