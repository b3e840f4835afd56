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
#include "bus/values.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MESSAGE_VERSION = 25,
    MESSAGE_MAX_BYTES = 32 * 1024 * 1024, /* on the request endpoint */
    MESSAGE_EVENT_MAX_BYTES = 256 * 1024, /* on PUB */
    MESSAGE_LIST_MAX = 4096,
};

struct blob {
    const unsigned char *data;
    size_t size;
};

enum message_type {
    MESSAGE_none,
#define MESSAGE(name) MESSAGE_##name,
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

#endif
