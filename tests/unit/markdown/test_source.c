/* SPDX-License-Identifier: MIT */
#include "markdown/source.h"

#include "tests/unit/test.h"

#include <string.h>

#define BAD "\xEF\xBF\xBD"

static void expect(const char *data, size_t length, const char *wanted, size_t replaced)
{
    struct source source = source_open(data, length);
    assert_int_equal(source.length, strlen(wanted));
    assert_memory_equal(source.data, wanted, source.length);
    assert_int_equal(source.replaced, replaced);
    source_free(&source);
}

static void good_text_is_not_copied(void **state)
{
    (void)state;
    const char *text = "plain\ttext\r\nwith gr\xC3\xBC\xC3\x9F and \xF0\x9F\x98\x84 in it, long";
    struct source source = source_open(text, strlen(text));
    assert_ptr_equal(source.data, text);
    assert_null(source.owned);
    source_free(&source);
}

static void a_byte_order_mark_goes(void **state)
{
    (void)state;
    expect("\xEF\xBB\xBFx", 4, "x", 0);
}

static void what_is_no_utf8_is_replaced(void **state)
{
    (void)state;
    expect("a\xFF\xFEz", 4, "a" BAD BAD "z", 2);
    expect("\xC3", 1, BAD, 1);
    expect("\xED\xA0\x80", 3, BAD BAD BAD, 3);
    expect("0123456789\xC3\xA4\xC3", 13, "0123456789\xC3\xA4" BAD, 1);
}

static void what_xml_cannot_hold_is_replaced(void **state)
{
    (void)state;
    expect("a\0b\x01"
           "c",
        5, "a" BAD "b" BAD "c", 2);
    expect("a\xEF\xBF\xBF", 4, "a" BAD, 1);
    expect("a\fb", 3, "a b", 0);
}

static void every_place_of_a_flaw_is_found(void **state)
{
    (void)state;
    for (size_t at = 0; at < 40; at++) {
        char text[41];
        memset(text, 'x', sizeof text);
        text[at] = '\x01';
        struct source source = source_open(text, 40);
        assert_int_equal(source.control_at, at);
        assert_int_equal(source.length, 42);
        source_free(&source);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_text_is_not_copied),
        cmocka_unit_test(a_byte_order_mark_goes),
        cmocka_unit_test(what_is_no_utf8_is_replaced),
        cmocka_unit_test(what_xml_cannot_hold_is_replaced),
        cmocka_unit_test(every_place_of_a_flaw_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
