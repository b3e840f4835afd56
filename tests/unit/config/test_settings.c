/* SPDX-License-Identifier: MIT */
#include "config/settings.h"

#include "base/file.h"
#include "config/config.h"

#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `*site.ca\_file* (`, as scdoc writes a key. */
static void manual_form(const char *key, char form[100])
{
    size_t length = 0;
    form[length++] = '*';
    for (const char *c = key; *c != '\0'; c++) {
        if (*c == '_')
            form[length++] = '\\';
        form[length++] = *c;
    }
    memcpy(form + length, "* (", 4);
}

static void every_setting_is_in_the_manual_with_its_default(void **state)
{
    (void)state;
    char *manual = NULL;
    size_t size = 0;
    assert_int_equal(
        file_read(AT_FDCWD, "man/cmsync.yaml.5.scd", 1 << 20, &manual, &size), FILE_OK);
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        char form[100];
        char shown[100];
        manual_form(setting->key, form);
        const char *entry = strstr(manual, form);
        if (entry == NULL)
            fail_msg("%s is not in cmsync.yaml(5)", setting->key);
        snprintf(shown, sizeof shown, "default _%s_)", setting->default_text);
        const char *end = strchr(entry, '\n');
        const char *found = strstr(entry, shown);
        if (setting->default_text[0] != '\0' && (found == NULL || found > end))
            fail_msg("%s: cmsync.yaml(5) has another default", setting->key);
        for (size_t j = 0; setting->choices[j] != NULL; j++) {
            snprintf(shown, sizeof shown, "_%s_", setting->choices[j]);
            found = strstr(entry, shown);
            if (found == NULL || found > end)
                fail_msg("%s: cmsync.yaml(5) lacks %s", setting->key, setting->choices[j]);
        }
    }
    free(manual);
}

static void variables_follow_the_keys(void **state)
{
    (void)state;
    char name[SETTING_VARIABLE_BYTES];
    setting_variable(setting_get(SETTING_limits_requests_per_second), name);
    assert_string_equal(name, "CMSYNC_LIMITS_REQUESTS_PER_SECOND");
}

static void what_is_printed_can_be_stored_again(void **state)
{
    (void)state;
    struct memory_pool *pool = memory_pool_new();
    static struct config config;
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        if (setting->type == SETTING_TYPE_LIST || setting->type == SETTING_TYPE_COMMAND)
            continue;
        const char *const texts[] = { setting->default_text };
        const struct setting_value value = { .texts = { texts, 1 }, .folder = "/base" };
        struct problem problem;
        assert_int_equal(setting_store(setting, &value, &config, pool, &problem), 0);
        struct text out = text_new(1000);
        setting_print(setting, &config, &out);
        if (setting->type != SETTING_TYPE_PATH)
            assert_string_equal(out.data, setting->default_text);
        text_free(&out);
    }
    assert_string_equal(config.docs.root, "/base/docs");
    memory_pool_free(&pool);
}

static void what_is_meant_is_suggested_and_nothing_far_off(void **state)
{
    (void)state;
    assert_string_equal(setting_suggest("site.ulr"), "site.url");
    assert_string_equal(setting_suggest("limits.uploader"), "limits.uploaders");
    assert_string_equal(setting_suggest("space"), "site.space");
    assert_string_equal(setting_suggest("stie.space"), "site.space");
    assert_null(setting_suggest("site.foo"));
    assert_null(setting_suggest("foo"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_is_in_the_manual_with_its_default),
        cmocka_unit_test(variables_follow_the_keys),
        cmocka_unit_test(what_is_printed_can_be_stored_again),
        cmocka_unit_test(what_is_meant_is_suggested_and_nothing_far_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
