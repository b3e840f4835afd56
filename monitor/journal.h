/* SPDX-License-Identifier: MIT */
/* The lines of the log: a ring, with the part of it that the person wants to see. Pure. */
#ifndef CMSYNC_MONITOR_JOURNAL_H
#define CMSYNC_MONITOR_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct match;

enum { JOURNAL_LINES = 10000, JOURNAL_SOURCES = 48, JOURNAL_SOURCE_BYTES = 24 };

struct journal_line {
    uint64_t number; /* rises; 0: no line */
    int64_t at_ms;
    char level; /* E W I D */
    unsigned char source;
    char *text;
};

struct journal {
    struct journal_line lines[JOURNAL_LINES];
    size_t first;
    size_t count;
    uint64_t last_number;
    char sources[JOURNAL_SOURCES][JOURNAL_SOURCE_BYTES];
    size_t source_count;

    char level;    /* the least that is shown */
    size_t source; /* 0: all; else 1 + which */
    char *filter;  /* NULL or "": all */
    struct match *match;
    uint64_t cursor; /* number of the selected line; 0: the newest, whatever comes */
};

void journal_reset(struct journal *journal);
void journal_free(struct journal *journal);

void journal_add(
    struct journal *journal, int64_t at_ms, char level, const char *source, const char *text);

/* Line `i` from the oldest of all. */
const struct journal_line *journal_line(const struct journal *journal, size_t i);
const char *journal_source(const struct journal *journal, const struct journal_line *line);

/* Whether level, source and filter let it through. */
bool journal_shows(const struct journal *journal, const struct journal_line *line);

/* Index of the selected line among all, or the nearest shown one before it; journal->count when
   nothing is shown. */
size_t journal_selected(const struct journal *journal);

/* Moves the selection by shown lines; behind the end it follows. */
void journal_move(struct journal *journal, long lines);

void journal_set_filter(struct journal *journal, const char *filter);

/* The next level in turn, D I W E; the next source in turn, all and each. */
void journal_turn_level(struct journal *journal);
void journal_turn_source(struct journal *journal);

/* How many lines are shown. */
size_t journal_shown(const struct journal *journal);

#endif
