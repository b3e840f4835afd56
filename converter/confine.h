/* SPDX-License-Identifier: MIT */
/* What a process that reads foreign files does not need is taken from it. */
#ifndef CMSYNC_CONVERTER_CONFINE_H
#define CMSYNC_CONVERTER_CONFINE_H

/* Limits descriptors, memory, file writes and core dumps. A limit that cannot be set is logged. */
void confine_process(void);

#endif
