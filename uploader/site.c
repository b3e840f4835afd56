/* SPDX-License-Identifier: MIT */
#include "uploader/site.h"

#include <string.h>
#include <strings.h>

/* The facts that are kept; edition is told by its name. */
struct fact {
    const char *key;
    size_t offset;
    bool is_needed;
};

static const struct fact facts_kept[] = {
    { "base", offsetof(struct site, base), true },
    { "api_url", offsetof(struct site, api_url), true },
    { "space_key", offsetof(struct site, space_key), true },
    { "space_id", offsetof(struct site, space_id), true },
    { "root_id", offsetof(struct site, root_id), true },
    { "account_id", offsetof(struct site, account_id), false },
    { "people", offsetof(struct site, people), false },
};

enum { FACTS_KEPT = sizeof facts_kept / sizeof *facts_kept };

static const char *const edition_names[] = {
    [CONFIG_EDITION_auto] = "auto",
    [CONFIG_EDITION_cloud] = "cloud",
    [CONFIG_EDITION_datacenter] = "datacenter",
};

static const char **member_of(struct site *site, const struct fact *fact)
{
    return (const char **)(void *)((char *)site + fact->offset);
}

void site_set(struct site *site, const char **member, const char *value)
{
    *member = memory_pool_copy(site->pool, value, strlen(value));
}

static void set_address(struct site *site, const char **member, const char *url)
{
    size_t length = strlen(url);
    while (length > 0 && url[length - 1] == '/')
        length--;
    *member = memory_pool_copy(site->pool, url, length);
}

void site_start(struct site *site, const struct config *config)
{
    *site = (struct site){ .edition = config->site.edition, .pool = memory_pool_new() };
    set_address(site, &site->base, config->site.url);
    const char *api_url = config->site.api_url;
    set_address(site, &site->api_url, api_url[0] != '\0' ? api_url : config->site.url);
    site_set(site, &site->space_key, config->site.space);
    site_set(site, &site->space_id, "");
    site_set(site, &site->root_id, config->site.root_page);
    site_set(site, &site->account_id, "");
    site_set(site, &site->people, "");
}

void site_free(struct site *site)
{
    memory_pool_free(&site->pool);
}

static int edition_of(const char *name)
{
    for (int i = CONFIG_EDITION_cloud; i <= CONFIG_EDITION_datacenter; i++)
        if (strcmp(name, edition_names[i]) == 0)
            return i;
    return CONFIG_EDITION_auto;
}

static void take_line(struct site *site, const char *line, size_t length)
{
    const char *equals = memchr(line, '=', length);
    if (equals == NULL)
        return;
    size_t key_length = (size_t)(equals - line);
    const char *value = memory_pool_copy(site->pool, equals + 1, length - key_length - 1);
    if (key_length == 7 && memcmp(line, "edition", 7) == 0)
        site->edition = edition_of(value);
    for (size_t i = 0; i < FACTS_KEPT; i++)
        if (strlen(facts_kept[i].key) == key_length &&
            memcmp(line, facts_kept[i].key, key_length) == 0)
            *member_of(site, &facts_kept[i]) = value;
}

/* The facts are of what is configured now, and whole. */
static bool facts_suit(
    struct site *found, const struct site *configured, const struct config *config)
{
    for (size_t i = 0; i < FACTS_KEPT; i++)
        if (facts_kept[i].is_needed && (*member_of(found, &facts_kept[i]))[0] == '\0')
            return false;
    if (found->edition == CONFIG_EDITION_auto ||
        (configured->edition != CONFIG_EDITION_auto && configured->edition != found->edition))
        return false;
    if (config->site.api_url[0] != '\0' && strcmp(configured->api_url, found->api_url) != 0)
        return false;
    if (config->site.root_page[0] != '\0' && strcmp(configured->root_id, found->root_id) != 0)
        return false;
    return strcmp(configured->base, found->base) == 0 &&
           strcasecmp(configured->space_key, found->space_key) == 0;
}

bool site_take_facts(struct site *site, const char *facts, const struct config *config)
{
    struct site found;
    site_start(&found, config);
    struct site configured = found;
    site_set(&found, &found.root_id, "");
    for (const char *line = facts; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        take_line(&found, line, length);
        line += length + (line[length] == '\n');
    }
    bool suits = facts_suit(&found, &configured, config);
    if (suits) {
        site_free(site);
        *site = found;
    } else {
        site_free(&found);
    }
    return suits;
}

void site_print_facts(const struct site *site, struct text *out)
{
    text_add_format(out, "edition=%s\n", edition_names[site->edition]);
    for (size_t i = 0; i < FACTS_KEPT; i++) {
        struct site copy = *site;
        text_add_format(out, "%s=%s\n", facts_kept[i].key, *member_of(&copy, &facts_kept[i]));
    }
}

/* The host's first byte and its length, without port, user or brackets' content changed. */
static const char *find_host(const char *url, size_t *length)
{
    const char *host = strstr(url, "://");
    host = host == NULL ? url : host + 3;
    *length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
    return host;
}

char *site_host(const char *url)
{
    const char *host = strstr(url, "://");
    host = host == NULL ? url : host + 3;
    return memory_copy_part(url, (size_t)(host - url) + strcspn(host, "/?#"));
}

static bool ends_in(const char *host, size_t length, const char *end)
{
    size_t end_length = strlen(end);
    return length >= end_length && strncasecmp(host + length - end_length, end, end_length) == 0;
}

bool site_is_atlassian(const char *url)
{
    size_t length;
    const char *host = find_host(url, &length);
    return ends_in(host, length, ".atlassian.net") || ends_in(host, length, ".jira.com") ||
           (length == 17 && strncasecmp(host, "api.atlassian.com", 17) == 0);
}
