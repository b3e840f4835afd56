/* SPDX-License-Identifier: MIT */
#include "bus/messages.h"

#include "base/log.h"
#include "base/unicode.h"
#include "bus/fields.h"

#include <string.h>

#include <msgpack.h>

static const char *const message_names[MESSAGE_COUNT] = {
#define MESSAGE(name) [MESSAGE_##name] = #name,
#include "bus/messages.def"
};

const char *message_name(enum message_type type)
{
    return type > MESSAGE_none && type < MESSAGE_COUNT ? message_names[type] : NULL;
}

enum message_type message_find(const char *name, size_t length)
{
    for (int type = 1; type < MESSAGE_COUNT; type++) {
        if (strlen(message_names[type]) == length && memcmp(message_names[type], name, length) == 0)
            return (enum message_type)type;
    }
    return MESSAGE_none;
}

static void set_member(void *record, size_t offset, const void *value, size_t size)
{
    memcpy((char *)record + offset, value, size);
}

/* ---------------------------------------------------------------- packing */

static int write_to_text(void *context, const char *data, size_t length)
{
    struct text *out = context;
    text_add(out, data, length);
    return out->overflowed ? -1 : 0;
}

static int pack_fields(
    msgpack_packer *packer, const struct field *fields, const void *record, const char *name);

static int pack_list(
    msgpack_packer *packer, const struct field *field, const void *record, const char *name)
{
    size_t count = 0;
    const char *list = field_list(record, field, &count);
    if (count > MESSAGE_LIST_MAX) {
        log_error(
            "cannot send %s: %zu %s are more than %d", name, count, field->name, MESSAGE_LIST_MAX);
        return -1;
    }
    msgpack_pack_array(packer, count);
    for (size_t i = 0; i < count; i++) {
        msgpack_pack_array(packer, fields_count(field->item));
        if (pack_fields(packer, field->item, list + i * field->item_size, name) < 0)
            return -1;
    }
    return 0;
}

static int pack_text(
    msgpack_packer *packer, const struct field *field, const char *text, const char *name)
{
    size_t length = strlen(text);
    if (unicode_valid_length(text, length) != length) {
        log_error("cannot send %s: %s is not UTF-8", name, field->name);
        return -1;
    }
    return msgpack_pack_str_with_body(packer, text, length);
}

static int pack_fields(
    msgpack_packer *packer, const struct field *fields, const void *record, const char *name)
{
    int result = 0;
    for (const struct field *field = fields; field->kind != FIELD_end && result == 0; field++) {
        struct blob blob;
        const char *text;
        switch (field->kind) {
        case FIELD_text:
            result = pack_text(packer, field, field_text(record, field), name);
            break;
        case FIELD_path:
            text = field_text(record, field);
            result = msgpack_pack_bin_with_body(packer, text, strlen(text));
            break;
        case FIELD_number:
            result = msgpack_pack_int64(packer, field_number(record, field));
            break;
        case FIELD_flag:
            result =
                field_flag(record, field) ? msgpack_pack_true(packer) : msgpack_pack_false(packer);
            break;
        case FIELD_blob:
            blob = field_blob(record, field);
            result = msgpack_pack_bin_with_body(
                packer, blob.data == NULL ? (const void *)"" : blob.data, blob.size);
            break;
        case FIELD_list:
            result = pack_list(packer, field, record, name);
            break;
        case FIELD_end:
            break;
        }
    }
    return result;
}

int message_pack(const struct message *message, struct text *out)
{
    const char *name = message_name(message->type);
    const struct field *fields = fields_of(message->type);
    size_t start = out->length;
    msgpack_packer packer;
    msgpack_packer_init(&packer, out, write_to_text);
    msgpack_pack_array(&packer, fields_count(fields) + 1);
    msgpack_pack_int(&packer, MESSAGE_VERSION);
    int result = pack_fields(&packer, fields, &message->accepted, name);
    if (out->overflowed) {
        log_error("cannot send %s: larger than %zu bytes", name, out->limit);
        result = -1;
    }
    if (result < 0)
        text_cut(out, start);
    return result < 0 ? -1 : 0;
}

/* ---------------------------------------------------------------- unpacking */

struct reader {
    const unsigned char *data;
    size_t size;
    size_t at;
    struct memory_pool *pool;
    msgpack_zone zone; /* scalars need none, but the library asks for one */
};

/*
 * Reads an array's header by itself. The library would allocate what a header declares: five
 * bytes can ask for 100 GB (msgpack-c issues 985 and 1013). So it sees one scalar at a time.
 */
static int read_array(struct reader *reader, size_t limit, size_t *count)
{
    const unsigned char *p = reader->data + reader->at;
    size_t left = reader->size - reader->at;
    if (left >= 1 && (p[0] & 0xF0) == 0x90) {
        *count = p[0] & 0x0F;
        reader->at += 1;
    } else if (left >= 3 && p[0] == 0xDC) {
        *count = (size_t)p[1] << 8 | p[2];
        reader->at += 3;
    } else if (left >= 5 && p[0] == 0xDD) {
        *count = (size_t)p[1] << 24 | (size_t)p[2] << 16 | (size_t)p[3] << 8 | p[4];
        reader->at += 5;
    } else {
        return -1;
    }
    return *count <= limit && *count <= reader->size - reader->at ? 0 : -1;
}

