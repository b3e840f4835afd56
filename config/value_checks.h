/* SPDX-License-Identifier: MIT */
/* What a value must be beyond its type. Each returns 0, or -1 and a problem without place that
   names `key`; an empty value is none and always good. */
#ifndef CMSYNC_CONFIG_VALUE_CHECKS_H
#define CMSYNC_CONFIG_VALUE_CHECKS_H

#include "config/problem.h"
#include "config/settings.h"

/* It has none of these characters. */
int value_check_characters(
    const char *key, const char *value, const char *forbidden, struct problem *problem);

/* The id of a page: digits. */
int value_check_page(const char *key, const char *value, struct problem *problem);

/* An address for a browser. */
int value_check_web(const char *key, const char *value, struct problem *problem);

/* Each item is `word=word`. */
int value_check_map(const char *key, const struct config_list *list, struct problem *problem);

#endif
