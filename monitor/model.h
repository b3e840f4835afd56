/* SPDX-License-Identifier: MIT */
/*
 * What the monitor knows, from messages alone, and where the person is in it. Views read it, keys
 * and messages change it. Pure: no bus, no terminal, no clock (now_ms is set by the caller).
 */
#ifndef CMSYNC_MONITOR_MODEL_H
#define CMSYNC_MONITOR_MODEL_H

#include "bus/messages.h"
#include "monitor/inquiry.h"
#include "monitor/journal.h"
#include "monitor/keymap.h"
#include "monitor/mirror.h"
#include "monitor/pulse.h"
#include "monitor/sheet.h"
#include "monitor/tap.h"
#include "monitor/wish.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODEL_NOTE_BYTES = 512 };

enum model_link {
    MODEL_LOOKING,     /* asked, no answer yet */
    MODEL_ATTACHED,    /* the store answers */
    MODEL_LOST,        /* it did, a moment ago: a restart, most likely */
    MODEL_NOT_RUNNING, /* it does not */
    MODEL_FOREIGN,     /* it is of another cmsync: neither understands the other */
};

struct model_run {
    int64_t pages;
    int64_t to_convert;
    int64_t to_upload;
    int64_t held;
    int64_t failed;
    int64_t requests;
    int64_t uploaders; /* 0: unknown */
    bool is_paused;
    bool is_open; /* the gate */
    char gate[MODEL_NOTE_BYTES];
    int64_t gate_until_ms;          /* wall clock; 0: unknown */
    char trouble[MODEL_NOTE_BYTES]; /* why nothing is sent, in words; "" unknown */
};

struct dialog;

struct model {
    int64_t now_ms;               /* wall clock */
    char place[MODEL_NOTE_BYTES]; /* `DOCS@example.atlassian.net` */
    char run_folder[MODEL_NOTE_BYTES];
    char docs_root[MODEL_NOTE_BYTES];
    char site[MODEL_NOTE_BYTES]; /* address of Confluence; "": unknown */
    enum model_link link;
    struct model_run run;
    struct mirror mirror;
    struct journal journal;
    struct pulse pulse;
    struct inquiries inquiries;
    char *about_path; /* what about.c keeps: the page that is looked at ... */
    char about_letter;
    int64_t about_ms;
    struct message about; /* page_known; or none */
    struct settings_sheet sheet;
    struct tap tap;

    struct keymap keymap;
    enum model_view view;        /* the tab; view_shown() is what is on the screen */
    const struct dialog *dialog; /* what has the keyboard instead of the view; NULL: nothing */
    void *dialog_data;
    int pressed; /* the key that is being handled */
    bool is_pasting;
    bool ignores_gate;    /* the person wants to see the files although nothing can be sent */
    struct wishes wishes; /* what others are to do */
    char *selected;       /* path; NULL: the first line, whatever it is */
    size_t selected_place;
    size_t top;                     /* the first line of the list that is on the screen */
    int page_lines;                 /* how many the last drawing showed */
    char foreign[MODEL_NOTE_BYTES]; /* why it is MODEL_FOREIGN */
    char note[MODEL_NOTE_BYTES];    /* one line for the person, until the next key */
    bool is_dirty;                  /* something that is on the screen changed */
};

struct model *model_new(void);
void model_free(struct model **model);

/* An event from the bus. Takes `event` over and leaves it empty. */
void model_event(struct model *model, struct message *event);

/* The link to the store, as feed.c sees it. A new one needs a new snapshot. */
void model_set_link(struct model *model, enum model_link link);

/* What is to be asked next. False when there is nothing. */
bool model_question(struct model *model, struct message *question);

/* When model_question() has one, by the wall clock; INT64_MAX: not by itself. */
int64_t model_question_due_ms(const struct model *model);

/* The answer to that or to run_ask. May take it over and leave it empty. */
void model_answer(struct model *model, struct message *answer);

/* A line for the log: level E W I D. */
void model_log(
    struct model *model, int64_t at_ms, char level, const char *source, const char *text);

/* The row on which the cursor is, or NULL. */
const struct row *model_selected(const struct model *model);

/* Shows another view. */
void model_show(struct model *model, enum model_view view);

/* What is on the screen: the tab, or what stands in for it as things are. */
enum model_view model_shown(const struct model *model);

void model_wish(struct model *model, enum wish_kind kind);
void model_wish_control(struct model *model, const char *verb, int64_t number);

void model_set_note(struct model *model, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
