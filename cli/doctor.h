/* SPDX-License-Identifier: MIT */
/* What is known of an installation, as plain facts, and what that means for a person. Pure. */
#ifndef CMSYNC_CLI_DOCTOR_H
#define CMSYNC_CLI_DOCTOR_H

#include "bus/checks.h"

#include <stdbool.h>
#include <stdint.h>

enum { DOCTOR_DIAGRAMS = 4, DOCTOR_PROGRAMS = 8 };

/* A folder that is to be the user's alone. */
struct doctor_folder {
    const char *path;
    int error; /* errno of a look at it; ENOENT: it is made when it is needed */
    bool is_folder;
    bool is_ours;
    bool is_private;
    bool can_be_made;        /* of a missing one: the nearest folder above it is writable */
    const char *file_system; /* one over a network; NULL: none that is known as such */
    int64_t free_bytes;      /* -1: unknown */
};

struct doctor_tree {
    const char *root;
    const char *error; /* why it cannot be read; NULL: it can */
    size_t folders;    /* the root too */
    size_t pages;      /* Markdown files */
    size_t files;      /* others */
    size_t patterns;   /* of docs.ignore */
    size_t ignore_files;
    const char *unread;      /* what could not be read, a line each; "" nothing */
    const char *file_system; /* one where events do not arrive; NULL: they do */
};

/* The kernel's limits on inotify, and what processes of this user take of them; -1: unknown. */
struct doctor_inotify {
    long watches_most;
    long watches_used;
    long instances_most;
    long instances_used;
};

struct doctor_diagram {
    const char *language; /* NULL: no such command is set */
    const char *program;
    bool is_found;
    bool is_tried;
    const char *fault; /* what came of the trial; NULL: an image */
};

struct doctor_service {
    const char *holder; /* who has the lock; NULL: nobody */
    long pid;
    const char *trouble; /* why it could not be asked; NULL: it was */
    const struct message_activity_known *activity;
    const struct message_run_known *run;
    bool is_user_unit; /* it ends when its user's last session does ... */
    bool lingers;      /* ... unless this was asked for */
};

struct doctor_facts {
    const char *version;
    const char *project_file;             /* NULL: there is none */
    const char *user_file;                /* NULL: there is none */
    const char *problems;                 /* of the configuration; "" none */
    bool is_readable;                     /* enough of it to look on */
    const char *missing[DOCTOR_PROGRAMS]; /* programs of ours; NULL behind the last */
    struct doctor_folder run;
    size_t socket_bytes; /* of the longest socket's path */
    size_t socket_most;
    struct doctor_folder state;
    struct doctor_tree tree;
    struct doctor_inotify inotify;
    struct doctor_diagram diagrams[DOCTOR_DIAGRAMS];
    const char *proxy;   /* without a password; "" none */
    const char *ca_file; /* "" the system's */
    int ca_error;        /* errno of a look at it */
    struct doctor_service service;
};

/* What concerns the configuration; false when nothing else can be looked at. */
bool doctor_judge_configuration(const struct doctor_facts *facts, struct checks *checks);

/* A stage in this state (a word of the supervisor's) does not work, nor will by itself. */
bool doctor_is_failing(const char *state);

/* All that is found out on this machine. */
void doctor_judge_machine(const struct doctor_facts *facts, struct checks *checks);

/* `text` with each of the secrets replaced by what stands for it, longest first where two begin at
   one place; none may be empty. */
struct doctor_secret {
    const char *secret;
    const char *instead;
};
void doctor_redact(
    const char *text, const struct doctor_secret *secrets, size_t count, struct text *out);

#endif
