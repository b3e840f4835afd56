/* SPDX-License-Identifier: MIT */
/* The editors' sequences are recorded ones, of vim, emacs, nano, sed and git. */
#include "watcher/events.h"

#include "base/memory.h"
#include "base/text.h"
#include "tests/unit/test.h"
#include "watcher/unwanted.h"

#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>

enum { SETTLE_MS = 200 };

struct step {
    uint32_t mask;
    const char *path;
    uint32_t cookie;
};

#define CREATE(path)                                                                               \
    {                                                                                              \
        IN_CREATE, path, 0                                                                         \
    }
#define MODIFY(path)                                                                               \
    {                                                                                              \
        IN_MODIFY, path, 0                                                                         \
    }
#define ATTRIB(path)                                                                               \
    {                                                                                              \
        IN_ATTRIB, path, 0                                                                         \
    }
#define WRITTEN(path)                                                                              \
    {                                                                                              \
        IN_CLOSE_WRITE, path, 0                                                                    \
    }
#define DELETE(path)                                                                               \
    {                                                                                              \
        IN_DELETE, path, 0                                                                         \
    }
#define FROM(path, cookie)                                                                         \
    {                                                                                              \
        IN_MOVED_FROM, path, cookie                                                                \
    }
#define TO(path, cookie)                                                                           \
    {                                                                                              \
        IN_MOVED_TO, path, cookie                                                                  \
    }

static void play(struct events *events, const struct step *steps, int64_t now_ms)
{
    for (; steps->mask != 0; steps++, now_ms++)
        events_add(events, &(struct event){
                               .mask = steps->mask,
                               .cookie = steps->cookie,
                               .path = steps->path,
                               .is_ignored = unwanted_name(steps->path, steps->mask & IN_ISDIR),
                               .now_ms = now_ms,
                               .wall_ms = 1000001 + now_ms,
                           });
}

/* `path` or `path<origin`, with blanks between. */
static char *take(struct events *events, int64_t now_ms)
{
    struct text out = text_new(4096);
    size_t count = 0;
    struct dirty **dirty = events_take(events, now_ms, &count);
    for (size_t i = 0; i < count; i++) {
        text_add_format(&out, "%s%s", out.length > 0 ? " " : "", dirty[i]->path);
        const char *origin = events_origin(events, dirty[i]->path);
        if (origin != NULL && strcmp(origin, dirty[i]->path) != 0)
            text_add_format(&out, "<%s", origin);
    }
    for (size_t i = 0; i < count; i++) {
        events_settled(events, dirty[i]->path);
        dirty_free(&dirty[i]);
    }
    memory_free(&dirty);
    return text_take(&out);
}

static void assert_take(struct events *events, int64_t now_ms, const char *expected)
{
    char *taken = take(events, now_ms);
    assert_string_equal(taken, expected);
    memory_free(&taken);
}

static const struct {
    const char *name;
    struct step steps[16];
    const char *dirty;
} saves[] = {
    { "vim",
        { CREATE(".note.md.swp"), CREATE("4913"), ATTRIB("4913"), WRITTEN("4913"), DELETE("4913"),
            FROM("note.md", 1), TO("note.md~", 1), CREATE("note.md"), MODIFY("note.md"),
            ATTRIB("note.md"), WRITTEN("note.md"), ATTRIB("note.md"), DELETE("note.md~") },
        "note.md" },
    { "vim backupcopy=yes",
        { CREATE("note.md~"), WRITTEN("note.md~"), MODIFY("note.md"), MODIFY("note.md"),
            ATTRIB("note.md"), WRITTEN("note.md"), DELETE("note.md~") },
        "note.md" },
    { "emacs, first save",
        { CREATE(".#note.md"), FROM("note.md", 1), TO("note.md~", 1), CREATE("note.md"),
            MODIFY("note.md"), WRITTEN("note.md"), WRITTEN("note.md"), DELETE(".#note.md"),
            ATTRIB("note.md") },
        "note.md" },
    { "emacs file-precious-flag",
        { CREATE("tmpA1b2C3"), WRITTEN("tmpA1b2C3"), FROM("tmpA1b2C3", 1), TO("note.md", 1),
            ATTRIB("note.md") },
        "note.md" },
    { "nano",
        { CREATE(".note.md.swp"), MODIFY("note.md"), WRITTEN("note.md"), DELETE(".note.md.swp") },
        "note.md" },
    { "sed -i",
        { CREATE("sedAb3xYz"), ATTRIB("sedAb3xYz"), MODIFY("sedAb3xYz"), WRITTEN("sedAb3xYz"),
            FROM("sedAb3xYz", 1), TO("note.md", 1) },
        "note.md" },
    { "rsync",
        { CREATE(".note.md.aX81bc"), MODIFY(".note.md.aX81bc"), WRITTEN(".note.md.aX81bc"),
            FROM(".note.md.aX81bc", 1), TO("note.md", 1) },
        "note.md" },
    { "git checkout",
        { DELETE("note.md"), CREATE("note.md"), MODIFY("note.md"), WRITTEN("note.md") },
        "note.md" },
    { "jetbrains",
        { CREATE("note.md___jb_tmp___"), WRITTEN("note.md___jb_tmp___"), FROM("note.md", 1),
            TO("note.md___jb_old___", 1), FROM("note.md___jb_tmp___", 2), TO("note.md", 2),
            DELETE("note.md___jb_old___") },
        "note.md" },
    { "ln", { CREATE("note.md") }, "note.md" },
    { "mv", { FROM("a.md", 1), TO("b.md", 1) }, "a.md b.md<a.md" },
    { "mv over", { FROM("x.md", 1), TO("note.md", 1) }, "note.md<x.md x.md" },
    { "mv by way of a temporary name",
        { FROM("a.md", 1), TO("a.md~", 1), FROM("a.md~", 2), TO("c.md", 2) }, "a.md c.md<a.md" },
    { "sed -i and mv",
        { CREATE("sedAb3xYz"), WRITTEN("sedAb3xYz"), FROM("sedAb3xYz", 1), TO("note.md", 1),
            FROM("note.md", 2), TO("b.md", 2) },
        "b.md<note.md note.md" },
    { "mv of a folder",
        { { IN_MOVED_FROM | IN_ISDIR, "g", 1 }, { IN_MOVED_TO | IN_ISDIR, "h", 1 } }, "g h<g" },
    { "exchange", { FROM("a.md", 1), TO("b.md", 1), FROM("b.md", 2), TO("a.md", 2) }, "a.md b.md" },
    { "mv out", { FROM("a.md", 1) }, "a.md" },
    { "mv in", { TO("a.md", 9) }, "a.md" },
};

