/* SPDX-License-Identifier: MIT */
#include "monitor/sheet.h"

#include "config/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROBLEMS_BYTES = 256 * 1024, VALUE_BYTES = 64 * 1024 };

static size_t place_of(enum config_source source)
{
    return source == CONFIG_SOURCE_USER ? 0 : 1;
}

static void forget_changes(struct settings_sheet *sheet)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        memory_free(&sheet->changes[i].typed);
        sheet->changes[i] = (struct sheet_change){ .is_changed = false };
    }
}

static void close_files(struct settings_sheet *sheet)
{
    draft_free(&sheet->drafts[0]);
    draft_free(&sheet->drafts[1]);
    config_free(&sheet->config);
}

void sheet_free(struct settings_sheet *sheet)
{
    forget_changes(sheet);
    close_files(sheet);
    sheet->is_read = false;
}

/* The first problem in rustc's form as one or two lines of words: what is wrong, what to do. */
static void say_shortly(const char *problems, struct text *out)
{
    const char *what = strstr(problems, ": ");
    what = what == NULL ? problems : what + 2;
    text_add(out, what, strcspn(what, "\n"));
    const char *next = strstr(what, "\nerror");
    const char *help = strstr(what, "= help: ");
    if (help == NULL || (next != NULL && help > next))
        return;
    help += strlen("= help: ");
    text_add_char(out, '\n');
    text_add(out, help, strcspn(help, "\n"));
}

static void copy_first_line(char out[SHEET_WORDS_BYTES], const char *text)
{
    snprintf(out, SHEET_WORDS_BYTES, "%.*s", (int)strcspn(text, "\n"), text);
}

/* ---------------------------------------------------------------- what the drafts make */

static bool finds_token(const struct config *config)
{
    const char *variable = getenv("CMSYNC_TOKEN");
    return config->site.token_file[0] != '\0' || config->site.token_command.words.count > 0 ||
           (variable != NULL && variable[0] != '\0') || getenv("CREDENTIALS_DIRECTORY") != NULL;
}

static int load(
    struct settings_sheet *sheet, struct config *config, unsigned int needs, struct text *out)
{
    const struct config_draft views[2] = { draft_view(&sheet->drafts[0]),
        draft_view(&sheet->drafts[1]) };
    return config_load_drafts(config, sheet->options, needs, views, out);
}

/* What is still missing before it can start. */
static void judge(struct settings_sheet *sheet)
{
    struct config config;
    struct text problems = text_new(PROBLEMS_BYTES);
    struct text words = text_new(PROBLEMS_BYTES);
    sheet->missing[0] = '\0';
    if (load(sheet, &config, CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS, &problems) < 0) {
        say_shortly(problems.data, &words);
        copy_first_line(sheet->missing, words.data);
    }
    sheet->has_token = finds_token(&sheet->config);
    if (sheet->missing[0] == '\0' && !sheet->has_token)
        copy_first_line(sheet->missing, "nothing says where the token is");
    text_free(&words);
    text_free(&problems);
    config_free(&config);
}

/* 0, or -1 and why in words; then the configuration is as it was. */
static int reload(struct settings_sheet *sheet, struct text *words)
{
    struct config config;
    struct text problems = text_new(PROBLEMS_BYTES);
    int result = load(sheet, &config, CONFIG_NEEDS_NOTHING, &problems);
    if (result == 0) {
        config_free(&sheet->config);
        sheet->config = config;
        judge(sheet);
    } else {
        say_shortly(problems.data, words);
        config_free(&config);
    }
    text_free(&problems);
    return result;
}

void sheet_take(struct settings_sheet *sheet, const struct options *options, struct draft drafts[2])
{
    size_t cursor = sheet->cursor;
    sheet_free(sheet);
    *sheet = (struct settings_sheet){
        .is_read = true, .options = options, .drafts = { drafts[0], drafts[1] }, .cursor = cursor
    };
    struct text words = text_new(PROBLEMS_BYTES);
    if (reload(sheet, &words) < 0) {
        copy_first_line(sheet->unusable, words.data);
        copy_first_line(sheet->missing, words.data);
    }
    text_free(&words);
}

