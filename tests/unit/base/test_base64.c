/* SPDX-License-Identifier: MIT */
#include "base/base64.h"
#include "base/memory.h"
#include "tests/unit/test.h"

#include <string.h>

static void bytes_come_back(void **state)
{
    (void)state;
    static const char bytes[] = "\0\1\2\xff xyz";
    for (size_t size = 0; size < sizeof bytes; size++) {
        char *text = base64_encode(bytes, size);
        size_t found_size = 99;
        char *found = base64_decode(text, &found_size);
        assert_non_null(found);
        assert_int_equal(found_size, size);
        assert_memory_equal(found, bytes, size);
        memory_free(&found);
        memory_free(&text);
    }
}

static void what_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = { "a", "ab=", "a===", "====", "========", "ab$=" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t size = 0;
        char *found = base64_decode(texts[i], &size);
        if (found != NULL)
            fail_msg("`%s` was taken", texts[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_back),
        cmocka_unit_test(what_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
