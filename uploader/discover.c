/* SPDX-License-Identifier: MIT */
#include "uploader/discover.h"

#include "base/log.h"
#include "config/site_url.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

/* What one question for the space brought. */
enum found {
    FOUND_SPACE,
    FOUND_NOTHING,       /* the edition is right, the space is not there */
    FOUND_OTHER_EDITION, /* it does not speak this edition's language */
    FOUND_SCOPED_TOKEN,  /* a token with scopes at the wrong door */
    FOUND_TROUBLE,       /* anything else: the verdict says */
};

static bool has_probe(const char *facts)
{
    return strncmp(facts, "probe=1\n", 8) == 0 || strstr(facts, "\nprobe=1\n") != NULL;
}

/* v2 answers errors as a list; nothing on Data Center does. */
static bool speaks_cloud(const struct answer *answer)
{
    json_t *json = answer_json(answer);
    bool has_list = json_is_array(json_object_get(json, "errors"));
    json_decref(json);
    return has_list;
}

static enum found judge_failure(
    int edition, const struct answer *answer, const struct verdict *verdict)
{
    if (verdict->problem == RETRY_PROBLEM_scoped_token)
        return FOUND_SCOPED_TOKEN;
    bool is_missing =
        verdict->problem == RETRY_PROBLEM_hidden || verdict->problem == RETRY_PROBLEM_missing;
    if (edition == CONFIG_EDITION_cloud) {
        if (is_missing && speaks_cloud(answer))
            return FOUND_NOTHING;
        /* A web page for an unknown path: no Cloud there. */
        return is_missing || verdict->problem == RETRY_PROBLEM_login_page ? FOUND_OTHER_EDITION
                                                                          : FOUND_TROUBLE;
    }
    if (verdict->problem == RETRY_PROBLEM_removed)
        return FOUND_OTHER_EDITION;
    if (is_missing)
        return answer_is_html(answer) ? FOUND_OTHER_EDITION : FOUND_NOTHING;
    return FOUND_TROUBLE;
}

static void take_space(struct wire *wire, int edition, const struct remote_space *space)
{
    struct site *site = &wire->site;
    site->edition = edition;
    wire->api = confluence_for(edition);
    site_set(site, &site->space_id, space->id[0] != '\0' ? space->id : space->key);
    if (space->key[0] != '\0')
        site_set(site, &site->space_key, space->key);
    if (site->root_id[0] == '\0')
        site_set(site, &site->root_id, space->home_id);
}

/* 0 with *found, or -1. */
static int ask_for_space(struct wire *wire, int edition, enum found *found, struct verdict *verdict)
{
    const struct confluence *api = confluence_for(edition);
    struct call call;
    struct answer answer;
    api->find_space(&wire->site, &call);
    int result = wire_send(wire, &call, NULL, &answer, verdict);
    json_t *json = result == 0 && verdict->class == RETRY_DONE ? answer_json(&answer) : NULL;
    struct remote_space space = { 0 };
    if (result == 0 && verdict->class != RETRY_DONE) {
        *found = judge_failure(edition, &answer, verdict);
    } else if (api->parse_space(json, wire->site.space_key, wire->pool, &space) != 0) {
        *found = FOUND_OTHER_EDITION;
        retry_change(verdict, RETRY_PROBLEM_unreadable, &call, &answer);
    } else if (space.id[0] == '\0' && space.key[0] == '\0') {
        *found = FOUND_NOTHING;
    } else {
        *found = FOUND_SPACE;
        take_space(wire, edition, &space);
    }
    json_decref(json);
    answer_free(&answer);
    call_free(&call);
    return result;
}

int discover_gateway(struct wire *wire, struct verdict *verdict)
{
    struct call call;
    struct answer answer;
    confluence_find_tenant(&call);
    int result = wire_send(wire, &call, NULL, &answer, verdict);
    json_t *json = result == 0 && verdict->class == RETRY_DONE ? answer_json(&answer) : NULL;
    const char *id = confluence_parse_tenant(json, wire->pool);
    if (id[0] != '\0') {
        struct text url = text_new(4096);
        /* A site on this machine is a sandbox, which is its own gateway. */
        char *host = site_url_is_loopback(wire->site.base)
                         ? site_host(wire->site.base)
                         : memory_copy_text("https://api.atlassian.com");
        text_add_format(&url, "%s/ex/confluence/%s/wiki", host, id);
        site_set(&wire->site, &wire->site.api_url, url.data);
        log_info("the token has scopes: requests go to %s", url.data);
        memory_free(&host);
        text_free(&url);
    }
    json_decref(json);
    answer_free(&answer);
    call_free(&call);
    return result;
}

