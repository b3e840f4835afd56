/* SPDX-License-Identifier: MIT */
#include "uploader/parts.h"

#include "base/base64.h"
#include "base/digest.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static const char key_prefix[] = "cmsync.manifest.";

/* A property that there is, and whether the present head names it. */
struct slot {
    char id[72];
    int64_t version; /* 0: there is none */
    bool is_used;
};

struct slots {
    struct slot at[PARTS_SLOTS_MAX];
};

/* ---------------------------------------------------------------- properties as text */

/* `number id version used` a line; the first line is a word, so that "" is not the same as none. */
static const char *print_slots(const struct slots *slots, struct memory_pool *pool)
{
    struct text out = text_new(PARTS_STATE_MAX);
    text_add_string(&out, "parts\n");
    for (int i = 0; i < PARTS_SLOTS_MAX; i++) {
        if (slots->at[i].version > 0)
            text_add_format(&out, "%d %s %lld %d\n", i, slots->at[i].id,
                (long long)slots->at[i].version, slots->at[i].is_used);
    }
    const char *kept = memory_pool_copy(pool, out.data, out.length);
    text_free(&out);
    return kept;
}

/* The number at *at, which is left behind it and the blank that follows; -1 for none. */
static long long take_number(const char **at)
{
    char *end;
    long long number = strtoll(*at, &end, 10);
    bool is_number = end != *at && (*end == ' ' || *end == '\n' || *end == '\0');
    *at = end + (*end == ' ');
    return is_number ? number : -1;
}

static int scan_slots(const char *properties, struct slots *slots)
{
    memset(slots, 0, sizeof *slots);
    if (strncmp(properties, "parts\n", 6) != 0)
        return -1;
    for (const char *line = properties + 6; *line != '\0';) {
        long long number = take_number(&line);
        const char *id = line;
        size_t id_length = strcspn(id, " \n");
        line += id_length + (line[id_length] == ' ');
        long long version = take_number(&line);
        long long is_used = take_number(&line);
        if (number < 0 || number >= PARTS_SLOTS_MAX || id_length == 0 || version < 1 || is_used < 0)
            return -1;
        struct slot *slot = &slots->at[number];
        if (id_length >= sizeof slot->id)
            return -1;
        snprintf(slot->id, sizeof slot->id, "%.*s", (int)id_length, id);
        slot->version = version;
        slot->is_used = is_used != 0;
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return 0;
}

/* The number behind our prefix; -1 for any other key. */
static int slot_of(const char *key)
{
    size_t length = sizeof key_prefix - 1;
    if (strncmp(key, key_prefix, length) != 0 || key[length] < '0' || key[length] > '9')
        return -1;
    char *end;
    long number = strtol(key + length, &end, 10);
    return *end != '\0' || number >= PARTS_SLOTS_MAX ? -1 : (int)number;
}

/* ---------------------------------------------------------------- reading */

struct reading {
    struct memory_pool *pool;
    json_t *values[PARTS_SLOTS_MAX]; /* NULL: there is none */
    struct slots slots;
    const char *written;
};

static void take_properties(
    struct reading *reading, const struct remote_property *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int number = slot_of(list[i].key);
        if (number < 0 || list[i].version < 1 || reading->slots.at[number].version > 0)
            continue;
        struct slot *slot = &reading->slots.at[number];
        /* Data Center speaks of properties by their keys; an empty word would end the line. */
        snprintf(slot->id, sizeof slot->id, "%s", list[i].id[0] == '\0' ? "-" : list[i].id);
        slot->version = list[i].version;
        reading->values[number] = json_loads(list[i].value, JSON_REJECT_DUPLICATES, NULL);
        if (number == 0)
            reading->written = list[i].changed;
    }
}

/* Appends the bytes of one part that belongs to `digest`. */
static bool add_part(const json_t *value, const char *digest, size_t part, struct text *out)
{
    const char *own = json_string_value(json_object_get(value, "digest"));
    const char *data = json_string_value(json_object_get(value, "data"));
    const json_t *number = json_object_get(value, "part");
    if (own == NULL || data == NULL || strcmp(own, digest) != 0 || !json_is_integer(number) ||
        json_integer_value(number) != (json_int_t)part)
        return false;
    size_t size = 0;
    char *bytes = base64_decode(data, &size);
    if (bytes != NULL && size <= PARTS_BYTES)
        text_add(out, bytes, size);
    bool is_added = bytes != NULL && size <= PARTS_BYTES;
    memory_free(&bytes);
    return is_added && !out->overflowed;
}

/* Puts together what the head names; false when that is not there as it says. */
static bool join_parts(struct reading *reading, const json_t *head, struct text *out)
{
    const char *digest = json_string_value(json_object_get(head, "digest"));
    const json_t *named = json_object_get(head, "slots");
    size_t count = json_array_size(named);
    if (digest == NULL || !json_is_array(named) || count > PARTS_MAX ||
        !add_part(head, digest, 0, out))
        return false;
    for (size_t i = 0; i < count; i++) {
        const json_t *slot = json_array_get(named, i);
        json_int_t number = json_integer_value(slot);
        if (!json_is_integer(slot) || number < 1 || number >= PARTS_SLOTS_MAX ||
            reading->values[number] == NULL || reading->slots.at[number].is_used ||
            !add_part(reading->values[number], digest, i + 1, out))
            return false;
        reading->slots.at[number].is_used = true;
    }
    struct digest found = digest_of(out->data, out->length);
    char hex[DIGEST_HEX_BYTES];
    digest_to_hex(&found, hex);
    return strcmp(hex, digest) == 0;
}