void sheet_read(struct settings_sheet *sheet, const struct options *options)
{
    struct draft drafts[2];
    struct text problems = text_new(PROBLEMS_BYTES);
    struct text words = text_new(PROBLEMS_BYTES);
    int user = draft_open(&drafts[0], options, CONFIG_SOURCE_USER, &problems);
    int project = draft_open(&drafts[1], options, CONFIG_SOURCE_PROJECT, &problems);
    if (user == 0 && project == 0) {
        sheet_take(sheet, options, drafts);
        for (size_t i = 0; i < 2; i++)
            sheet->refusals[i] = draft_refusal(&sheet->drafts[i]);
    } else {
        draft_free(&drafts[0]);
        draft_free(&drafts[1]);
        say_shortly(problems.data, &words);
        copy_first_line(sheet->unusable, words.data);
    }
    text_free(&words);
    text_free(&problems);
}

/* ---------------------------------------------------------------- changing */

enum config_source sheet_target(const struct settings_sheet *sheet, enum setting_id id)
{
    if (sheet->changes[id].is_changed)
        return sheet->changes[id].source;
    return draft_choose(&sheet->config, setting_get(id));
}

const char *sheet_refusal(
    const struct settings_sheet *sheet, enum setting_id id, char why[SHEET_WORDS_BYTES])
{
    if (sheet->unusable[0] != '\0')
        return sheet->unusable;
    const struct config_origin *origin = &sheet->config.origins[id];
    size_t place = place_of(sheet_target(sheet, id));
    if (origin->source <= CONFIG_SOURCE_PROJECT && sheet->refusals[place] == NULL)
        return NULL;
    if (origin->source <= CONFIG_SOURCE_PROJECT) {
        snprintf(why, SHEET_WORDS_BYTES, "%s cannot be written: %s", sheet->drafts[place].path,
            sheet->refusals[place]);
        return why;
    }
    struct text from = text_new(SHEET_WORDS_BYTES);
    config_print_origin(&sheet->config, id, &from);
    snprintf(why, SHEET_WORDS_BYTES, "%s sets it, and counts more than any file", from.data);
    text_free(&from);
    return why;
}

/* Whoever says where the token is, or where Confluence is while tokens are bound to hosts, means
   that it goes there. */
static bool binds_token(const struct settings_sheet *sheet)
{
    const struct sheet_change *changes = sheet->changes;
    bool is_token_new = changes[SETTING_site_token_file].typed != NULL ||
                        changes[SETTING_site_token_command].typed != NULL;
    bool is_url_new = changes[SETTING_site_url].typed != NULL && sheet->config.site.hosts.count > 0;
    const struct config_origin *origins = sheet->config.origins;
    bool is_own = origins[SETTING_site_token_file].source == CONFIG_SOURCE_USER ||
                  origins[SETTING_site_token_command].source == CONFIG_SOURCE_USER;
    return is_own && (is_token_new || is_url_new) && !changes[SETTING_site_hosts].is_changed;
}

static int bind_token(struct settings_sheet *sheet, struct text *words)
{
    struct text problems = text_new(PROBLEMS_BYTES);
    int result = draft_name_host(&sheet->drafts[0], &sheet->config, &problems);
    if (result < 0)
        say_shortly(problems.data, words);
    text_free(&problems);
    return result < 0 ? -1 : reload(sheet, words);
}

/* Both drafts as the files are, with all changes made again. */
static int apply(struct settings_sheet *sheet, struct text *words)
{
    struct text problems = text_new(PROBLEMS_BYTES);
    int result = 0;
    draft_reset(&sheet->drafts[0]);
    draft_reset(&sheet->drafts[1]);
    for (size_t i = 0; i < SETTING_COUNT && result == 0; i++) {
        const struct sheet_change *change = &sheet->changes[i];
        const struct setting *setting = setting_get((enum setting_id)i);
        struct draft *draft = &sheet->drafts[place_of(change->source)];
        if (!change->is_changed)
            continue;
        result = change->typed == NULL ? draft_set(draft, setting, NULL, &problems)
                                       : draft_type(draft, setting, change->typed, &problems);
    }
    if (result < 0)
        say_shortly(problems.data, words);
    text_free(&problems);
    if (result == 0)
        result = reload(sheet, words);
    return result == 0 && binds_token(sheet) ? bind_token(sheet, words) : result;
}

static void put(struct settings_sheet *sheet, enum setting_id id, struct sheet_change change)
{
    memory_free(&sheet->changes[id].typed);
    sheet->changes[id] = change;
}