static bool is_container(unsigned char header)
{
    return (header >= 0x80 && header <= 0x9F) || (header >= 0xDC && header <= 0xDF) ||
           (header >= 0xC7 && header <= 0xC9) || (header >= 0xD4 && header <= 0xD8);
}

static int read_scalar(struct reader *reader, msgpack_object *object)
{
    if (reader->at >= reader->size || is_container(reader->data[reader->at]))
        return -1;
    msgpack_unpack_return result = msgpack_unpack(
        (const char *)reader->data, reader->size, &reader->at, &reader->zone, object);
    return result == MSGPACK_UNPACK_SUCCESS || result == MSGPACK_UNPACK_EXTRA_BYTES ? 0 : -1;
}

static int take_string(
    struct reader *reader, const struct field *field, void *record, const char *data, size_t size)
{
    if (size > 0 && memchr(data, '\0', size) != NULL)
        return -1;
    if (field->kind == FIELD_text && unicode_valid_length(data, size) != size)
        return -1;
    const char *copy = memory_pool_copy(reader->pool, data, size);
    set_member(record, field->offset, &copy, sizeof copy);
    return 0;
}

static int take_number(const struct field *field, void *record, const msgpack_object *object)
{
    int64_t number = 0;
    if (object->type == MSGPACK_OBJECT_NEGATIVE_INTEGER)
        number = object->via.i64;
    else if (object->type == MSGPACK_OBJECT_POSITIVE_INTEGER && object->via.u64 <= INT64_MAX)
        number = (int64_t)object->via.u64;
    else
        return -1;
    set_member(record, field->offset, &number, sizeof number);
    return 0;
}

static int take_scalar(
    struct reader *reader, const struct field *field, void *record, const msgpack_object *object)
{
    switch (field->kind) {
    case FIELD_text:
        if (object->type != MSGPACK_OBJECT_STR)
            return -1;
        return take_string(reader, field, record, object->via.str.ptr, object->via.str.size);
    case FIELD_path:
        if (object->type != MSGPACK_OBJECT_BIN)
            return -1;
        return take_string(reader, field, record, object->via.bin.ptr, object->via.bin.size);
    case FIELD_blob: {
        if (object->type != MSGPACK_OBJECT_BIN)
            return -1;
        struct blob blob = { .size = object->via.bin.size };
        blob.data =
            (const unsigned char *)memory_pool_copy(reader->pool, object->via.bin.ptr, blob.size);
        set_member(record, field->offset, &blob, sizeof blob);
        return 0;
    }
    case FIELD_flag:
        if (object->type != MSGPACK_OBJECT_BOOLEAN)
            return -1;
        set_member(record, field->offset, &object->via.boolean, sizeof(bool));
        return 0;
    case FIELD_number:
        return take_number(field, record, object);
    case FIELD_list:
    case FIELD_end:
        break;
    }
    return -1;
}

static int read_fields(struct reader *reader, const struct field *fields, void *record);

static int read_list(struct reader *reader, const struct field *field, void *record)
{
    size_t count = 0;
    if (read_array(reader, MESSAGE_LIST_MAX, &count) < 0)
        return -1;
    char *list = memory_pool_take(reader->pool, count * field->item_size + 1);
    size_t width = fields_count(field->item);
    for (size_t i = 0; i < count; i++) {
        size_t found = 0;
        if (read_array(reader, width, &found) < 0 || found != width)
            return -1;
        if (read_fields(reader, field->item, list + i * field->item_size) < 0)
            return -1;
    }
    set_member(record, field->offset, &list, sizeof list);
    set_member(record, field->count_offset, &count, sizeof count);
    return 0;
}

static int read_fields(struct reader *reader, const struct field *fields, void *record)
{
    for (const struct field *field = fields; field->kind != FIELD_end; field++) {
        if (field->kind == FIELD_list) {
            if (read_list(reader, field, record) < 0)
                return -1;
            continue;
        }
        msgpack_object object;
        if (read_scalar(reader, &object) < 0 || take_scalar(reader, field, record, &object) < 0)
            return -1;
    }
    return 0;
}

static int64_t read_version(struct reader *reader)
{
    msgpack_object object;
    if (read_scalar(reader, &object) < 0 || object.type != MSGPACK_OBJECT_POSITIVE_INTEGER ||
        object.via.u64 > INT32_MAX)
        return -1;
    return (int64_t)object.via.u64;
}

int64_t message_version(const void *data, size_t size)
{
    struct reader reader = { .data = data, .size = size };
    size_t count = 0;
    return read_array(&reader, 64, &count) < 0 ? -1 : read_version(&reader);
}

int message_unpack(struct message *message, enum message_type type, const void *data, size_t size)
{
    memset(message, 0, sizeof *message);
    if (message_name(type) == NULL)
        return -1;
    const struct field *fields = fields_of(type);
    struct reader reader = { .data = data, .size = size, .pool = memory_pool_new() };
    size_t count = 0;
    message->type = type;
    message->pool = reader.pool;
    if (read_array(&reader, 64, &count) < 0 || count != fields_count(fields) + 1 ||
        read_version(&reader) != MESSAGE_VERSION ||
        read_fields(&reader, fields, &message->accepted) < 0 || reader.at != size) {
        message_free(message);
        return -1;
    }
    return 0;
}

void message_free(struct message *message)
{
    memory_pool_free(&message->pool);
    memset(message, 0, sizeof *message);
}
