/* SPDX-License-Identifier: MIT */
#include "config/config.h"

#include "base/file.h"
#include "base/path.h"
#include "config/config_keys.h"
#include "config/instance.h"
#include "config/loader.h"
#include "config/requirements.h"
#include "config/yaml.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void config_print_origin(const struct config *config, enum setting_id id, struct text *out)
{
    const struct config_origin *origin = &config->origins[id];
    char variable[SETTING_VARIABLE_BYTES];
    switch (origin->source) {
    case CONFIG_SOURCE_DEFAULT:
        text_add_string(out, "default");
        return;
    case CONFIG_SOURCE_USER:
        text_add_format(out, "%s:%zu", config->user_file, origin->line);
        return;
    case CONFIG_SOURCE_PROJECT:
        text_add_format(out, "%s:%zu", config->file, origin->line);
        return;
    case CONFIG_SOURCE_VARIABLE:
        setting_variable(setting_get(id), variable);
        text_add_string(out, variable);
        return;
    case CONFIG_SOURCE_OPTION:
        text_add_format(out, "--%s", setting_get(id)->key);
        return;
    }
}

/* Stores one value; a command only from the user's own file. */
static void set(struct loader *loader, const struct setting *setting,
    const struct setting_value *value, struct config_origin origin)
{
    struct config *config = loader->config;
    struct problem problem;
    enum setting_id id = setting_id_of(setting);
    struct config_origin old = config->origins[id];
    config->origins[id] = origin;
    bool is_command = setting->type == SETTING_TYPE_COMMAND;
    if (setting_is_private(setting) && origin.source > CONFIG_SOURCE_USER) {
        problem_set(&problem, "CM-CONF-05", "`%s` is accepted from the user's own file alone",
            setting->key);
        problem_help(&problem, "move it to $XDG_CONFIG_HOME/cmsync/config.yaml");
        problem_note(&problem, is_command ? "a project must not be able to run programs"
                                          : "a project must not say where your token may go");
        loader_report_setting(loader, id, &problem);
    } else if (setting_store(setting, value, config, config->pool, &problem) < 0) {
        loader_report_setting(loader, id, &problem);
    } else {
        return;
    }
    config->origins[id] = old;
}

static void set_text(struct loader *loader, const struct setting *setting, const char *text,
    const char *folder, enum config_source source)
{
    const char *const texts[] = { text };
    struct setting_value value = { .texts = { .items = texts, .count = 1 }, .folder = folder };
    if (text[0] == '\0' && source == CONFIG_SOURCE_DEFAULT &&
        (setting->type == SETTING_TYPE_LIST || setting->type == SETTING_TYPE_COMMAND))
        return;
    set(loader, setting, &value, (struct config_origin){ .source = source });
}

static void set_node(struct loader *loader, const struct setting *setting,
    const struct yaml_node *node, enum config_source source)
{
    struct memory_pool *pool = loader->config->pool;
    struct problem problem;
    size_t count = node->kind == YAML_LIST ? node->count : 1;
    const char **items = memory_pool_take(pool, (count + 1) * sizeof *items);
    const struct yaml_node *item = node->kind == YAML_LIST ? node->first : node;
    for (size_t i = 0; i < count; i++, item = item->next) {
        if (item->kind != YAML_SCALAR) {
            problem_set(&problem, "CM-CONF-03", "`%s` takes a text here", setting->key);
            problem_place(&problem, item->line, item->column, item->length);
            loader_report(loader, &problem, &loader->sources[source]);
            return;
        }
        items[i] = yaml_is_null(item) ? "" : item->text;
    }
    struct setting_value value = { .texts = { .items = items, .count = count },
        .is_list = node->kind == YAML_LIST,
        .folder = loader->sources[source].folder };
    set(loader, setting, &value,
        (struct config_origin){
            .source = source, .line = node->line, .column = node->column, .length = node->length });
}

static bool is_secret_name(const char *key)
{
    return strcmp(key, "token") == 0 || strcmp(key, "password") == 0 || strcmp(key, "pat") == 0;
}

