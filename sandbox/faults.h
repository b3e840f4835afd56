/* SPDX-License-Identifier: MIT */
/*
 * Misbehaviour by script. One rule a line (cmsync-sandbox(1) has the whole list):
 *
 *   [name NAME] match METHOD GLOB [nth N | every N | count N | after N | percent N]... ACTION
 *
 * The parser and the counting are pure; fault_answers.c makes the answers.
 */
#ifndef CMSYNC_SANDBOX_FAULTS_H
#define CMSYNC_SANDBOX_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_action {
    FAULT_STATUS, /* answer with `status` */
    FAULT_DROP,   /* close the connection, nothing done */
    FAULT_LOSE,   /* do it, then close the connection */
    FAULT_DELAY,  /* wait `number` ms before doing it */
    FAULT_DELAY_AFTER,
    FAULT_SLOW, /* one byte a second */
    FAULT_TRUNCATE,
    FAULT_SHORT_LENGTH,
    FAULT_GIANT, /* `number` bytes of blanks before the body */
    FAULT_EMPTY, /* 200 without a body */
    FAULT_LOGIN_REDIRECT,
    FAULT_LOGIN_PAGE,
    FAULT_SCOPE,   /* the gateway's 401 */
    FAULT_CAPTCHA, /* Data Center's 403 after too many failures */
    FAULT_VERSION, /* 409 version conflict */
    FAULT_LOCK,    /* 409 optimistic lock */
    FAULT_TITLE_TAKEN,
    FAULT_UNRECONCILED,
    FAULT_FILE_TYPE,
    FAULT_NOT_CONVERTED, /* new editor's 400 */
};

enum retry_form { RETRY_NONE, RETRY_SECONDS, RETRY_DATE, RETRY_MAX };

enum { FAULT_NAME_BYTES = 48, FAULT_GLOB_BYTES = 256, FAULT_METHOD_BYTES = 12 };

struct fault {
    char name[FAULT_NAME_BYTES];     /* "" for none */
    char method[FAULT_METHOD_BYTES]; /* `*` for any */
    char glob[FAULT_GLOB_BYTES];
    int64_t nth;
    int64_t every;
    int64_t count; /* 0: without an end */
    int64_t skip;
    int64_t percent; /* 100 unless given */
    enum fault_action action;
    int status;
    int64_t number;
    enum retry_form retry;
    int64_t retry_s;
    bool is_committed; /* do what was asked first */
    bool is_bare;      /* without the usual body */
    int64_t seen;      /* requests that fitted */
    int64_t fired;
};

struct faults {
    struct fault *list;
    size_t count;
    uint64_t random; /* for `percent`; the same sequence in each run */
};

struct faults *faults_new(void);
void faults_free(struct faults **faults);

/* Adds the rules of a script; blank lines and `#` comments count as nothing. A rule with the name
   of an older one replaces it. 0; or -1 and why in `message`, and nothing is added. */
int faults_add(struct faults *faults, const char *script, char *message, size_t size);

/* Removes the rule of that name, or all without a name. How many went. */
size_t faults_remove(struct faults *faults, const char *name);

/* The first rule that fires for the request, or NULL; counts for all that fit. */
const struct fault *faults_take(struct faults *faults, const char *method, const char *path);

const char *fault_action_name(enum fault_action action);

#endif
