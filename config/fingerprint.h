/* SPDX-License-Identifier: MIT */
/* What pages are made with, as one text: when it changes, they are made anew. */
#ifndef CMSYNC_CONFIG_FINGERPRINT_H
#define CMSYNC_CONFIG_FINGERPRINT_H

#include "base/digest.h"
#include "config/config.h"

/* Hexadecimal; equal when the settings that conversion depends on, and the program's version, are.
   Of commands it tells nothing to who reads it. */
void fingerprint_of(const struct config *config, char hex[DIGEST_HEX_BYTES]);

#endif
