/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static void expect(const char *line, const char *redacted)
{
    char text[200];
    snprintf(text, sizeof text, "%s", line);
    log_redact(text);
    assert_string_equal(text, redacted);
}

static void secrets_are_replaced_wherever_they_stand(void **state)
{
    (void)state;
    log_hide("canary", 6);
    expect("canary", "******");
    expect("a canary, a canarycanary", "a ******, a ************");
    expect("canar", "canar");
    log_hide("", 0);
    expect("plain", "plain");
}

static void one_secret_told_often_leaves_room_for_others(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        log_hide("canary", 6);
    log_hide("second", 6);
    expect("canary second", "****** ******");
}

static void the_newest_secrets_are_kept(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        char secret[20];
        snprintf(secret, sizeof secret, "secret-%02d", i);
        log_hide(secret, strlen(secret));
    }
    expect("secret-19 secret-12", "********* *********");
    expect("secret-00", "secret-00");
}

static const char *last_line;

static void sink(enum log_level level, const char *line, void *context)
{
    static char kept[200];
    assert_int_equal(level, LOG_LEVEL_warning);
    snprintf(kept, sizeof kept, "%s", line);
    last_line = kept;
    *(int *)context += 1;
}

static void the_sink_gets_what_is_shown(void **state)
{
    (void)state;
    int count = 0;
    log_hide("canary", 6);
    log_set_sink(sink, &count);
    log_debug("not shown");
    log_warning("a %s", "canary");
    log_set_sink(NULL, NULL);
    log_warning("nobody listens");
    assert_int_equal(count, 1);
    assert_string_equal(last_line, "a ******");
}

static void take_end(enum log_level level, const char *line, void *context)
{
    (void)level;
    size_t length = strlen(line);
    snprintf(context, 20, "%s", line + (length > 12 ? length - 12 : 0));
}

/* Half of a token is worth guessing the rest. */
static void a_secret_that_the_end_of_the_line_cuts_is_hidden(void **state)
{
    (void)state;
    char end[20] = "";
    log_hide("0123456789abcdef", 16);
    log_set_sink(take_end, end);
    log_warning("%*s%s", 9000, "", "0123456789abcdef");
    assert_string_equal(end, "            ");
    for (int spaces = 8170; spaces < 8200; spaces++) {
        log_warning("%*s%s", spaces, "", "0123456789abcdef");
        if (strpbrk(end, "0123456789abcdef") != NULL)
            fail_msg("a part is shown: `%s`", end);
    }
    log_warning("a line that ends as it begins: 0123");
    assert_string_equal(end, "begins: 0123");
    log_set_sink(NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_are_replaced_wherever_they_stand),
        cmocka_unit_test(one_secret_told_often_leaves_room_for_others),
        cmocka_unit_test(the_newest_secrets_are_kept),
        cmocka_unit_test(the_sink_gets_what_is_shown),
        cmocka_unit_test(a_secret_that_the_end_of_the_line_cuts_is_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
