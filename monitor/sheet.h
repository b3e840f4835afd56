/* SPDX-License-Identifier: MIT */
/*
 * The settings as the monitor shows and changes them: both files as drafts, the configuration that
 * they make, and what was changed and is not written. Changes are checked by the code that reads
 * the configuration. Pure, but for sheet_read() and sheet_write(), which the program calls.
 */
#ifndef CMSYNC_MONITOR_SHEET_H
#define CMSYNC_MONITOR_SHEET_H

#include "config/draft.h"

#include <stdbool.h>
#include <stddef.h>

enum { SHEET_WORDS_BYTES = 512 };

/* A change that is not written. */
struct sheet_change {
    bool is_changed;
    enum config_source source; /* the file that it goes to */
    char *typed;               /* NULL: the key is taken away */
};

struct settings_sheet {
    bool is_read;
    const struct options *options;
    struct draft drafts[2]; /* the user's own, the project's */
    struct config config;
    struct sheet_change changes[SETTING_COUNT];
    bool has_token;                   /* there is a place where one is looked for */
    char missing[SHEET_WORDS_BYTES];  /* why it cannot start yet; "" when it can */
    char unusable[SHEET_WORDS_BYTES]; /* why the files cannot be read; "" when they can */
    const char *refusals[2];          /* why a file cannot be written; NULL when it can */
    size_t cursor;                    /* enum setting_id */
    int top;                          /* first line on the screen */
    size_t step;                      /* of the first run */
};

void sheet_free(struct settings_sheet *sheet);

/* Reads both files anew; changes that are not written are forgotten. `options` are borrowed. */
void sheet_read(struct settings_sheet *sheet, const struct options *options);

/* The same from drafts that are given away (for tests: from texts, without a disk). */
void sheet_take(
    struct settings_sheet *sheet, const struct options *options, struct draft drafts[2]);

/* Where a change of the setting would go. */
enum config_source sheet_target(const struct settings_sheet *sheet, enum setting_id id);

/* NULL, or why this setting cannot be changed here (`--site.url says it`). */
const char *sheet_refusal(
    const struct settings_sheet *sheet, enum setting_id id, char why[SHEET_WORDS_BYTES]);

/* Changes a setting (`typed` NULL: takes its key away). -1 and the problem in words (one line, and
   a second with help) when it does not suit; then nothing changed. */
int sheet_set(
    struct settings_sheet *sheet, enum setting_id id, const char *typed, struct text *problem);

/* Takes the change of one setting back. */
void sheet_undo(struct settings_sheet *sheet, enum setting_id id);

size_t sheet_count_changes(const struct settings_sheet *sheet);

/* What stands in the file for the setting, to be edited; the value in force when none does. */
void sheet_print_typed(const struct settings_sheet *sheet, enum setting_id id, struct text *out);

/* `project file :12`, `your file :3`, `variable`, `option` or `default`. */
void sheet_print_origin(const struct settings_sheet *sheet, enum setting_id id, struct text *out);

/* What would be written, as a difference. */
void sheet_print_diff(const struct settings_sheet *sheet, struct text *out);

/* Writes both files. 0, or -1 and the problem; what was written by then stays. */
int sheet_write(struct settings_sheet *sheet, struct text *problems);

/* When a change comes into force in what runs, in words. */
const char *sheet_effect(enum setting_id id);

#endif
