/* SPDX-License-Identifier: MIT */
/* For which Confluence pages are made, when the configuration leaves it open. */
#ifndef CMSYNC_CONVERTER_EDITION_H
#define CMSYNC_CONVERTER_EDITION_H

#include "config/config.h"
#include "converter/page.h"

/* site.edition; `auto`: by the form of the address, since asking the server is not for us. */
enum page_edition edition_of(const struct config *config);

#endif
