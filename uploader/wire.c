/* SPDX-License-Identifier: MIT */
#include "uploader/wire.h"

#include "base/clock.h"
#include "base/log.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

enum { WAIT_STEP_MS = 200, REMAINING_LOW = 20 };

static bool tick(void *context)
{
    return stage_tick(context);
}

static const struct config *config_of(const struct wire *wire)
{
    return wire->run != NULL ? stage_config(wire->run) : wire->config;
}

static int open_connection(struct wire *wire)
{
    const struct config *config = config_of(wire);
    wire->credential = credential_read(config->site.user);
    if (wire->credential == NULL)
        return -1;
    struct http_settings settings = {
        .ca_file = config->site.ca_file,
        .proxy = config->site.proxy,
        .is_reader = wire->is_reader,
        .tick = wire->run != NULL ? tick : NULL,
        .context = wire->run,
    };
    wire->http = http_open(&settings);
    return wire->http == NULL ? -1 : 0;
}

int wire_open(struct wire *wire, struct stage_run *run)
{
    *wire = (struct wire){ .run = run, .is_reader = stage_has_option(run, "read-only") };
    return open_connection(wire);
}

int wire_open_alone(
    struct wire *wire, const struct config *config, wire_heard *heard, void *context)
{
    *wire =
        (struct wire){ .config = config, .heard = heard, .context = context, .is_reader = true };
    return open_connection(wire);
}

void wire_close(struct wire *wire)
{
    /* A lease that was not begun is given again. */
    struct message next;
    if (wire_take_next(wire, &next))
        message_free(&next);
    http_close(&wire->http);
    credential_free(&wire->credential);
}

void wire_start_lease(struct wire *wire, const struct message_lease_given *lease)
{
    const struct config *config = config_of(wire);
    wire->lease = lease;
    wire->pool = memory_pool_new();
    wire->is_checked = false;
    site_start(&wire->site, config);
    wire->api = NULL;
    if (site_take_facts(&wire->site, lease->site, config))
        wire->api = confluence_for(wire->site.edition);
}

void wire_end_lease(struct wire *wire)
{
    site_free(&wire->site);
    memory_pool_free(&wire->pool);
    wire->lease = NULL;
}

/* ---------------------------------------------------------------- words with the store */

int wire_wait(struct wire *wire, int64_t ms)
{
    int64_t until = clock_now_ms() + ms;
    for (int64_t left = ms; left > 0; left = until - clock_now_ms()) {
        poll(NULL, 0, (int)(left < WAIT_STEP_MS ? left : WAIT_STEP_MS));
        if (wire->run != NULL && !stage_tick(wire->run))
            return -1;
    }
    return 0;
}

static void say_refused(
    const struct wire *wire, const struct message *message, const struct message *answer)
{
    if (answer->type == MESSAGE_refused)
        log_warning("the store refuses %s for %s: %s", message_name(message->type),
            wire->lease->path, answer->refused.reason);
}

int wire_tell(struct wire *wire, const struct message *message)
{
    struct message answer;
    if (wire->run == NULL)
        return 0;
    if (stage_ask(wire->run, message, &answer) != 0)
        return -1;
    int result = answer.type == MESSAGE_accepted ? 0 : -1;
    say_refused(wire, message, &answer);
    message_free(&answer);
    return result;
}

int wire_finish(struct wire *wire, const struct message *message)
{
    struct message answer;
    if (stage_ask(wire->run, message, &answer) != 0)
        return -1;
    if (answer.type == MESSAGE_lease_given || answer.type == MESSAGE_errand_given ||
        answer.type == MESSAGE_lease_none) {
        wire->next = answer;
        wire->has_next = true;
        return 0;
    }
    int result = answer.type == MESSAGE_accepted ? 0 : -1;
    say_refused(wire, message, &answer);
    message_free(&answer);
    return result;
}

bool wire_take_next(struct wire *wire, struct message *next)
{
    if (!wire->has_next)
        return false;
    *next = wire->next;
    wire->has_next = false;
    return true;
}

int wire_report_site(struct wire *wire)
{
    struct text facts = text_new(SITE_FACTS_MAX);
    site_print_facts(&wire->site, &facts);
    struct message message = { .type = MESSAGE_site_report };
    message.site_report.token = wire->lease->token;
    message.site_report.site = facts.data;
    int result = wire_tell(wire, &message);
    text_free(&facts);
    return result;
}

int wire_forget_site(struct wire *wire)
{
    struct message message = { .type = MESSAGE_site_report };
    message.site_report.token = wire->lease->token;
    message.site_report.site = "";
    return wire_tell(wire, &message);
}

/* 1 with the permit, and `intent` (or NULL) recorded; 0 when it would take too long to hold the
   page for it (*wait_ms says how long); -1. */
static int take_permit(struct wire *wire, const struct message *intent, int64_t *wait_ms)
{
    int64_t start = clock_now_ms();
    while (wire->run != NULL) {
        struct message question = { .type = MESSAGE_permit_ask };
        question.permit_ask.token = wire->lease->token;
        const struct message *asked = intent != NULL ? intent : &question;
        struct message answer;
        if (stage_ask(wire->run, asked, &answer) != 0)
            return -1;
        bool is_permit = answer.type == MESSAGE_permit_given;
        *wait_ms = is_permit ? answer.permit_given.wait_ms : -1;
        say_refused(wire, asked, &answer);
        message_free(&answer);
        if (!is_permit)
            return -1;
        if (*wait_ms <= 0)
            return 1;
        if (clock_now_ms() - start + *wait_ms > WIRE_PERMIT_WAIT_MAX_MS)
            return 0;
        if (wire_wait(wire, *wait_ms) != 0)
            return -1;
    }
    return 1;
}

