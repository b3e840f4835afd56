/* SPDX-License-Identifier: MIT */
#include "sandbox/record.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/unicode.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <jansson.h>

/* In memory only the last ones are kept. */
enum { KEPT = 20000, BODY_KEPT = 1024 * 1024 };

struct record {
    int fd;
    int64_t sequence;
    json_t *lines;
};

struct record *record_new(const char *path)
{
    int fd = -1;
    if (path) {
        fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fd < 0)
            return NULL;
    }
    struct record *record = memory_new(sizeof *record);
    record->fd = fd;
    record->lines = json_array();
    return record;
}

void record_free(struct record **record)
{
    if (!*record)
        return;
    if ((*record)->fd >= 0)
        close((*record)->fd);
    json_decref((*record)->lines);
    memory_free(record);
}

void record_reset(struct record *record)
{
    json_array_clear(record->lines);
    if (record->fd >= 0 && ftruncate(record->fd, 0) < 0)
        log_warning("cannot empty the record");
}

static json_t *fields_json(const struct fields *fields)
{
    json_t *json = json_object();
    for (size_t i = 0; i < fields->count; i++)
        json_object_set_new(json, fields->list[i].name, json_string(fields->list[i].value));
    return json;
}

static json_t *headers_json(const struct fields *fields)
{
    json_t *json = json_object();
    for (size_t i = 0; i < fields->count; i++) {
        const char *name = fields->list[i].name;
        const char *value = fields->list[i].value;
        bool is_secret = strcasecmp(name, "Authorization") == 0 || strcasecmp(name, "Cookie") == 0;
        size_t scheme = strcspn(value, " ");
        json_object_set_new(
            json, name, is_secret ? json_stringn(value, scheme) : json_string(value));
    }
    return json;
}

static json_t *bytes_json(const char *data, size_t size, bool is_file)
{
    char hex[DIGEST_HEX_BYTES];
    struct digest digest = digest_of(data, size);
    bool is_text = !is_file && size <= BODY_KEPT && unicode_valid_length(data, size) == size;
    if (is_text)
        return json_stringn(data, size);
    digest_to_hex(&digest, hex);
    return json_pack("{s:s,s:I}", "sha256", hex, "size", (json_int_t)size);
}

static json_t *body_json(const struct request *request)
{
    if (request->part_count == 0)
        return request->body.length ? bytes_json(request->body.data, request->body.length, false)
                                    : json_null();
    json_t *parts = json_array();
    for (size_t i = 0; i < request->part_count; i++) {
        const struct part *part = &request->parts[i];
        json_t *json = json_pack("{s:s,s:o}", "name", part->name, "value",
            bytes_json(part->data.data, part->data.length, part->filename != NULL));
        if (part->filename)
            json_object_set_new(json, "filename", json_string(part->filename));
        if (part->media_type)
            json_object_set_new(json, "type", json_string(part->media_type));
        json_array_append_new(parts, json);
    }
    return parts;
}

void record_add(struct record *record, const struct request *request,
    const struct response *response, const char *user, const char *fault)
{
    char time[CLOCK_TEXT_BYTES];
    clock_to_text(clock_wall_ms(), time);
    char *path = request_decode(request->path, strlen(request->path), false);
    json_t *shown_path = json_string(path);
    json_t *json = json_pack("{s:I,s:s,s:s,s:o,s:s,s:o,s:s,s:o,s:o,s:i,s:I}", "sequence",
        (json_int_t)++record->sequence, "time", time, "method", request->method, "path",
        shown_path ? shown_path : json_string(request->path), "target", request->target, "query",
        fields_json(&request->arguments), "user", user, "headers", headers_json(&request->headers),
        "body", body_json(request), "status",
        response->delivery == DELIVERY_NONE ? 0 : response->status, "duration_ms",
        (json_int_t)(clock_now_ms() - request->arrived_ms));
    free(path);
    if (!json)
        return; /* a name that is not UTF-8: nothing a client of ours sends */
    if (fault)
        json_object_set_new(json, "fault", json_string(fault));
    if (record->fd >= 0) {
        char *line = json_dumps(json, JSON_COMPACT);
        struct text out = text_new(SIZE_MAX / 2);
        text_add_string(&out, line ? line : "");
        text_add_char(&out, '\n');
        if (file_write_all(record->fd, out.data, out.length) < 0)
            log_warning("cannot write the record");
        text_free(&out);
        free(line);
    }
    json_array_append_new(record->lines, json);
    if (json_array_size(record->lines) > KEPT)
        json_array_remove(record->lines, 0);
}

json_t *record_list(const struct record *record, int64_t from)
{
    json_t *list = json_array();
    size_t i;
    json_t *line;
    json_array_foreach(record->lines, i, line)
    {
        if (json_integer_value(json_object_get(line, "sequence")) >= from)
            json_array_append(list, line);
    }
    return list;
}
