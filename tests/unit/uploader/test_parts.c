/* SPDX-License-Identifier: MIT */
/* A small Confluence of properties: what a plan writes is read back, whole or cut off anywhere. */
#include "tests/unit/test.h"
#include "uploader/parts.h"

#include <stdio.h>
#include <string.h>

struct wiki {
    struct memory_pool *pool;
    struct remote_property list[PARTS_SLOTS_MAX];
    size_t count;
    int next_id;
};

static struct wiki *open_wiki(void)
{
    struct wiki *wiki = memory_new(sizeof *wiki);
    wiki->pool = memory_pool_new();
    wiki->list[wiki->count++] = (struct remote_property){
        .id = "5", .key = "editor", .value = "\"v2\"", .version = 1, .changed = ""
    };
    wiki->list[wiki->count++] = (struct remote_property){
        .id = "6", .key = "cmsync.manifest.x", .value = "{}", .version = 1, .changed = ""
    };
    return wiki;
}

static void close_wiki(struct wiki *wiki)
{
    memory_pool_free(&wiki->pool);
    memory_free(&wiki);
}

static size_t place_of(const struct wiki *wiki, const char *key)
{
    size_t i = 0;
    while (i < wiki->count && strcmp(wiki->list[i].key, key) != 0)
        i++;
    return i;
}

/* As Confluence does it: the number must be the next one. */
static void take_step(struct wiki *wiki, struct parts_step *step)
{
    size_t place = place_of(wiki, step->property.key);
    bool is_there = place < wiki->count;
    assert_true(strlen(step->property.value) <= 32768);
    if (step->is_deletion) {
        assert_true(is_there);
        wiki->list[place] = wiki->list[--wiki->count];
        return;
    }
    assert_int_equal(step->property.version, is_there ? wiki->list[place].version + 1 : 1);
    if (!is_there) {
        char *id = memory_pool_take(wiki->pool, 16);
        snprintf(id, 16, "%d", 100 + wiki->next_id++);
        step->property.id = id;
        wiki->count++;
    }
    wiki->list[place] = step->property;
}

static struct blob bytes_of(struct wiki *wiki, size_t size, char letter)
{
    char *bytes = memory_pool_take(wiki->pool, size + 1);
    memset(bytes, letter, size);
    return (struct blob){ .data = (const unsigned char *)bytes, .size = size };
}

static enum parts_state read_wiki(struct wiki *wiki, struct parts_found *found)
{
    parts_read(wiki->list, wiki->count, wiki->pool, found);
    return found->state;
}

/* Takes the first `steps` of the plan; all of them with SIZE_MAX. How many there are. */
static size_t write_some(struct wiki *wiki, struct blob manifest, size_t steps)
{
    struct parts_found before;
    struct parts_plan plan;
    read_wiki(wiki, &before);
    assert_int_equal(parts_plan(manifest, "runner", before.properties, wiki->pool, &plan), 0);
    for (size_t i = 0; i < plan.count && i < steps; i++)
        take_step(wiki, &plan.steps[i]);
    if (steps >= plan.count) {
        struct parts_found after;
        assert_int_equal(read_wiki(wiki, &after), PARTS_WHOLE);
        assert_string_equal(parts_after(&plan, before.properties, wiki->pool), after.properties);
    }
    return plan.count;
}

static void expect(struct wiki *wiki, struct blob manifest)
{
    struct parts_found found;
    assert_int_equal(read_wiki(wiki, &found), PARTS_WHOLE);
    assert_int_equal(found.manifest.size, manifest.size);
    assert_memory_equal(found.manifest.data, manifest.data, manifest.size);
    assert_string_equal(found.runner, "runner");
}

static void nothing_is_none(void **state)
{
    (void)state;
    struct wiki *wiki = open_wiki();
    struct parts_found found;
    assert_int_equal(read_wiki(wiki, &found), PARTS_NONE);
    assert_string_not_equal(found.properties, "");
    close_wiki(wiki);
}

