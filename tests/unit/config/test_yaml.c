/* SPDX-License-Identifier: MIT */
#include "config/yaml.h"

#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

static const struct yaml_limits small = { .bytes = 4096, .depth = 16, .nodes = 100 };

static struct yaml_tree *read_text(const char *text, size_t first_line)
{
    struct yaml_tree *tree = NULL;
    struct problem problem;
    assert_int_equal(yaml_read(text, strlen(text), first_line, small, &tree, &problem), 0);
    assert_non_null(tree);
    return tree;
}

static void scalars_stay_text_with_style_and_place(void **state)
{
    (void)state;
    struct yaml_tree *tree = read_text("a: no\nb: '1.10'\nc:\n  - 0123\n  - |\n    x\n", 5);
    const struct yaml_node *root = yaml_root(tree);
    assert_int_equal(root->kind, YAML_MAPPING);
    const struct yaml_node *a = yaml_get(root, "a");
    assert_string_equal(a->text, "no");
    assert_int_equal(a->style, YAML_PLAIN);
    assert_int_equal(a->line, 5);
    assert_int_equal(a->column, 4);
    assert_int_equal(a->length, 2);
    assert_int_equal(yaml_get(root, "b")->style, YAML_QUOTED);
    const struct yaml_node *c = yaml_get(root, "c");
    assert_int_equal(c->kind, YAML_LIST);
    assert_int_equal(c->count, 2);
    assert_int_equal(c->key_line, 7);
    assert_string_equal(c->first->text, "0123");
    assert_int_equal(c->first->next->style, YAML_BLOCK);
    assert_string_equal(c->first->next->text, "x\n");
    assert_null(yaml_get(root, "d"));
    assert_null(yaml_get(a, "d"));
    yaml_tree_free(&tree);
    yaml_tree_free(&tree);
}

static void an_empty_document_is_an_empty_mapping(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "\n", "# note\n", "---\n", "\xEF\xBB\xBF" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct yaml_tree *tree = read_text(texts[i], 1);
        const struct yaml_node *root = yaml_root(tree);
        assert_true(root->kind == YAML_MAPPING || yaml_is_null(root));
        assert_int_equal(root->count, 0);
        yaml_tree_free(&tree);
    }
}

static void nothing_written_is_null_and_quoted_is_not(void **state)
{
    (void)state;
    struct yaml_tree *tree = read_text("a:\nb: ''\nc: ~\nd: 'null'\ne: null\n", 1);
    const struct yaml_node *root = yaml_root(tree);
    assert_true(yaml_is_null(yaml_get(root, "a")));
    assert_false(yaml_is_null(yaml_get(root, "b")));
    assert_true(yaml_is_null(yaml_get(root, "c")));
    assert_false(yaml_is_null(yaml_get(root, "d")));
    assert_true(yaml_is_null(yaml_get(root, "e")));
    assert_false(yaml_is_null(root));
    yaml_tree_free(&tree);
}

struct bad {
    const char *text;
    size_t line;
    size_t column;
    const char *message;
};

