/* SPDX-License-Identifier: MIT */
#include "uploader/retry.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/unicode.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

enum { WORDS_BYTES = 64 * 1024 };

struct problem {
    enum lease_outcome outcome;
    const char *code;
    const char *what;
    const char *help;
};

static const struct problem problems[] = {
#define PROBLEM(name, outcome, code, what, help)                                                   \
    [RETRY_PROBLEM_##name] = { LEASE_##outcome, code, what, help },
#include "uploader/problems.def"
};

/* Words in the server's answer that say more than its status. */
static const struct {
    const char *words;
    enum retry_problem problem;
} phrases[] = {
    { "A page with this title already exists", RETRY_PROBLEM_title },
    { "A page already exists with the", RETRY_PROBLEM_title },
    { "Error parsing xhtml", RETRY_PROBLEM_storage },
    { "CDATA block has embedded", RETRY_PROBLEM_storage },
    { "cannot be converted to new editor", RETRY_PROBLEM_convert },
    { "parent ID specified does not exist", RETRY_PROBLEM_parent },
    { "same file name as an existing attachment", RETRY_PROBLEM_file_exists },
    { "file type is not allowed", RETRY_PROBLEM_file_type },
    { "maximum configured attachment size", RETRY_PROBLEM_size },
    { "Could not parse Labels", RETRY_PROBLEM_labels },
    { "unreconciled page", RETRY_PROBLEM_unreconciled },
    { "OptimisticLock", RETRY_PROBLEM_lock },
    { "UnexpectedRollbackException", RETRY_PROBLEM_lock },
    { "Transaction rolled back", RETRY_PROBLEM_lock },
    { "update stale data", RETRY_PROBLEM_lock },
    { "flushing the hibernate transaction", RETRY_PROBLEM_lock },
    { "ersion must be incremented", RETRY_PROBLEM_stale },
    { "XSRF check failed", RETRY_PROBLEM_xsrf },
    { "scope does not match", RETRY_PROBLEM_scope },
    { "cannot access Confluence", RETRY_PROBLEM_not_permitted },
    { "not permitted to use Confluence", RETRY_PROBLEM_not_permitted },
};

/* ---------------------------------------------------------------- the server's own words */

/* Behind a Java class name: `com.atlassian.x.BadRequestException: text`. */
static const char *skip_class(const char *text)
{
    size_t length =
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._$");
    bool is_class = length > 0 && memchr(text, '.', length) != NULL && text[length] == ':' &&
                    text[length + 1] == ' ';
    return is_class ? text + length + 2 : text;
}

static const char *member(const json_t *json, const char *name)
{
    const char *value = json_string_value(json_object_get(json, name));
    return value == NULL ? "" : value;
}

/* v2: what it is, and at times what exactly. */
static bool add_error(const json_t *json, struct text *out)
{
    const json_t *first = json_array_get(json_object_get(json, "errors"), 0);
    const char *title = member(first, "title");
    const char *detail = member(first, "detail");
    text_add_string(out, title);
    if (detail[0] != '\0' && strcmp(detail, title) != 0)
        text_add_format(out, "%s%s", title[0] == '\0' ? "" : ": ", detail);
    return out->length > 0;
}

/* v1, then Data Center's actions, which refuse with 200. */
static void json_words(const json_t *json, struct text *out)
{
    if (add_error(json, out))
        return;
    const json_t *first = json_array_get(json_object_get(json, "actionErrors"), 0);
    const char *words = skip_class(member(json, "message"));
    if (words[0] == '\0' && json_is_string(first))
        words = json_string_value(first);
    first = json_array_get(json_object_get(json_object_get(json, "data"), "errors"), 0);
    if (words[0] == '\0')
        words = member(json_object_get(first, "message"), "translation");
    text_add_string(out, words);
}

/* The title of a web page, or its first words without tags. */
static void html_words(const char *html, struct text *out)
{
    const char *title = strcasestr(html, "<title>");
    const char *from = title == NULL ? html : title + 7;
    bool is_tag = false;
    for (const char *c = from; *c != '\0' && !out->overflowed; c++) {
        if (*c == '<' && title != NULL)
            break;
        is_tag = *c == '<' || (is_tag && *c != '>');
        if (!is_tag && *c != '>')
            text_add_char(out, *c);
    }
}

/* Blanks and line ends taken as one blank; made safe to show, then cut: half of a secret would not
   be recognised as one. */
static void keep_detail(struct verdict *verdict, const char *words)
{
    struct text flat = text_new(WORDS_BYTES);
    for (const char *c = words; *c != '\0' && !flat.overflowed; c++) {
        bool is_blank = isspace((unsigned char)*c);
        if (!is_blank || (flat.length > 0 && flat.data[flat.length - 1] != ' '))
            text_add_char(&flat, (char)(is_blank ? ' ' : *c));
    }
    while (flat.length > 0 && flat.data[flat.length - 1] == ' ')
        text_cut(&flat, flat.length - 1);
    char *printable = unicode_printable(flat.data);
    log_redact(printable);
    size_t length = unicode_cut(printable, RETRY_DETAIL_BYTES / 4);
    snprintf(verdict->detail, sizeof verdict->detail, "%.*s", (int)length, printable);
    memory_free(&printable);
    text_free(&flat);
}

static void find_detail(struct verdict *verdict, const struct answer *answer)
{
    verdict->detail[0] = '\0';
    if (answer->delivery != ANSWER_COMPLETE) {
        keep_detail(verdict, answer->error);
        return;
    }
    struct text words = text_new(WORDS_BYTES);
    json_t *json = answer_json(answer);
    if (json != NULL)
        json_words(json, &words);
    else
        html_words(answer->body.data, &words);
    json_decref(json);
    keep_detail(verdict, words.data);
    text_free(&words);
}

/* ---------------------------------------------------------------- the message for a person */

static void describe(struct verdict *verdict, const struct call *call, const struct answer *answer)
{
    const struct problem *problem = &problems[verdict->problem];
    struct text reason = text_new(RETRY_REASON_BYTES - 1);
    text_add_string(&reason, problem->what);
    if (verdict->detail[0] != '\0')
        text_add_format(&reason, ": %s", verdict->detail);
    if (call != NULL) {
        text_add_format(&reason, " [%s %.160s", call->method, call->target.data);
        if (answer->status != 0)
            text_add_format(&reason, ", status %ld", answer->status);
        if (answer->trace[0] != '\0')
            text_add_format(&reason, ", trace %.64s", answer->trace);
        text_add_char(&reason, ']');
    }
    if (problem->help[0] != '\0')
        text_add_format(&reason, "; %s", problem->help);
    snprintf(verdict->reason, sizeof verdict->reason, "%s", reason.data);
    log_redact(verdict->reason);
    text_free(&reason);
}

static void set_problem(struct verdict *verdict, enum retry_problem problem)
{
    verdict->problem = problem;
    verdict->outcome = problems[problem].outcome;
    verdict->code = problems[problem].code;
    if (verdict->class == RETRY_UNKNOWN && verdict->outcome == LEASE_RETRY)
        verdict->outcome = LEASE_UNKNOWN;
}

/* ---------------------------------------------------------------- judging */

static enum retry_problem problem_of_fault(enum answer_fault fault)
{
    static const enum retry_problem of[] = {
        [ANSWER_FAULT_NONE] = RETRY_PROBLEM_broken,
        [ANSWER_FAULT_NAME] = RETRY_PROBLEM_name,
        [ANSWER_FAULT_CONNECT] = RETRY_PROBLEM_connect,
        [ANSWER_FAULT_TLS] = RETRY_PROBLEM_tls,
        [ANSWER_FAULT_TIME] = RETRY_PROBLEM_silence,
        [ANSWER_FAULT_SIZE] = RETRY_PROBLEM_answer_size,
        [ANSWER_FAULT_STOPPED] = RETRY_PROBLEM_stopped,
        [ANSWER_FAULT_BROKEN] = RETRY_PROBLEM_broken,
    };
    return of[fault];
}

static enum retry_problem problem_of_words(const char *words)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (strstr(words, phrases[i].words) != NULL)
            return phrases[i].problem;
    return RETRY_PROBLEM_none;
}

