/* SPDX-License-Identifier: MIT */
/*
 * One process of a stage: how it is spawned, signalled and reaped. It dies with the supervisor
 * (PDEATHSIG), has a process group of its own and inherits only the descriptors it is meant to.
 */
#ifndef CMSYNC_SUPERVISOR_CHILD_H
#define CMSYNC_SUPERVISOR_CHILD_H

#include "supervisor/output.h"

#include <stdbool.h>
#include <sys/types.h>

enum { CHILD_FDS = 4, CHILD_VARIABLES = 3 };

struct child {
    pid_t pid; /* 0: none */
    int pid_fd;
    int control_fd;
    struct output output;
};

/* What to run; all of it borrowed. */
struct child_plan {
    const char *name;    /* `uploader-2`, in the child's CMSYNC_STAGE_NAME */
    const char *program; /* absolute */
    char *const *arguments;
    /* The environment, with CHILD_VARIABLES free places behind it for the child's own. */
    char **environment;
    size_t environment_count;
    int token_fd;       /* -1: none */
    int fds[CHILD_FDS]; /* further descriptors to inherit; -1: none */
};

struct child_end {
    bool is_refusal;   /* STAGE_EXIT_CONFIGURATION or FATAL_FOR_GOOD */
    bool is_for_good;  /* FATAL_FOR_GOOD */
    bool is_own_fault; /* SEGV, BUS, ABRT, ILL, FPE, SYS or XCPU */
    char words[64];    /* `exit status 1`, `signal 11 (Segmentation fault)` */
};

/* An empty child. */
void child_clear(struct child *child);

/* Spawns; 0, or -1 (logged). A program that cannot be executed ends with status 127. */
int child_spawn(struct child *child, const struct child_plan *plan)
    __attribute__((warn_unused_result));

/* Sends a signal; nothing happens when there is no process. */
void child_signal(const struct child *child, int signal);

/* Reaps it when it is dead, with everything left in its process group. True with *end then; the
   control descriptor and the output stay open for what is still in them: child_close(). */
bool child_reap(struct child *child, struct child_end *end);

/* Closes what is left of a reaped child. */
void child_close(struct child *child, const char *name);

/* Reaps what the stages left behind (the supervisor is a subreaper); never a stage itself. */
void child_reap_strays(bool (*is_stage)(void *context, pid_t pid), void *context);

#endif
