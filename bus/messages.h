/* SPDX-License-Identifier: MIT */
/*
 * Messages as structs, and the codec between them and bytes. messages.def declares them. A message
 * that you fill in borrows what it points to; one that came from message_unpack() owns it until
 * message_free(). Texts are never NULL once unpacked; while packing, NULL counts as "".
 */
#ifndef CMSYNC_BUS_MESSAGES_H
#define CMSYNC_BUS_MESSAGES_H

#include "base/memory.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MESSAGE_VERSION = 21,
    MESSAGE_MAX_BYTES = 32 * 1024 * 1024, /* on the request endpoint */
    MESSAGE_EVENT_MAX_BYTES = 256 * 1024, /* on PUB */
    MESSAGE_LIST_MAX = 4096,
};

struct blob {
    const unsigned char *data;
    size_t size;
};

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

enum message_type {
    MESSAGE_none,
#define MESSAGE(name) MESSAGE_##name,
#define ITEM(name)
#define END(name)
#define TEXT(name, field)
#define PATH(name, field)
#define NUMBER(name, field)
#define FLAG(name, field)
#define BLOB(name, field)
#define LIST(name, field, item)
#include "bus/messages.def"
    MESSAGE_COUNT
};

/* struct message_NAME for each message, struct item_NAME for each item. */
#define MESSAGE(name)                                                                              \
    struct message_##name {                                                                        \
        char unused;
#define ITEM(name) struct item_##name {
#define END(name)                                                                                  \
    }                                                                                              \
    ;
#define TEXT(name, field) const char *field;
#define PATH(name, field) const char *field;
#define NUMBER(name, field) int64_t field;
#define FLAG(name, field) bool field;
#define BLOB(name, field) struct blob field;
#define LIST(name, field, item)                                                                    \
    struct item_##item *field;                                                                     \
    size_t field##_count;
#include "bus/messages.def"

struct message {
    enum message_type type;
    struct memory_pool *pool; /* what an unpacked message owns; NULL in one that you fill in */
    union {
#define MESSAGE(name) struct message_##name name;
#define ITEM(name)
#define END(name)
#define TEXT(name, field)
#define PATH(name, field)
#define NUMBER(name, field)
#define FLAG(name, field)
#define BLOB(name, field)
#define LIST(name, field, item)
#include "bus/messages.def"
    };
};

/* `page_converted` ...; the topic on the wire. NULL for MESSAGE_none and beyond. */
const char *message_name(enum message_type type);

/* MESSAGE_none when there is no such message. */
enum message_type message_find(const char *name, size_t length);

/* Appends the payload [version, fields ...]. 0, or -1 (logged): too large, or a text not UTF-8. */
int message_pack(const struct message *message, struct text *out);

/* The version of messages that the sender of these bytes speaks; -1 when they are no message. */
int64_t message_version(const void *data, size_t size);

/* 0, or -1 when the bytes are not exactly a `type` of our version. Free what comes out. */
int message_unpack(struct message *message, enum message_type type, const void *data, size_t size);

/* Releases what an unpacked message owns and makes it MESSAGE_none. */
void message_free(struct message *message);

/* `name field=value ...` for people; control characters made harmless, long values cut. */
void message_print(const struct message *message, struct text *out);

/* The same without the name, a field a line. */
void message_print_fields(const struct message *message, struct text *out);

/* One JSON object {"type":"name", fields ...}; blobs as their size, what is no UTF-8 as U+FFFD. */
void message_print_json(const struct message *message, struct text *out);

#endif
