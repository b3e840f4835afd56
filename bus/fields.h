/* SPDX-License-Identifier: MIT */
/*
 * The fields of each message as data, made from messages.def: what the codec (messages.c) and the
 * printer (message_print.c) walk. Nobody else.
 */
#ifndef CMSYNC_BUS_FIELDS_H
#define CMSYNC_BUS_FIELDS_H

#include "bus/messages.h"

enum field_kind {
    FIELD_end,
    FIELD_text,
    FIELD_path,
    FIELD_number,
    FIELD_flag,
    FIELD_blob,
    FIELD_list
};

struct field {
    enum field_kind kind;
    const char *name;
    size_t offset;            /* in its struct */
    size_t count_offset;      /* FIELD_list: where the count is */
    const struct field *item; /* FIELD_list: the fields of an element */
    size_t item_size;
};

/* Up to one of FIELD_end; `type` is one of a message. */
const struct field *fields_of(enum message_type type);

/* How many come before FIELD_end. */
size_t fields_count(const struct field *fields);

/* One member of the struct at `record`, which has the field. A text is never NULL. */
const char *field_text(const void *record, const struct field *field);
int64_t field_number(const void *record, const struct field *field);
bool field_flag(const void *record, const struct field *field);
struct blob field_blob(const void *record, const struct field *field);
/* The first of *count elements, each of field->item_size bytes. */
const char *field_list(const void *record, const struct field *field, size_t *count);

#endif
