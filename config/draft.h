/* SPDX-License-Identifier: MIT */
/*
 * A configuration file as it is on the disk and as it is to become: changed key by key in memory
 * (yaml_edit.h), checked by the same code that reads it, shown as a difference, and written whole
 * or not at all.
 */
#ifndef CMSYNC_CONFIG_DRAFT_H
#define CMSYNC_CONFIG_DRAFT_H

#include "config/config.h"

struct draft {
    enum config_source source; /* CONFIG_SOURCE_USER or CONFIG_SOURCE_PROJECT */
    char *path;
    char *before;  /* "" when there is no file */
    bool is_there; /* the file, when it was read */
    char *after;
};

/* Reads the file. 0, or -1 and the problem appended; draft_free() it in both cases. */
int draft_open(struct draft *draft, const struct options *options, enum config_source source,
    struct text *problems) __attribute__((warn_unused_result));
void draft_free(struct draft *draft);

/*
 * The file that a change of `setting` belongs in: the one that sets it now, else the project's. A
 * command, the token's source and the account go to the user's own file, unless the project's sets
 * them.
 */
enum config_source draft_choose(const struct config *config, const struct setting *setting);

/* Sets a setting in the draft (`value` NULL: takes it away). A project's file that is not there
   begins with what there is to set, in comments. 0, or -1 and the problem. */
int draft_set(struct draft *draft, const struct setting *setting, const struct setting_value *value,
    struct text *problems) __attribute__((warn_unused_result));

/*
 * The same from what a person typed: for a list or a command `[a, b]` or a single text. A relative
 * path for the user's own file is meant from the working directory. Addresses out of a browser
 * become what is meant by them (site_url.h).
 */
int draft_type(struct draft *draft, const struct setting *setting, const char *typed,
    struct text *problems) __attribute__((warn_unused_result));

/* A token of the user's own file is for the configured host from now on, and for no other that some
   project names: `own` says so in site.hosts. Nothing where it says so already, where there is no
   token, and for loopback. 0, or -1 and the problem. */
int draft_name_host(struct draft *own, const struct config *config, struct text *problems)
    __attribute__((warn_unused_result));

/* As the file is again. */
void draft_reset(struct draft *draft);

bool draft_is_changed(const struct draft *draft);

/* As config_load_drafts() takes it. */
struct config_draft draft_view(const struct draft *draft);

/* As `diff -u`; nothing when nothing changed. */
void draft_print_diff(const struct draft *draft, struct text *out);

/*
 * Replaces the file at once, its mode kept, a symbolic link followed. Refuses when the file is not
 * as it was read. 0, or -1 and the problem; then nothing was written.
 */
int draft_write(struct draft *draft, struct text *problems) __attribute__((warn_unused_result));

/* Whether writing would be allowed; NULL, or why not. */
const char *draft_refusal(const struct draft *draft);

#endif
