/* SPDX-License-Identifier: MIT */
#include "config/config_keys.h"

#include <string.h>

enum { KEYS_MOST = 256, TEXT_BYTES = 1024 };

static int refuse(const struct yaml_node *node, const char *action, struct problem *problem)
{
    problem_set(problem, "CM-CONF-03", "`keys.%.100s` is no key or list of keys", action);
    problem_help(problem, "write `%.100s: P F9`, or \"\" for none", action);
    problem_place(problem, node->line, node->column, node->length);
    return -1;
}

/* One text, or a list of them with blanks between. */
static int print_keys(
    const struct yaml_node *node, const char *action, struct text *out, struct problem *problem)
{
    const struct yaml_node *item = node->kind == YAML_LIST ? node->first : node;
    for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
        if (item->kind != YAML_SCALAR)
            return refuse(item, action, problem);
        if (out->length > 0)
            text_add_char(out, ' ');
        if (!yaml_is_null(item))
            text_add_string(out, item->text);
    }
    return 0;
}

static int add_key(struct config *config, const struct yaml_node *node, struct problem *problem)
{
    struct text keys = text_new(TEXT_BYTES);
    int result = print_keys(node, node->key, &keys, problem);
    if (result == 0)
        config->keys[config->key_count++] =
            (struct config_key){ .action =
                                     memory_pool_copy(config->pool, node->key, strlen(node->key)),
                .keys = memory_pool_copy(config->pool, keys.data, keys.length),
                .line = node->key_line,
                .column = node->key_column,
                .length = node->key_length };
    text_free(&keys);
    return result;
}

int config_keys_read(struct config *config, const struct yaml_node *keys, enum config_source source,
    struct problem *problem)
{
    if (source != CONFIG_SOURCE_USER) {
        problem_set(problem, "CM-CONF-05", "`keys` is accepted from the user's own file alone");
        problem_help(problem, "move it to $XDG_CONFIG_HOME/cmsync/config.yaml");
        problem_place(problem, keys->key_line, keys->key_column, keys->key_length);
        return -1;
    }
    if (yaml_is_null(keys))
        return 0;
    if (keys->kind != YAML_MAPPING || keys->count > KEYS_MOST)
        return refuse(keys, "NAME", problem);
    config->keys = memory_pool_take(config->pool, (keys->count + 1) * sizeof *config->keys);
    for (const struct yaml_node *node = keys->first; node != NULL; node = node->next) {
        if (add_key(config, node, problem) < 0)
            return -1;
    }
    return 0;
}
