/* SPDX-License-Identifier: MIT */
/*
 * The command line of every program: `--key value`, `--key=value`, flags, `--`; full names only;
 * options before and behind the words. Each setting is an option (`--site.url`), and every program
 * has --config, --state, --run, --verbose (-v), --help (-h) and --version besides its own.
 */
#ifndef CMSYNC_CONFIG_OPTIONS_H
#define CMSYNC_CONFIG_OPTIONS_H

#include "base/memory.h"
#include "base/text.h"
#include "config/settings.h"

#include <stdbool.h>
#include <stddef.h>

struct option {
    const char *name;     /* `token-file`, without dashes */
    char letter;          /* of the short form; '\0' for none */
    const char *argument; /* what help calls the value, `FILE`; NULL: a flag */
    const char *help;
};

struct option_given {
    const struct option *option;   /* NULL when it is a setting */
    const struct setting *setting; /* NULL when it is an option */
    const char *value;             /* NULL for a flag */
};

struct options {
    struct config_list words; /* what is no option: command, paths */
    struct option_given *given;
    size_t given_count;
    const struct option *table;
    size_t table_count;
    struct memory_pool *pool;
};

/*
 * Takes a command line apart; argv[0] is skipped. `table` (may be NULL) lists the program's own
 * options and is borrowed. 0, or -1 and the problems appended. options_free() it in both cases.
 */
int options_parse(struct options *options, const struct option *table, size_t table_count, int argc,
    char *const *argv, struct text *problems) __attribute__((warn_unused_result));
void options_free(struct options *options);

bool options_has(const struct options *options, const char *name);

/* The last value given for an option, or NULL. */
const char *options_value(const struct options *options, const char *name);

/* How often --verbose was given. */
size_t options_verbosity(const struct options *options);

/* All values given for a setting, in order; lives as long as the options. */
struct config_list options_setting(const struct options *options, enum setting_id id);

/* Settings and --verbose, each as one argument (`--site.url=...`), for a child process: never
   --config, --state, --run nor the program's own. Lives as long as the options. */
struct config_list options_pass_through(const struct options *options);

/* The options a program has, a line each; `table` as above. With `settings`, those too. */
void options_print_help(
    const struct option *table, size_t table_count, bool settings, struct text *out);

#endif
