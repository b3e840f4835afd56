/* SPDX-License-Identifier: MIT */
/* What pages are made with (when it changes, they are made anew), and all settings, as one digest.
 */
#ifndef CMSYNC_CONFIG_FINGERPRINT_H
#define CMSYNC_CONFIG_FINGERPRINT_H

#include "base/digest.h"
#include "config/config.h"

/* Hexadecimal; equal when the settings that conversion depends on, and the program's version, are.
   Of commands it tells nothing to who reads it. */
void fingerprint_of(const struct config *config, char hex[DIGEST_HEX_BYTES]);

/* The same over every setting, and where files and state lie: equal when nothing that could make
   `apply` do something else is different. */
struct digest fingerprint_of_all(const struct config *config);

#endif
