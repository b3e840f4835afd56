/* SPDX-License-Identifier: MIT */
/* `keys:` of the user's own file: which keys do what in the monitor, which knows what there is. */
#ifndef CMSYNC_CONFIG_CONFIG_KEYS_H
#define CMSYNC_CONFIG_CONFIG_KEYS_H

#include "config/config.h"
#include "config/yaml.h"

/* Takes them over into config->keys. -1 and a problem with its place. */
int config_keys_read(struct config *config, const struct yaml_node *keys, enum config_source source,
    struct problem *problem) __attribute__((warn_unused_result));

#endif