static void each_save_makes_one_path_dirty(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof saves / sizeof saves[0]; i++) {
        struct events *events = events_new(SETTLE_MS);
        play(events, saves[i].steps, 1000);
        assert_take(events, 1000, "");
        assert_take(events, 2000, saves[i].dirty);
        assert_int_equal(events_due_ms(events), -1);
        events_free(&events);
    }
}

/* Two files changed places, then one moved on: its path was left twice. */
static void what_was_renamed_in_a_row_has_one_leader(void **state)
{
    (void)state;
    static const struct step steps[] = { FROM("a.md", 1), TO("a.md~", 1), FROM("b.md", 2),
        TO("a.md", 2), FROM("a.md~", 3), TO("b.md", 3), FROM("b.md", 4), TO("c.md", 4), { 0 } };
    static const struct step written[] = { CREATE("d.md"), WRITTEN("d.md"), { 0 } };
    struct events *events = events_new(SETTLE_MS);
    size_t count = 0;
    play(events, steps, 1000);
    play(events, written, 1150);
    struct dirty **dirty = events_take(events, 1210, &count);
    assert_int_equal(count, 4);
    assert_ptr_equal(dirty[0]->leader, dirty[1]->leader);
    assert_ptr_equal(dirty[0]->leader, dirty[2]->leader);
    assert_ptr_not_equal(dirty[0]->leader, dirty[3]->leader);
    for (size_t i = 0; i < count; i++)
        events_keep(events, dirty[i], 1500);
    memory_free(&dirty);
    assert_take(events, 2000, "a.md<b.md b.md c.md<a.md d.md");
    events_free(&events);
}

static void all_is_taken_once_something_is_due(void **state)
{
    (void)state;
    static const struct step first[] = { CREATE("a.md"), { 0 } };
    static const struct step second[] = { CREATE("b.md"), { 0 } };
    struct events *events = events_new(SETTLE_MS);
    play(events, first, 1000);
    play(events, second, 1150);
    assert_take(events, 1199, "");
    assert_int_equal(events_due_ms(events), 1200);
    assert_take(events, 1200, "a.md b.md");
    assert_int_equal(events_due_ms(events), -1);
    events_free(&events);
}

static struct dirty *take_one(struct events *events, int64_t now_ms)
{
    size_t count = 0;
    struct dirty **dirty = events_take(events, now_ms, &count);
    assert_int_equal(count, 1);
    struct dirty *first = dirty[0];
    memory_free(&dirty);
    return first;
}