static void refuse_key(struct loader *loader, const char *section, const struct yaml_node *node,
    const struct loader_source *source)
{
    struct problem problem;
    char key[PROBLEM_BYTES];
    problem_set(&problem, "CM-CONF-02", "unknown key `%.100s`", node->key);
    problem_place(&problem, node->key_line, node->key_column, node->key_length);
    snprintf(key, sizeof key, "%s%s%.100s", section, section[0] == '\0' ? "" : ".", node->key);
    const char *near = section[0] == '\0' ? setting_suggest_section(node->key) : NULL;
    if (near == NULL)
        near = setting_suggest(section[0] == '\0' ? node->key : key);
    if (near == NULL)
        near = setting_suggest(node->key);
    struct loader_source unquoted = { .path = source->path };
    if (is_secret_name(node->key)) {
        problem_help(&problem, "a token does not belong into the configuration: use "
                               "site.token_file, --token-file or CMSYNC_TOKEN");
        loader_report(loader, &problem, &unquoted);
        return;
    }
    if (near != NULL && section[0] != '\0' && strncmp(near, section, strlen(section)) == 0)
        problem_help(&problem, "did you mean `%s`?", near + strlen(section) + 1);
    else if (near != NULL && strchr(near, '.') != NULL)
        problem_help(&problem, "did you mean `%s` in section `%.*s`?", strchr(near, '.') + 1,
            (int)strcspn(near, "."), near);
    else if (near != NULL)
        problem_help(&problem, "did you mean `%s`?", near);
    loader_report(loader, &problem, source);
}

static void read_section(
    struct loader *loader, const struct yaml_node *section, enum config_source source)
{
    struct problem problem;
    if (yaml_is_null(section))
        return;
    if (section->kind != YAML_MAPPING) {
        problem_set(&problem, "CM-CONF-03", "`%s` is a section and holds keys", section->key);
        problem_help(&problem, "write its keys below it, indented by two blanks");
        problem_place(&problem, section->line, section->column, section->length);
        loader_report(loader, &problem, &loader->sources[source]);
        return;
    }
    for (const struct yaml_node *node = section->first; node != NULL; node = node->next) {
        char key[SETTING_VARIABLE_BYTES];
        snprintf(key, sizeof key, "%s.%s", section->key, node->key);
        const struct setting *setting = setting_find(key);
        if (setting == NULL)
            refuse_key(loader, section->key, node, &loader->sources[source]);
        else
            set_node(loader, setting, node, source);
    }
}

static void read_version(
    struct loader *loader, const struct yaml_node *node, const struct loader_source *source)
{
    if (node->kind == YAML_SCALAR && strcmp(node->text, "1") == 0)
        return;
    struct problem problem;
    problem_set(&problem, "CM-CONF-04", "this cmsync reads version 1 of the configuration");
    problem_help(&problem, "write `version: 1`, or install the cmsync this file was written for");
    problem_place(&problem, node->line, node->column, node->length);
    loader_report(loader, &problem, source);
}

static void read_keys(struct loader *loader, const struct yaml_node *keys, enum config_source which)
{
    struct problem problem;
    if (config_keys_read(loader->config, keys, which, &problem) < 0)
        loader_report(loader, &problem, &loader->sources[which]);
}

static void read_tree(struct loader *loader, const struct yaml_node *root, enum config_source which)
{
    const struct loader_source *source = &loader->sources[which];
    struct problem problem;
    if (root->kind != YAML_MAPPING) {
        problem_set(&problem, "CM-CONF-03", "the file holds no keys");
        problem_place(&problem, root->line, root->column, root->length);
        loader_report(loader, &problem, source);
        return;
    }
    for (const struct yaml_node *node = root->first; node != NULL; node = node->next) {
        if (strcmp(node->key, "version") == 0)
            read_version(loader, node, source);
        else if (strcmp(node->key, "keys") == 0)
            read_keys(loader, node, which);
        else if (setting_is_section(node->key))
            read_section(loader, node, which);
        else
            refuse_key(loader, "", node, source);
    }
}