static enum retry_problem problem_of_401(const struct answer *answer)
{
    if (strstr(answer->login, "AUTHENTICATION_DENIED") != NULL)
        return RETRY_PROBLEM_captcha;
    if (strstr(answer->failure, "SCOPE") != NULL)
        return RETRY_PROBLEM_scope;
    /* Data Center says why in a header; Tomcat's bare page is the site host of Cloud. */
    if (answer_is_html(answer) && answer->login[0] == '\0')
        return RETRY_PROBLEM_scoped_token;
    return RETRY_PROBLEM_credentials;
}

/* v2 names what it misses; a bare `Not Found` may be refused credentials. */
static enum retry_problem problem_of_404(const struct verdict *verdict, const struct answer *answer)
{
    bool is_bare = verdict->detail[0] == '\0' || strcmp(verdict->detail, "Not Found") == 0 ||
                   strncmp(verdict->detail, "Not Found: ", 11) == 0;
    return is_bare || answer_is_html(answer) ? RETRY_PROBLEM_hidden : RETRY_PROBLEM_missing;
}

static enum retry_problem problem_of_status(
    const struct verdict *verdict, const struct answer *answer)
{
    switch (answer->status) {
    case 401:
        return problem_of_401(answer);
    case 403:
        return strstr(answer->login, "AUTHENTICATION_DENIED") != NULL ? RETRY_PROBLEM_captcha
                                                                      : RETRY_PROBLEM_forbidden;
    case 404:
        return problem_of_404(verdict, answer);
    case 408:
        return RETRY_PROBLEM_silence;
    case 409: /* whether somebody changed the page, only a look at it tells */
        return RETRY_PROBLEM_stale;
    case 410:
        return RETRY_PROBLEM_removed;
    case 413:
        return RETRY_PROBLEM_size;
    case 429:
        return RETRY_PROBLEM_throttled;
    default:
        break;
    }
    if (answer->status >= 500)
        return RETRY_PROBLEM_server;
    return answer->status >= 300 && answer->status < 400 ? RETRY_PROBLEM_redirect
                                                         : RETRY_PROBLEM_refused;
}

