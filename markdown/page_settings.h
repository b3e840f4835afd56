/* SPDX-License-Identifier: MIT */
/* What the configuration says about conversion, as options of a page. One place for every caller:
   stage, `convert` and `check` make the same page of the same file. */
#ifndef CMSYNC_MARKDOWN_PAGE_SETTINGS_H
#define CMSYNC_MARKDOWN_PAGE_SETTINGS_H

#include "config/config.h"
#include "markdown/page.h"

/* Everything but the path. The edition is the configured one, else what the site's address looks
   like: who knows better sets it. The options borrow from `config`. */
struct page_options page_settings(const struct config *config);

#endif
