/* SPDX-License-Identifier: MIT */
#include "supervisor/token.h"

#include "tests/unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static char path[100];

static int set_up(void **state)
{
    (void)state;
    clearenv();
    setenv("PATH", "/usr/bin:/bin", 1);
    strcpy(folder, "/tmp/cmsync-test-XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_token(const char *name, const char *content, mode_t mode)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

static int find(const struct config *config, const char *option, int variable, char says[2000])
{
    struct text problems = text_new(1999);
    const struct token_sources sources = {
        .config = config, .file_option = option, .variable_fd = variable, .command_ms = 10000
    };
    int fd = token_find(&sources, &problems);
    strcpy(says, problems.data);
    text_free(&problems);
    return fd;
}

static void assert_token(int fd, const char *token)
{
    char got[100] = "";
    assert_true(fd >= 0);
    assert_true(pread(fd, got, sizeof got - 1, 0) > 0);
    assert_string_equal(got, token);
    assert_int_equal(write(fd, "x", 1), -1);
    close(fd);
}

static struct config empty_config(void)
{
    struct config config = { .file = NULL };
    config.site.token_file = "";
    config.user_file = "config.yaml";
    return config;
}

static struct config command_config(const char *const *words, size_t count, bool is_shell)
{
    struct config config = empty_config();
    config.site.token_command.words = (struct config_list){ .items = words, .count = count };
    config.site.token_command.is_shell = is_shell;
    return config;
}

static void a_private_file_is_taken(void **state)
{
    (void)state;
    char says[2000];
    struct config config = empty_config();
    write_token("t", "canary\r\nsecond line\n", 0600);
    assert_token(find(&config, path, -1, says), "canary");
    config.site.token_file = path;
    assert_token(find(&config, NULL, -1, says), "canary");
}

static void a_file_that_others_can_read_is_refused(void **state)
{
    (void)state;
    char says[2000];
    struct config config = empty_config();
    static const mode_t modes[] = { 0644, 0640, 0604, 0620, 0601 };
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        write_token("t", "canary\n", modes[i]);
        assert_int_equal(find(&config, path, -1, says), -1);
        assert_non_null(strstr(says, "others than its owner"));
        assert_null(strstr(says, "canary"));
    }
}

static void links_folders_and_nothing_are_refused(void **state)
{
    (void)state;
    char says[2000];
    struct config config = empty_config();
    snprintf(path, sizeof path, "%s/link", folder);
    assert_int_equal(symlink("/etc/hostname", path), 0);
    assert_int_equal(find(&config, path, -1, says), -1);
    assert_non_null(strstr(says, "symbolic link"));
    assert_int_equal(find(&config, folder, -1, says), -1);
    assert_non_null(strstr(says, "not a regular file"));
    assert_int_equal(find(&config, "/nowhere/t", -1, says), -1);
    assert_non_null(strstr(says, "No such file"));
    assert_int_equal(find(&config, NULL, -1, says), -1);
    assert_non_null(strstr(says, "no token for Confluence was found"));
}

static void what_is_no_token_is_refused_and_not_shown(void **state)
{
    (void)state;
    char says[2000];
    struct config config = empty_config();
    static const char *const bad[] = { "", "\n", "two words\n", "esc\x1B\n", "t\xC3\xB6ken\n" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_token("t", bad[i], 0600);
        assert_int_equal(find(&config, path, -1, says), -1);
        assert_non_null(strstr(says, "there is no token"));
        assert_null(strstr(says, "words"));
    }
}

static void the_variable_is_wiped(void **state)
{
    (void)state;
    char says[2000];
    static char variable[] = "CMSYNC_TOKEN=canary";
    struct config config = empty_config();
    assert_int_equal(token_take_variable(), -1);
    assert_int_equal(putenv(variable), 0);
    int fd = token_take_variable();
    assert_null(getenv("CMSYNC_TOKEN"));
    assert_int_equal(variable[13], '\0');
    assert_int_equal(variable[18], '\0');
    assert_token(find(&config, NULL, fd, says), "canary");
    close(fd);
}

static void a_variable_without_a_token_is_told_of(void **state)
{
    (void)state;
    static const char *const values[] = { "two words", " canary", "\xC3\xBC" };
    struct config config = empty_config();
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char says[2000];
        setenv("CMSYNC_TOKEN", values[i], 1);
        int fd = token_take_variable();
        assert_null(getenv("CMSYNC_TOKEN"));
        assert_int_equal(find(&config, NULL, fd, says), -1);
        assert_non_null(strstr(says, "there is no token in what was read"));
        assert_non_null(strstr(says, "--> CMSYNC_TOKEN"));
        assert_null(strstr(says, values[i]));
        close(fd);
    }
    /* What CI makes of a secret that is not set. */
    setenv("CMSYNC_TOKEN", "", 1);
    assert_int_equal(token_take_variable(), -1);
}

