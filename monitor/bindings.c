/* SPDX-License-Identifier: MIT */
#include "monitor/bindings.h"

#include <string.h>

enum { WORDS_BYTES = 512 };

static void report(const struct config *config, const struct config_key *key, const char *message,
    const char *source, struct text *problems)
{
    struct problem problem;
    problem_set(&problem, "CM-CONF-09", "%s", message);
    /* The message holds the suggestion for a wrong name. */
    if (action_find(key->action) != NULL)
        problem_help(&problem, "keys are written as `x`, `Ctrl-D`, `F5` or `PgDn`, blanks between");
    else
        problem_note(&problem, "the commands of cmsync-monitor (press :) are the names");
    problem_place(&problem, key->line, key->column, key->length);
    problem.file = config->user_file;
    problem_print(&problem, source, source == NULL ? 0 : strlen(source), problems);
}

int bindings_apply(
    struct keymap *keymap, const struct config *config, const char *source, struct text *problems)
{
    int result = 0;
    keymap_reset(keymap);
    /* First all of them give up their keys: two that change places do not meet. */
    for (size_t i = 0; i < config->key_count; i++) {
        struct text ignored = text_new(WORDS_BYTES);
        (void)keymap_bind(keymap, config->keys[i].action, "", &ignored); /* said below */
        text_free(&ignored);
    }
    for (size_t i = 0; i < config->key_count; i++) {
        struct text words = text_new(WORDS_BYTES);
        if (keymap_bind(keymap, config->keys[i].action, config->keys[i].keys, &words) < 0) {
            report(config, &config->keys[i], words.data, source, problems);
            result = -1;
        }
        text_free(&words);
    }
    return result;
}
