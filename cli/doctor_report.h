/* SPDX-License-Identifier: MIT */
/* `cmsync doctor` for others to read: without names, addresses and commands of the user. */
#ifndef CMSYNC_CLI_DOCTOR_REPORT_H
#define CMSYNC_CLI_DOCTOR_REPORT_H

#include "bus/checks.h"
#include "config/config.h"

/* `probe`: what was asked of Confluence; empty when nothing was. */
void doctor_report_print(const struct checks *checks, const struct config *config,
    const struct message_probe_report *probe, struct text *out);

#endif
