/* SPDX-License-Identifier: MIT */
/* The stage: takes one page after the other from the store and brings it to Confluence. */
#ifndef CMSYNC_UPLOADER_UPLOADER_H
#define CMSYNC_UPLOADER_UPLOADER_H

#include "bus/stage.h"

extern const struct stage uploader;

/* Keeps other processes of the same user out of our memory. Call it first thing in main(). */
void uploader_lock_down(void);

#endif