static const struct config_draft *find_draft(const struct loader *loader, enum config_source which)
{
    for (size_t i = 0; loader->drafts != NULL && i < 2; i++) {
        if (loader->drafts[i].source == which && loader->drafts[i].data != NULL)
            return &loader->drafts[i];
    }
    return NULL;
}

static void read_source(struct loader *loader, enum config_source which)
{
    struct loader_source *source = &loader->sources[which];
    if (source->path == NULL)
        return;
    struct problem problem;
    const struct yaml_limits limits = YAML_LIMITS_CONFIG;
    const struct config_draft *draft = find_draft(loader, which);
    enum file_result read = FILE_OK;
    if (draft != NULL) {
        source->data = memory_copy_part(draft->data, draft->size);
        source->size = draft->size;
    } else {
        read = file_read(AT_FDCWD, source->path, limits.bytes, &source->data, &source->size);
    }
    if (read != FILE_OK) {
        problem_set(
            &problem, "CM-CONF-01", "cannot read the configuration: %s", file_result_text(read));
        loader_report(loader, &problem, source);
        return;
    }
    struct yaml_tree *tree = NULL;
    if (yaml_read(source->data, source->size, 1, limits, &tree, &problem) < 0)
        loader_report(loader, &problem, source);
    else
        read_tree(loader, yaml_root(tree), which);
    yaml_tree_free(&tree);
}

/* Splits at colons, as PATH is. */
static void set_variable_list(
    struct loader *loader, const struct setting *setting, const char *text)
{
    size_t most = 1;
    for (const char *c = text; *c != '\0'; c++)
        most += *c == ':';
    const char **items = memory_pool_take(loader->config->pool, most * sizeof *items);
    size_t count = 0;
    for (const char *item = text;;) {
        size_t length = strcspn(item, ":");
        if (length > 0)
            items[count++] = memory_pool_copy(loader->config->pool, item, length);
        if (item[length] == '\0')
            break;
        item += length + 1;
    }
    struct setting_value value = { .texts = { .items = items, .count = count }, .is_list = true };
    set(loader, setting, &value, (struct config_origin){ .source = CONFIG_SOURCE_VARIABLE });
}

static void read_variables(struct loader *loader)
{
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        char name[SETTING_VARIABLE_BYTES];
        setting_variable(setting, name);
        const char *text = getenv(name);
        if (text == NULL || text[0] == '\0')
            continue;
        if (setting->type == SETTING_TYPE_LIST)
            set_variable_list(loader, setting, text);
        else
            set_text(loader, setting, text, NULL, CONFIG_SOURCE_VARIABLE);
    }
}

/* CMSYNC_SITE_ULR: a variable that looks like a setting and is none. */
static void check_variables(struct loader *loader)
{
    for (char *const *variable = environ; variable != NULL && *variable != NULL; variable++) {
        if (strncmp(*variable, "CMSYNC_", 7) != 0)
            continue;
        char key[SETTING_VARIABLE_BYTES] = "";
        size_t length = strcspn(*variable + 7, "=");
        if (length >= sizeof key)
            continue;
        for (size_t i = 0; i < length; i++) {
            key[i] = (char)tolower((unsigned char)(*variable)[7 + i]);
        }
        char *end = strchr(key, '_');
        if (end == NULL)
            continue;
        *end = '\0';
        bool is_ours = setting_is_section(key);
        *end = '.';
        if (!is_ours || setting_find(key) != NULL)
            continue;
        struct problem problem;
        problem_set(&problem, "CM-CONF-02", "unknown variable `%.*s`", (int)length + 7, *variable);
        const char *near = setting_suggest(key);
        if (near != NULL) {
            setting_variable(setting_find(near), key);
            problem_help(&problem, "did you mean `%s`?", key);
        }
        loader_report(loader, &problem, NULL);
    }
}

static void read_options(struct loader *loader)
{
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        struct config_list texts = options_setting(loader->options, (enum setting_id)i);
        if (texts.count == 0)
            continue;
        if (setting->type == SETTING_TYPE_LIST) {
            struct setting_value value = { .texts = texts, .is_list = texts.count > 1 };
            set(loader, setting, &value, (struct config_origin){ .source = CONFIG_SOURCE_OPTION });
        } else {
            set_text(loader, setting, texts.items[texts.count - 1], NULL, CONFIG_SOURCE_OPTION);
        }
    }
}

