/* SPDX-License-Identifier: MIT */
#include "storage/references.h"

#include "base/memory.h"
#include "base/path.h"
#include "storage/escape.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MARK_START = 0x01, MARK_END = 0x02, PACK_VERSION = 1 };

/* What has been said so far for each reference: 0 not asked, else what its close mark needs. */
enum open_state { STATE_CLOSED, STATE_LINK, STATE_LINK_FRESH, STATE_PLAIN };

struct resolution {
    const struct references *references;
    const struct references_resolver *resolver;
    struct text *out;
    unsigned char *states;
    const char *at;
    const char *end;
};

struct mark {
    bool is_close;
    size_t number;
};

/* Reads the mark at resolution->at; moves behind it. False when it is none: moves one byte on. */
static bool read_mark(struct resolution *resolution, struct mark *mark)
{
    const char *at = resolution->at + 1;
    *mark = (struct mark){ 0 };
    if (at < resolution->end && *at == '/') {
        mark->is_close = true;
        at++;
    }
    const char *digits = at;
    while (at < resolution->end && *at >= '0' && *at <= '9' && at - digits < 10)
        mark->number = mark->number * 10 + (size_t)(*at++ - '0');
    if (at == digits || at == resolution->end || *at != MARK_END ||
        mark->number >= resolution->references->count) {
        resolution->at++;
        return false;
    }
    resolution->at = at + 1;
    return true;
}

static void report(const struct resolution *resolution, const struct reference *reference,
    enum reference_problem problem)
{
    if (resolution->resolver->report != NULL)
        resolution->resolver->report(reference, problem, resolution->resolver->context);
}

static void add_attribute(struct text *out, const char *name, const char *value)
{
    text_add_char(out, ' ');
    text_add_string(out, name);
    text_add(out, "=\"", 2);
    escape_attribute(out, value, strlen(value));
    text_add_char(out, '"');
}

static void open_page_link(const struct resolution *resolution, const struct reference *reference,
    const struct reference_answer *answer)
{
    struct text *out = resolution->out;
    bool has_anchor = reference->fragment[0] != '\0' && answer->has_fragment && !answer->is_title;
    if (reference->fragment[0] != '\0' && !answer->has_fragment && !answer->is_title)
        report(resolution, reference, REFERENCE_FRAGMENT_MISSING);
    text_add_string(out, "<ac:link");
    if (has_anchor)
        add_attribute(out, "ac:anchor", reference->fragment);
    text_add_char(out, '>');
    if (reference->kind == REFERENCE_SELF && has_anchor)
        return;
    text_add_string(out, "<ri:page");
    add_attribute(out, "ri:content-title", answer->title != NULL ? answer->title : "");
    text_add_string(out, " />");
}

/* A link to itself without a fragment that exists is no link. */
static bool is_linkable(const struct reference *reference, const struct reference_answer *answer)
{
    if (answer->found == REFERENCE_IS_FILE)
        return reference->kind == REFERENCE_FILE && reference->name[0] != '\0';
    if (answer->found != REFERENCE_IS_PAGE)
        return false;
    return reference->kind != REFERENCE_SELF || answer->has_fragment || answer->is_title ||
           reference->fragment[0] == '\0';
}

static enum open_state open_link(const struct resolution *resolution,
    const struct reference *reference, const struct reference_answer *answer)
{
    if (!is_linkable(reference, answer)) {
        bool lacks_fragment =
            reference->kind == REFERENCE_SELF && answer->found == REFERENCE_IS_PAGE;
        report(resolution, reference,
            lacks_fragment ? REFERENCE_FRAGMENT_MISSING : REFERENCE_TARGET_MISSING);
        return STATE_PLAIN;
    }
    if (answer->found == REFERENCE_IS_PAGE) {
        open_page_link(resolution, reference, answer);
    } else {
        text_add_string(resolution->out, "<ac:link><ri:attachment");
        add_attribute(resolution->out, "ri:filename", reference->name);
        text_add_string(resolution->out, " />");
    }
    return STATE_LINK_FRESH;
}