static void credentials_come_before_the_rest(void **state)
{
    (void)state;
    char says[2000];
    static const char *const words[] = { "echo", "command" };
    struct config config = command_config(words, 2, false);
    setenv("CREDENTIALS_DIRECTORY", folder, 1);
    assert_token(find(&config, NULL, -1, says), "command");
    write_token("cmsync-token", "credential\n", 0400);
    assert_token(find(&config, NULL, -1, says), "credential");
}

static void a_command_prints_the_token(void **state)
{
    (void)state;
    char says[2000];
    static const char *const list[] = { "printf", "%s\\nmore\\n", "from list" };
    static const char *const shell[] = { "echo from-$((1+1)); echo more" };
    struct config config = command_config(shell, 1, true);
    assert_token(find(&config, NULL, -1, says), "from-2");
    config = command_config(list, 3, false);
    assert_int_equal(find(&config, NULL, -1, says), -1);
    assert_null(strstr(says, "from list"));
}

static void a_command_that_fails_says_how(void **state)
{
    (void)state;
    char says[2000];
    static const char *const failing[] = { "echo canary; exit 3" };
    static const char *const missing[] = { "/nowhere/pass" };
    static const char *const killed[] = { "kill -9 $$" };
    struct config config = command_config(failing, 1, true);
    assert_int_equal(find(&config, NULL, -1, says), -1);
    assert_non_null(strstr(says, "exit status 3"));
    assert_null(strstr(says, "canary"));
    config = command_config(missing, 1, false);
    assert_int_equal(find(&config, NULL, -1, says), -1);
    assert_non_null(strstr(says, "cannot be run"));
    config = command_config(killed, 1, true);
    assert_int_equal(find(&config, NULL, -1, says), -1);
    assert_non_null(strstr(says, "signal 9"));
}

static void a_command_that_hangs_is_killed(void **state)
{
    (void)state;
    static const char *const words[] = { "cat /dev/zero > /dev/null & cat /dev/zero > /dev/null" };
    struct config config = command_config(words, 1, true);
    struct text problems = text_new(2000);
    const struct token_sources sources = {
        .config = &config, .variable_fd = -1, .command_ms = 200
    };
    assert_int_equal(token_find(&sources, &problems), -1);
    assert_non_null(strstr(problems.data, "did not end within"));
    text_free(&problems);
}

/* At a reload a stop is not to wait for it. */
static void a_command_is_left_when_a_stop_waits(void **state)
{
    (void)state;
    static const char *const words[] = { "sleep", "60" };
    struct config config = command_config(words, 2, false);
    struct text problems = text_new(2000);
    const struct token_sources sources = {
        .config = &config, .variable_fd = -1, .command_ms = 5000
    };
    sigset_t stop;
    int number = 0;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    assert_int_equal(sigprocmask(SIG_BLOCK, &stop, NULL), 0);
    raise(SIGTERM);
    assert_int_equal(token_find(&sources, &problems), -1);
    assert_int_equal(sigwait(&stop, &number), 0);
    assert_int_equal(sigprocmask(SIG_UNBLOCK, &stop, NULL), 0);
    assert_non_null(strstr(problems.data, "all is to stop"));
    text_free(&problems);
}

static void tokens_can_be_compared(void **state)
{
    (void)state;
    char says[2000];
    struct config config = empty_config();
    write_token("t", "one\n", 0600);
    int a = find(&config, path, -1, says);
    int b = find(&config, path, -1, says);
    write_token("t", "two\n", 0600);
    int c = find(&config, path, -1, says);
    assert_true(token_equal(a, b));
    assert_false(token_equal(a, c));
    close(a);
    close(b);
    close(c);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_private_file_is_taken),
        TEST(a_file_that_others_can_read_is_refused),
        TEST(links_folders_and_nothing_are_refused),
        TEST(what_is_no_token_is_refused_and_not_shown),
        TEST(the_variable_is_wiped),
        TEST(a_variable_without_a_token_is_told_of),
        TEST(credentials_come_before_the_rest),
        TEST(a_command_prints_the_token),
        TEST(a_command_that_fails_says_how),
        TEST(a_command_that_hangs_is_killed),
        TEST(a_command_is_left_when_a_stop_waits),
        TEST(tokens_can_be_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