static const struct bad bad_texts[] = {
    { "a: 1\nb:\n\t- x\n", 3, 1, "a tab is used as indentation" },
    { "a: @x\n", 1, 4, "a value without quotes cannot start with `@`" },
    { "a: `x`\n", 1, 4, "a value without quotes cannot start with ```" },
    { "a: %x\n", 1, 4, "a value without quotes cannot start with `%`" },
    { "title: Foo: bar\n", 1, 11, "a `:` is not expected here" },
    { "a: 1\nb: \"open\nc: 2\n", 2, 4, "the quote is never closed" },
    { "a: [x, y\nb: 2\n", 1, 4, "the list is never closed" },
    { "a: {x: y\nb: 2\n", 1, 4, "the mapping is never closed" },
    { "a: 1\nword\n", 2, 1, "a `:` is missing behind the key" },
    { "a: 1\n  b: 2\n", 2, 4, "a `:` is not expected here" },
    { "a:\n  b: 1\n c: 2\n", 3, 2, "a key is expected here" },
    { "a: \"\\q\"\n", 1, 5, "unknown escape in a double-quoted value" },
    { "a: *x\n", 1, 4, "YAML aliases are not supported here" },
    { "a: &x 1\n", 1, 4, "YAML anchors are not supported here" },
    { "a: &x [*x]\n", 1, 4, "YAML anchors are not supported here" },
    { "a: !!str 1\n", 1, 4, "YAML tags are not supported here" },
    { "a: !x {b: 1}\n", 1, 4, "YAML tags are not supported here" },
    { "<<: {a: 1}\n", 1, 1, "YAML merge keys are not supported here" },
    { "a: 1\n---\nb: 2\n", 2, 1, "there is a second YAML document" },
    { "%YAML 1.1\n---\na: 1\n", 1, 1, "YAML directives are not supported here" },
    { "? [a]\n: 1\n", 1, 3, "a key must be a single word or text" },
    { "{a: 1}: 2\n", 1, 1, "a key must be a single word or text" },
    { "a: 1\nb: 2\na: 3\n", 3, 1, "the key `a` stands here twice" },
    { "a: \"x\\0y\"\n", 1, 4, "a value cannot hold a NUL character" },
    { "\xC3\xA9: 1\nb: x\xFFy\n", 2, 5, "byte 0xFF is not valid UTF-8" },
    { "a: \xC0\x80\n", 1, 4, "byte 0xC0 is not valid UTF-8" },
    { "a: x\x1By\n", 1, 5, "a control character stands in the file" },
    { "[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]", 1, 17,
        "lists and mappings are nested too deeply" },
};

static void every_bad_text_is_refused_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_texts / sizeof bad_texts[0]; i++) {
        const struct bad *bad = &bad_texts[i];
        struct yaml_tree *tree = NULL;
        struct problem problem = { .line = 0 };
        int result = yaml_read(bad->text, strlen(bad->text), 1, small, &tree, &problem);
        assert_int_equal(result, -1);
        assert_null(tree);
        assert_string_equal(problem.message, bad->message);
        if (problem.line != bad->line || problem.column != bad->column)
            fail_msg("%s: at %zu:%zu, expected %zu:%zu", bad->message, problem.line, problem.column,
                bad->line, bad->column);
    }
}

static void the_limits_hold(void **state)
{
    (void)state;
    struct yaml_tree *tree = NULL;
    struct problem problem;
    char *many = calloc(1, 3000);
    assert_non_null(many);
    for (size_t i = 0; i < 200; i++)
        memcpy(many + strlen(many), "- a\n", 5);
    assert_int_equal(yaml_read(many, strlen(many), 1, small, &tree, &problem), -1);
    assert_string_equal(problem.message, "there are too many values");
    assert_int_equal(problem.line, 100);
    struct yaml_limits tiny = { .bytes = 100, .depth = 16, .nodes = 1000 };
    assert_int_equal(yaml_read(many, strlen(many), 1, tiny, &tree, &problem), -1);
    assert_int_equal(problem.line, 0);
    free(many);
}

static void a_hundred_thousand_brackets_are_refused_at_once(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    char *text = malloc(COUNT);
    assert_non_null(text);
    memset(text, '[', COUNT);
    struct yaml_tree *tree = NULL;
    struct problem problem;
    assert_int_equal(yaml_read(text, COUNT, 1, YAML_LIMITS_CONFIG, &tree, &problem), -1);
    free(text);
}

static void a_byte_order_mark_does_not_move_columns(void **state)
{
    (void)state;
    struct yaml_tree *tree = read_text("\xEF\xBB\xBF"
                                       "a: 1\n",
        1);
    assert_int_equal(yaml_get(yaml_root(tree), "a")->column, 4);
    yaml_tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_stay_text_with_style_and_place),
        cmocka_unit_test(an_empty_document_is_an_empty_mapping),
        cmocka_unit_test(nothing_written_is_null_and_quoted_is_not),
        cmocka_unit_test(every_bad_text_is_refused_with_its_place),
        cmocka_unit_test(the_limits_hold),
        cmocka_unit_test(a_hundred_thousand_brackets_are_refused_at_once),
        cmocka_unit_test(a_byte_order_mark_does_not_move_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
