/* SPDX-License-Identifier: MIT */
#include "config/settings.h"

#include "base/diagnostic.h"
#include "config/config.h"
#include "config/instance.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PACE_MOST = 1000 };

#define CHOICE_NAME(list, name) #name,
#define NAMES(part, word)                                                                          \
    .section = #part, .name = #word, .key = #part "." #word,                                       \
    .offset = offsetof(struct config, part.word)

static const struct setting settings[SETTING_COUNT] = {
#define SECTION(section)
#define END(section)
#define TEXT(section, key, value, words)                                                           \
    { NAMES(section, key), .type = SETTING_TYPE_TEXT, .default_text = value, .help = words },
#define PATH(section, key, value, words)                                                           \
    { NAMES(section, key), .type = SETTING_TYPE_PATH, .default_text = value, .help = words },
#define NUMBER(section, key, value, low, high, words)                                              \
    { NAMES(section, key), .type = SETTING_TYPE_NUMBER, .default_text = #value, .least = low,      \
        .most = high, .help = words },
#define FLAG(section, key, value, words)                                                           \
    { NAMES(section, key), .type = SETTING_TYPE_FLAG, .default_text = #value, .help = words },
#define CHOICE(section, key, list, value, words)                                                   \
    { NAMES(section, key), .type = SETTING_TYPE_CHOICE, .default_text = #value,                    \
        .choices = { list##_CHOICES(CHOICE_NAME) NULL }, .help = words },
#define LIST(section, key, words)                                                                  \
    { NAMES(section, key), .type = SETTING_TYPE_LIST, .default_text = "", .help = words },
#define PACE(section, key, words)                                                                  \
    { NAMES(section, key), .type = SETTING_TYPE_PACE, .default_text = "auto", .help = words },
#define COMMAND(section, key, words)                                                               \
    { NAMES(section, key), .type = SETTING_TYPE_COMMAND, .default_text = "", .help = words },
#include "config/settings.def"
};

static const char *const sections[] = {
#define SECTION(section) #section,
#define END(section)
#define TEXT(...)
#define PATH(...)
#define NUMBER(...)
#define FLAG(...)
#define CHOICE(...)
#define LIST(...)
#define PACE(...)
#define COMMAND(...)
#include "config/settings.def"
};

enum { SECTION_COUNT = sizeof sections / sizeof sections[0] };

const struct setting *setting_get(enum setting_id id)
{
    return &settings[id];
}

enum setting_id setting_id_of(const struct setting *setting)
{
    return (enum setting_id)(setting - settings);
}

bool setting_is_private(const struct setting *setting)
{
    return setting->type == SETTING_TYPE_COMMAND || setting_id_of(setting) == SETTING_site_hosts;
}

const struct setting *setting_find(const char *key)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (strcmp(settings[i].key, key) == 0)
            return &settings[i];
    }
    return NULL;
}

/* The nearest name in the section that `key` begins with; in all of them when that is none. */
static const char *suggest_name(const char *key)
{
    const char *names[SETTING_COUNT];
    const char *keys[SETTING_COUNT];
    size_t count = 0;
    const char *dot = strchr(key, '.');
    size_t length = dot == NULL ? 0 : (size_t)(dot - key) + 1;
    for (int pass = 0; count == 0 && pass < 2; pass++) {
        for (size_t i = 0; i < SETTING_COUNT; i++) {
            if (pass == 0 && (length == 0 || strncmp(settings[i].key, key, length) != 0))
                continue;
            names[count] = settings[i].name;
            keys[count++] = settings[i].key;
        }
    }
    const char *near = diagnostic_suggest(key + length, names, count);
    for (size_t i = 0; i < count; i++)
        if (near == names[i])
            return keys[i];
    return NULL;
}

const struct setting *setting_of_name(const char *name)
{
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (strcmp(settings[i].name, name) == 0)
            return &settings[i];
    return NULL;
}

const char *setting_suggest(const char *key)
{
    const char *dot = strrchr(key, '.');
    const struct setting *same = setting_of_name(dot == NULL ? key : dot + 1);
    return same != NULL ? same->key : suggest_name(key);
}

bool setting_is_section(const char *name)
{
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (strcmp(sections[i], name) == 0)
            return true;
    }
    return false;
}

const char *setting_suggest_section(const char *name)
{
    return diagnostic_suggest(name, sections, SECTION_COUNT);
}

void setting_variable(const struct setting *setting, char name[SETTING_VARIABLE_BYTES])
{
    snprintf(name, SETTING_VARIABLE_BYTES, "CMSYNC_%s", setting->key);
    for (char *c = name; *c != '\0'; c++)
        *c = (char)toupper(*c == '.' ? '_' : (unsigned char)*c);
}

static int refuse(
    const struct setting *setting, const char *text, const char *wants, struct problem *problem)
{
    if (text == NULL)
        problem_set(problem, "CM-CONF-03", "`%s` takes no list", setting->key);
    else if (text[0] == '\0')
        problem_set(problem, "CM-CONF-03", "`%s` has no value", setting->key);
    else
        problem_set(problem, "CM-CONF-03", "`%.200s` is no value for `%s`", text, setting->key);
    problem_help(problem, "%s", wants);
    return -1;
}

static int store_number(
    const struct setting *setting, const char *text, long *number, struct problem *problem)
{
    char wants[120];
    snprintf(
        wants, sizeof wants, "write a whole number from %ld to %ld", setting->least, setting->most);
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 9 || text[digits] != '\0')
        return refuse(setting, text, wants, problem);
    *number = strtol(text, NULL, 10);
    if (*number < setting->least || *number > setting->most)
        return refuse(setting, text, wants, problem);
    return 0;
}

