/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"
#include "uploader/people.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

static struct memory_pool *pool;

static int open_pool(void **state)
{
    (void)state;
    pool = memory_pool_new();
    return 0;
}

static int free_pool(void **state)
{
    (void)state;
    memory_pool_free(&pool);
    return 0;
}

static void expect_name(const char *known, const char *id, const char *name)
{
    const char *found = people_find(known, id, pool);
    assert_non_null(found);
    assert_string_equal(found, name);
}

static void what_was_added_is_found(void **state)
{
    (void)state;
    const char *known = people_add("", "1:a", "Ann Other", pool);
    known = people_add(known, "1:b", "", pool);
    known = people_add(known, "1:c", "C\tD\nE", pool);
    expect_name(known, "1:a", "Ann Other");
    expect_name(known, "1:b", ""); /* asked, and not known */
    assert_non_null(people_find(known, "1:c", pool));
    assert_null(strchr(people_find(known, "1:c", pool), '\n'));
    assert_null(people_find(known, "1:", pool));
    assert_null(people_find(known, "1:ab", pool));
    assert_null(people_find("", "1:a", pool));
    assert_null(strchr(known, '\n'));
}

static void the_oldest_are_left_out(void **state)
{
    (void)state;
    const char *known = "";
    char id[16];
    for (int i = 0; i < 2000; i++) {
        snprintf(id, sizeof id, "id%d", i);
        known = people_add(known, id, "Somebody", pool);
    }
    assert_true(strlen(known) <= PEOPLE_KNOWN_BYTES);
    expect_name(known, "id1999", "Somebody");
    expect_name(known, "id1800", "Somebody");
    assert_null(people_find(known, "id0", pool));
}

static const char *parse(const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    const char *name = confluence_parse_name(json, "1:a", pool);
    json_decref(json);
    return name;
}

static void an_answer_says_who_that_is_or_that_nobody_is(void **state)
{
    (void)state;
    assert_string_equal(
        parse("{\"results\":[{\"accountId\":\"1:b\",\"displayName\":\"B\"},"
              "{\"accountId\":\"1:a\",\"displayName\":\"Ann\",\"publicName\":\"ann\"}]}"),
        "Ann");
    assert_string_equal(
        parse(
            "{\"results\":[{\"accountId\":\"1:a\",\"displayName\":\"\",\"publicName\":\"ann\"}]}"),
        "ann");
    assert_string_equal(parse("{\"results\":[]}"), "");
    assert_null(parse("{\"message\":\"no\"}"));
    assert_null(parse("[]"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_is_found),
        cmocka_unit_test(the_oldest_are_left_out),
        cmocka_unit_test(an_answer_says_who_that_is_or_that_nobody_is),
    };
    return cmocka_run_group_tests(tests, open_pool, free_pool);
}