static bool is_ours(const json_t *head)
{
    return json_integer_value(json_object_get(head, "format")) == 1;
}

void parts_read(const struct remote_property *list, size_t count, struct memory_pool *pool,
    struct parts_found *found)
{
    struct reading *reading = memory_new(sizeof *reading);
    struct text bytes = text_new((size_t)PARTS_BYTES * PARTS_MAX);
    *reading = (struct reading){ .pool = pool, .written = "" };
    take_properties(reading, list, count);
    const json_t *head = reading->values[0];
    *found = (struct parts_found){ .runner = "", .written = reading->written };
    if (reading->slots.at[0].version > 0) {
        bool is_whole = is_ours(head) && join_parts(reading, head, &bytes);
        found->state = is_whole ? PARTS_WHOLE : PARTS_TORN;
        found->runner = remote_text(pool, head, "runner", NULL);
        if (is_whole)
            found->manifest = (struct blob){ .size = bytes.length,
                .data = (const unsigned char *)memory_pool_copy(pool, bytes.data, bytes.length) };
    }
    reading->slots.at[0].is_used = true;
    found->properties = print_slots(&reading->slots, pool);
    for (int i = 0; i < PARTS_SLOTS_MAX; i++)
        json_decref(reading->values[i]);
    text_free(&bytes);
    memory_free(&reading);
}

/* ---------------------------------------------------------------- writing */

static struct remote_property property_of(
    const struct slots *slots, int number, json_t *value, struct memory_pool *pool)
{
    char key[sizeof key_prefix + 16];
    int length = snprintf(key, sizeof key, "%s%d", key_prefix, number);
    char *json = value == NULL ? NULL : json_dumps(value, JSON_COMPACT);
    const struct slot *slot = &slots->at[number];
    struct remote_property property = {
        .id = memory_pool_copy(pool, slot->id, strlen(slot->id)),
        .key = memory_pool_copy(pool, key, (size_t)length),
        .value = memory_pool_copy(pool, json == NULL ? "" : json, json == NULL ? 0 : strlen(json)),
        .version = slot->version + (value != NULL),
        .changed = "",
    };
    memory_free(&json);
    json_decref(value);
    return property;
}

static json_t *part_value(struct blob manifest, const char *digest, size_t part)
{
    size_t start = part * PARTS_BYTES;
    size_t size = manifest.size - start < PARTS_BYTES ? manifest.size - start : PARTS_BYTES;
    char *data = base64_encode(manifest.data + start, size);
    json_t *value = json_pack("{s:i, s:s, s:I, s:s}", "format", 1, "digest", digest, "part",
        (json_int_t)part, "data", data);
    memory_free(&data);
    return value;
}

static int next_free(const struct slots *slots, int from)
{
    while (from < PARTS_SLOTS_MAX && slots->at[from].is_used)
        from++;
    return from;
}

int parts_plan(struct blob manifest, const char *runner, const char *properties,
    struct memory_pool *pool, struct parts_plan *plan)
{
    struct slots *slots = memory_pool_take(pool, sizeof *slots);
    size_t parts = (manifest.size + PARTS_BYTES - 1) / PARTS_BYTES;
    if (parts < 1 || parts > PARTS_MAX || strlen(runner) > PARTS_RUNNER_MAX ||
        scan_slots(properties, slots) != 0)
        return -1;
    plan->steps = memory_pool_take(pool, (parts + PARTS_SLOTS_MAX) * sizeof *plan->steps);
    plan->count = 0;
    struct digest digest = digest_of(manifest.data, manifest.size);
    char hex[DIGEST_HEX_BYTES];
    digest_to_hex(&digest, hex);
    json_t *named = json_array();
    int number = 0;
    bool is_taken[PARTS_SLOTS_MAX] = { true };
    for (size_t i = 1; i < parts; i++) {
        number = next_free(slots, number + 1);
        is_taken[number] = true;
        json_array_append_new(named, json_integer(number));
        plan->steps[plan->count++].property =
            property_of(slots, number, part_value(manifest, hex, i), pool);
    }
    json_t *head = part_value(manifest, hex, 0);
    json_object_set_new(head, "runner", json_string(runner));
    json_object_set_new(head, "slots", named);
    plan->steps[plan->count++].property = property_of(slots, 0, head, pool);
    /* The next manifest of this size goes where the last one was; what lies beyond is too much. */
    for (int i = 2 * (int)parts; i < PARTS_SLOTS_MAX; i++) {
        if (slots->at[i].version > 0 && !is_taken[i])
            plan->steps[plan->count++] =
                (struct parts_step){ .property = property_of(slots, i, NULL, pool),
                    .is_deletion = true };
    }
    return 0;
}

const char *parts_after(
    const struct parts_plan *plan, const char *properties, struct memory_pool *pool)
{
    struct slots *slots = memory_pool_take(pool, sizeof *slots);
    if (scan_slots(properties, slots) != 0)
        return "";
    for (int i = 1; i < PARTS_SLOTS_MAX; i++)
        slots->at[i].is_used = false;
    for (size_t i = 0; i < plan->count; i++) {
        const struct remote_property *property = &plan->steps[i].property;
        struct slot *slot = &slots->at[slot_of(property->key)];
        snprintf(slot->id, sizeof slot->id, "%s", property->id[0] == '\0' ? "-" : property->id);
        slot->version = plan->steps[i].is_deletion ? 0 : property->version;
        slot->is_used = !plan->steps[i].is_deletion;
    }
    return print_slots(slots, pool);
}
