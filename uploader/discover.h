/* SPDX-License-Identifier: MIT */
/* Which edition the site is, where its gateway, the space and the root page are. */
#ifndef CMSYNC_UPLOADER_DISCOVER_H
#define CMSYNC_UPLOADER_DISCOVER_H

#include "uploader/wire.h"

/*
 * Fills the wire's site and api, and reports what was found to the store. 0 with the verdict
 * (`none`, or why the site cannot be used), or -1 as in wire.h. One request where the guess is
 * right; nothing when all is known already.
 */
int discover_site(struct wire *wire, struct verdict *verdict) __attribute__((warn_unused_result));

/* The gateway of a Cloud site, for tokens with scopes: becomes the wire's api_url where there is
   one, which stays as it is where there is none. 0 or -1. */
int discover_gateway(struct wire *wire, struct verdict *verdict)
    __attribute__((warn_unused_result));

#endif
