/* SPDX-License-Identifier: MIT */
/*
 * What the monitor knows, from messages alone, and where the person is in it. Views read it, keys
 * and messages change it. Pure: no bus, no terminal, no clock (now_ms is set by the caller).
 */
#ifndef CMSYNC_MONITOR_MODEL_H
#define CMSYNC_MONITOR_MODEL_H

#include "bus/messages.h"
#include "monitor/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODEL_LOG_LINES = 10000, MODEL_INPUT_BYTES = 256, MODEL_NOTE_BYTES = 512 };

enum model_link {
    MODEL_LOOKING,     /* asked, no answer yet */
    MODEL_ATTACHED,    /* the store answers */
    MODEL_LOST,        /* it did, a moment ago: a restart, most likely */
    MODEL_NOT_RUNNING, /* it does not */
};

enum model_view { MODEL_VIEW_FILES, MODEL_VIEW_LOG };

/* What has the keyboard. */
enum model_focus { MODEL_FOCUS_VIEW, MODEL_FOCUS_FILTER, MODEL_FOCUS_STOP, MODEL_FOCUS_HELP };

/* What the person asked for and monitor.c is to do. */
enum model_wish {
    MODEL_WISH_NONE,
    MODEL_WISH_QUIT,
    MODEL_WISH_START,
    MODEL_WISH_STOP,
    MODEL_WISH_PAUSE,
    MODEL_WISH_RESUME,
    MODEL_WISH_RESCAN,
    MODEL_WISH_RETRY,
    MODEL_WISH_REDRAW,
};

/* How far the copy of the store's list is: subscribe, snapshot in parts, then what is newer. */
enum model_sync {
    MODEL_SYNC_NEEDED,  /* a snapshot is to be asked for */
    MODEL_SYNC_PARTS,   /* its parts are coming; changes are kept for later */
    MODEL_SYNC_CURRENT, /* changes are applied as they come */
};

struct model_run {
    int64_t pages;
    int64_t to_convert;
    int64_t to_upload;
    int64_t held;
    int64_t failed;
    int64_t requests;
    bool is_paused;
    bool is_open; /* the gate */
    char gate[MODEL_NOTE_BYTES];
    int64_t gate_until_ms; /* wall clock; 0: unknown */
};

struct model_line {
    int64_t at_ms;
    char letter; /* E W I D */
    char *text;
};

struct model {
    int64_t now_ms;               /* wall clock */
    char place[MODEL_NOTE_BYTES]; /* `DOCS@example.atlassian.net` */
    char run_folder[MODEL_NOTE_BYTES];
    char docs_root[MODEL_NOTE_BYTES];
    enum model_link link;
    struct model_run run;

    struct rows rows;
    enum model_sync sync;
    struct rows parts;     /* the snapshot so far */
    char *parts_after;     /* its last path; NULL before the first part */
    int64_t sequence;      /* the last change that `rows` has (in PARTS: that the first part has) */
    int64_t doubted;       /* `sequence` when the store's own was last seen to differ; -1: agreed */
    struct message *later; /* status_changed events, while a snapshot comes */
    size_t later_count;
    size_t later_capacity;

    struct model_line lines[MODEL_LOG_LINES];
    size_t line_first;
    size_t line_count;

    enum model_view view;
    enum model_focus focus;
    enum model_wish wish;
    char *selected; /* path; NULL: the first line, whatever it is */
    size_t selected_place;
    size_t top;      /* the first line of the list that is on the screen */
    size_t log_back; /* lines from the end of the log; 0: follow */
    int page_lines;  /* how many the last drawing showed */
    char input[MODEL_INPUT_BYTES];
    char note[MODEL_NOTE_BYTES]; /* one line for the person, until the next key */
    bool is_dirty;               /* something that is on the screen changed */
};

struct model *model_new(void);
void model_free(struct model **model);

/* An event from the bus. Takes `event` over and leaves it empty. */
void model_event(struct model *model, struct message *event);

/* The link to the store, as feed.c sees it. A new one needs a new snapshot. */
void model_set_link(struct model *model, enum model_link link);

/* The next question of the snapshot. False when there is none to ask. */
bool model_snapshot_question(struct model *model, struct message *question);

/* The answer to it, and the answer to run_ask, which also shows what events were lost. */
void model_snapshot_answer(struct model *model, const struct message_statuses_known *answer);
void model_run_answer(struct model *model, const struct message_run_known *answer);

/* A line for the log: letter E W I D. */
void model_log(
    struct model *model, int64_t at_ms, char letter, const char *source, const char *text);

/* Line `i` from the oldest. */
const struct model_line *model_line(const struct model *model, size_t i);

void model_set_note(struct model *model, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
