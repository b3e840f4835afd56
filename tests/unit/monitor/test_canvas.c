/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"

#include "monitor/canvas.h"

static void assert_line(const char *text, int width, const char *expected, int expected_width)
{
    struct canvas canvas = { 0 };
    struct text out = text_new(4096);
    canvas_reset(&canvas, 1, 20);
    assert_int_equal(canvas_put(&canvas, 0, 0, width, STYLE_PLAIN, text), expected_width);
    canvas_print_text(&canvas, &out);
    text_cut(&out, out.length - 1);
    assert_string_equal(out.data, expected);
    text_free(&out);
    canvas_free(&canvas);
}

static void text_is_cut_by_columns_between_clusters(void **state)
{
    (void)state;
    assert_line("plain", 20, "plain", 5);
    assert_line("plain", 5, "plain", 5);
    assert_line("plain", 4, "pla~", 4);
    assert_line("漢字漢字", 8, "漢字漢字", 8);
    assert_line("漢字漢字", 7, "漢字漢~", 7);
    assert_line("漢字漢字", 6, "漢字~", 5);
    assert_line("e\xCC\x81t\xC3\xA9", 3, "e\xCC\x81t\xC3\xA9", 3);
    assert_line("anything", 0, "", 0);
    assert_line("anything", 1, "~", 1);
}

static void what_terminals_disagree_about_is_left_out(void **state)
{
    (void)state;
    assert_line("\xE2\x9A\xA0\xEF\xB8\x8F!", 20, "\xE2\x9A\xA0!", 2);
    assert_line("\x1B[31mred", 20, "?[31mred", 8);
    assert_line("a\xE2\x80\xAE"
                "b",
        20, "a?b", 3);
}

static void a_wide_character_never_crosses_the_border(void **state)
{
    (void)state;
    struct canvas canvas = { 0 };
    struct text out = text_new(4096);
    canvas_reset(&canvas, 2, 4);
    assert_int_equal(canvas_put(&canvas, 0, 3, 10, STYLE_PLAIN, "漢"), 1);
    assert_int_equal(canvas_put(&canvas, 5, 0, 10, STYLE_PLAIN, "below"), 0);
    assert_int_equal(canvas_put(&canvas, 0, -1, 10, STYLE_PLAIN, "left"), 0);
    canvas_print_text(&canvas, &out);
    assert_string_equal(out.data, "   ~\n\n");
    text_free(&out);
    canvas_free(&canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_by_columns_between_clusters),
        cmocka_unit_test(what_terminals_disagree_about_is_left_out),
        cmocka_unit_test(a_wide_character_never_crosses_the_border),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
