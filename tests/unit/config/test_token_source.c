/* SPDX-License-Identifier: MIT */
#include "config/token_source.h"
#include "tests/unit/test.h"

#include <sys/stat.h>
#include <unistd.h>

static void the_first_that_is_there_wins(void **state)
{
    (void)state;
    const char *word = "pass";
    struct config config = { .site = { .token_file = "/token",
                                 .token_command = { .words = { .items = &word, .count = 1 } } } };
    struct token_places places = {
        .config = &config, .file_option = "-", .credentials = "/run/c", .has_variable = true
    };
    assert_int_equal(token_source_choose(&places), TOKEN_SOURCE_INPUT);
    places.file_option = "/mine";
    assert_int_equal(token_source_choose(&places), TOKEN_SOURCE_OPTION);
    assert_string_equal(token_source_file(&places, TOKEN_SOURCE_OPTION), "/mine");
    places.file_option = NULL;
    assert_int_equal(token_source_choose(&places), TOKEN_SOURCE_CREDENTIALS);
    assert_string_equal(token_source_file(&places, TOKEN_SOURCE_CREDENTIALS), "/run/c");
    places.credentials = NULL;
    assert_int_equal(token_source_choose(&places), TOKEN_SOURCE_COMMAND);
    assert_null(token_source_file(&places, TOKEN_SOURCE_COMMAND));
    config.site.token_command.words.count = 0;
    assert_int_equal(token_source_choose(&places), TOKEN_SOURCE_FILE);
    assert_string_equal(token_source_file(&places, TOKEN_SOURCE_FILE), "/token");
    config.site.token_file = "";
    assert_int_equal(token_source_choose(&places), TOKEN_SOURCE_VARIABLE);
    places.has_variable = false;
    assert_int_equal(token_source_choose(&places), TOKEN_SOURCE_NONE);
}

static void a_file_must_be_its_owners_alone(void **state)
{
    (void)state;
    struct stat status = { .st_mode = S_IFREG | 0600, .st_uid = geteuid() };
    assert_null(token_source_file_fault(&status));
    status.st_mode = S_IFREG | 0640;
    assert_non_null(token_source_file_fault(&status));
    status.st_mode = S_IFIFO | 0600;
    assert_non_null(token_source_file_fault(&status));
    status = (struct stat){ .st_mode = S_IFREG | 0600, .st_uid = geteuid() + 1 };
    assert_non_null(token_source_file_fault(&status));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_that_is_there_wins),
        cmocka_unit_test(a_file_must_be_its_owners_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
