/* SPDX-License-Identifier: MIT */
#include "config/draft.h"

#include "base/file.h"
#include "base/line_diff.h"
#include "base/path.h"
#include "config/instance.h"
#include "config/site_url.h"
#include "config/template.h"
#include "config/yaml.h"
#include "config/yaml_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { HOST_MAX_BYTES = 1024 };

enum { FILE_BYTES = 1024 * 1024 };

static int report(
    const struct draft *draft, struct problem *problem, const char *source, struct text *problems)
{
    problem->file = draft->path;
    problem_print(problem, source, source == NULL ? 0 : strlen(source), problems);
    return -1;
}

int draft_open(struct draft *draft, const struct options *options, enum config_source source,
    struct text *problems)
{
    struct memory_pool *pool = memory_pool_new();
    *draft = (struct draft){ .source = source,
        .path = memory_copy_text(config_path(options, source, pool)) };
    memory_pool_free(&pool);
    size_t size = 0;
    enum file_result read = file_read(AT_FDCWD, draft->path, FILE_BYTES, &draft->before, &size);
    draft->is_there = read == FILE_OK;
    if (read == FILE_MISSING)
        draft->before = memory_copy_text("");
    struct problem problem;
    if (read != FILE_OK && read != FILE_MISSING) {
        problem_set(
            &problem, "CM-CONF-01", "cannot read the configuration: %s", file_result_text(read));
        return report(draft, &problem, NULL, problems);
    }
    if (strlen(draft->before) < size) {
        problem_set(&problem, "CM-CONF-01", "the configuration holds a NUL character");
        return report(draft, &problem, NULL, problems);
    }
    draft->after = memory_copy_text(draft->before);
    return 0;
}

void draft_free(struct draft *draft)
{
    memory_free(&draft->path);
    memory_free(&draft->before);
    memory_free(&draft->after);
}

enum config_source draft_choose(const struct config *config, const struct setting *setting)
{
    enum setting_id id = setting_id_of(setting);
    enum config_source origin = config->origins[id].source;
    if (setting_is_private(setting) || origin == CONFIG_SOURCE_USER)
        return CONFIG_SOURCE_USER;
    if (origin == CONFIG_SOURCE_PROJECT)
        return CONFIG_SOURCE_PROJECT;
    bool is_of_person = id == SETTING_site_user || id == SETTING_site_token_file;
    return is_of_person ? CONFIG_SOURCE_USER : CONFIG_SOURCE_PROJECT;
}

int draft_set(struct draft *draft, const struct setting *setting, const struct setting_value *value,
    struct text *problems)
{
    struct problem problem;
    bool is_text = setting->type != SETTING_TYPE_NUMBER && setting->type != SETTING_TYPE_FLAG &&
                   setting->type != SETTING_TYPE_PACE;
    struct yaml_edit edit = { .section = setting->section,
        .key = setting->name,
        .is_text = is_text,
        .is_absent = value == NULL };
    if (value != NULL) {
        edit.texts = value->texts;
        edit.is_list = value->is_list;
    }
    if (setting_is_private(setting) && draft->source != CONFIG_SOURCE_USER) {
        problem_set(&problem, "CM-CONF-05", "`%s` is accepted from the user's own file alone",
            setting->key);
        return report(draft, &problem, NULL, problems);
    }
    struct text now = text_new(FILE_BYTES);
    struct text out = text_new(FILE_BYTES);
    text_add_string(&now, draft->after);
    if (now.length == 0 && value != NULL && draft->source == CONFIG_SOURCE_PROJECT)
        template_print(&now);
    else if (now.length == 0 && value != NULL)
        text_add_string(&now, "version: 1\n");
    int result = yaml_edit_apply(now.data, now.length, &edit, &out, &problem);
    if (result < 0) {
        report(draft, &problem, now.data, problems);
    } else {
        if (!draft->is_there && value != NULL)
            template_drop(&out, setting);
        memory_free(&draft->after);
        draft->after = text_take(&out);
    }
    text_free(&now);
    text_free(&out);
    return result;
}

/* ---------------------------------------------------------------- what is typed */

static int parse_list(const char *typed, struct memory_pool *pool, struct setting_value *value,
    struct problem *problem)
{
    struct yaml_tree *tree = NULL;
    if (yaml_read(typed, strlen(typed), 1, YAML_LIMITS_CONFIG, &tree, problem) < 0)
        return -1;
    const struct yaml_node *root = yaml_root(tree);
    int result = 0;
    if (root->kind != YAML_LIST) {
        problem_set(problem, "CM-CONF-03", "this is no list");
        problem_help(problem, "write [a, b]");
        result = -1;
    }
    const char **items = memory_pool_take(pool, (root->count + 1) * sizeof *items);
    size_t count = 0;
    for (const struct yaml_node *item = root->first; item != NULL && result == 0;
         item = item->next) {
        if (item->kind != YAML_SCALAR) {
            problem_set(problem, "CM-CONF-03", "a list holds texts alone");
            result = -1;
        } else {
            items[count++] = memory_pool_copy(pool, item->text, strlen(item->text));
        }
    }
    *value = (struct setting_value){ .texts = { .items = items, .count = count }, .is_list = true };
    yaml_tree_free(&tree);
    return result;
}

static int parse(const struct setting *setting, const char *typed, struct memory_pool *pool,
    struct setting_value *value, struct text *problems)
{
    bool may_be_list = setting->type == SETTING_TYPE_LIST || setting->type == SETTING_TYPE_COMMAND;
    struct problem problem;
    if (may_be_list && typed[0] == '[') {
        if (parse_list(typed, pool, value, &problem) == 0)
            return 0;
        problem.line = 0;
        problem_print(&problem, NULL, 0, problems);
        return -1;
    }
    const char **items = memory_pool_take(pool, sizeof *items);
    items[0] = memory_pool_copy(pool, typed, strlen(typed));
    bool is_list = setting->type == SETTING_TYPE_LIST;
    *value = (struct setting_value){ .texts = { .items = items,
                                         .count = is_list && typed[0] == '\0' ? 0 : 1 },
        .is_list = is_list };
    return 0;
}

