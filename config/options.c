/* SPDX-License-Identifier: MIT */
#include "config/options.h"

#include "base/diagnostic.h"
#include "config/problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 64, NAMES_MOST = 96 };

static const struct option common[] = {
    { "config", '\0', "FILE", "the project file instead of ./cmsync.yaml" },
    { "state", '\0', "DIR", "where the ledger is kept" },
    { "run", '\0', "DIR", "where the sockets are made" },
    { "verbose", 'v', NULL, "say more about what is done" },
    { "help", 'h', NULL, "show this help" },
    { "version", '\0', NULL, "show the version" },
};

enum { COMMON_COUNT = sizeof common / sizeof common[0] };

static const struct option *find_option(
    const struct options *options, const char *name, char letter)
{
    for (size_t i = 0; i < options->table_count + COMMON_COUNT; i++) {
        const struct option *option =
            i < options->table_count ? &options->table[i] : &common[i - options->table_count];
        if (name != NULL ? strcmp(option->name, name) == 0 : option->letter == letter)
            return option;
    }
    return NULL;
}

static void report(struct problem *problem, struct text *problems)
{
    problem_print(problem, NULL, 0, problems);
}

/* The option that `name` begins or nearly is; NULL for none. */
static const char *suggest(const struct options *options, const char *name)
{
    const char *names[NAMES_MOST];
    size_t count = 0;
    for (size_t i = 0; i < options->table_count && count < NAMES_MOST; i++)
        names[count++] = options->table[i].name;
    for (size_t i = 0; i < COMMON_COUNT && count < NAMES_MOST; i++)
        names[count++] = common[i].name;
    size_t of_programs = count;
    for (int i = 0; i < SETTING_COUNT && count < NAMES_MOST; i++)
        names[count++] = setting_get((enum setting_id)i)->key;
    for (size_t i = 0; i < count; i++) {
        if (name[0] != '\0' && strncmp(names[i], name, strlen(name)) == 0)
            return names[i];
    }
    const struct setting *same = setting_of_name(name);
    if (same != NULL)
        return same->key;
    const char *near = diagnostic_suggest(name, names, of_programs);
    return near != NULL ? near : setting_suggest(name);
}

static int refuse_unknown(const struct options *options, const char *name, struct text *problems)
{
    struct problem problem;
    problem_set(&problem, "CM-OPT-01", "unknown option `--%.200s`", name);
    const char *near = suggest(options, name);
    if (strcmp(name, "token") == 0)
        problem_help(&problem, "a token on the command line can be read by everybody on this "
                               "machine: use --token-file, site.token_file or CMSYNC_TOKEN");
    else if (near != NULL)
        problem_help(&problem, "did you mean `--%s`? Options are written in full", near);
    else
        problem_help(&problem, "`--help` lists the options");
    report(&problem, problems);
    return -1;
}

static void add_given(struct options *options, struct option_given given)
{
    options->given[options->given_count++] = given;
}

/* An option that is no setting means something: nothing is what a forgotten variable holds, as in
   `--state "$STATE"`. */
static bool is_value(const struct option_given *given)
{
    return given->value != NULL && (given->setting != NULL || given->value[0] != '\0');
}

/* Takes `--name value`, `--name=value` or `--name`; how many arguments it took, or -1. */
static int take_long(
    struct options *options, const char *argument, const char *next, struct text *problems)
{
    const char *equals = strchr(argument, '=');
    size_t length = equals == NULL ? strlen(argument) : (size_t)(equals - argument);
    const char *name = memory_pool_copy(options->pool, argument, length);
    struct option_given given = { .option = find_option(options, name, '\0') };
    if (given.option == NULL)
        given.setting = setting_find(name);
    if (given.option == NULL && given.setting == NULL)
        return refuse_unknown(options, name, problems);
    struct problem problem;
    if (given.option != NULL && given.option->argument == NULL) {
        add_given(options, given);
        if (equals == NULL)
            return 1;
        problem_set(&problem, "CM-OPT-02", "option `--%s` takes no value", name);
        report(&problem, problems);
        return -1;
    }
    given.value = equals != NULL ? equals + 1 : next;
    if (!is_value(&given) || (equals == NULL && strncmp(given.value, "--", 2) == 0)) {
        problem_set(&problem, "CM-OPT-03", "option `--%s` needs a value", name);
        problem_help(&problem, "write `--%s=VALUE`", name);
        report(&problem, problems);
        return -1;
    }
    given.value = memory_pool_copy(options->pool, given.value, strlen(given.value));
    add_given(options, given);
    return equals != NULL ? 1 : 2;
}

