/* SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include "tests/unit/test.h"

static void the_digest_is_sha256(void **state)
{
    (void)state;
    struct digest whole = digest_of("abc", 3);
    char hex[DIGEST_HEX_BYTES];
    digest_to_hex(&whole, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    struct digester *digester = digester_new();
    digester_add(digester, "a", 1);
    digester_add(digester, "bc", 2);
    struct digest parts = digester_end(&digester);
    assert_true(digest_equal(&whole, &parts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_digest_is_sha256),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
