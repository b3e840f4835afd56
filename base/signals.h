/* SPDX-License-Identifier: MIT */
/*
 * Signals that would end a process for what an error of writing tells as well: SIGPIPE for a reader
 * that went away, SIGXFSZ for a file that may not grow. Our programs ignore them; what they execute
 * gets them back.
 */
#ifndef CMSYNC_BASE_SIGNALS_H
#define CMSYNC_BASE_SIGNALS_H

#include <signal.h>

void signals_ignore(void);

/* Before an exec; safe behind a fork. */
void signals_restore(void);

/* Those signals, for posix_spawnattr_setsigdefault(). */
void signals_list(sigset_t *set);

#endif