static void it_grows_and_shrinks(void **state)
{
    (void)state;
    static const size_t sizes[] = { 1, PARTS_BYTES, PARTS_BYTES + 1, 4 * PARTS_BYTES - 1,
        5 * PARTS_BYTES, 2 * PARTS_BYTES, 2 * PARTS_BYTES, 10, 7 };
    struct wiki *wiki = open_wiki();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct blob manifest = bytes_of(wiki, sizes[i], (char)('a' + i));
        size_t steps = write_some(wiki, manifest, SIZE_MAX);
        size_t parts = (sizes[i] + PARTS_BYTES - 1) / PARTS_BYTES;
        assert_true(steps >= parts);
        expect(wiki, manifest);
        assert_true(wiki->count <= 2 + 2 * parts);
    }
    close_wiki(wiki);
}

static void who_dies_in_between_leaves_the_old_one_whole(void **state)
{
    (void)state;
    static const size_t sizes[][2] = { { 1, 2 }, { 2, 1 }, { 2, 2 }, { 2, 3 } };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        bool is_over = false;
        for (size_t cut = 0; !is_over; cut++) {
            struct wiki *wiki = open_wiki();
            struct blob first = bytes_of(wiki, sizes[i][0] * PARTS_BYTES, 'x');
            struct blob old = bytes_of(wiki, sizes[i][0] * PARTS_BYTES, 'a');
            struct blob new = bytes_of(wiki, sizes[i][1] * PARTS_BYTES, 'b');
            write_some(wiki, first, SIZE_MAX);
            write_some(wiki, old, SIZE_MAX);
            is_over = cut >= write_some(wiki, new, cut);
            expect(wiki, cut >= sizes[i][1] ? new : old);
            write_some(wiki, new, SIZE_MAX);
            expect(wiki, new);
            close_wiki(wiki);
        }
    }
}

static void a_torn_one_is_not_believed(void **state)
{
    (void)state;
    static const char *const hostile[] = { "{}", "[]", "null", "7", "\"x\"", "{\"format\":1}",
        "{\"format\":1,\"digest\":\"x\",\"part\":0,\"data\":\"====\",\"slots\":[]}",
        "{\"format\":1,\"digest\":\"x\",\"part\":0,\"data\":\"\",\"slots\":[1,1]}",
        "{\"format\":1,\"digest\":\"x\",\"part\":0,\"data\":\"\",\"slots\":[0]}",
        "{\"format\":1,\"digest\":\"x\",\"part\":0,\"data\":\"\",\"slots\":[-1,99999999]}",
        "{\"format\":1,\"digest\":\"x\",\"part\":0,\"data\":\"\",\"slots\":{}}" };
    struct parts_found found;
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        struct wiki *wiki = open_wiki();
        write_some(wiki, bytes_of(wiki, 3 * PARTS_BYTES, 'a'), SIZE_MAX);
        wiki->list[place_of(wiki, "cmsync.manifest.0")].value = hostile[i];
        assert_int_equal(read_wiki(wiki, &found), PARTS_TORN);
        struct blob again = bytes_of(wiki, 2 * PARTS_BYTES, 'b');
        write_some(wiki, again, SIZE_MAX);
        expect(wiki, again);
        close_wiki(wiki);
    }
    struct wiki *wiki = open_wiki();
    write_some(wiki, bytes_of(wiki, 3 * PARTS_BYTES, 'a'), SIZE_MAX);
    wiki->list[place_of(wiki, "cmsync.manifest.2")] = wiki->list[--wiki->count];
    assert_int_equal(read_wiki(wiki, &found), PARTS_TORN);
    assert_int_equal(found.manifest.size, 0);
    close_wiki(wiki);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct wiki *wiki = open_wiki();
    struct parts_plan plan;
    struct blob huge = { .data = (const unsigned char *)"", .size = PARTS_BYTES * PARTS_MAX + 1 };
    assert_int_equal(parts_plan(huge, "r", "parts\n", wiki->pool, &plan), -1);
    assert_int_equal(parts_plan((struct blob){ 0 }, "r", "parts\n", wiki->pool, &plan), -1);
    struct blob one = bytes_of(wiki, 1, 'a');
    assert_int_equal(parts_plan(one, "r", "", wiki->pool, &plan), -1);
    assert_int_equal(parts_plan(one, "r", "parts\nx\n", wiki->pool, &plan), -1);
    assert_int_equal(parts_plan(one, "r", "parts\n9999 1 1 1\n", wiki->pool, &plan), -1);
    close_wiki(wiki);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_none),
        cmocka_unit_test(it_grows_and_shrinks),
        cmocka_unit_test(who_dies_in_between_leaves_the_old_one_whole),
        cmocka_unit_test(a_torn_one_is_not_believed),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
