/* SPDX-License-Identifier: MIT */
/*
 * How what is typed to find something is understood, everywhere in the monitor: words that must all
 * fit. A word is a substring (capitals count when it has one); `re:X` a regular expression, `s:UE`
 * one of these letters, `age:<1d` or `age:>2h` (m h d), and `!` before any of them means not. Pure.
 */
#ifndef CMSYNC_MONITOR_MATCH_H
#define CMSYNC_MONITOR_MATCH_H

#include <stdbool.h>
#include <stdint.h>

/* A substring; capitals count when `wanted` has one. */
bool match_text(const char *wanted, const char *text);

/* What small letters are looked for in: both texts in lower case. The caller owns the result. */
char *match_lower(const char *name, const char *text);

struct match;

/* NULL or "" fits everything. Never fails: what is no expression yet is a substring. */
struct match *match_new(const char *filter);
void match_free(struct match **match);

/* What is looked at; what a thing does not have is "" or 0. */
struct match_subject {
    const char *name;  /* path, source */
    const char *text;  /* title, line */
    const char *lower; /* both in lower case, as match_lower() makes it; NULL: not made */
    char letter;       /* state, level */
    int64_t age_ms;    /* -1: unknown */
};

bool match_fits(const struct match *match, const struct match_subject *subject);

#endif