static void judge_success(
    const struct call *call, const struct answer *answer, struct verdict *verdict)
{
    bool is_delete = strcmp(call->method, "DELETE") == 0;
    verdict->class = RETRY_DONE;
    verdict->problem = RETRY_PROBLEM_none;
    if (answer->body.length > 0 && answer_is_html(answer))
        verdict->problem = RETRY_PROBLEM_login_page;
    else if (answer->body.length == 0 && !is_delete)
        verdict->problem = RETRY_PROBLEM_unreadable; /* a failed sign-in answers so too */
    if (verdict->problem != RETRY_PROBLEM_none)
        verdict->class = call->is_changing ? RETRY_UNKNOWN : RETRY_REFUSED;
}

static void judge_failure(
    const struct call *call, const struct answer *answer, struct verdict *verdict)
{
    bool is_throttled = answer->status == 429;
    enum retry_problem said =
        is_throttled ? RETRY_PROBLEM_none : problem_of_words(answer->body.data);
    verdict->class = RETRY_REFUSED;
    verdict->problem = said != RETRY_PROBLEM_none ? said : problem_of_status(verdict, answer);
    bool is_decided = said != RETRY_PROBLEM_none ||
                      (answer->status >= 400 && answer->status < 500 && answer->status != 408);
    if (!is_decided && call->is_changing)
        verdict->class = RETRY_UNKNOWN;
}

void retry_judge(
    const struct call *call, const struct answer *answer, int64_t wall_ms, struct verdict *verdict)
{
    *verdict = (struct verdict){ .status = answer->status, .retry_ms = -1 };
    find_detail(verdict, answer);
    if (answer->delivery != ANSWER_COMPLETE) {
        bool may_have = answer->delivery == ANSWER_LOST && call->is_changing;
        verdict->class = may_have ? RETRY_UNKNOWN : RETRY_NOT_SENT;
        verdict->problem = problem_of_fault(answer->fault);
    } else if (answer->status >= 200 && answer->status < 300) {
        judge_success(call, answer, verdict);
    } else {
        judge_failure(call, answer, verdict);
    }
    if (answer->status == 429 || answer->status == 503) {
        int64_t date_ms = answer_date_ms(answer->date); /* ours may be days off */
        verdict->retry_ms = retry_after_ms(answer->retry_after, date_ms >= 0 ? date_ms : wall_ms);
    }
    set_problem(verdict, verdict->problem);
    describe(verdict, call, answer);
}

void retry_change(struct verdict *verdict, enum retry_problem problem, const struct call *call,
    const struct answer *answer)
{
    set_problem(verdict, problem);
    describe(verdict, call, answer);
}

void retry_set(struct verdict *verdict, enum retry_problem problem, const char *detail)
{
    *verdict = (struct verdict){ .class = RETRY_REFUSED, .retry_ms = -1 };
    keep_detail(verdict, detail);
    set_problem(verdict, problem);
    describe(verdict, NULL, NULL);
}

const char *retry_what(enum retry_problem problem)
{
    return problems[problem].what;
}

const char *retry_help(enum retry_problem problem)
{
    return problems[problem].help;
}

int64_t retry_after_ms(const char *value, int64_t wall_ms)
{
    if (value[0] == '\0')
        return -1;
    char *end;
    errno = 0;
    long long seconds = strtoll(value, &end, 10); /* beyond the range: the largest number */
    int64_t ms;
    if (end != value && (*end == '\0' || *end == '.')) {
        ms = seconds > RETRY_AFTER_MOST_MS / 1000 ? RETRY_AFTER_MOST_MS : seconds * 1000;
    } else {
        int64_t at = answer_date_ms(value);
        if (at < 0)
            return -1;
        ms = at - wall_ms;
    }
    /* Zero or less would be a loop without end. */
    if (ms < 1000)
        return 1000;
    return ms > RETRY_AFTER_MOST_MS ? RETRY_AFTER_MOST_MS : ms;
}
