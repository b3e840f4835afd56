/* SPDX-License-Identifier: MIT */
/* A socket whose place in the run folder was taken from it. */
#include "bus/binding.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <czmq.h>

static char base[] = "/tmp/cmsync-binding-XXXXXX";
static char folder[sizeof base + 8];
static int errors;

static void count_errors(enum log_level level, const char *line, void *context)
{
    (void)line;
    (void)context;
    errors += level == LOG_LEVEL_error;
}

static int make_base(void **state)
{
    (void)state;
    zsys_handler_set(NULL);
    if (mkdtemp(base) == NULL)
        return -1;
    snprintf(folder, sizeof folder, "%s/run", base);
    log_set_sink(count_errors, NULL);
    return mkdir(folder, 0700);
}

static int remove_base(void **state)
{
    (void)state;
    log_set_sink(NULL, NULL);
    (void)unlink(folder);
    (void)rmdir(folder);
    return rmdir(base);
}

static void take_away(const char *name)
{
    char *path = path_join(folder, name);
    assert_int_equal(unlink(path), 0);
    memory_free(&path);
    assert_int_equal(rmdir(folder), 0);
}

static void look(struct binding *binding, int times)
{
    for (int i = 0; i < times; i++)
        binding_look_after(binding);
}

static void what_cannot_be_bound_again_is_tried_more_and_more_seldom(void **state)
{
    (void)state;
    enum { SECONDS = 3600, ERRORS_MOST = 80 };
    static const char name[] = "stage.events";
    struct binding binding;
    assert_int_equal(binding_open(&binding, folder, name, ZMQ_PUB), 0);
    take_away(name);
    /* A file is where the folder was: nothing can be made there. */
    FILE *file = fopen(folder, "w");
    assert_non_null(file);
    fclose(file);
    errors = 0;
    look(&binding, SECONDS);
    assert_true(binding.is_lost);
    assert_in_range(errors, 2, ERRORS_MOST);
    assert_int_equal(unlink(folder), 0);
    look(&binding, SECONDS);
    assert_false(binding.is_lost);
    char *path = path_join(folder, name);
    assert_int_equal(access(path, F_OK), 0);
    binding_close(&binding);
    (void)unlink(path);
    memory_free(&path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_bound_again_is_tried_more_and_more_seldom),
    };
    return cmocka_run_group_tests(tests, make_base, remove_base);
}
