/* SPDX-License-Identifier: MIT */
/* What is known of the site, and the form in which the store keeps it (key=value a line). */
#ifndef CMSYNC_UPLOADER_SITE_H
#define CMSYNC_UPLOADER_SITE_H

#include "base/memory.h"
#include "base/text.h"
#include "config/config.h"

#include <stdbool.h>

enum { SITE_FACTS_MAX = 16 * 1024 };

/* Texts are never NULL; "" for unknown. */
struct site {
    int edition;         /* enum config_edition; auto: not known */
    const char *base;    /* the configured address, without a slash at its end */
    const char *api_url; /* where requests go; without a slash at its end */
    const char *space_key;
    const char *space_id;
    const char *root_id;
    const char *account_id; /* who we are: account id (Cloud), user key or name (Data Center) */
    const char *people;     /* names of accounts (people.h) */
    struct memory_pool *pool;
};

/* What the configuration alone says. site_free() it. */
void site_start(struct site *site, const struct config *config);
void site_free(struct site *site);

/*
 * Takes facts found earlier. False, and nothing taken, when they are of another site, space or
 * root page than the configuration's, or incomplete: then they have to be found anew.
 */
bool site_take_facts(struct site *site, const char *facts, const struct config *config);

/* The facts as text, for site_take_facts(). */
void site_print_facts(const struct site *site, struct text *out);

/* Sets a member (&site->root_id ...) to a copy. */
void site_set(struct site *site, const char **member, const char *value);

/* Scheme, host and port of an address. The caller owns the result. */
char *site_host(const char *url);

/* The host is one of Atlassian's own Cloud sites. */
bool site_is_atlassian(const char *url);

#endif
