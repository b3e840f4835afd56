/* SPDX-License-Identifier: MIT */
/* From wanted and known to the steps between them. Pure; nothing differs: no step. */
#ifndef CMSYNC_UPLOADER_PLAN_H
#define CMSYNC_UPLOADER_PLAN_H

#include "base/text.h"
#include "bus/messages.h"

#include <stdbool.h>
#include <stddef.h>

enum plan_kind {
    PLAN_CREATE,
    PLAN_UPDATE, /* title, parent or body */
    PLAN_MOVE,   /* the parent alone */
    PLAN_ATTACH,
    PLAN_ATTACH_DATA,
    PLAN_ATTACH_DELETE, /* one of ours */
    PLAN_LABELS,
    PLAN_DELETE, /* to the trash */
    PLAN_LOOK,   /* width, editor */
    PLAN_ORDER,  /* of the pages beside it */
};

/* What Confluence has; starts as the lease says and follows what is done. */
struct plan_known {
    const char *page_id; /* "": no page */
    int64_t version;
    const char *title;
    const char *parent_id;
    struct blob digest;
    const char *labels;
};

struct plan_step {
    enum plan_kind kind;
    size_t attachment; /* its place in the lease's list */
};

struct plan {
    struct plan_step *steps;
    size_t count;
};

/* The steps in order. `attachments` are the lease's, with what is known of them now. plan_free()
   it. With `has_look` a create says how the page is shown, or did. */
void plan_make(struct plan *plan, const struct message_lease_given *lease,
    const struct plan_known *known, const struct item_attachment *attachments, bool has_look);
void plan_free(struct plan *plan);

/* The labels of `a` that are not in `b`; both one a line. */
void plan_subtract_labels(const char *a, const char *b, struct text *out);

bool plan_same_digest(struct blob a, struct blob b);

#endif