static bool is_named(const struct options *options)
{
    const char *variable = getenv("CMSYNC_CONFIG");
    return options_has(options, "config") || (variable != NULL && variable[0] != '\0');
}

/* The cmsync.yaml in the folder of `file` or the nearest above it; NULL when there is none. */
static const char *find_near(const char *file, struct memory_pool *pool)
{
    char real[PATH_MAX];
    if (realpath(file, real) == NULL)
        return NULL;
    for (size_t length = strlen(real);; length--) {
        while (length > 0 && real[length] != '/' && real[length] != '\0')
            length--;
        real[length] = '\0';
        const char *found = instance_absolute(real, "cmsync.yaml", pool);
        if (access(found, F_OK) == 0)
            return found;
        if (length == 0)
            return NULL;
    }
}

static void locate(struct loader *loader, const char *file)
{
    struct config *config = loader->config;
    const char *near =
        file == NULL || is_named(loader->options) ? NULL : find_near(file, config->pool);
    for (int i = CONFIG_SOURCE_USER; i <= CONFIG_SOURCE_PROJECT; i++) {
        struct loader_source *source = &loader->sources[i];
        const char *path = i == CONFIG_SOURCE_PROJECT && near != NULL
                               ? near
                               : config_path(loader->options, (enum config_source)i, config->pool);
        const struct config_draft *draft = find_draft(loader, (enum config_source)i);
        bool is_demanded = i == CONFIG_SOURCE_PROJECT && is_named(loader->options);
        bool is_there = is_demanded || draft != NULL;
        if (draft != NULL)
            path = memory_pool_copy(config->pool, draft->path, strlen(draft->path));
        if (!is_there && access(path, F_OK) < 0)
            continue;
        source->path = path;
        source->folder = memory_pool_copy(config->pool, path, path_folder_length(path));
    }
    config->file = loader->sources[CONFIG_SOURCE_PROJECT].path;
    config->user_file = loader->sources[CONFIG_SOURCE_USER].path;
}

/* `file`: near which the project's file lies, or NULL. `drafts`: or NULL. */
static int load(struct config *config, const struct options *options, const char *file,
    unsigned int needs, const struct config_draft *drafts, struct text *problems)
{
    *config = (struct config){ .pool = memory_pool_new() };
    struct loader loader = {
        .config = config, .options = options, .drafts = drafts, .problems = problems
    };
    locate(&loader, file);
    const char *base = loader.sources[CONFIG_SOURCE_PROJECT].folder;
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        set_text(&loader, setting, setting->default_text, base, CONFIG_SOURCE_DEFAULT);
    }
    read_source(&loader, CONFIG_SOURCE_USER);
    read_source(&loader, CONFIG_SOURCE_PROJECT);
    read_variables(&loader);
    check_variables(&loader);
    read_options(&loader);
    /* What could not be read leaves defaults behind; complaining of those would mislead. */
    if (loader.result == 0)
        requirements_check(&loader, needs);
    if (instance_place(config, options, problems) < 0)
        loader.result = -1;
    for (size_t i = 0; i < sizeof loader.sources / sizeof loader.sources[0]; i++)
        memory_free(&loader.sources[i].data);
    return loader.result;
}

int config_load(
    struct config *config, const struct options *options, unsigned int needs, struct text *problems)
{
    return load(config, options, NULL, needs, NULL, problems);
}

int config_load_drafts(struct config *config, const struct options *options, unsigned int needs,
    const struct config_draft drafts[2], struct text *problems)
{
    return load(config, options, NULL, needs, drafts, problems);
}

int config_load_near(struct config *config, const struct options *options, const char *file,
    unsigned int needs, struct text *problems)
{
    return load(config, options, file, needs, NULL, problems);
}

void config_free(struct config *config)
{
    memory_pool_free(&config->pool);
    *config = (struct config){ .file = NULL };
}
