/* SPDX-License-Identifier: MIT */
#include "sandbox/faults.h"

#include "base/memory.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORDS = 32, WORD_BYTES = FAULT_GLOB_BYTES };

struct line {
    char words[WORDS][WORD_BYTES];
    size_t count;
    size_t at;
    const char *problem;
};

/* What an action's word stands for; `wants_number` takes the next word. */
struct action_word {
    const char *word;
    enum fault_action action;
    bool wants_number;
};

static const struct action_word action_words[] = {
    { "status", FAULT_STATUS, true },
    { "drop", FAULT_DROP, false },
    { "lose", FAULT_LOSE, false },
    { "delay", FAULT_DELAY, true },
    { "delay-after", FAULT_DELAY_AFTER, true },
    { "slow", FAULT_SLOW, false },
    { "truncate", FAULT_TRUNCATE, false },
    { "short-length", FAULT_SHORT_LENGTH, false },
    { "giant", FAULT_GIANT, true },
    { "empty", FAULT_EMPTY, false },
    { "login-redirect", FAULT_LOGIN_REDIRECT, false },
    { "login-page", FAULT_LOGIN_PAGE, false },
    { "scope", FAULT_SCOPE, false },
    { "captcha", FAULT_CAPTCHA, false },
    { "version-conflict", FAULT_VERSION, false },
    { "optimistic-lock", FAULT_LOCK, false },
    { "title-taken", FAULT_TITLE_TAKEN, false },
    { "unreconciled", FAULT_UNRECONCILED, false },
    { "file-type", FAULT_FILE_TYPE, false },
    { "not-converted", FAULT_NOT_CONVERTED, false },
};

enum { ACTION_COUNT = sizeof action_words / sizeof *action_words };

const char *fault_action_name(enum fault_action action)
{
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        if (action_words[i].action == action)
            return action_words[i].word;
    }
    return "";
}

static const char *next_word(struct line *line)
{
    return line->at < line->count ? line->words[line->at++] : NULL;
}

static bool take(struct line *line, const char *word)
{
    if (line->at >= line->count || strcmp(line->words[line->at], word) != 0)
        return false;
    line->at++;
    return true;
}

static bool to_number(const char *word, int64_t *number)
{
    char *end;
    if (!word || !isdigit((unsigned char)*word))
        return false;
    *number = strtoll(word, &end, 10);
    return *end == '\0';
}

static bool read_number(struct line *line, int64_t *number)
{
    if (to_number(next_word(line), number))
        return true;
    line->problem = "a number is missing";
    return false;
}

static bool read_conditions(struct line *line, struct fault *fault)
{
    const struct {
        const char *word;
        int64_t *place;
    } conditions[] = { { "nth", &fault->nth }, { "every", &fault->every },
        { "count", &fault->count }, { "after", &fault->skip }, { "percent", &fault->percent } };
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        if (!take(line, conditions[i].word))
            continue;
        if (!read_number(line, conditions[i].place))
            return false;
        i = (size_t)-1; /* from the first again */
    }
    return true;
}

static bool read_retry(struct line *line, struct fault *fault)
{
    if (take(line, "none")) {
        fault->retry = RETRY_NONE;
        return true;
    }
    if (take(line, "max")) {
        fault->retry = RETRY_MAX;
        return true;
    }
    fault->retry = take(line, "date") ? RETRY_DATE : RETRY_SECONDS;
    return read_number(line, &fault->retry_s);
}

static bool read_action(struct line *line, struct fault *fault)
{
    const char *word = next_word(line);
    int64_t status;
    if (!word) {
        line->problem = "the action is missing";
        return false;
    }
    if (to_number(word, &status) && status >= 200 && status <= 599) {
        fault->action = FAULT_STATUS;
        fault->status = (int)status;
        return true;
    }
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        if (strcmp(word, action_words[i].word) != 0)
            continue;
        fault->action = action_words[i].action;
        if (action_words[i].wants_number && !read_number(line, &fault->number))
            return false;
        if (fault->action == FAULT_STATUS)
            fault->status = (int)fault->number;
        return true;
    }
    line->problem = "unknown action";
    return false;
}

static bool read_details(struct line *line, struct fault *fault)
{
    while (line->at < line->count) {
        if (take(line, "retry-after")) {
            if (!read_retry(line, fault))
                return false;
        } else if (take(line, "committed")) {
            fault->is_committed = true;
        } else if (take(line, "bare")) {
            fault->is_bare = true;
        } else {
            line->problem = "unknown word";
            return false;
        }
    }
    return true;
}