static void a_missing_path_waits_for_its_grace(void **state)
{
    (void)state;
    static const struct step deleted[] = { DELETE("a.md"), { 0 } };
    static const struct step saved[] = { FROM("b.md", 1), TO("b.md~", 1), { 0 } };
    static const struct step back[] = { FROM("b.md", 1), TO("b.md~", 1), CREATE("b.md"),
        DELETE("b.md"), { 0 } };
    static const struct step written[] = { CREATE("a.md"), WRITTEN("a.md"), { 0 } };
    struct events *events = events_new(SETTLE_MS);
    play(events, deleted, 1000);
    struct dirty *dirty = take_one(events, 1200);
    assert_int_equal(dirty->missing_ms, 1000 + EVENTS_GRACE_MS);
    events_keep(events, dirty, dirty->missing_ms);
    assert_int_equal(events_due_ms(events), 1300);
    play(events, written, 1250);
    assert_take(events, 1300, "");
    assert_take(events, 1451, "a.md");
    play(events, saved, 2000);
    dirty = take_one(events, 2200);
    assert_int_equal(dirty->missing_ms, 2001 + EVENTS_LONG_GRACE_MS);
    dirty_free(&dirty);
    play(events, back, 3000);
    dirty = take_one(events, 3203);
    assert_int_equal(dirty->missing_ms, 3003 + EVENTS_GRACE_MS);
    dirty_free(&dirty);
    events_free(&events);
}

static void what_waits_goes_on_waiting_in_a_folder_that_moved(void **state)
{
    (void)state;
    static const struct step deleted[] = { DELETE("g/a.md"), DELETE("gh/b.md"), { 0 } };
    struct events *events = events_new(SETTLE_MS);
    play(events, deleted, 1000);
    events_follow(events, "g", "k/l");
    assert_take(events, 1300, "g/a.md gh/b.md k/l/a.md");
    events_free(&events);
}

/* Nobody waits for a save when it is known where the file went. */
static void a_file_that_went_elsewhere_is_not_expected_back(void **state)
{
    (void)state;
    static const struct step moved[] = { FROM("a.md", 1), TO("a.md~", 1), FROM("a.md~", 2),
        TO("c.md", 2), { 0 } };
    struct events *events = events_new(SETTLE_MS);
    size_t count = 0;
    play(events, moved, 1000);
    struct dirty **dirty = events_take(events, 1300, &count);
    assert_int_equal(count, 2);
    assert_string_equal(dirty[0]->path, "a.md");
    assert_int_equal(dirty[0]->missing_ms, 1003 + EVENTS_GRACE_MS);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(dirty[i]->leader, dirty[0]->leader);
        events_keep(events, dirty[i], 1350);
    }
    memory_free(&dirty);
    assert_take(events, 1400, "a.md c.md<a.md");
    events_free(&events);
}

static void a_path_that_is_never_quiet_is_looked_at_all_the_same(void **state)
{
    (void)state;
    static const struct step written[] = { MODIFY("a.md"), { 0 } };
    struct events *events = events_new(SETTLE_MS);
    for (int64_t now = 0; now < EVENTS_LONGEST_MS; now += 100) {
        play(events, written, now);
        assert_take(events, now, "");
    }
    assert_take(events, EVENTS_LONGEST_MS, "a.md");
    events_free(&events);
}

static void attributes_alone_are_told_from_writing(void **state)
{
    (void)state;
    static const struct step steps[] = { ATTRIB("a.md"), { 0 } };
    static const struct step more[] = { MODIFY("a.md"), { 0 } };
    struct events *events = events_new(SETTLE_MS);
    play(events, steps, 0);
    struct dirty *dirty = take_one(events, 500);
    assert_true(dirty->is_attributes);
    assert_int_equal(dirty->changed_ms, 1000001);
    dirty_free(&dirty);
    play(events, steps, 1000);
    play(events, more, 1001);
    dirty = take_one(events, 1500);
    assert_false(dirty->is_attributes);
    dirty_free(&dirty);
    events_free(&events);
}

static void too_many_paths_are_an_overflow(void **state)
{
    (void)state;
    struct events *events = events_new(SETTLE_MS);
    char path[32];
    for (int i = 0; i <= EVENTS_MAX; i++) {
        snprintf(path, sizeof path, "%d.md", i);
        events_add(events, &(struct event){ .mask = IN_CREATE, .path = path });
    }
    assert_true(events_take_overflow(events));
    assert_false(events_take_overflow(events));
    assert_take(events, 10000, "");
    events_free(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_save_makes_one_path_dirty),
        cmocka_unit_test(what_was_renamed_in_a_row_has_one_leader),
        cmocka_unit_test(all_is_taken_once_something_is_due),
        cmocka_unit_test(a_missing_path_waits_for_its_grace),
        cmocka_unit_test(what_waits_goes_on_waiting_in_a_folder_that_moved),
        cmocka_unit_test(a_file_that_went_elsewhere_is_not_expected_back),
        cmocka_unit_test(a_path_that_is_never_quiet_is_looked_at_all_the_same),
        cmocka_unit_test(attributes_alone_are_told_from_writing),
        cmocka_unit_test(too_many_paths_are_an_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
