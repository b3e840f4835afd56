/* SPDX-License-Identifier: MIT */
/*
 * Whether a token may go where the configuration sends it. A project's file comes with a repository
 * from elsewhere: where the user's own file says to which hosts a token of the user may go, a
 * project sends to no other what that file has, or what lies outside of the project.
 */
#ifndef CMSYNC_CONFIG_TOKEN_TRUST_H
#define CMSYNC_CONFIG_TOKEN_TRUST_H

#include "config/config.h"
#include "config/token_source.h"

/* 0, or -1 and the problem, without a place. */
int token_trust_check(const struct config *config, enum token_source source,
    struct problem *problem) __attribute__((warn_unused_result));

#endif
