/* SPDX-License-Identifier: MIT */
#include "uploader/probe_facts.h"

#include "base/exit_code.h"
#include "config/settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_PAGE "https://id.atlassian.com/manage-profile/security/api-tokens"

enum {
    TEXT_BYTES = 4096,
    SKEW_MS = 60 * 1000, /* certificates and dates of limits go by clocks */
    LOW_REMAINING = 20,
};

/* The exit code of a command that ends by this verdict. */
static int exit_code_of(const struct verdict *verdict)
{
    if (verdict->problem == RETRY_PROBLEM_none)
        return 0;
    if (verdict->problem == RETRY_PROBLEM_throttled)
        return EXIT_CODE_RATE_LIMIT;
    if (verdict->outcome == LEASE_CREDENTIALS || verdict->outcome == LEASE_FORBIDDEN)
        return EXIT_CODE_SIGN_IN;
    if (verdict->outcome == LEASE_RETRY || verdict->outcome == LEASE_UNKNOWN)
        return EXIT_CODE_NETWORK;
    return EXIT_CODE_NOT_FOUND;
}

/* What went wrong, with the status, the server's own words and `more`. */
static void add_verdict(struct checks *checks, const char *name, const struct verdict *verdict,
    const char *more, const char *help)
{
    char status[32] = "";
    if (verdict->status != 0)
        snprintf(status, sizeof status, " (status %ld)", verdict->status);
    checks_add(checks, name, CHECK_ERROR, "%s%s%s%s%s", retry_what(verdict->problem), status,
        verdict->detail[0] == '\0' ? "" : ": ", verdict->detail, more);
    checks_blame(checks, verdict->code, exit_code_of(verdict), "%s", help);
}

/* ---------------------------------------------------------------- the way there */

/* No word of Confluence came back. */
static bool is_unreached(const struct verdict *verdict)
{
    return verdict->status == 0 || verdict->problem == RETRY_PROBLEM_server;
}

/* False when there is nobody to talk to. */
static bool judge_address(const struct probe_facts *facts, struct checks *checks)
{
    if (is_unreached(&facts->sign_in)) {
        add_verdict(checks, "address", &facts->sign_in, "", retry_help(facts->sign_in.problem));
        return false;
    }
    if (facts->other_url[0] != '\0') {
        checks_add(checks, "address", CHECK_ERROR,
            "there is no Confluence at %s, but there is at %s", facts->url, facts->other_url);
        checks_blame(
            checks, "no-confluence", EXIT_CODE_NOT_FOUND, "set site.url to %s", facts->other_url);
        return false;
    }
    checks_add(
        checks, "address", CHECK_OK, "%s answered in %" PRId64 " ms", facts->url, facts->took_ms);
    return true;
}

static void judge_clock(const struct probe_facts *facts, struct checks *checks)
{
    long long off_ms = llabs((long long)facts->skew_ms);
    if (!facts->has_date) {
        checks_add(checks, "clock", CHECK_SKIPPED, "the server does not say what time it is");
    } else if (off_ms > SKEW_MS) {
        checks_add(checks, "clock", CHECK_WARNING, "%lld s %s the server's", off_ms / 1000,
            facts->skew_ms > 0 ? "behind" : "ahead of");
        checks_blame(checks, "clock", 0,
            "set the clock of this machine (timedatectl set-ntp true): certificates and waiting "
            "times go by it");
    } else {
        checks_add(checks, "clock", CHECK_OK, "agrees with the server's");
    }
}

static void judge_limits(const struct probe_facts *facts, struct checks *checks)
{
    bool is_told = facts->remaining >= 0;
    if (facts->is_near_limit || (is_told && facts->remaining < LOW_REMAINING)) {
        checks_add(checks, "rate limit", CHECK_WARNING,
            "the server says that the limit of requests is near");
        checks_blame(checks, "near-limit", 0,
            "others may use the same account; cmsync slows down by itself");
    } else if (is_told) {
        checks_add(
            checks, "rate limit", CHECK_OK, "%" PRId64 " requests are left", facts->remaining);
    } else {
        checks_add(checks, "rate limit", CHECK_OK, "the server does not slow us down");
    }
}

/* ---------------------------------------------------------------- who we are */

static bool is_refusal(enum retry_problem problem)
{
    return problem == RETRY_PROBLEM_credentials || problem == RETRY_PROBLEM_scoped_token ||
           problem == RETRY_PROBLEM_not_permitted || problem == RETRY_PROBLEM_forbidden ||
           problem == RETRY_PROBLEM_anonymous;
}

/* What was tried besides, and so what is left as the cause. */
static void explain_trials(const struct probe_facts *facts, struct text *out)
{
    if (facts->works_as_bearer) {
        text_add_string(out, "; without a user it is taken");
        return;
    }
    if (facts->has_tried_gateway)
        text_add_string(out, "; through the gateway for tokens with scopes: refused too");
    if (facts->has_tried_bearer)
        text_add_string(out, "; without a user: refused too");
    if (out->length > 0)
        text_add_string(out, "; so it is expired, revoked, mistyped or of another account");
}

static void advise(const struct probe_facts *facts, struct text *out)
{
    if (facts->works_as_bearer)
        text_add_string(out, "leave site.user out: this is a personal access token");
    else if (!facts->is_atlassian)
        text_add_string(out, retry_help(facts->has_tried_gateway ? RETRY_PROBLEM_credentials
                                                                 : facts->sign_in.problem));
    else if (facts->user[0] == '\0')
        text_add_string(out, "set site.user to the e-mail address of the account: on Cloud an API "
                             "token goes with it");
    else
        text_add_format(out,
            "compare site.user (%s) with the account that made the token, and that this account "
            "may use Confluence; or make a new token: " TOKEN_PAGE,
            facts->user);
}

