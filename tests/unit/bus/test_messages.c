/* SPDX-License-Identifier: MIT */
#include "bus/messages.h"

#include "base/log.h"
#include "bus/message_print.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

static struct item_entry entries[] = {
    { .path = "a.md", .kind = ENTRY_FILE, .size = 12, .modified_ns = INT64_MAX },
    { .path = "bad-\xff-name", .kind = ENTRY_FOLDER, .size = -1 },
};

static struct text pack_example(void)
{
    struct message message = { .type = MESSAGE_entries_seen };
    message.entries_seen.entries = entries;
    message.entries_seen.entries_count = 2;
    message.entries_seen.is_last = true;
    message.entries_seen.scans_wanted = 7;
    struct text packed = text_new(MESSAGE_MAX_BYTES);
    assert_int_equal(message_pack(&message, &packed), 0);
    return packed;
}

static void what_is_packed_comes_back(void **state)
{
    (void)state;
    struct text packed = pack_example();
    struct message message;
    assert_int_equal(message_unpack(&message, MESSAGE_entries_seen, packed.data, packed.length), 0);
    assert_int_equal(message.entries_seen.entries_count, 2);
    assert_string_equal(message.entries_seen.entries[0].path, "a.md");
    assert_true(message.entries_seen.entries[0].modified_ns == INT64_MAX);
    assert_string_equal(message.entries_seen.entries[1].path, "bad-\xff-name");
    assert_int_equal(message.entries_seen.entries[1].size, -1);
    assert_true(message.entries_seen.is_last);
    assert_int_equal(message.entries_seen.scans_wanted, 7);
    message_free(&message);
    message_free(&message);
    text_free(&packed);
}

static void every_truncation_is_rejected(void **state)
{
    (void)state;
    struct text packed = pack_example();
    for (size_t size = 0; size < packed.length; size++) {
        struct message message;
        void *part = memory_copy(packed.data, size);
        assert_int_equal(message_unpack(&message, MESSAGE_entries_seen, part, size), -1);
        free(part);
    }
    text_free(&packed);
}

static void nothing_may_be_left_over(void **state)
{
    (void)state;
    struct text packed = pack_example();
    text_add_char(&packed, '\0');
    struct message message;
    assert_int_equal(
        message_unpack(&message, MESSAGE_entries_seen, packed.data, packed.length), -1);
    text_free(&packed);
}

static void another_version_is_refused(void **state)
{
    (void)state;
    struct text packed = pack_example();
    packed.data[1] = MESSAGE_VERSION + 1;
    struct message message;
    assert_int_equal(
        message_unpack(&message, MESSAGE_entries_seen, packed.data, packed.length), -1);
    text_free(&packed);
}

static const struct {
    const char *bytes;
    size_t size;
} bombs[] = {
    { "\xdd\xff\xff\xff\xff", 5 },                          /* an array of 4 billion */
    { "\xdf\x10\x00\x00\x00", 5 },                          /* a map of 268 million */
    { "\x95\x01\xdd\xff\xff\xff\xff\xc2\x00\xa0", 10 },     /* inside, where a list stands */
    { "\x92\x01\xdf\xff\xff\xff\xff", 7 },                  /* where a scalar stands */
    { "\x92\x01\xc9\xff\xff\xff\xff\x00", 8 },              /* an extension */
    { "\x92\x01\xdb\xff\xff\xff\xff", 7 },                  /* a string of 4 GB */
    { "\x92\x01\xcf\xff\xff\xff\xff\xff\xff\xff\xff", 11 }, /* a number beyond int64 */
};

static void bombs_do_not_go_off(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
        for (int type = 0; type <= MESSAGE_COUNT; type++) {
            struct message message;
            assert_int_equal(
                message_unpack(&message, (enum message_type)type, bombs[i].bytes, bombs[i].size),
                -1);
        }
    }
}

static void text_must_be_utf8_and_paths_need_not(void **state)
{
    (void)state;
    log_set_level(LOG_LEVEL_error);
    struct message message = { .type = MESSAGE_refused };
    message.refused.code = "x";
    message.refused.reason = "\xff";
    struct text packed = text_new(1000);
    assert_int_equal(message_pack(&message, &packed), -1);
    assert_int_equal(packed.length, 0);
    static const char bad[] = "\x93\x01\xa1x\xa1\xff";
    struct message back;
    assert_int_equal(message_unpack(&back, MESSAGE_refused, bad, sizeof bad - 1), -1);
    text_free(&packed);
}

static void what_is_too_large_is_not_sent(void **state)
{
    (void)state;
    struct message message = { .type = MESSAGE_refused };
    message.refused.reason = "0123456789";
    struct text packed = text_new(8);
    assert_int_equal(message_pack(&message, &packed), -1);
    text_free(&packed);
}

static void no_name_is_a_prefix_of_another(void **state)
{
    (void)state;
    for (int a = 1; a < MESSAGE_COUNT; a++) {
        const char *name = message_name((enum message_type)a);
        assert_int_equal(message_find(name, strlen(name)), a);
        assert_true(strlen(name) <= 32);
        for (int b = 1; b < MESSAGE_COUNT; b++) {
            const char *other = message_name((enum message_type)b);
            assert_true(a == b || strncmp(name, other, strlen(name)) != 0);
        }
    }
}

static void messages_print_for_people_and_programs(void **state)
{
    (void)state;
    struct message message = { .type = MESSAGE_file_noticed };
    message.file_noticed.path = "a\x1b\xff.md";
    message.file_noticed.what = "changed";
    struct text out = text_new(10000);
    message_print(&message, &out);
    assert_string_equal(out.data, "file_noticed path=a?\\xFF.md what=changed from=");
    text_cut(&out, 0);
    message_print_json(&message, &out);
    assert_string_equal(out.data, "{\"type\":\"file_noticed\",\"path\":\"a\\u001B\xEF\xBF\xBD.md\","
                                  "\"what\":\"changed\",\"from\":\"\"}");
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_comes_back),
        cmocka_unit_test(every_truncation_is_rejected),
        cmocka_unit_test(nothing_may_be_left_over),
        cmocka_unit_test(another_version_is_refused),
        cmocka_unit_test(bombs_do_not_go_off),
        cmocka_unit_test(text_must_be_utf8_and_paths_need_not),
        cmocka_unit_test(what_is_too_large_is_not_sent),
        cmocka_unit_test(no_name_is_a_prefix_of_another),
        cmocka_unit_test(messages_print_for_people_and_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