/* Moves behind the close mark `number`; to the end of the body when there is none. */
static void skip_to_close(struct resolution *resolution, size_t number)
{
    while (resolution->at < resolution->end) {
        const char *hit =
            memchr(resolution->at, MARK_START, (size_t)(resolution->end - resolution->at));
        resolution->at = hit == NULL ? resolution->end : hit;
        struct mark mark;
        if (hit != NULL && read_mark(resolution, &mark) && mark.is_close && mark.number == number)
            return;
    }
}

static enum open_state open_image(
    struct resolution *resolution, size_t number, const struct reference_answer *answer)
{
    static const char TAG[] = "<ac:image";
    const struct reference *reference = &resolution->references->items[number];
    if (answer->found != REFERENCE_IS_FILE) {
        report(resolution, reference, REFERENCE_IMAGE_MISSING);
        escape_text(resolution->out, reference->fallback, strlen(reference->fallback));
        skip_to_close(resolution, number);
        return STATE_CLOSED;
    }
    size_t left = (size_t)(resolution->end - resolution->at);
    if (answer->width > 0 && answer->height > 0 && left > sizeof TAG &&
        memcmp(resolution->at, TAG, sizeof TAG - 1) == 0) {
        text_add_format(resolution->out, "%s ac:original-width=\"%u\" ac:original-height=\"%u\"",
            TAG, answer->width, answer->height);
        resolution->at += sizeof TAG - 1;
    }
    return STATE_PLAIN;
}

static void add_anchor(struct text *out, const char *name)
{
    text_add_string(out, "<ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">");
    escape_text(out, name, strlen(name));
    text_add_string(out, "</ac:parameter></ac:structured-macro>");
}

static void resolve_open(struct resolution *resolution, size_t number)
{
    const struct reference *reference = &resolution->references->items[number];
    struct reference_answer answer = { 0 };
    resolution->resolver->look_up(reference, &answer, resolution->resolver->context);
    if (reference->kind == REFERENCE_ANCHOR) {
        /* A heading's second name that is another's first: nothing is left to name. */
        if (answer.is_linked && reference->fragment[0] != '\0')
            add_anchor(resolution->out, reference->fragment);
    } else if (resolution->states[number] != STATE_CLOSED) {
        return; /* opened twice: not a body of ours */
    } else if (reference->kind == REFERENCE_IMAGE) {
        resolution->states[number] = (unsigned char)open_image(resolution, number, &answer);
    } else {
        resolution->states[number] = (unsigned char)open_link(resolution, reference, &answer);
    }
}

/* The body of a link opens with its first byte: a link without text shows the target's title. */
static void open_link_body(struct resolution *resolution, size_t number)
{
    text_add_string(resolution->out, "<ac:link-body>");
    resolution->states[number] = STATE_LINK;
}

static void resolve_close(struct resolution *resolution, size_t number)
{
    if (resolution->states[number] == STATE_LINK)
        text_add_string(resolution->out, "</ac:link-body></ac:link>");
    else if (resolution->states[number] == STATE_LINK_FRESH)
        text_add_string(resolution->out, "</ac:link>");
    resolution->states[number] = STATE_CLOSED;
}

static void resolve_mark(struct resolution *resolution, const struct mark *mark)
{
    size_t number = mark->number;
    if (mark->is_close) {
        resolve_close(resolution, number);
        return;
    }
    resolve_open(resolution, number);
    if (resolution->states[number] != STATE_LINK_FRESH)
        return;
    const char *at = resolution->at;
    struct mark next;
    if (at < resolution->end && *at == MARK_START && read_mark(resolution, &next) &&
        next.is_close && next.number == number) {
        resolve_close(resolution, number);
        return;
    }
    resolution->at = at;
    open_link_body(resolution, number);
}

void references_resolve(const char *body, size_t length, const struct references *references,
    const struct references_resolver *resolver, struct text *out)
{
    struct resolution resolution = {
        .references = references,
        .resolver = resolver,
        .out = out,
        .states = memory_new(references->count + 1),
        .at = body,
        .end = body + length,
    };
    while (resolution.at < resolution.end) {
        const char *hit =
            memchr(resolution.at, MARK_START, (size_t)(resolution.end - resolution.at));
        const char *stop = hit == NULL ? resolution.end : hit;
        text_add(out, resolution.at, (size_t)(stop - resolution.at));
        resolution.at = stop;
        struct mark mark;
        if (hit != NULL && read_mark(&resolution, &mark))
            resolve_mark(&resolution, &mark);
    }
    memory_free(&resolution.states);
}

char *reference_alternative(const char *target)
{
    size_t length = strlen(target);
    while (length > 0 && target[length - 1] == '/')
        length--;
    if (length == 0 || path_is_markdown(target))
        return NULL;
    struct text other = text_new(length + sizeof ".md");
    text_add(&other, target, length);
    text_add_string(&other, ".md");
    return text_take(&other);
}

void reference_problem_text(
    const struct reference *reference, enum reference_problem problem, struct text *out)
{
    switch (problem) {
    case REFERENCE_TARGET_MISSING: {
        size_t length = strlen(reference->target);
        bool is_folder = length > 0 && reference->target[length - 1] == '/';
        text_add_format(out,
            is_folder ? "link to `%s`, where there is no page"
                      : "link to `%s`, which does not exist",
            reference->target);
        break;
    }
    case REFERENCE_FRAGMENT_MISSING:
        text_add_format(out, "no heading `#%s` in `%s`", reference->fragment, reference->target);
        break;
    case REFERENCE_IMAGE_MISSING:
        text_add_format(out, "image `%s` does not exist", reference->target);
        break;
    }
}

static void pack_number(struct text *out, size_t number)
{
    while (number >= 0x80) {
        text_add_char(out, (char)(0x80 | (number & 0x7F)));
        number >>= 7;
    }
    text_add_char(out, (char)number);
}

static void pack_text(struct text *out, const char *string)
{
    text_add(out, string, strlen(string) + 1);
}

/* Matched by references_unpack(). */
void references_pack(const struct references *references, struct text *out)
{
    if (references->count == 0)
        return;
    text_add_char(out, PACK_VERSION);
    for (size_t i = 0; i < references->count; i++) {
        const struct reference *reference = &references->items[i];
        text_add_char(out, (char)reference->kind);
        pack_number(out, reference->line);
        pack_text(out, reference->target);
        pack_text(out, reference->fragment);
        pack_text(out, reference->name);
        pack_text(out, reference->fallback);
    }
}

struct unpacking {
    const char *at;
    const char *end;
};

static int unpack_number(struct unpacking *in, size_t *number)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 35 && in->at < in->end; shift += 7) {
        unsigned char byte = (unsigned char)*in->at++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *number = (size_t)value;
            return value <= UINT32_MAX && (byte != 0 || shift == 0) ? 0 : -1;
        }
    }
    return -1;
}