/* Asks one edition, through the gateway where the site's own door is the wrong one. */
static int try_edition(struct wire *wire, int edition, enum found *found, struct verdict *verdict)
{
    int result = ask_for_space(wire, edition, found, verdict);
    bool is_configured = strcmp(wire->site.base, wire->site.api_url) != 0;
    if (result != 0 || *found != FOUND_SCOPED_TOKEN || is_configured)
        return result;
    struct verdict refusal = *verdict;
    result = discover_gateway(wire, verdict);
    if (result == 0 && strcmp(wire->site.base, wire->site.api_url) != 0)
        return ask_for_space(wire, CONFIG_EDITION_cloud, found, verdict);
    *verdict = refusal;
    return result;
}

/* Without a setting: Atlassian's hosts are Cloud; a user name speaks for Cloud elsewhere. */
static int guess_edition(const struct wire *wire)
{
    if (wire->site.edition != CONFIG_EDITION_auto)
        return wire->site.edition;
    if (site_is_atlassian(wire->site.base) || credential_is_basic(wire->credential))
        return CONFIG_EDITION_cloud;
    return CONFIG_EDITION_datacenter;
}

static void say_no_space(struct wire *wire, struct verdict *verdict)
{
    char detail[512];
    snprintf(detail, sizeof detail, "no space with the key %s at %s", wire->site.space_key,
        wire->site.base);
    retry_set(verdict, RETRY_PROBLEM_no_space, detail);
}

/* No space: the credential may be the reason. */
static int explain_nothing(struct wire *wire, struct verdict *verdict)
{
    if (wire_check_credential(wire, verdict) != 0)
        return -1;
    if (verdict->class == RETRY_DONE && verdict->problem == RETRY_PROBLEM_none)
        say_no_space(wire, verdict);
    return 0;
}

static int finish(struct wire *wire, enum found found, struct verdict *verdict)
{
    switch (found) {
    case FOUND_SPACE:
        break;
    case FOUND_NOTHING:
        return explain_nothing(wire, verdict);
    case FOUND_OTHER_EDITION:
        if (verdict->outcome != LEASE_CREDENTIALS)
            retry_set(verdict, RETRY_PROBLEM_no_confluence, wire->site.base);
        return 0;
    case FOUND_SCOPED_TOKEN:
    case FOUND_TROUBLE:
        return 0;
    }
    if (wire->site.root_id[0] == '\0') {
        retry_set(verdict, RETRY_PROBLEM_no_root, wire->site.space_key);
        return 0;
    }
    log_info("publishing to space %s under page %s (%s)", wire->site.space_key, wire->site.root_id,
        wire->site.edition == CONFIG_EDITION_cloud ? "Cloud" : "Data Center");
    return wire_report_site(wire);
}

/* What goes wrong before any page is the matter of none: no page is to wait for a person, or to
   count as refused, because of it. */
static void make_common(struct verdict *verdict)
{
    enum lease_outcome outcome = verdict->outcome;
    bool is_temporary = outcome == LEASE_RETRY || outcome == LEASE_UNKNOWN;
    bool is_sense = verdict->problem != RETRY_PROBLEM_stale; /* there is no version yet */
    if (outcome == LEASE_DONE || (is_temporary && is_sense) || outcome == LEASE_CREDENTIALS ||
        outcome == LEASE_SITE)
        return;
    char detail[RETRY_DETAIL_BYTES];
    const char *words = verdict->detail[0] != '\0' ? verdict->detail : retry_what(verdict->problem);
    snprintf(detail, sizeof detail, "status %ld, %.560s", verdict->status, words);
    retry_set(verdict, outcome == LEASE_FORBIDDEN ? RETRY_PROBLEM_no_access : RETRY_PROBLEM_no_site,
        detail);
}

static int find_site(struct wire *wire, struct verdict *verdict)
{
    *verdict = (struct verdict){ .class = RETRY_DONE, .retry_ms = -1 };
    if (has_probe(wire->lease->site)) {
        int result = wire_check_credential(wire, verdict);
        bool may_be_gateway = verdict->problem == RETRY_PROBLEM_scoped_token && wire->api == NULL;
        if (result != 0 || (verdict->problem != RETRY_PROBLEM_none && !may_be_gateway))
            return result;
    }
    if (wire->api != NULL)
        return 0;
    enum found found;
    int first = guess_edition(wire);
    int result = try_edition(wire, first, &found, verdict);
    if (result == 0 && found == FOUND_OTHER_EDITION && wire->site.edition == CONFIG_EDITION_auto) {
        int second =
            first == CONFIG_EDITION_cloud ? CONFIG_EDITION_datacenter : CONFIG_EDITION_cloud;
        result = try_edition(wire, second, &found, verdict);
    }
    return result != 0 ? result : finish(wire, found, verdict);
}

int discover_site(struct wire *wire, struct verdict *verdict)
{
    int result = find_site(wire, verdict);
    if (result == 0 && verdict->problem != RETRY_PROBLEM_none)
        make_common(verdict);
    return result;
}
