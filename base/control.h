/* SPDX-License-Identifier: MIT */
/*
 * What supervisor and stages say to each other over their socketpair (SOCK_SEQPACKET, one record
 * a message, plain text: the supervisor links neither ZeroMQ nor msgpack).
 */
#ifndef CMSYNC_BASE_CONTROL_H
#define CMSYNC_BASE_CONTROL_H

#include <stddef.h>

/* The descriptor on which a stage finds its end; absent when it was started by hand. */
#define CONTROL_VARIABLE "CMSYNC_CONTROL_FD"
/* The descriptor from which an uploader reads the token. */
#define CONTROL_TOKEN_VARIABLE "CMSYNC_TOKEN_FD"
/* The stage's name, `uploader-2`; absent when it was started by hand. */
#define CONTROL_NAME_VARIABLE "CMSYNC_STAGE_NAME"

/* What a stage's exit status says to the supervisor: asked to stop, try again, or not before the
   configuration changes. FATAL_FOR_GOOD (base/log.h) is the fourth. */
enum stage_exit { STAGE_EXIT_OK = 0, STAGE_EXIT_AGAIN = 1, STAGE_EXIT_CONFIGURATION = 2 };

enum { CONTROL_BYTES = 512, CONTROL_TEXT_BYTES = 400 };

/* How many uploaders there can be. */
enum { CONTROL_UPLOADERS_MOST = 32 };

/* VERB(name, direction and meaning) */
#define CONTROL_VERBS(VERB)                                                                        \
    VERB(ready)    /* stage up: sockets bound, work can begin */                                   \
    VERB(beat)     /* stage up, each second, from its main loop; number: progress counter */       \
    VERB(ended)    /* stage up: its main loop is over: it asks nothing more, and goes */           \
    VERB(kill)     /* store up: kill the uploader with pid `number` and reap it */                 \
    VERB(scale)    /* store up: run `number` uploaders */                                          \
    VERB(restart)  /* store up: restart the stage named `text`, or all of that kind */             \
    VERB(stop)     /* store up: end everything in order */                                         \
    VERB(reload)   /* store up: read the configuration again, as SIGHUP does */                    \
    VERB(pause)    /* both ways: give out no uploads */                                            \
    VERB(resume)   /* both ways */                                                                 \
    VERB(close)    /* to the store: all ends soon, nothing is begun any more; its answer: nothing  \
                      that the uploaders are needed for is left */                                 \
    VERB(uploader) /* to the store: pid `number` is an uploader; second number: which credential   \
                      it has, counted from the first; a later one counts in its place */           \
    VERB(reaped) /* to the store: pid `number` is dead; second number: 1 when by its own fault */  \
    VERB(stage)  /* to the store: stage `text` (name, blank, state) has pid `number`; second       \
                    number: restarts */

enum control_verb {
    CONTROL_none,
#define CONTROL_ENUM(name) CONTROL_##name,
    CONTROL_VERBS(CONTROL_ENUM)
#undef CONTROL_ENUM
        CONTROL_COUNT
};

struct control {
    enum control_verb verb;
    long number;
    long detail;
    char text[CONTROL_TEXT_BYTES]; /* printable, "" for none */
};

/* The record for `control` into `record`; its length. */
size_t control_pack(const struct control *control, char record[CONTROL_BYTES]);

/* 0, or -1 when the record is not one of ours. */
int control_unpack(struct control *control, const char *record, size_t length);

/* Sends one record without waiting; 0, or -1 and errno (EAGAIN: the other side does not read). */
int control_send(int fd, const struct control *control);

/* Takes one record without waiting: 1, 0 when there is none, -1 when the other side is gone.
   Records that are not ours are skipped. */
int control_receive(int fd, struct control *control);

const char *control_verb_name(enum control_verb verb);

#endif
