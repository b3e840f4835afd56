/* SPDX-License-Identifier: MIT */
/*
 * The configuration as every program sees it: option over variable over project file over the
 * user's own file over default, each value with the place it comes from. The same arguments, the
 * same environment and the same files give the same struct in every process.
 */
#ifndef CMSYNC_CONFIG_CONFIG_H
#define CMSYNC_CONFIG_CONFIG_H

#include "base/memory.h"
#include "base/text.h"
#include "config/options.h"
#include "config/settings.h"

#include <stdbool.h>
#include <stddef.h>

enum config_source {
    CONFIG_SOURCE_DEFAULT,
    CONFIG_SOURCE_USER,
    CONFIG_SOURCE_PROJECT,
    CONFIG_SOURCE_VARIABLE,
    CONFIG_SOURCE_OPTION,
};

struct config_origin {
    enum config_source source;
    size_t line; /* of files; 0 otherwise */
    size_t column;
    size_t length;
};

/* What a key of the monitor is to do, as the user's own file says; checked by the monitor. */
struct config_key {
    const char *action;
    const char *keys; /* blanks between */
    size_t line;      /* of the name */
    size_t column;
    size_t length;
};

/* config->site.url, config->docs.ignore.items[i], config->limits.uploaders ... */
struct config {
#define SECTION(section) struct {
#define END(section)                                                                               \
    }                                                                                              \
    section;
#define TEXT(section, key, ...) const char *key; /* never NULL */
#define PATH(section, key, ...) const char *key; /* absolute, or "" */
#define NUMBER(section, key, ...) long key;
#define FLAG(section, key, ...) bool key;
#define CHOICE(section, key, ...) int key; /* enum config_<key> */
#define LIST(section, key, ...) struct config_list key;
#define PACE(section, key, ...) double key; /* 0: auto */
#define COMMAND(section, key, ...) struct config_command key;
#include "config/settings.def"

    const char *file;      /* the project file, absolute; NULL when there is none */
    const char *user_file; /* the user's own file, absolute; NULL when there is none */
    const char *instance;  /* `handbook-1f3a5b7c` */
    const char *state;     /* folder of the ledger, absolute */
    const char *run;       /* folder of the sockets, absolute */
    struct config_origin origins[SETTING_COUNT];
    struct config_key *keys;
    size_t key_count;
    struct memory_pool *pool;
};

/* What a program cannot do without; ORed together. */
enum config_need {
    CONFIG_NEEDS_NOTHING = 0,
    CONFIG_NEEDS_SITE = 1, /* site.url and site.space are set */
    CONFIG_NEEDS_DOCS = 2, /* docs.root is a folder */
};

/*
 * Reads and checks everything; makes no folder. 0, or -1 and every problem found, in rustc's form,
 * appended to `problems` (the caller prints them and ends with exit status 2). config_free() it in
 * both cases.
 */
int config_load(struct config *config, const struct options *options, unsigned int needs,
    struct text *problems) __attribute__((warn_unused_result));
void config_free(struct config *config);

/* A file as it might become: read instead of what is on the disk. */
struct config_draft {
    enum config_source source; /* CONFIG_SOURCE_USER or _PROJECT */
    const char *path;          /* as config_path() gives it */
    const char *data;          /* NULL: there is no draft, the disk counts */
    size_t size;
};

/* The same, with two drafts in place of the files. */
int config_load_drafts(struct config *config, const struct options *options, unsigned int needs,
    const struct config_draft drafts[2], struct text *problems) __attribute__((warn_unused_result));

/* Where the project's file or the user's own is, or would be if there were one; lives in `pool`. */
const char *config_path(
    const struct options *options, enum config_source source, struct memory_pool *pool);

/* The same, but where no project file is named, it is the nearest cmsync.yaml in the folder of
   `file` or one above it, else ./cmsync.yaml. `file` may be a folder, or NULL: config_load(). */
int config_load_near(struct config *config, const struct options *options, const char *file,
    unsigned int needs, struct text *problems) __attribute__((warn_unused_result));

/* What an instance needs of the system before it works: its state and its run folder, 0700, and as
   many open files as it may have. 0, or -1 and the problem appended. */
int config_set_up(const struct config *config, struct text *problems)
    __attribute__((warn_unused_result));

/* Where the value comes from: `cmsync.yaml:3`, `CMSYNC_SITE_URL`, `--site.url` or `default`. */
void config_print_origin(const struct config *config, enum setting_id id, struct text *out);

#endif