static bool read_rule(struct line *line, struct fault *fault)
{
    *fault = (struct fault){ .percent = 100 };
    if (take(line, "name")) {
        const char *name = next_word(line);
        snprintf(fault->name, sizeof fault->name, "%s", name ? name : "");
    }
    if (!take(line, "match")) {
        line->problem = "`match METHOD GLOB` is missing";
        return false;
    }
    const char *method = next_word(line);
    const char *glob = next_word(line);
    if (!method || !glob) {
        line->problem = "`match` wants a method and a path";
        return false;
    }
    snprintf(fault->method, sizeof fault->method, "%s", method);
    snprintf(fault->glob, sizeof fault->glob, "%s", glob);
    return read_conditions(line, fault) && read_action(line, fault) && read_details(line, fault);
}

static void split(struct line *line, const char *text, size_t length)
{
    *line = (struct line){ 0 };
    for (size_t i = 0; i < length && line->count < WORDS;) {
        if (isspace((unsigned char)text[i])) {
            i++;
            continue;
        }
        size_t start = i;
        while (i < length && !isspace((unsigned char)text[i]))
            i++;
        snprintf(line->words[line->count++], WORD_BYTES, "%.*s", (int)(i - start), text + start);
    }
}

static void append(struct faults *faults, const struct fault *fault)
{
    for (size_t i = 0; *fault->name && i < faults->count; i++) {
        if (strcmp(faults->list[i].name, fault->name) == 0) {
            faults->list[i] = *fault;
            return;
        }
    }
    faults->list = memory_grow(faults->list, faults->count + 1, sizeof *faults->list);
    faults->list[faults->count++] = *fault;
}

int faults_add(struct faults *faults, const char *script, char *message, size_t size)
{
    struct faults new = { 0 };
    struct line *line = memory_new(sizeof *line);
    int result = 0;
    size_t number = 1;
    for (const char *p = script; *p && result == 0; number++) {
        struct fault fault;
        size_t length = strcspn(p, "\n");
        split(line, p, strcspn(p, "\n#"));
        if (line->count && !read_rule(line, &fault)) {
            const char *near = line->at ? line->words[line->at - 1] : "";
            snprintf(message, size, "line %zu: %s near `%s`", number, line->problem, near);
            result = -1;
        } else if (line->count) {
            append(&new, &fault);
        }
        p += length + (p[length] == '\n');
    }
    for (size_t i = 0; result == 0 && i < new.count; i++)
        append(faults, &new.list[i]);
    free(new.list);
    free(line);
    return result;
}

struct faults *faults_new(void)
{
    struct faults *faults = memory_new(sizeof *faults);
    faults->random = 88172645463325252u;
    return faults;
}

void faults_free(struct faults **faults)
{
    if (!*faults)
        return;
    free((*faults)->list);
    memory_free(faults);
}

size_t faults_remove(struct faults *faults, const char *name)
{
    size_t kept = 0;
    size_t before = faults->count;
    for (size_t i = 0; i < before; i++) {
        if (name && strcmp(faults->list[i].name, name) != 0)
            faults->list[kept++] = faults->list[i];
    }
    faults->count = kept;
    return before - kept;
}

/* xorshift: good enough to spread faults, and the same in each run. */
static int64_t next_percent(struct faults *faults)
{
    faults->random ^= faults->random << 13;
    faults->random ^= faults->random >> 7;
    faults->random ^= faults->random << 17;
    return (int64_t)(faults->random % 100);
}

static bool fires(struct faults *faults, struct fault *fault)
{
    fault->seen++;
    int64_t number = fault->seen - fault->skip;
    if (number < 1 || (fault->nth && number != fault->nth) ||
        (fault->every && number % fault->every != 0) ||
        (fault->count && fault->fired >= fault->count))
        return false;
    return fault->percent >= 100 || next_percent(faults) < fault->percent;
}

const struct fault *faults_take(struct faults *faults, const char *method, const char *path)
{
    struct fault *taken = NULL;
    for (size_t i = 0; i < faults->count; i++) {
        struct fault *fault = &faults->list[i];
        bool fits = (strcmp(fault->method, "*") == 0 || strcasecmp(fault->method, method) == 0) &&
                    fnmatch(fault->glob, path, 0) == 0;
        if (fits && fires(faults, fault) && !taken)
            taken = fault;
    }
    if (taken)
        taken->fired++;
    return taken;
}
