/* SPDX-License-Identifier: MIT */
#include "bus/endpoint.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void a_long_run_folder_is_refused(void **state)
{
    (void)state;
    char folder[128];
    char address[ENDPOINT_BYTES];
    memset(folder, 'a', sizeof folder);
    folder[0] = '/';
    folder[ENDPOINT_PATH_MAX - strlen("/" ENDPOINT_REQUESTS)] = '\0';
    assert_int_equal(endpoint_address(folder, ENDPOINT_REQUESTS, address), 0);
    assert_int_equal(strlen(address), strlen("ipc://") + ENDPOINT_PATH_MAX);
    strcat(folder, "b");
    assert_int_equal(endpoint_address(folder, ENDPOINT_REQUESTS, address), -1);
}

static void only_peers_of_this_user_have_a_pid(void **state)
{
    (void)state;
    char peer[64];
    snprintf(peer, sizeof peer, "localhost:%ld:0:77", (long)geteuid());
    assert_int_equal(endpoint_peer(peer), 77);
    snprintf(peer, sizeof peer, "localhost:%ld:0:77", (long)geteuid() + 1);
    assert_int_equal(endpoint_peer(peer), -1);
    assert_int_equal(endpoint_peer("nonsense"), -1);
    assert_int_equal(endpoint_peer(NULL), -1);
}

static void event_endpoints_are_known_by_their_name(void **state)
{
    (void)state;
    assert_true(endpoint_is_events("uploader-2.events"));
    assert_false(endpoint_is_events(".events"));
    assert_false(endpoint_is_events(ENDPOINT_REQUESTS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_run_folder_is_refused),
        cmocka_unit_test(only_peers_of_this_user_have_a_pid),
        cmocka_unit_test(event_endpoints_are_known_by_their_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
