/* SPDX-License-Identifier: MIT */
#include "config/yaml_edit.h"

#include "config/yaml.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OUT_BYTES = 65536 };

static struct text edited;
static struct problem problem;

static int edit(const char *before, const struct yaml_edit *wanted)
{
    text_free(&edited);
    edited = text_new(OUT_BYTES);
    return yaml_edit_apply(before, strlen(before), wanted, &edited, &problem);
}

#define ITEMS(...)                                                                                 \
    {                                                                                              \
        .items = (const char *const[]){ __VA_ARGS__ },                                             \
        .count = sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *)               \
    }

/* `value` NULL: the key goes. */
static void becomes(
    const char *before, const char *section, const char *key, const char *value, const char *after)
{
    const char *const texts[] = { value };
    const struct yaml_edit wanted = { .section = section,
        .key = key,
        .texts = { .items = texts, .count = 1 },
        .is_text = true,
        .is_absent = value == NULL };
    assert_int_equal(edit(before, &wanted), 0);
    assert_string_equal(edited.data, after);
}

static void becomes_list(const char *before, struct config_list items, const char *after)
{
    const struct yaml_edit wanted = {
        .section = "docs", .key = "ignore", .texts = items, .is_list = true, .is_text = true
    };
    assert_int_equal(edit(before, &wanted), 0);
    assert_string_equal(edited.data, after);
}

static void a_value_is_replaced_where_it_stands(void **state)
{
    (void)state;
    becomes("# top\nsite:\n  url: a   # why\n\n  space: X\n", "site", "url", "https://b/wiki",
        "# top\nsite:\n  url: https://b/wiki   # why\n\n  space: X\n");
    becomes("site:\n  url: 'a'\n", "site", "url", "it's", "site:\n  url: 'it''s'\n");
    becomes("site:\n  url: \"a\"\n", "site", "url", "b\"c", "site:\n  url: \"b\\\"c\"\n");
    becomes("site: {url: a, space: X}\n", "site", "url", "b", "site: {url: b, space: X}\n");
    becomes("{site: {url: a}}", "site", "url", "b, c", "{site: {url: \"b, c\"}}");
    becomes("site:\n  url:\n  space: X\n", "site", "url", "b", "site:\n  url: b\n  space: X\n");
    becomes("site:\n  url: # none\n", "site", "url", "b", "site:\n  url: b # none\n");
    becomes("site:\n  url: ~", "site", "url", "b", "site:\n  url: b");
    becomes("site:\n  url: a\n    b\n  space: X\n", "site", "url", "c",
        "site:\n  url: c\n  space: X\n");
    becomes("site:\n  url: >- # folded\n    a\n    b\n\n  # next\n  space: X\n", "site", "url", "c",
        "site:\n  url: c # folded\n\n  # next\n  space: X\n");
    becomes("site:\r\n  url: a\r\n", "site", "url", "b", "site:\r\n  url: b\r\n");
    becomes("\xEF\xBB\xBFsite:\n  user: \xC3\xA4\n  url: a\n", "site", "url", "b",
        "\xEF\xBB\xBFsite:\n  user: \xC3\xA4\n  url: b\n");
}

static void a_key_is_added_to_its_section(void **state)
{
    (void)state;
    becomes("site:\n  url: a # x\n\n# about docs\ndocs:\n  root: d\n", "site", "space", "X",
        "site:\n  url: a # x\n  space: X\n\n# about docs\ndocs:\n  root: d\n");
    becomes("site:\n    url: a", "site", "space", "X", "site:\n    url: a\n    space: X\n");
    becomes("site: {url: a}\n", "site", "space", "X", "site: {url: a, space: X}\n");
    becomes("site: {}\n", "site", "space", "X", "site: {space: X}\n");
    becomes("site: { url: a, }\n", "site", "space", "X", "site: { url: a, space: X }\n");
    becomes("docs:\n  ignore:\n    - a\n    - b # last\n# end\n", "docs", "root", "d",
        "docs:\n  ignore:\n    - a\n    - b # last\n  root: d\n# end\n");
    becomes(
        "docs:\n  ignore:\n  - a\n", "docs", "root", "d", "docs:\n  ignore:\n  - a\n  root: d\n");
    becomes("site:\r\n  url: a\r\n", "site", "space", "X", "site:\r\n  url: a\r\n  space: X\r\n");
}

static void a_section_is_added_at_the_end(void **state)
{
    (void)state;
    becomes("", "site", "url", "a", "site:\n  url: a\n");
    becomes("# only words\n", "site", "url", "a", "# only words\nsite:\n  url: a\n");
    becomes("version: 1", "site", "url", "a", "version: 1\nsite:\n  url: a\n");
    becomes("{version: 1}\n", "site", "url", "a", "{version: 1, site: {url: a}}\n");
    becomes("site:\ndocs:\n  root: d\n", "site", "url", "a", "site:\n  url: a\ndocs:\n  root: d\n");
    becomes("site: ~ # later\n", "site", "url", "a", "site:  # later\n  url: a\n");
    becomes("site:", "site", "url", "a", "site:\n  url: a\n");
}

