/* SPDX-License-Identifier: MIT */
#include "supervisor/token.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "config/problem.h"
#include "config/token_source.h"
#include "config/token_trust.h"
#include "supervisor/token_command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

static int refuse(struct problem *problem, const char *file, struct text *problems)
{
    problem->file = file;
    problem_print(problem, NULL, 0, problems);
    return -1;
}

static int refuse_content(const char *source, struct text *problems)
{
    struct problem problem;
    problem_set(&problem, "CM-AUTH-02", "there is no token in what was read");
    problem_note(&problem, TOKEN_SOURCE_FORM);
    return refuse(&problem, source, problems);
}

/* A sealed memfd; -1 and errno. */
static int seal(const char *data, size_t length)
{
    int fd = memfd_create("token", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd >= 0 && file_write_all(fd, data, length) == 0 && fcntl(fd, F_ADD_SEALS, SEALS) == 0)
        return fd;
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return -1;
}

/* The first line of `data` as a sealed memfd. */
static int keep(const char *data, size_t size, const char *source, struct text *problems)
{
    struct problem problem;
    size_t length = token_source_length(data, size);
    if (length == 0)
        return refuse_content(source, problems);
    int fd = seal(data, length);
    if (fd < 0) {
        problem_set(&problem, "CM-AUTH-02", "cannot keep the token in memory: %s", strerror(errno));
        return refuse(&problem, source, problems);
    }
    log_hide(data, length);
    return fd;
}

int token_take_variable(void)
{
    char *value = getenv("CMSYNC_TOKEN");
    if (value == NULL)
        return -1;
    size_t size = strlen(value);
    size_t length = token_source_length(value, size);
    int fd = size == 0 ? -1 : seal(value, length);
    log_hide(value, length);
    explicit_bzero(value, size);
    unsetenv("CMSYNC_TOKEN");
    return fd;
}

static int find_in_variable(int variable_fd, struct text *problems)
{
    struct stat status;
    if (fstat(variable_fd, &status) == 0 && status.st_size == 0)
        return refuse_content("CMSYNC_TOKEN", problems);
    return fcntl(variable_fd, F_DUPFD_CLOEXEC, 3);
}

static int read_token(int fd, const char *path, struct text *problems)
{
    struct problem problem;
    char data[TOKEN_BYTES];
    size_t size = 0;
    while (size < sizeof data) {
        ssize_t got = read(fd, data + size, sizeof data - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            problem_set(&problem, "CM-AUTH-02", "cannot read the token: %s", strerror(errno));
            return refuse(&problem, path, problems);
        }
        if (got == 0 || memchr(data + size, '\n', (size_t)got) != NULL) {
            size += (size_t)got;
            break;
        }
        size += (size_t)got;
    }
    int result = keep(data, size, path, problems);
    explicit_bzero(data, sizeof data);
    return result;
}

static int find_in_file(const char *path, struct text *problems)
{
    struct problem problem;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        problem_set(&problem, "CM-AUTH-02", "cannot open the token file: %s",
            errno == ELOOP ? "it is a symbolic link" : strerror(errno));
        problem_help(&problem, "%s", token_source_file_help(NULL));
        return refuse(&problem, path, problems);
    }
    int result = -1;
    struct stat status;
    const char *fault = fstat(fd, &status) < 0 ? strerror(errno) : token_source_file_fault(&status);
    if (fault != NULL) {
        problem_set(&problem, "CM-AUTH-02", "the token file is not safe to use: %s", fault);
        problem_help(&problem, "%s", token_source_file_help(&status));
        refuse(&problem, path, problems);
    } else {
        result = read_token(fd, path, problems);
    }
    close(fd);
    return result;
}

/* The service manager's own file: it has seen to who can read it. */
static int find_in_credentials(const char *path, struct text *problems)
{
    struct problem problem;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        problem_set(&problem, "CM-AUTH-02", "cannot open the token file: %s", strerror(errno));
        return refuse(&problem, path, problems);
    }
    int result = read_token(fd, path, problems);
    close(fd);
    return result;
}

static int find_by_command(const struct token_sources *sources, struct text *problems)
{
    char data[TOKEN_BYTES];
    size_t size = 0;
    struct problem problem;
    const struct config_command *command = &sources->config->site.token_command;
    if (token_command_run(command, sources->command_ms, data, &size, &problem) < 0)
        return refuse(&problem, sources->config->user_file, problems);
    int result = keep(data, size, "site.token_command", problems);
    explicit_bzero(data, sizeof data);
    return result;
}

static int refuse_missing(struct text *problems)
{
    struct problem problem;
    problem_set(&problem, "CM-AUTH-01", "no token for Confluence was found");
    problem_note(&problem, "looked at --token-file, $CREDENTIALS_DIRECTORY/cmsync-token, "
                           "site.token_command, site.token_file and CMSYNC_TOKEN");
    problem_help(&problem,
        "write it to a file that only you can read and name that file with "
        "`--token-file FILE` or `site.token_file`; `cmsync help tokens` says more");
    return refuse(&problem, NULL, problems);
}

static int find(
    const struct token_sources *sources, const struct token_places *places, struct text *problems)
{
    enum token_source source = token_source_choose(places);
    struct problem problem;
    if (token_trust_check(sources->config, source, &problem) < 0)
        return refuse(&problem, sources->config->file, problems);
    switch (source) {
    case TOKEN_SOURCE_INPUT:
        return read_token(STDIN_FILENO, "standard input", problems);
    case TOKEN_SOURCE_OPTION:
    case TOKEN_SOURCE_FILE:
        return find_in_file(token_source_file(places, source), problems);
    case TOKEN_SOURCE_CREDENTIALS:
        return find_in_credentials(places->credentials, problems);
    case TOKEN_SOURCE_COMMAND:
        return find_by_command(sources, problems);
    case TOKEN_SOURCE_VARIABLE:
        return find_in_variable(sources->variable_fd, problems);
    case TOKEN_SOURCE_NONE:
        break;
    }
    return refuse_missing(problems);
}

int token_find(const struct token_sources *sources, struct text *problems)
{
    char *credentials = token_source_credentials();
    const struct token_places places = {
        .config = sources->config,
        .file_option = sources->file_option,
        .credentials = credentials,
        .has_variable = sources->variable_fd >= 0,
    };
    int fd = find(sources, &places, problems);
    memory_free(&credentials);
    return fd;
}

bool token_equal(int a, int b)
{
    char x[TOKEN_BYTES];
    char y[TOKEN_BYTES];
    ssize_t m = pread(a, x, sizeof x, 0);
    ssize_t n = pread(b, y, sizeof y, 0);
    bool is_equal = m > 0 && m == n && memcmp(x, y, (size_t)m) == 0;
    explicit_bzero(x, sizeof x);
    explicit_bzero(y, sizeof y);
    return is_equal;
}