int draft_type(
    struct draft *draft, const struct setting *setting, const char *typed, struct text *problems)
{
    struct memory_pool *pool = memory_pool_new();
    struct setting_value value;
    /* Of the folder that the user's own file is in nobody thinks when he types a path. */
    bool is_of_user = setting->type == SETTING_TYPE_PATH && draft->source == CONFIG_SOURCE_USER;
    if (is_of_user && typed[0] != '\0')
        typed = instance_absolute(NULL, typed, pool);
    struct text tidy = text_new(FILE_BYTES);
    if (setting_id_of(setting) == SETTING_site_url && typed[0] != '\0')
        site_url_tidy(typed, &tidy);
    if (setting_id_of(setting) == SETTING_site_space)
        site_url_space(typed, &tidy);
    int result = parse(setting, tidy.length > 0 ? tidy.data : typed, pool, &value, problems);
    text_free(&tidy);
    if (result == 0)
        result = draft_set(draft, setting, &value, problems);
    memory_pool_free(&pool);
    return result;
}

static bool has_token(const struct config *config)
{
    return config->site.token_file[0] != '\0' || config->site.token_command.words.count > 0;
}

int draft_name_host(struct draft *own, const struct config *config, struct text *problems)
{
    if (!has_token(config) || config->site.url[0] == '\0' || site_url_is_loopback(config->site.url))
        return 0;
    struct text host = text_new(HOST_MAX_BYTES);
    site_url_host(config->site.url, &host);
    size_t count = config->site.hosts.count;
    const char **hosts = memory_new_array(count + 1, sizeof *hosts);
    bool is_named = false;
    for (size_t i = 0; i < count; i++) {
        hosts[i] = config->site.hosts.items[i];
        is_named = is_named || strcasecmp(hosts[i], host.data) == 0;
    }
    hosts[count] = host.data;
    const struct setting_value value = { .texts = { .items = hosts, .count = count + 1 },
        .is_list = true };
    int result = is_named ? 0 : draft_set(own, setting_get(SETTING_site_hosts), &value, problems);
    memory_free(&hosts);
    text_free(&host);
    return result;
}

void draft_reset(struct draft *draft)
{
    memory_free(&draft->after);
    draft->after = memory_copy_text(draft->before);
}

/* ---------------------------------------------------------------- out */

bool draft_is_changed(const struct draft *draft)
{
    return strcmp(draft->before, draft->after) != 0;
}

struct config_draft draft_view(const struct draft *draft)
{
    /* What neither is on the disk nor to be written is not there. */
    bool is_nothing = !draft->is_there && draft->after[0] == '\0';
    return (struct config_draft){ .source = draft->source,
        .path = draft->path,
        .data = is_nothing ? NULL : draft->after,
        .size = strlen(draft->after) };
}

void draft_print_diff(const struct draft *draft, struct text *out)
{
    if (!draft_is_changed(draft))
        return;
    text_add_format(
        out, "--- %s\n+++ %s\n", draft->is_there ? draft->path : "/dev/null", draft->path);
    line_diff_print(draft->before, draft->after, out);
}

const char *draft_refusal(const struct draft *draft)
{
    if (draft->is_there)
        return access(draft->path, W_OK) == 0 ? NULL : strerror(errno);
    char *folder = path_folder(draft->path);
    bool is_there = access(folder, F_OK) == 0;
    const char *refusal = is_there && access(folder, W_OK) < 0 ? strerror(errno) : NULL;
    memory_free(&folder);
    return refusal;
}

static bool is_as_read(const struct draft *draft)
{
    char *data = NULL;
    size_t size = 0;
    enum file_result read = file_read(AT_FDCWD, draft->path, FILE_BYTES, &data, &size);
    bool is_same = draft->is_there ? read == FILE_OK && size == strlen(draft->before) &&
                                         memcmp(data, draft->before, size) == 0
                                   : read == FILE_MISSING;
    memory_free(&data);
    return is_same;
}

static int make_user_folder(const struct draft *draft)
{
    if (draft->source != CONFIG_SOURCE_USER || draft->is_there)
        return 0;
    char *folder = path_folder(draft->path);
    int result = access(folder, F_OK) == 0 ? 0 : file_make_private_folder(folder);
    memory_free(&folder);
    return result;
}

int draft_write(struct draft *draft, struct text *problems)
{
    if (!draft_is_changed(draft))
        return 0;
    struct problem problem;
    if (!is_as_read(draft)) {
        problem_set(&problem, "CM-CONF-10", "the file was changed by somebody else meanwhile");
        problem_help(&problem, "look at it and make the change again");
        return report(draft, &problem, NULL, problems);
    }
    const char *refusal = draft_refusal(draft);
    mode_t mode = draft->source == CONFIG_SOURCE_USER ? 0600 : 0666;
    if (refusal == NULL && (make_user_folder(draft) < 0 || file_replace(draft->path, draft->after,
                                                               strlen(draft->after), mode) < 0))
        refusal = strerror(errno);
    if (refusal != NULL) {
        problem_set(&problem, "CM-CONF-10", "cannot write the configuration: %s", refusal);
        return report(draft, &problem, NULL, problems);
    }
    memory_free(&draft->before);
    draft->before = memory_copy_text(draft->after);
    draft->is_there = true;
    return 0;
}