/* ---------------------------------------------------------------- after each answer */

static void publish(struct wire *wire, const struct call *call, const struct answer *answer)
{
    struct message event = { .type = MESSAGE_request_answered };
    event.request_answered.path = wire->lease->path;
    event.request_answered.method = call->method;
    event.request_answered.url = call->target.data;
    event.request_answered.status = answer->status;
    event.request_answered.took_ms = answer->took_ms;
    event.request_answered.error = answer->error;
    if (wire->run != NULL)
        stage_publish(wire->run, &event);
    if (wire->heard != NULL)
        wire->heard(wire->context, call, answer);
    log_debug("%s %s: %ld in %lld ms %s", call->method, call->target.data, answer->status,
        (long long)answer->took_ms, answer->error);
}

static int report_pace(
    struct wire *wire, const struct answer *answer, const struct verdict *verdict)
{
    bool is_limit = answer->status == 429 || answer->status == 503;
    bool is_low = answer->remaining >= 0 && answer->remaining < REMAINING_LOW;
    if (!is_limit && !is_low && !answer->is_near_limit)
        return 0;
    struct message message = { .type = MESSAGE_pace_report };
    message.pace_report.status = answer->status;
    message.pace_report.retry_after_ms = verdict->retry_ms;
    message.pace_report.remaining = answer->remaining;
    message.pace_report.is_near_limit = answer->is_near_limit;
    return wire_tell(wire, &message);
}

static void note_headers(struct wire *wire, const struct call *call, const struct answer *answer)
{
    if (answer_date_ms(answer->date) >= 0)
        snprintf(wire->date, sizeof wire->date, "%s", answer->date);
    if (answer->deprecation[0] != '\0' && !wire->has_warned) {
        wire->has_warned = true;
        log_warning("Confluence calls %s %s deprecated: a newer cmsync may be needed soon",
            call->method, call->target.data);
    }
}

/* ---------------------------------------------------------------- sending */

static void perform(
    struct wire *wire, const struct call *call, struct answer *answer, struct verdict *verdict)
{
    char *host = call->base == CALL_BASE_HOST ? site_host(wire->site.base) : NULL;
    const char *header = call->is_anonymous ? NULL : credential_header(wire->credential);
    answer_free(answer);
    answer_start(answer);
    http_perform(wire->http, host != NULL ? host : wire->site.api_url, header, call, answer);
    memory_free(&host);
    retry_judge(call, answer, clock_wall_ms(), verdict);
    note_headers(wire, call, answer);
    publish(wire, call, answer);
}

int wire_send(struct wire *wire, const struct call *call, const struct message *intent,
    struct answer *answer, struct verdict *verdict)
{
    answer_start(answer);
    retry_set(verdict, RETRY_PROBLEM_impossible, call->operation);
    if (call->is_impossible)
        return 0;
    for (int i = 0; i < WIRE_THROTTLED_MAX; i++) {
        int64_t wait_ms;
        int permit = take_permit(wire, i == 0 ? intent : NULL, &wait_ms);
        if (permit < 0)
            return -1;
        if (permit == 0) {
            retry_set(verdict, RETRY_PROBLEM_throttled, "the pace allows no request for a while");
            verdict->retry_ms = wait_ms;
            return 0;
        }
        perform(wire, call, answer, verdict);
        if (report_pace(wire, answer, verdict) != 0)
            return -1;
        if (verdict->problem != RETRY_PROBLEM_throttled || wire->run == NULL)
            return 0;
    }
    return 0;
}

/* ---------------------------------------------------------------- who we are */

static int take_user(struct wire *wire, const struct call *call, const struct answer *answer,
    struct verdict *verdict)
{
    json_t *json = answer_json(answer);
    struct remote_user user = { 0 };
    int result = confluence_parse_user(json, wire->pool, &user);
    json_decref(json);
    if (result != 0) {
        retry_change(verdict, RETRY_PROBLEM_unreadable, call, answer);
    } else if (!user.is_known) {
        retry_change(verdict, RETRY_PROBLEM_anonymous, call, answer);
    } else {
        wire->is_checked = true;
        if (user.id[0] != '\0' && wire->api != NULL &&
            strcmp(user.id, wire->site.account_id) != 0) {
            site_set(&wire->site, &wire->site.account_id, user.id);
            return wire_report_site(wire);
        }
    }
    return 0;
}

int wire_check_credential(struct wire *wire, struct verdict *verdict)
{
    *verdict = (struct verdict){ .class = RETRY_DONE, .retry_ms = -1 };
    if (wire->is_checked)
        return 0;
    struct call call;
    struct answer answer;
    confluence_read_user(&call);
    int result = wire_send(wire, &call, NULL, &answer, verdict);
    if (result == 0 && verdict->class == RETRY_DONE)
        result = take_user(wire, &call, &answer, verdict);
    answer_free(&answer);
    call_free(&call);
    return result;
}
