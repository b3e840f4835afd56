/* SPDX-License-Identifier: MIT */
/* What a path on the command line means in the tree. */
#ifndef CMSYNC_CLI_PLACE_H
#define CMSYNC_CLI_PLACE_H

#include "config/config.h"

/*
 * The tree path of `argument`: a path as the shell has it, if that lies in docs.root, else a path
 * relative to docs.root. The file need not be there any more. NULL (said) when it is outside. The
 * caller owns the result: free() it.
 */
char *place_find(const struct config *config, const char *argument);

/* The tree path of a path as the shell has it; NULL when that does not lie in docs.root. The caller
   owns the result. */
char *place_below(const struct config *config, const char *argument);

#endif
