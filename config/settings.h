/* SPDX-License-Identifier: MIT */
/* The table of settings: what each is called, what it takes, how its text becomes a value. */
#ifndef CMSYNC_CONFIG_SETTINGS_H
#define CMSYNC_CONFIG_SETTINGS_H

#include "base/memory.h"
#include "base/text.h"
#include "config/problem.h"

#include <stdbool.h>
#include <stddef.h>

/* The lists that CHOICE settings choose from; enum config_edition { CONFIG_EDITION_auto ... }. */
#define EDITION_CHOICES(CHOICE)                                                                    \
    CHOICE(EDITION, auto) CHOICE(EDITION, cloud) CHOICE(EDITION, datacenter)
#define ON_DELETE_CHOICES(CHOICE)                                                                  \
    CHOICE(ON_DELETE, keep) CHOICE(ON_DELETE, ask) CHOICE(ON_DELETE, trash)
#define ON_CONFLICT_CHOICES(CHOICE)                                                                \
    CHOICE(ON_CONFLICT, ask) CHOICE(ON_CONFLICT, mine) CHOICE(ON_CONFLICT, theirs)
#define ON_TITLE_CLASH_CHOICES(CHOICE) CHOICE(ON_TITLE_CLASH, suffix) CHOICE(ON_TITLE_CLASH, ask)
#define ORDER_CHOICES(CHOICE) CHOICE(ORDER, none) CHOICE(ORDER, files)
#define WIDTH_CHOICES(CHOICE)                                                                      \
    CHOICE(WIDTH, none) CHOICE(WIDTH, narrow) CHOICE(WIDTH, wide) CHOICE(WIDTH, max)
#define EDITOR_CHOICES(CHOICE) CHOICE(EDITOR, none) CHOICE(EDITOR, v1) CHOICE(EDITOR, v2)
#define COMMENTS_CHOICES(CHOICE)                                                                   \
    CHOICE(COMMENTS, keep) CHOICE(COMMENTS, hold) CHOICE(COMMENTS, ignore)

#define SETTINGS_CHOICE(list, name) CONFIG_##list##_##name,
enum config_edition { EDITION_CHOICES(SETTINGS_CHOICE) };
enum config_on_delete { ON_DELETE_CHOICES(SETTINGS_CHOICE) };
enum config_on_conflict { ON_CONFLICT_CHOICES(SETTINGS_CHOICE) };
enum config_on_title_clash { ON_TITLE_CLASH_CHOICES(SETTINGS_CHOICE) };
enum config_order { ORDER_CHOICES(SETTINGS_CHOICE) };
enum config_width { WIDTH_CHOICES(SETTINGS_CHOICE) };
enum config_editor { EDITOR_CHOICES(SETTINGS_CHOICE) };
enum config_comments { COMMENTS_CHOICES(SETTINGS_CHOICE) };
#undef SETTINGS_CHOICE

enum setting_id {
#define SECTION(section)
#define END(section)
#define TEXT(section, key, ...) SETTING_##section##_##key,
#define PATH TEXT
#define NUMBER TEXT
#define FLAG TEXT
#define CHOICE TEXT
#define LIST TEXT
#define PACE TEXT
#define COMMAND TEXT
#include "config/settings.def"
    SETTING_COUNT
};

enum setting_type {
    SETTING_TYPE_TEXT,
    SETTING_TYPE_PATH,
    SETTING_TYPE_NUMBER,
    SETTING_TYPE_FLAG,
    SETTING_TYPE_CHOICE,
    SETTING_TYPE_LIST,
    SETTING_TYPE_PACE,
    SETTING_TYPE_COMMAND,
};

enum { SETTING_VARIABLE_BYTES = 64, SETTING_CHOICES = 4 };

struct setting {
    const char *section; /* `site` */
    const char *name;    /* `url` */
    const char *key;     /* `site.url` */
    enum setting_type type;
    size_t offset;            /* of its member in struct config */
    const char *default_text; /* "" for lists and commands */
    long least;
    long most;                                /* of NUMBER */
    const char *choices[SETTING_CHOICES + 1]; /* of CHOICE, NULL behind the last */
    const char *help;
};

struct config_list {
    const char *const *items;
    size_t count;
};

struct config_command {
    struct config_list words; /* empty: none */
    bool is_shell;            /* one word, for /bin/sh -c */
};

/* A value as it is written: one text, or a list of texts. */
struct setting_value {
    struct config_list texts;
    bool is_list;
    const char *folder; /* to which a relative path refers */
};

const struct setting *setting_get(enum setting_id id);

/* Only the user's own file may set it. */
bool setting_is_private(const struct setting *setting);

/* The setting with this key (`site.url`), or NULL. */
const struct setting *setting_find(const char *key);
enum setting_id setting_id_of(const struct setting *setting);

/* The first one with this name (`url`) in any section, or NULL. */
const struct setting *setting_of_name(const char *name);

/* The key most like `key`, with or without its section; NULL when none is near. */
const char *setting_suggest(const char *key);

/* Whether there is a section of that name; the one most like it, or NULL. */
bool setting_is_section(const char *name);
const char *setting_suggest_section(const char *name);

/* `CMSYNC_SITE_URL`. */
void setting_variable(const struct setting *setting, char name[SETTING_VARIABLE_BYTES]);

/* Checks a value and stores it in `config` (struct config); texts live in `pool`. -1 and a problem
   without place when it does not suit. */
int setting_store(const struct setting *setting, const struct setting_value *value, void *config,
    struct memory_pool *pool, struct problem *problem) __attribute__((warn_unused_result));

/* The value in `config` as a person would write it. */
void setting_print(const struct setting *setting, const void *config, struct text *out);

#endif