/* Takes `-v`, `-vv` or `-o value`; how many arguments it took, or -1. */
static int take_short(
    struct options *options, const char *argument, const char *next, struct text *problems)
{
    const struct option *option = find_option(options, NULL, argument[0]);
    const char letters[] = { argument[0], '\0' };
    bool is_one_letter = argument[strspn(argument, letters)] == '\0';
    if (option != NULL && option->argument == NULL && is_one_letter) {
        for (size_t i = 0; argument[i] != '\0'; i++)
            add_given(options, (struct option_given){ .option = option });
        return 1;
    }
    if (option != NULL && option->argument != NULL && argument[1] == '\0' && next != NULL &&
        next[0] != '\0') {
        const char *value = memory_pool_copy(options->pool, next, strlen(next));
        add_given(options, (struct option_given){ .option = option, .value = value });
        return 2;
    }
    struct problem problem;
    if (option != NULL && option->argument != NULL)
        problem_set(&problem, "CM-OPT-03", "option `-%c` needs a value", argument[0]);
    else
        problem_set(&problem, "CM-OPT-01", "unknown option `-%.100s`", argument);
    problem_help(&problem, "`--help` lists the options");
    report(&problem, problems);
    return -1;
}

int options_parse(struct options *options, const struct option *table, size_t table_count, int argc,
    char *const *argv, struct text *problems)
{
    *options = (struct options){ .table = table, .table_count = table_count };
    options->pool = memory_pool_new();
    size_t room = 1;
    for (int i = 0; i < argc; i++)
        room += strlen(argv[i]) + 1; /* `-vvv` is several options in one argument */
    options->given = memory_pool_take(options->pool, room * sizeof *options->given);
    const char **words = memory_pool_take(options->pool, ((size_t)argc + 1) * sizeof *words);
    options->words.items = words;
    int result = 0;
    bool only_words = false;
    for (int i = 1; i < argc;) {
        const char *argument = argv[i];
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        int taken = 1;
        if (only_words || argument[0] != '-' || argument[1] == '\0')
            words[options->words.count++] =
                memory_pool_copy(options->pool, argument, strlen(argument));
        else if (strcmp(argument, "--") == 0)
            only_words = true;
        else if (argument[1] == '-')
            taken = take_long(options, argument + 2, next, problems);
        else
            taken = take_short(options, argument + 1, next, problems);
        if (taken < 0)
            result = -1;
        i += taken < 0 ? 1 : taken;
    }
    return result;
}

void options_free(struct options *options)
{
    memory_pool_free(&options->pool);
    *options = (struct options){ .given = NULL };
}

static const struct option_given *find_given(const struct options *options, const char *name)
{
    for (size_t i = options->given_count; i > 0; i--) {
        const struct option_given *given = &options->given[i - 1];
        if (given->option != NULL && strcmp(given->option->name, name) == 0)
            return given;
    }
    return NULL;
}

bool options_has(const struct options *options, const char *name)
{
    return find_given(options, name) != NULL;
}

const char *options_value(const struct options *options, const char *name)
{
    const struct option_given *given = find_given(options, name);
    return given == NULL ? NULL : given->value;
}

size_t options_verbosity(const struct options *options)
{
    size_t count = 0;
    for (size_t i = 0; i < options->given_count; i++) {
        const struct option *option = options->given[i].option;
        count += option != NULL && strcmp(option->name, "verbose") == 0;
    }
    return count;
}

struct config_list options_setting(const struct options *options, enum setting_id id)
{
    const char **items =
        memory_pool_take(options->pool, (options->given_count + 1) * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < options->given_count; i++) {
        if (options->given[i].setting == setting_get(id))
            items[count++] = options->given[i].value;
    }
    return (struct config_list){ .items = items, .count = count };
}

struct config_list options_pass_through(const struct options *options)
{
    const char **items =
        memory_pool_take(options->pool, (options->given_count + 1) * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < options->given_count; i++) {
        const struct option_given *given = &options->given[i];
        if (given->setting != NULL) {
            size_t size = strlen(given->setting->key) + strlen(given->value) + 4;
            char *argument = memory_pool_take(options->pool, size);
            snprintf(argument, size, "--%s=%s", given->setting->key, given->value);
            items[count++] = argument;
        } else if (strcmp(given->option->name, "verbose") == 0) {
            items[count++] = "--verbose";
        }
    }
    return (struct config_list){ .items = items, .count = count };
}

static void print_option(const struct option *option, struct text *out)
{
    char form[NAME_BYTES];
    char letter[] = { '-', option->letter, ',', ' ', '\0' };
    snprintf(form, sizeof form, "%s--%s%s%s", option->letter == '\0' ? "    " : letter,
        option->name, option->argument == NULL ? "" : " ",
        option->argument == NULL ? "" : option->argument);
    text_add_format(out, "  %-28s %s\n", form, option->help);
}

void options_print_help(
    const struct option *table, size_t table_count, bool settings, struct text *out)
{
    for (size_t i = 0; i < table_count; i++)
        print_option(&table[i], out);
    for (size_t i = 0; i < COMMON_COUNT; i++)
        print_option(&common[i], out);
    if (!settings)
        return;
    text_add_string(out, "\nSettings, each also a key of cmsync.yaml and a CMSYNC_ variable:\n");
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        if (setting_is_private(setting))
            continue;
        text_add_format(out, "      --%-30s %s", setting->key, setting->help);
        if (setting->default_text[0] != '\0')
            text_add_format(out, " [%s]", setting->default_text);
        text_add_char(out, '\n');
    }
}
