/* SPDX-License-Identifier: MIT */
/* What was looked at and how it came out: the list that `cmsync doctor` shows, in the making. */
#ifndef CMSYNC_BUS_CHECKS_H
#define CMSYNC_BUS_CHECKS_H

#include "bus/messages.h"

/* How a check came out. */
enum check_level { CHECK_OK, CHECK_INFO, CHECK_WARNING, CHECK_ERROR, CHECK_SKIPPED };

struct checks {
    struct item_check *items;
    size_t count;
    size_t capacity;
    struct memory_pool *pool; /* what the texts live in; names and codes are borrowed */
};

struct checks checks_new(void);
void checks_free(struct checks *checks);

/* Adds one; it can be changed until the next one is added. */
struct item_check *checks_add(struct checks *checks, const char *name, enum check_level level,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Makes the newest one a problem: its stable word, the exit code of a command that ends by it (0:
   none does), and what can be done. */
void checks_blame(struct checks *checks, const char *code, int exit_code, const char *help, ...)
    __attribute__((format(printf, 4, 5)));

/* The first one of that name; NULL when there is none. */
const struct item_check *checks_find(const struct checks *checks, const char *name);

/* How many came out so. */
size_t checks_count(const struct checks *checks, enum check_level level);

/* A text that lives as long as the list. */
const char *checks_keep(struct checks *checks, const char *text);

#endif
