/* SPDX-License-Identifier: MIT */
#include "cli/listing.h"

#include "base/memory.h"
#include "tests/unit/test.h"

#include <string.h>

enum { OUT_BYTES = 100000 };

static struct item_file_status sample[] = {
    { .path = "a.md", .letter = "=", .page_id = "1", .reason = "" },
    { .path = "g/b.md", .letter = "A", .page_id = "", .reason = "new" },
    { .path = "g/c.md", .letter = "U", .page_id = "3", .reason = "changed in Confluence" },
    { .path = "g/d.md", .letter = "E", .page_id = "4", .reason = "not UTF-8" },
    { .path = "h.md", .letter = "D", .page_id = "5", .reason = "deletion waits" },
};

enum { SAMPLES = sizeof sample / sizeof sample[0] };

static struct listing sample_listing(struct item_file_status copy[SAMPLES])
{
    memcpy(copy, sample, sizeof sample);
    return (struct listing){ .files = copy, .count = SAMPLES };
}

static void a_porcelain_line_has_four_fields_between_tabs(void **state)
{
    (void)state;
    struct item_file_status copy[SAMPLES];
    struct listing listing = sample_listing(copy);
    struct text out = text_new(OUT_BYTES);
    listing_print_porcelain(&listing, &out);
    assert_string_equal(out.data, "=\ta.md\t1\t\n"
                                  "A\tg/b.md\t\tnew\n"
                                  "U\tg/c.md\t3\tchanged in Confluence\n"
                                  "E\tg/d.md\t4\tnot UTF-8\n"
                                  "D\th.md\t5\tdeletion waits\n");
    text_free(&out);
}

static void a_path_cannot_break_a_porcelain_line(void **state)
{
    (void)state;
    struct item_file_status file = {
        .path = "a\tb\nc\r\\d\xff.md", .letter = "A", .page_id = "", .reason = "x\ny"
    };
    struct listing listing = { .files = &file, .count = 1 };
    struct text out = text_new(OUT_BYTES);
    listing_print_porcelain(&listing, &out);
    assert_string_equal(out.data, "A\ta\\tb\\nc\\r\\\\d\xff.md\t\tx\\ny\n");
    text_free(&out);
}

static void what_needs_a_person_comes_first(void **state)
{
    (void)state;
    struct item_file_status copy[SAMPLES];
    struct listing listing = sample_listing(copy);
    listing_sort(&listing);
    const char *order = "UDEA=";
    for (size_t i = 0; i < listing.count; i++)
        assert_int_equal(listing.files[i].letter[0], order[i]);
}

static void the_table_counts_what_is_in_step_and_lists_the_rest(void **state)
{
    (void)state;
    struct item_file_status copy[SAMPLES];
    struct listing listing = sample_listing(copy);
    struct text out = text_new(OUT_BYTES);
    listing_sort(&listing);
    listing_print_table(&listing, false, false, &out);
    assert_null(strstr(out.data, "a.md"));
    assert_non_null(strstr(out.data, "  U  g/c.md"));
    assert_non_null(
        strstr(out.data, "5 files: 1 conflict, 1 deletion, 1 error, 1 new, 1 in step\n"));
    text_cut(&out, 0);
    listing_print_table(&listing, true, false, &out);
    assert_non_null(strstr(out.data, "  =  a.md\n"));
    text_free(&out);
}

static void the_table_shows_no_control_characters(void **state)
{
    (void)state;
    struct item_file_status file = {
        .path = "a\x1b[31m.md", .letter = "A", .page_id = "", .reason = "x\x07y"
    };
    struct listing listing = { .files = &file, .count = 1 };
    struct text out = text_new(OUT_BYTES);
    listing_print_table(&listing, false, false, &out);
    assert_null(strchr(out.data, '\x1b'));
    assert_null(strchr(out.data, '\x07'));
    text_free(&out);
}

static void files_with_one_cause_are_told_once_with_three_examples(void **state)
{
    (void)state;
    struct item_file_status files[5];
    const char *paths[] = { "1.md", "2.md", "3.md", "4.md", "5.md" };
    for (size_t i = 0; i < 5; i++)
        files[i] = (struct item_file_status){ .path = paths[i], .letter = "E", .reason = "bad" };
    files[2].reason = "worse";
    struct listing listing = { .files = files, .count = 5 };
    struct text out = text_new(OUT_BYTES);
    listing_print_troubles(&listing, &out);
    assert_string_equal(out.data, "error: bad (4 files)\n"
                                  "  --> 1.md\n"
                                  "  --> 2.md\n"
                                  "  --> 4.md\n"
                                  "  ... and 1 more (`cmsync status` lists them)\n"
                                  "  = help: cmsync status 1.md\n"
                                  "error: worse\n"
                                  "  --> 3.md\n"
                                  "  = help: cmsync status 3.md\n");
    text_free(&out);
}

static void the_advice_quotes_a_path_that_a_shell_would_take_apart(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "guide/\xc3\xbc-1.md", "guide/\xc3\xbc-1.md" },
        { "a b.md", "'a b.md'" },
        { "$(reboot) `x`.md", "'$(reboot) `x`.md'" },
        { "it's [1]{2}.md", "'it'\\''s [1]{2}.md'" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text out = text_new(OUT_BYTES);
        listing_print_advice("cmsync confirm %s, or cmsync reject %s", cases[i][0], &out);
        struct text expected = text_new(OUT_BYTES);
        text_add_format(
            &expected, "cmsync confirm %s, or cmsync reject %s", cases[i][1], cases[i][1]);
        assert_string_equal(out.data, expected.data);
        text_free(&expected);
        text_free(&out);
    }
}

/* A store with five files, two a part. */
static int answer_in_parts(void *context, const struct message *question, struct message *answer)
{
    int *asked = context;
    size_t start = 0;
    while (question->statuses_ask.after[0] != '\0' &&
           strcmp(sample[start].path, question->statuses_ask.after) != 0)
        start++;
    start += question->statuses_ask.after[0] != '\0';
    size_t count = SAMPLES - start < 2 ? SAMPLES - start : 2;
    *answer = (struct message){ .type = MESSAGE_statuses_known };
    answer->statuses_known.files = sample + start;
    answer->statuses_known.files_count = count;
    answer->statuses_known.is_last = start + count == SAMPLES;
    (*asked)++;
    return *asked == 9 ? 5 : 0;
}

static void a_listing_gathers_all_parts(void **state)
{
    (void)state;
    struct listing listing;
    int asked = 0;
    assert_int_equal(listing_fetch(&listing, answer_in_parts, &asked, ""), 0);
    assert_int_equal(asked, 3);
    assert_int_equal(listing.count, SAMPLES);
    assert_string_equal(listing.files[4].path, "h.md");
    listing_free(&listing);
    asked = 7;
    assert_int_equal(listing_fetch(&listing, answer_in_parts, &asked, ""), 5);
    listing_free(&listing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_porcelain_line_has_four_fields_between_tabs),
        cmocka_unit_test(a_path_cannot_break_a_porcelain_line),
        cmocka_unit_test(what_needs_a_person_comes_first),
        cmocka_unit_test(the_table_counts_what_is_in_step_and_lists_the_rest),
        cmocka_unit_test(the_table_shows_no_control_characters),
        cmocka_unit_test(files_with_one_cause_are_told_once_with_three_examples),
        cmocka_unit_test(the_advice_quotes_a_path_that_a_shell_would_take_apart),
        cmocka_unit_test(a_listing_gathers_all_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
