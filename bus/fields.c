/* SPDX-License-Identifier: MIT */
#include "bus/fields.h"

#include <string.h>

/* One name for both kinds of structs, for offsetof. */
#define MESSAGE(name) typedef struct message_##name record_##name;
#define ITEM(name) typedef struct item_##name record_##name;
#include "bus/messages.def"

#define MESSAGE(name) static const struct field fields_##name[] = {
#define ITEM(name) static const struct field fields_##name[] = {
#define END(name)                                                                                  \
    {                                                                                              \
        FIELD_end, NULL, 0, 0, NULL, 0                                                             \
    }                                                                                              \
    }                                                                                              \
    ;
#define PLAIN(kind, record, field) { kind, #field, offsetof(record, field), 0, NULL, 0 },
#define TEXT(name, field) PLAIN(FIELD_text, record_##name, field)
#define PATH(name, field) PLAIN(FIELD_path, record_##name, field)
#define NUMBER(name, field) PLAIN(FIELD_number, record_##name, field)
#define FLAG(name, field) PLAIN(FIELD_flag, record_##name, field)
#define BLOB(name, field) PLAIN(FIELD_blob, record_##name, field)
#define LIST(name, field, item)                                                                    \
    { FIELD_list, #field, offsetof(record_##name, field), offsetof(record_##name, field##_count),  \
        fields_##item, sizeof(record_##item) },
#include "bus/messages.def"
#undef PLAIN

static const struct field *const messages[MESSAGE_COUNT] = {
#define MESSAGE(name) [MESSAGE_##name] = fields_##name,
#include "bus/messages.def"
};

const struct field *fields_of(enum message_type type)
{
    return messages[type];
}

size_t fields_count(const struct field *fields)
{
    size_t count = 0;
    while (fields[count].kind != FIELD_end)
        count++;
    return count;
}

const char *field_text(const void *record, const struct field *field)
{
    const char *text;
    memcpy(&text, (const char *)record + field->offset, sizeof text);
    return text == NULL ? "" : text;
}

int64_t field_number(const void *record, const struct field *field)
{
    int64_t number;
    memcpy(&number, (const char *)record + field->offset, sizeof number);
    return number;
}

bool field_flag(const void *record, const struct field *field)
{
    bool flag;
    memcpy(&flag, (const char *)record + field->offset, sizeof flag);
    return flag;
}

struct blob field_blob(const void *record, const struct field *field)
{
    struct blob blob;
    memcpy(&blob, (const char *)record + field->offset, sizeof blob);
    return blob;
}

const char *field_list(const void *record, const struct field *field, size_t *count)
{
    const char *list;
    memcpy(&list, (const char *)record + field->offset, sizeof list);
    memcpy(count, (const char *)record + field->count_offset, sizeof *count);
    return list;
}