static int unpack_text(struct unpacking *in, const char **string)
{
    const char *nul = memchr(in->at, '\0', (size_t)(in->end - in->at));
    if (nul == NULL)
        return -1;
    *string = in->at;
    in->at = nul + 1;
    return 0;
}

static int unpack_reference(struct unpacking *in, struct reference *reference)
{
    unsigned char kind = (unsigned char)*in->at++;
    if (kind > REFERENCE_ANCHOR)
        return -1;
    reference->kind = (enum reference_kind)kind;
    if (unpack_number(in, &reference->line) < 0 || unpack_text(in, &reference->target) < 0 ||
        unpack_text(in, &reference->fragment) < 0 || unpack_text(in, &reference->name) < 0)
        return -1;
    return unpack_text(in, &reference->fallback);
}

int references_unpack(struct references *references, const void *data, size_t length)
{
    *references = (struct references){ 0 };
    if (length == 0)
        return 0;
    const char *bytes = data;
    if (length < 2 || length > REFERENCES_MAX_BYTES || bytes[0] != PACK_VERSION)
        return -1;
    references->memory = memory_copy(data, length);
    struct unpacking in = { references->memory + 1, references->memory + length };
    size_t capacity = 0;
    while (in.at < in.end) {
        if (references->count == capacity) {
            capacity = capacity == 0 ? 16 : capacity * 2;
            references->items = memory_grow(references->items, capacity, sizeof *references->items);
        }
        if (unpack_reference(&in, &references->items[references->count]) < 0) {
            references_free(references);
            return -1;
        }
        references->count++;
    }
    return 0;
}

void references_free(struct references *references)
{
    memory_free(&references->items);
    memory_free(&references->memory);
    references->count = 0;
}
