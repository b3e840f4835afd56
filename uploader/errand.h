/* SPDX-License-Identifier: MIT */
/* Finding something out for the store, without changing anything. */
#ifndef CMSYNC_UPLOADER_ERRAND_H
#define CMSYNC_UPLOADER_ERRAND_H

#include "uploader/wire.h"

/* Makes the errand and reports what was found. `is_reader`: this process takes no pages. False when
   the store has to be asked at once what is to be done (job_run). */
bool errand_run(struct wire *wire, const struct message_errand_given *given, bool is_reader);

#endif