static void a_key_is_taken_away_with_its_line(void **state)
{
    (void)state;
    becomes("site:\n  # the address\n  url: a # x\n  space: X\n", "site", "url", NULL,
        "site:\n  # the address\n  space: X\n");
    becomes("site:\n  url: a\n", "site", "url", NULL, "site:\n");
    becomes("site: {url: a, space: X}\n", "site", "url", NULL, "site: {space: X}\n");
    becomes("site: {url: a, space: X}\n", "site", "space", NULL, "site: {url: a}\n");
    becomes("site: {url: a}\n", "site", "url", NULL, "site: {}\n");
    becomes("site:\n  space: X\n", "site", "url", NULL, "site:\n  space: X\n");
    becomes("docs:\n  ignore:\n    - a\n    - b\n  root: d\n", "docs", "ignore", NULL,
        "docs:\n  root: d\n");
}

static void lines_of_a_list_that_stay_are_not_touched(void **state)
{
    (void)state;
    static const char lines[] = "docs:\n  ignore:\n    - a # first\n    # about b\n    - 'b'\n"
                                "    - c\n  root: d\n";
    becomes_list(lines, (struct config_list)ITEMS("a", "b", "c", "*.tmp"),
        "docs:\n  ignore:\n    - a # first\n    # about b\n    - 'b'\n    - c\n    - \"*.tmp\"\n"
        "  root: d\n");
    becomes_list(lines, (struct config_list)ITEMS("a", "c"),
        "docs:\n  ignore:\n    - a # first\n    # about b\n    - c\n  root: d\n");
    becomes_list(lines, (struct config_list)ITEMS("x", "a", "b", "c"),
        "docs:\n  ignore:\n    - x\n    - a # first\n    # about b\n    - 'b'\n    - c\n  root: "
        "d\n");
    becomes_list(lines, (struct config_list)ITEMS("a", "x", "c"),
        "docs:\n  ignore:\n    - a # first\n    # about b\n    - x\n    - c\n  root: d\n");
    becomes_list(lines, (struct config_list){ 0 }, "docs:\n  ignore: []\n  root: d\n");
    becomes_list("docs:\n  ignore: [a, b] # two\n", (struct config_list)ITEMS("a", "true"),
        "docs:\n  ignore: [a, \"true\"] # two\n");
    becomes_list(
        "docs:\n  ignore: a\n", (struct config_list)ITEMS("a", "b"), "docs:\n  ignore: [a, b]\n");
}

static void texts_that_look_like_something_else_get_quotes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *text_form;
        const char *plain_form;
    } cases[] = {
        { "65601", "\"65601\"", "65601" },
        { "no", "\"no\"", "no" },
        { "12:30", "\"12:30\"", "12:30" },
        { "DOCS", "DOCS", "DOCS" },
        { "bad", "bad", "bad" },
        { "", "\"\"", "\"\"" },
        { "null", "\"null\"", "\"null\"" },
        { "a: b", "\"a: b\"", "\"a: b\"" },
        { "a #b", "\"a #b\"", "\"a #b\"" },
        { "a\tb", "\"a\\x09b\"", "\"a\\x09b\"" },
        { "https://x.example/wiki", "https://x.example/wiki", "https://x.example/wiki" },
        { "~/docs", "~/docs", "~/docs" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text out = text_new(1000);
        yaml_edit_print_scalar(cases[i].text, true, '\0', &out);
        assert_string_equal(out.data, cases[i].text_form);
        text_cut(&out, 0);
        yaml_edit_print_scalar(cases[i].text, false, '\0', &out);
        assert_string_equal(out.data, cases[i].plain_form);
        text_free(&out);
    }
}

static void what_cannot_be_changed_in_place_is_refused(void **state)
{
    (void)state;
    const char *const texts[] = { "b" };
    const struct yaml_edit wanted = {
        .section = "site", .key = "url", .texts = { .items = texts, .count = 1 }
    };
    static const char *const files[] = { "- a\n", "site: text\n", "site: [a]\n", "text",
        "version: 1\n...\n", "\xEF\xBB\xBF\xEF\xBB\xBF?" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        assert_int_equal(edit(files[i], &wanted), -1);
        assert_string_equal(problem.code, "CM-YAML-06");
    }
    assert_int_equal(edit("site: {url: a\n", &wanted), -1);
    assert_string_equal(problem.code, "CM-YAML-01");
}

/* ---------------------------------------------------------------- any file, any value */

static unsigned int seed;

static unsigned int chance(unsigned int sides)
{
    seed = seed * 1103515245U + 12345U;
    return (seed >> 16) % sides;
}

