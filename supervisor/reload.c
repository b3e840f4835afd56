/* SPDX-License-Identifier: MIT */
#include "supervisor/reload.h"

#include "base/log.h"
#include "supervisor/keeper.h"
#include "supervisor/lock.h"
#include "supervisor/token.h"

#include <string.h>
#include <unistd.h>

enum { PROBLEM_LIMIT_BYTES = 65536, VALUE_BYTES = 65536, COMMAND_MS = 10000 };

/* Which sections differ. */
struct change {
    bool is_site;
    bool is_docs;
    bool is_token;
};

static void log_problems(const char *what, const char *problems)
{
    log_error("%s", what);
    for (const char *line = problems; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        log_error("%.*s", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

static bool is_changed(
    const struct config *a, const struct config *b, const struct setting *setting)
{
    struct text x = text_new(VALUE_BYTES);
    struct text y = text_new(VALUE_BYTES);
    setting_print(setting, a, &x);
    setting_print(setting, b, &y);
    bool is_different = strcmp(x.data, y.data) != 0 || x.overflowed;
    text_free(&x);
    text_free(&y);
    return is_different;
}

static struct change compare(const struct config *a, const struct config *b)
{
    struct change change = { .is_site = false };
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        if (!is_changed(a, b, setting))
            continue;
        change.is_site |= strcmp(setting->section, "site") == 0;
        change.is_docs |= strcmp(setting->section, "docs") == 0;
    }
    return change;
}

/* What cannot change under running stages. */
static bool can_be_taken(const struct config *old, const struct config *new)
{
    if (strcmp(old->state, new->state) == 0 && strcmp(old->run, new->run) == 0)
        return true;
    log_error("the folders for state or sockets would change: stop and start instead");
    return false;
}

/* Moves the lock to another tree. -1 when that is taken. */
static int move_lock(struct supervisor *supervisor, const struct config *new)
{
    if (strcmp(supervisor->config.docs.root, new->docs.root) == 0)
        return 0;
    bool is_held = false;
    struct text problems = text_new(PROBLEM_LIMIT_BYTES);
    int fd = lock_tree(new->docs.root, &is_held, &problems);
    if (fd < 0)
        log_problems("the new folder cannot be used", problems.data);
    text_free(&problems);
    if (fd < 0)
        return -1;
    lock_release(supervisor->tree_lock); /* the store would hold it for as long as it lives */
    supervisor->tree_lock = fd;
    return 0;
}

/* Reads the token again; the old one stays when there is no new one. */
static bool renew_token(struct supervisor *supervisor, const struct config *new)
{
    const struct token_sources sources = {
        .config = new,
        .file_option = options_value(&supervisor->options, "token-file"),
        .variable_fd = supervisor->variable_token_fd,
        .command_ms = COMMAND_MS,
    };
    if (!supervisor->has_uploaders ||
        (sources.file_option != NULL && strcmp(sources.file_option, "-") == 0))
        return false; /* standard input is read once */
    struct text problems = text_new(PROBLEM_LIMIT_BYTES);
    int fd = token_find(&sources, &problems);
    if (fd < 0)
        log_problems("the token could not be read again; the old one is kept", problems.data);
    text_free(&problems);
    if (fd < 0)
        return false;
    bool is_new = !token_equal(fd, supervisor->token_fd);
    close(supervisor->token_fd);
    supervisor->token_fd = fd;
    return is_new;
}

static void tell_stages(struct supervisor *supervisor, const struct change *change)
{
    bool is_other_uploader = change->is_site || change->is_docs || change->is_token;
    supervisor->credential += is_other_uploader;
    for (size_t i = 0; i < ROSTER_MOST; i++) {
        struct member *member = &supervisor->roster.members[i];
        bool must_restart = false;
        if (member->kind == ROSTER_UPLOADER)
            must_restart = is_other_uploader;
        else if (member->kind != ROSTER_STORE)
            must_restart = change->is_docs || change->is_site;
        keeper_event(
            supervisor, member, must_restart ? LIFECYCLE_EVENT_restart : LIFECYCLE_EVENT_reload);
    }
}

static void take(struct supervisor *supervisor, struct config *new)
{
    struct change change = compare(&supervisor->config, new);
    change.is_token = renew_token(supervisor, new);
    long uploaders = supervisor->config.limits.uploaders;
    if (supervisor->has_uploaders && new->limits.uploaders != uploaders)
        supervisor->roster.uploaders = (unsigned int)new->limits.uploaders;
    config_free(&supervisor->config);
    supervisor->config = *new;
    *new = (struct config){ .file = NULL };
    tell_stages(supervisor, &change);
    log_info("the configuration was read again");
}

void reload_configuration(struct supervisor *supervisor)
{
    struct config new;
    struct text problems = text_new(PROBLEM_LIMIT_BYTES);
    unsigned int needs = CONFIG_NEEDS_DOCS;
    if (supervisor->has_uploaders)
        needs |= CONFIG_NEEDS_SITE;
    if (config_load(&new, &supervisor->options, needs, &problems) < 0)
        log_problems("the configuration was not taken", problems.data);
    else if (can_be_taken(&supervisor->config, &new) && move_lock(supervisor, &new) == 0)
        take(supervisor, &new);
    config_free(&new);
    text_free(&problems);
}
