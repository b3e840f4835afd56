/* SPDX-License-Identifier: MIT */
/* What has to hold of a configuration as a whole, once every source of it was read. */
#ifndef CMSYNC_CONFIG_REQUIREMENTS_H
#define CMSYNC_CONFIG_REQUIREMENTS_H

#include "config/loader.h"

/* `needs`: bits of enum config_need. Reports what is missing or cannot be used; addresses lose the
   slashes at their ends. */
void requirements_check(struct loader *loader, unsigned int needs);

#endif
