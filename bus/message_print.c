/* SPDX-License-Identifier: MIT */
#include "bus/message_print.h"

#include "base/log.h"
#include "base/unicode.h"
#include "bus/fields.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

enum { SHOWN_BYTES = 200 };

static void print_string(const char *text, struct text *out)
{
    char *shown = unicode_printable(text);
    size_t length = strlen(shown);
    size_t fit = length > SHOWN_BYTES ? unicode_fit(shown, SHOWN_BYTES) : length;
    text_add(out, shown, fit);
    if (fit < length)
        text_add_string(out, "...");
    memory_free(&shown);
}

static void print_value(const void *record, const struct field *f, struct text *out)
{
    size_t count = 0;
    switch (f->kind) {
    case FIELD_text:
    case FIELD_path:
        print_string(field_text(record, f), out);
        break;
    case FIELD_number:
        text_add_format(out, "%" PRId64, field_number(record, f));
        break;
    case FIELD_flag:
        text_add_string(out, field_flag(record, f) ? "true" : "false");
        break;
    case FIELD_blob:
        text_add_format(out, "<%zu bytes>", field_blob(record, f).size);
        break;
    case FIELD_list:
        field_list(record, f, &count);
        text_add_format(out, "<%zu>", count);
        break;
    case FIELD_end:
        break;
    }
}

void message_print(const struct message *message, struct text *out)
{
    text_add_string(out, message_name(message->type));
    const void *record = &message->accepted;
    for (const struct field *f = fields_of(message->type); f->kind != FIELD_end; f++) {
        text_add_format(out, " %s=", f->name);
        print_value(record, f, out);
    }
}

void message_print_fields(const struct message *message, struct text *out)
{
    const void *record = &message->accepted;
    for (const struct field *f = fields_of(message->type); f->kind != FIELD_end; f++) {
        text_add_format(out, "%-12s ", f->name);
        print_value(record, f, out);
        text_add_char(out, '\n');
    }
}

/* Any path can be shown. */
static json_t *json_from_bytes(const char *text)
{
    char *repaired = unicode_repaired(text);
    json_t *json = json_string(repaired);
    memory_free(&repaired);
    return json;
}

static json_t *json_from_record(const struct field *fields, const void *record, const char *type);

static json_t *json_from_list(const struct field *field, const void *record)
{
    size_t count = 0;
    const char *list = field_list(record, field, &count);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            array, json_from_record(field->item, list + i * field->item_size, NULL));
    return array;
}

static json_t *json_from_field(const struct field *field, const void *record)
{
    switch (field->kind) {
    case FIELD_text:
    case FIELD_path:
        return json_from_bytes(field_text(record, field));
    case FIELD_number:
        return json_integer(field_number(record, field));
    case FIELD_flag:
        return json_boolean(field_flag(record, field));
    case FIELD_blob:
        return json_integer((json_int_t)field_blob(record, field).size);
    case FIELD_list:
        return json_from_list(field, record);
    case FIELD_end:
        break;
    }
    return json_null();
}

static json_t *json_from_record(const struct field *fields, const void *record, const char *type)
{
    json_t *object = json_object();
    if (type != NULL)
        json_object_set_new(object, "type", json_string(type));
    for (const struct field *field = fields; field->kind != FIELD_end; field++)
        json_object_set_new(object, field->name, json_from_field(field, record));
    return object;
}

void message_print_json(const struct message *message, struct text *out)
{
    json_t *object =
        json_from_record(fields_of(message->type), &message->accepted, message_name(message->type));
    char *printed = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
    if (printed == NULL)
        fatal("out of memory: cannot print a message");
    text_add_string(out, printed);
    free(printed);
    json_decref(object);
}