static const char *any_text(void)
{
    static const char *const texts[] = { "a", "https://x.example/wiki", "it's", "a \"b\" c",
        "65601", "x: y", "# no comment", "", "\xE6\xBC\xA2\xE5\xAD\x97", "- a", "[x]", "{", "a,b",
        "null", "true", "*.md", "&a", "!t", "|", "%d", "@x", " lead", "trail ", "c:\\d", "...",
        "---" };
    return texts[chance(sizeof texts / sizeof texts[0])];
}

static void add_any_value(struct text *file)
{
    static const char *const comments[] = { "", " # note", "   # a: b" };
    static const char quotes[] = { '\0', '\'', '"' };
    if (chance(4) == 0) {
        text_add_string(file, chance(2) ? " [p, \"q r\", 's']" : "\n    - p # one\n\n    - q");
    } else if (chance(6) == 0) {
        text_add_string(file, chance(2) ? "" : " |\n    two\n    lines");
        text_add_char(file, '\n');
        return;
    } else {
        text_add_char(file, ' ');
        yaml_edit_print_scalar(any_text(), true, quotes[chance(3)], file);
    }
    text_add_format(file, "%s\n", comments[chance(3)]);
}

static void make_any_file(struct text *file)
{
    static const char *const sections[] = { "site", "docs", "limits" };
    static const char *const keys[] = { "one", "two", "three", "four" };
    text_add_string(file, chance(2) ? "# head\n\n" : "");
    for (size_t i = 0; i < 3; i++) {
        if (chance(4) == 0)
            continue;
        text_add_format(file, "%s:%s\n", sections[i], chance(3) ? "" : " # section");
        for (size_t j = 0; j < 4; j++) {
            if (chance(3) == 0)
                continue;
            text_add_string(file, chance(4) ? "" : "  # about\n\n");
            text_add_format(file, "  %s:", keys[j]);
            add_any_value(file);
        }
        text_add_string(file, chance(3) ? "\n" : "# between\n");
    }
}

/* Lines of `a` that are in `b`, in order, from both ends: what is between them was changed. */
static size_t common_lines(const char *a, const char *b, size_t *behind)
{
    size_t most = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    size_t front = 0;
    size_t start = 0;
    for (; front < most && a[front] == b[front]; front++) {
        if (a[front] == '\n')
            start = front + 1;
    }
    *behind = 0;
    size_t length = 0;
    const char *end_a = a + strlen(a);
    const char *end_b = b + strlen(b);
    while (length < most - start && end_a[-1 - (long)length] == end_b[-1 - (long)length]) {
        length++;
        if (end_a[-(long)length] == '\n')
            *behind = length - 1;
    }
    if (length == most - start)
        *behind = length; /* up to the very line that differs in front */
    return start;
}

static void any_file_gives_the_value_back_and_keeps_the_other_lines(void **state)
{
    (void)state;
    for (seed = 1; seed < 4000000000U - 1000000U; seed += 1000003U) {
        unsigned int kept = seed;
        struct text file = text_new(OUT_BYTES);
        make_any_file(&file);
        const char *const items[] = { any_text(), any_text(), any_text() };
        static const char *const keys[] = { "one", "two", "three", "four" };
        const struct yaml_edit wanted = { .section = chance(2) ? "site" : "docs",
            .key = keys[chance(4)],
            .texts = { .items = items, .count = 1 },
            .is_list = false,
            .is_text = chance(2) != 0,
            .is_absent = chance(4) == 0 };
        struct yaml_edit list = wanted;
        list.is_list = true;
        list.texts.count = chance(4);
        const struct yaml_edit *used = chance(3) == 0 ? &list : &wanted;
        if (edit(file.data, used) != 0) {
            print_message("seed %u: %s\n%s", kept, problem.message, file.data);
            fail();
        }
        size_t behind = 0;
        size_t start = common_lines(file.data, edited.data, &behind);
        /* What was cut is the lines of this one key: no other key's name is among them. */
        for (size_t i = 0; i < 4; i++) {
            char name[16];
            snprintf(name, sizeof name, "\n  %s:", keys[i]);
            char *cut =
                strndup(file.data + start - (start > 0), strlen(file.data) - start - behind);
            if (strcmp(keys[i], used->key) != 0 && strstr(cut, name) != NULL) {
                print_message("seed %u, %s.%s: %s: cut [%s]\n%s=====\n%s", kept, used->section,
                    used->key, name, cut, file.data, edited.data);
                fail();
            }
            free(cut);
        }
        text_free(&file);
        seed = kept;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_replaced_where_it_stands),
        cmocka_unit_test(a_key_is_added_to_its_section),
        cmocka_unit_test(a_section_is_added_at_the_end),
        cmocka_unit_test(a_key_is_taken_away_with_its_line),
        cmocka_unit_test(lines_of_a_list_that_stay_are_not_touched),
        cmocka_unit_test(texts_that_look_like_something_else_get_quotes),
        cmocka_unit_test(what_cannot_be_changed_in_place_is_refused),
        cmocka_unit_test(any_file_gives_the_value_back_and_keeps_the_other_lines),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    text_free(&edited);
    return failed;
}