static int store_flag(
    const struct setting *setting, const char *text, bool *flag, struct problem *problem)
{
    *flag = strcmp(text, "true") == 0;
    if (!*flag && strcmp(text, "false") != 0)
        return refuse(setting, text, "write `true` or `false`", problem);
    return 0;
}

static int store_choice(
    const struct setting *setting, const char *text, int *choice, struct problem *problem)
{
    struct text wants = text_new(PROBLEM_BYTES);
    size_t count = 0;
    for (; setting->choices[count] != NULL; count++) {
        if (strcmp(setting->choices[count], text) == 0) {
            *choice = (int)count;
            text_free(&wants);
            return 0;
        }
        text_add_format(
            &wants, "%s`%s`", count == 0 ? "it is one of " : ", ", setting->choices[count]);
    }
    const char *near = diagnostic_suggest(text, setting->choices, count);
    if (near != NULL)
        text_add_format(&wants, "; did you mean `%s`?", near);
    refuse(setting, text, wants.data, problem);
    text_free(&wants);
    return -1;
}

static int store_pace(
    const struct setting *setting, const char *text, double *pace, struct problem *problem)
{
    *pace = 0;
    if (strcmp(text, "auto") == 0)
        return 0;
    size_t length = strspn(text, "0123456789.");
    char *end = NULL;
    *pace = strtod(text, &end);
    if (length == 0 || text[length] != '\0' || *end != '\0' || !isfinite(*pace) || *pace <= 0 ||
        *pace > PACE_MOST)
        return refuse(setting, text, "write `auto` or a number above 0 and up to 1000", problem);
    return 0;
}

static struct config_list copy_list(const struct config_list *list, struct memory_pool *pool)
{
    const char **items = memory_pool_take(pool, list->count * sizeof *items);
    for (size_t i = 0; i < list->count; i++)
        items[i] = memory_pool_copy(pool, list->items[i], strlen(list->items[i]));
    return (struct config_list){ .items = items, .count = list->count };
}

static int store_list(const struct setting *setting, const struct setting_value *value,
    struct config_list *list, struct memory_pool *pool, struct problem *problem)
{
    for (size_t i = 0; i < value->texts.count; i++) {
        if (value->texts.items[i][0] == '\0' && value->is_list)
            return refuse(setting, "", "take the empty item out of the list", problem);
    }
    *list = copy_list(&value->texts, pool);
    if (!value->is_list && list->count == 1 && list->items[0][0] == '\0')
        list->count = 0;
    return 0;
}

static int store_text(const struct setting *setting, const struct setting_value *value,
    const char **text, struct memory_pool *pool, struct problem *problem)
{
    const char *given = value->texts.items[0];
    for (const char *c = given; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F)
            return refuse(setting, given, "take the control character out", problem);
    }
    if (setting->type == SETTING_TYPE_PATH && given[0] != '\0')
        *text = instance_absolute(value->folder, given, pool);
    else
        *text = memory_pool_copy(pool, given, strlen(given));
    return 0;
}

int setting_store(const struct setting *setting, const struct setting_value *value, void *config,
    struct memory_pool *pool, struct problem *problem)
{
    void *member = (char *)config + setting->offset;
    if (setting->type == SETTING_TYPE_LIST)
        return store_list(setting, value, member, pool, problem);
    if (setting->type == SETTING_TYPE_COMMAND) {
        struct config_command *command = member;
        command->is_shell = !value->is_list;
        return store_list(setting, value, &command->words, pool, problem);
    }
    if (value->is_list || value->texts.count != 1)
        return refuse(setting, NULL, "write a single value", problem);
    const char *text = value->texts.items[0];
    switch (setting->type) {
    case SETTING_TYPE_NUMBER:
        return store_number(setting, text, member, problem);
    case SETTING_TYPE_FLAG:
        return store_flag(setting, text, member, problem);
    case SETTING_TYPE_CHOICE:
        return store_choice(setting, text, member, problem);
    case SETTING_TYPE_PACE:
        return store_pace(setting, text, member, problem);
    case SETTING_TYPE_TEXT:
    case SETTING_TYPE_PATH:
    case SETTING_TYPE_LIST:
    case SETTING_TYPE_COMMAND:
        break;
    }
    return store_text(setting, value, member, pool, problem);
}

static void print_list(const struct config_list *list, struct text *out)
{
    text_add_char(out, '[');
    for (size_t i = 0; i < list->count; i++)
        text_add_format(out, "%s\"%s\"", i == 0 ? "" : ", ", list->items[i]);
    text_add_char(out, ']');
}

void setting_print(const struct setting *setting, const void *config, struct text *out)
{
    const void *member = (const char *)config + setting->offset;
    switch (setting->type) {
    case SETTING_TYPE_TEXT:
    case SETTING_TYPE_PATH:
        text_add_string(out, *(const char *const *)member);
        return;
    case SETTING_TYPE_NUMBER:
        text_add_format(out, "%ld", *(const long *)member);
        return;
    case SETTING_TYPE_FLAG:
        text_add_string(out, *(const bool *)member ? "true" : "false");
        return;
    case SETTING_TYPE_CHOICE:
        text_add_string(out, setting->choices[*(const int *)member]);
        return;
    case SETTING_TYPE_PACE:
        if (*(const double *)member <= 0)
            text_add_string(out, "auto");
        else
            text_add_format(out, "%g", *(const double *)member);
        return;
    case SETTING_TYPE_LIST:
        print_list(member, out);
        return;
    case SETTING_TYPE_COMMAND:
        print_list(&((const struct config_command *)member)->words, out);
        return;
    }
}
