/* SPDX-License-Identifier: MIT */
/* What numbers in messages stand for. They travel: a change raises MESSAGE_VERSION (messages.h). */
#ifndef CMSYNC_BUS_VALUES_H
#define CMSYNC_BUS_VALUES_H

/* What an entry on disk is. */
enum entry_kind { ENTRY_FILE = 1, ENTRY_FOLDER = 2 };

/* The calls that change Confluence, each recorded before it is made. */
enum intent_kind {
    INTENT_NONE,
    INTENT_CREATE,
    INTENT_UPDATE,
    INTENT_DELETE,
    INTENT_ATTACH,      /* a new attachment */
    INTENT_ATTACH_DATA, /* a new version of one */
    INTENT_ATTACH_DELETE,
    INTENT_LABELS, /* added and removed; idempotent */
    INTENT_PROPERTY,
    INTENT_RESTORE, /* from the trash, as it was */
    INTENT_ORDER,   /* beside another page */
    INTENT_COUNT
};

/* How a lease ends. */
enum lease_outcome {
    LEASE_DONE,        /* Confluence is as wanted */
    LEASE_RETRY,       /* nothing happened; again later (network, 5xx, 429) */
    LEASE_UNKNOWN,     /* the intent stays open: we do not know whether it happened */
    LEASE_CONFLICT,    /* somebody changed the page: a decision */
    LEASE_CLASH,       /* a page that is not ours has the title: a decision */
    LEASE_GONE,        /* the page was trashed or is hidden from us: a decision */
    LEASE_REJECTED,    /* Confluence refuses this content until it changes */
    LEASE_FORBIDDEN,   /* no permission for this page */
    LEASE_CREDENTIALS, /* the credential is refused: the gate closes */
    LEASE_SITE,        /* wrong site, space or root page: the gate closes */
    LEASE_CHANGED,     /* a local file changed while it was read; it will be seen anew */
    LEASE_COUNT
};

/* Whether a lease is to bring its page back first. */
enum restore {
    RESTORE_NONE,
    RESTORE_TRASHED, /* from the trash, or it stays a decision */
    RESTORE_OR_ANEW, /* where that is impossible, a new page is made */
};

/* What an uploader does besides pages. All but the last change nothing. */
enum errand_kind {
    ERRAND_LOOK = 1, /* one page, with the text that we know of it */
    ERRAND_LISTING,  /* versions, titles and places of many pages */
    ERRAND_MANIFEST, /* what was kept of the ledger in Confluence */
    ERRAND_SPACE,    /* all pages of the space, with digests of their texts */
    ERRAND_KEEP,     /* writes the manifest */
};

#endif