/* False when nothing more can be asked. */
static bool judge_sign_in(const struct probe_facts *facts, struct checks *checks)
{
    enum retry_problem problem = facts->sign_in.problem;
    if (problem == RETRY_PROBLEM_none) {
        checks_add(checks, "sign-in", CHECK_OK, "signed in as %s, with %s%s%s",
            facts->account[0] == '\0' ? "somebody without a name" : facts->account,
            facts->user[0] != '\0' ? "user and token" : "a token without a user",
            facts->gateway[0] == '\0' ? "" : "; the token has scopes, so requests go to ",
            facts->gateway);
        return true;
    }
    struct text more = text_new(TEXT_BYTES);
    struct text help = text_new(TEXT_BYTES);
    if (is_refusal(problem)) {
        explain_trials(facts, &more);
        advise(facts, &help);
    } else {
        text_add_string(&help, retry_help(problem));
    }
    add_verdict(checks, "sign-in", &facts->sign_in, more.data, help.data);
    text_free(&more);
    text_free(&help);
    return false;
}

/* ---------------------------------------------------------------- what is there */

static void judge_edition(const struct probe_facts *facts, struct checks *checks)
{
    if (facts->edition == CONFIG_EDITION_auto)
        return;
    bool is_cloud = facts->edition == CONFIG_EDITION_cloud;
    checks_add(checks, "edition", CHECK_OK, "Confluence %s", is_cloud ? "Cloud" : "Data Center");
    if (is_cloud && !facts->wants_notify)
        checks_add(checks, "mail", CHECK_INFO,
            "publish.notify is off, but Cloud has no switch for it: people who watch a page may "
            "get mail about updates");
}

static bool judge_space(const struct probe_facts *facts, struct checks *checks)
{
    if (facts->space[0] == '\0') {
        checks_add(checks, "space", CHECK_ERROR, "nothing says where to publish");
        checks_blame(checks, "no-space", EXIT_CODE_USAGE, "set site.space to the key of the space");
        return false;
    }
    if (facts->site.problem != RETRY_PROBLEM_none) {
        bool is_root = facts->site.problem == RETRY_PROBLEM_no_root;
        add_verdict(checks, is_root ? "root page" : "space", &facts->site, "",
            retry_help(facts->site.problem));
        return false;
    }
    checks_add(checks, "space", CHECK_OK, "%s is there", facts->space_key);
    return true;
}

static bool judge_root(const struct probe_facts *facts, struct checks *checks)
{
    if (facts->root.problem != RETRY_PROBLEM_none) {
        add_verdict(checks, "root page", &facts->root, "", retry_help(facts->root.problem));
        return false;
    }
    checks_add(checks, "root page", CHECK_OK, "\"%s\" (%s)", facts->root_title, facts->root_id);
    return true;
}

static void add_missing_right(struct checks *checks, const char *what, int exit_code)
{
    checks_add(checks, "permissions", exit_code == 0 ? CHECK_WARNING : CHECK_ERROR,
        "the account may not %s in this space", what);
    checks_blame(
        checks, "forbidden", exit_code, "ask an administrator of the space for this permission");
}

static void judge_rights(const struct probe_facts *facts, struct checks *checks)
{
    const struct probe_rights *rights = &facts->rights;
    if (!rights->are_known) {
        checks_add(checks, "permissions", CHECK_SKIPPED, "%s",
            rights->is_asked
                ? "Confluence does not say what the account may do; the first page tells"
                : "Data Center says only to administrators what an account may do; the first page "
                  "tells");
        return;
    }
    if (!rights->can_create)
        add_missing_right(checks, "create pages", EXIT_CODE_SIGN_IN);
    if (!rights->can_attach)
        add_missing_right(checks, "attach files", 0);
    if (!rights->can_delete && facts->wants_delete)
        add_missing_right(checks, "delete pages", 0);
    if (rights->can_create && rights->can_attach)
        checks_add(checks, "permissions", CHECK_OK, "pages can be created and files attached");
}

static void skip(struct checks *checks, const char *why)
{
    static const char *const names[] = { "space", "root page", "permissions" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (checks_find(checks, names[i]) == NULL)
            checks_add(checks, names[i], CHECK_SKIPPED, "%s", why);
    }
}

void probe_judge(const struct probe_facts *facts, struct checks *checks)
{
    const char *why = NULL;
    if (!judge_address(facts, checks))
        why = "the address comes first";
    if (!is_unreached(&facts->sign_in))
        judge_clock(facts, checks);
    if (why == NULL && !judge_sign_in(facts, checks))
        why = "the sign-in comes first";
    if (why == NULL)
        judge_limits(facts, checks);
    if (!facts->is_whole)
        return;
    if (why == NULL)
        judge_edition(facts, checks);
    if (why == NULL && !judge_space(facts, checks))
        why = "the space comes first";
    if (why == NULL && !judge_root(facts, checks))
        why = "the root page comes first";
    if (why == NULL && facts->is_read_only) {
        checks_add(checks, "permissions", CHECK_WARNING, "the site is in read-only mode");
        checks_blame(checks, "read-only", 0,
            "an administrator has closed it for writing, and opens it again: until then nothing "
            "can be published");
    } else if (why == NULL)
        judge_rights(facts, checks);
    else
        skip(checks, why);
}
