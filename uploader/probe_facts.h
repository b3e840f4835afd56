/* SPDX-License-Identifier: MIT */
/* What a probe found out, and what that means for a person. Pure. */
#ifndef CMSYNC_UPLOADER_PROBE_FACTS_H
#define CMSYNC_UPLOADER_PROBE_FACTS_H

#include "bus/checks.h"
#include "uploader/retry.h"

#include <stdbool.h>

/* What Confluence says that we may do in the space. */
struct probe_rights {
    bool is_asked;
    bool are_known;
    bool can_create;
    bool can_attach;
    bool can_delete;
};

/* Texts are never NULL; "" for none. */
struct probe_facts {
    /* As configured: */
    const char *url;
    const char *user;
    const char *space;

    int64_t took_ms;   /* the first answer */
    int64_t skew_ms;   /* how far the server's clock is ahead of ours */
    int64_t remaining; /* requests before the limit, as the server says; -1: it does not */

    struct verdict sign_in;
    const char *account;   /* our name */
    const char *gateway;   /* where requests have to go instead of the site */
    const char *other_url; /* where Confluence answers, when it does not at `url` */

    struct verdict site; /* of space and root page */
    const char *space_key;
    const char *root_id;
    struct verdict root;
    const char *root_title;
    int edition; /* enum config_edition */
    struct probe_rights rights;

    /* As configured: */
    bool is_whole;     /* space and root page too, not the sign-in alone */
    bool is_atlassian; /* the address is one of Atlassian's own */
    bool wants_delete; /* publish.on_delete: trash or ask */
    bool wants_notify; /* publish.notify */
    /* As found: */
    bool has_date; /* skew_ms is known */
    bool is_near_limit;
    bool has_tried_gateway;
    bool has_tried_bearer;
    bool works_as_bearer; /* the token is good without `user` */
    bool is_read_only;    /* the site, for a while */
};

/* Adds the checks that these facts come to. */
void probe_judge(const struct probe_facts *facts, struct checks *checks);

#endif
