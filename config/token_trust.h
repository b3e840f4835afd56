/* SPDX-License-Identifier: MIT */
/*
 * Whether a token may go where the configuration sends it. A project's file comes with a repository
 * from elsewhere: it must neither name a file of this user as the token, nor send the token of the
 * user's own configuration to a host that the user did not mean.
 */
#ifndef CMSYNC_CONFIG_TOKEN_TRUST_H
#define CMSYNC_CONFIG_TOKEN_TRUST_H

#include "config/config.h"
#include "config/token_source.h"

/* 0, or -1 and the problem, without a place. */
int token_trust_check(const struct config *config, enum token_source source,
    struct problem *problem) __attribute__((warn_unused_result));

#endif
