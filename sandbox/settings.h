/* SPDX-License-Identifier: MIT */
/* What can be switched while the sandbox runs: `--set name=value` and /_sandbox/settings. */
#ifndef CMSYNC_SANDBOX_SETTINGS_H
#define CMSYNC_SANDBOX_SETTINGS_H

#include <stdint.h>

/* SETTING(name, default, meaning); all are numbers, switches are 0 or 1. */
#define SANDBOX_SETTINGS(SETTING)                                                                  \
    SETTING(latency_ms, 0, "how long each answer takes")                                           \
    SETTING(search_lag_ms, 20000, "how far the search index is behind")                            \
    SETTING(list_limit, 200, "the most that a v1 list gives, whatever limit= says")                \
    SETTING(attachment_limit, 104857600, "largest attachment in bytes")                            \
    SETTING(body_limit, 5242880, "largest page in bytes (Cloud)")                                  \
    SETTING(status_as_text, 0, "errors[].status of v2 as a text")                                  \
    SETTING(data_as_list, 0, "answer of .../data as {results:[...]} on Cloud")                     \
    SETTING(v1_removed, 0, "410 on the v1 routes that Cloud has removed")                          \
    SETTING(scoped_token, 0, "the token has scopes: Cloud's site refuses it, the gateway not")     \
    SETTING(trashed_reserve_titles, 0, "pages in the trash block their titles")                    \
    SETTING(rate_limit, 0, "requests per interval and user; 0: no limit")                          \
    SETTING(rate_interval_s, 60, "the interval of rate_limit")                                     \
    SETTING(read_only, 0, "Data Center's read-only mode")                                          \
    SETTING(property_exists_400, 0, "400 in place of 409 for a property that exists")              \
    SETTING(editor_properties, 1, "Cloud's own properties on each new page")                       \
    SETTING(drop_anchors, 1, "Cloud drops the anchor of a link to a page that is not there")       \
    SETTING(rename_links, 1, "renaming a page renames the links to it")                            \
    SETTING(parallel_files_fail, 1, "Data Center: 500 for a page's attachments at the same time")  \
    SETTING(case_retitle_fails, 0, "Data Center: 500 for a change of a title's case only")         \
    SETTING(narrow_database, 0, "Data Center: 500 for characters beyond U+FFFF")

struct settings {
#define SETTING_MEMBER(name, value, meaning) int64_t name;
    SANDBOX_SETTINGS(SETTING_MEMBER)
#undef SETTING_MEMBER
};

struct setting {
    const char *name;
    const char *meaning;
    int64_t missing;
    unsigned offset;
};

/* Ends with a NULL name. */
extern const struct setting setting_list[];

void settings_set_defaults(struct settings *settings);

/* The place of the setting of that name, or NULL. */
int64_t *settings_find(struct settings *settings, const char *name);

/* `name=value`; 0 or -1. */
int settings_parse(struct settings *settings, const char *text);

#endif