int sheet_set(
    struct settings_sheet *sheet, enum setting_id id, const char *typed, struct text *problem)
{
    struct sheet_change old = sheet->changes[id];
    struct sheet_change new = {
        .is_changed = true, .source = sheet_target(sheet, id), .typed = memory_copy_text(typed)
    };
    sheet->changes[id] = new;
    if (apply(sheet, problem) == 0) {
        memory_free(&old.typed);
        if (!draft_is_changed(&sheet->drafts[0]) && !draft_is_changed(&sheet->drafts[1]))
            forget_changes(sheet);
        return 0;
    }
    memory_free(&new.typed);
    sheet->changes[id] = old;
    struct text ignored = text_new(PROBLEMS_BYTES);
    (void)apply(sheet, &ignored); /* it was good before */
    text_free(&ignored);
    return -1;
}

void sheet_undo(struct settings_sheet *sheet, enum setting_id id)
{
    put(sheet, id, (struct sheet_change){ .is_changed = false });
    struct text ignored = text_new(PROBLEMS_BYTES);
    (void)apply(sheet, &ignored); /* one change less was good before */
    text_free(&ignored);
}

size_t sheet_count_changes(const struct settings_sheet *sheet)
{
    size_t count = 0;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        count += sheet->changes[i].is_changed;
    return count;
}

/* ---------------------------------------------------------------- showing */

/* The value as the file has it, when it is a single text. */
static bool print_from_file(
    const struct draft *draft, const struct setting *setting, struct text *out)
{
    struct yaml_tree *tree = NULL;
    struct problem problem;
    if (yaml_read(draft->after, strlen(draft->after), 1, YAML_LIMITS_CONFIG, &tree, &problem) < 0)
        return false;
    const struct yaml_node *section = yaml_get(yaml_root(tree), setting->section);
    const struct yaml_node *node = section == NULL ? NULL : yaml_get(section, setting->name);
    bool is_text = node != NULL && node->kind == YAML_SCALAR;
    if (is_text && !yaml_is_null(node))
        text_add_string(out, node->text);
    yaml_tree_free(&tree);
    return is_text;
}

void sheet_print_typed(const struct settings_sheet *sheet, enum setting_id id, struct text *out)
{
    const struct setting *setting = setting_get(id);
    enum config_source source = sheet->config.origins[id].source;
    if (source == CONFIG_SOURCE_DEFAULT) {
        text_add_string(out, setting->default_text);
        return;
    }
    if (source <= CONFIG_SOURCE_PROJECT &&
        print_from_file(&sheet->drafts[place_of(source)], setting, out))
        return;
    setting_print(setting, &sheet->config, out);
}

void sheet_print_origin(const struct settings_sheet *sheet, enum setting_id id, struct text *out)
{
    const struct config_origin *origin = &sheet->config.origins[id];
    switch (origin->source) {
    case CONFIG_SOURCE_DEFAULT:
        text_add_string(out, "default");
        return;
    case CONFIG_SOURCE_USER:
        text_add_format(out, "your file :%zu", origin->line);
        return;
    case CONFIG_SOURCE_PROJECT:
        text_add_format(out, "project file :%zu", origin->line);
        return;
    case CONFIG_SOURCE_VARIABLE:
        text_add_string(out, "variable");
        return;
    case CONFIG_SOURCE_OPTION:
        text_add_string(out, "option");
        return;
    }
}

void sheet_print_diff(const struct settings_sheet *sheet, struct text *out)
{
    draft_print_diff(&sheet->drafts[1], out);
    draft_print_diff(&sheet->drafts[0], out);
}

int sheet_write(struct settings_sheet *sheet, struct text *problems)
{
    if (draft_write(&sheet->drafts[1], problems) < 0 ||
        draft_write(&sheet->drafts[0], problems) < 0)
        return -1;
    forget_changes(sheet);
    return 0;
}

const char *sheet_effect(enum setting_id id)
{
    const char *section = setting_get(id)->section;
    if (strcmp(section, "site") == 0)
        return "Once written: the processes it concerns start anew by themselves.";
    if (strcmp(section, "docs") == 0)
        return "Once written: the folder is read anew, nothing is published twice.";
    if (strcmp(section, "markdown") == 0)
        return "Once written: pages are made anew; those that differ are published.";
    return "Once written it counts at once, nothing starts anew.";
}
