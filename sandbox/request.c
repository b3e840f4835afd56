/* SPDX-License-Identifier: MIT */
#include "sandbox/request.h"

#include "base/clock.h"
#include "base/hex.h"
#include "base/memory.h"
#include "base/unicode.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void fields_add(struct fields *fields, const char *name, const char *value)
{
    fields->list = memory_grow(fields->list, fields->count + 1, sizeof *fields->list);
    fields->list[fields->count++] = (struct field){ .name = memory_copy_text(name),
        .value = memory_copy_text(value ? value : "") };
}

const char *fields_get(const struct fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (strcmp(fields->list[i].name, name) == 0)
            return fields->list[i].value;
    }
    return NULL;
}

static const char *get_header(const struct fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (strcasecmp(fields->list[i].name, name) == 0)
            return fields->list[i].value;
    }
    return NULL;
}

void fields_free(struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        free(fields->list[i].name);
        free(fields->list[i].value);
    }
    memory_free(&fields->list);
    fields->count = 0;
}

char *request_decode(const char *text, size_t length, bool plus_is_blank)
{
    char *decoded = memory_new(length + 1);
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        int high = i + 2 < length ? hex_value(text[i + 1]) : -1;
        int low = i + 2 < length ? hex_value(text[i + 2]) : -1;
        if (text[i] == '%' && high >= 0 && low >= 0) {
            decoded[used++] = (char)(high * 16 + low);
            i += 2;
        } else {
            decoded[used] = text[i];
            if (plus_is_blank && text[i] == '+')
                decoded[used] = ' ';
            used++;
        }
    }
    decoded[used] = '\0';
    char *repaired = unicode_repaired(decoded);
    memory_free(&decoded);
    return repaired;
}

char *request_encode(const char *text)
{
    struct text out = text_new(SIZE_MAX / 2);
    for (const char *p = text; *p; p++) {
        if (isalnum((unsigned char)*p) || strchr("-._~", *p))
            text_add_char(&out, *p);
        else
            text_add_format(&out, "%%%02X", (unsigned)(unsigned char)*p);
    }
    return text_take(&out);
}

static void add_arguments(struct fields *arguments, const char *query)
{
    while (*query) {
        size_t length = strcspn(query, "&");
        size_t name_length = strcspn(query, "&=");
        char *name = request_decode(query, name_length, true);
        char *value = name_length < length
                          ? request_decode(query + name_length + 1, length - name_length - 1, true)
                          : memory_copy_text("");
        if (*name)
            fields_add(arguments, name, value);
        free(name);
        free(value);
        query += length;
        if (*query)
            query++;
    }
}

struct request *request_new(const char *method, const char *target)
{
    struct request *request = memory_new(sizeof *request);
    size_t path_length = strcspn(target, "?");
    request->method = memory_copy_text(method);
    request->target = memory_copy_text(target);
    request->path = memory_copy_part(target, path_length);
    request->query = memory_copy_text(target[path_length] ? target + path_length + 1 : "");
    request->body = text_new(REQUEST_BODY_LIMIT);
    request->arrived_ms = clock_now_ms();
    add_arguments(&request->arguments, request->query);
    return request;
}

void request_free(struct request **request)
{
    if (!*request)
        return;
    struct request *r = *request;
    free(r->method);
    free(r->target);
    free(r->path);
    free(r->query);
    fields_free(&r->arguments);
    fields_free(&r->headers);
    text_free(&r->body);
    for (size_t i = 0; i < r->part_count; i++) {
        free(r->parts[i].name);
        free(r->parts[i].filename);
        free(r->parts[i].media_type);
        text_free(&r->parts[i].data);
    }
    free(r->parts);
    memory_free(request);
}

struct part *request_add_part(
    struct request *request, const char *name, const char *filename, const char *media_type)
{
    request->parts = memory_grow(request->parts, request->part_count + 1, sizeof *request->parts);
    struct part *part = &request->parts[request->part_count++];
    *part = (struct part){ .name = memory_copy_text(name),
        .filename = filename ? unicode_repaired(filename) : NULL,
        .media_type = memory_copy_text(media_type),
        .data = text_new(REQUEST_BODY_LIMIT) };
    return part;
}

const char *request_header(const struct request *request, const char *name)
{
    const char *value = get_header(&request->headers, name);
    return value ? value : "";
}

const char *request_argument(const struct request *request, const char *name)
{
    return fields_get(&request->arguments, name);
}

int64_t request_number(const struct request *request, const char *name, int64_t missing)
{
    const char *value = request_argument(request, name);
    char *end;
    if (!value || !*value)
        return missing;
    long long number = strtoll(value, &end, 10);
    return *end ? missing : number;
}

bool request_is(const struct request *request, const char *type)
{
    return strncasecmp(request_header(request, "Content-Type"), type, strlen(type)) == 0;
}
