/* SPDX-License-Identifier: MIT */
/* What a service manager wants to hear ($NOTIFY_SOCKET); nothing happens without one. */
#ifndef CMSYNC_SUPERVISOR_SYSTEMD_H
#define CMSYNC_SUPERVISOR_SYSTEMD_H

#include <stdint.h>

/* Sends assignments, one a line: `READY=1`. */
void systemd_notify(const char *assignments);

/* How often the manager wants `WATCHDOG=1`, in milliseconds; 0: not at all. */
int64_t systemd_watchdog_ms(void);

#endif
