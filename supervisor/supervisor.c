/* SPDX-License-Identifier: MIT */
#include "supervisor/supervisor.h"

#include "base/exit_code.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "config/problem.h"
#include "supervisor/keeper.h"
#include "supervisor/lock.h"
#include "supervisor/loop.h"
#include "supervisor/orders.h"
#include "supervisor/systemd.h"
#include "supervisor/token.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PROBLEM_LIMIT_BYTES = 65536, HELP_BYTES = 32768, COMMAND_MS = 30000 };

static const struct option table[] = {
    { "token-file", '\0', "FILE", "file with the token; `-` reads standard input" },
    { "without-uploaders", '\0', NULL, "publish nothing: needs no token" },
    { "read-only", '\0', NULL, "uploaders may only ask Confluence, never change it" },
    { "paused", '\0', NULL, "start with uploads paused" },
    { "give-up", '\0', NULL, "end when a stage does not get ready, instead of trying for ever" },
    { "give-up-at-first", '\0', NULL, "end when the first store does not get ready" },
    { "probe", '\0', "WHAT",
        "start nothing: become an uploader that only finds out about `sign-in` or the whole "
        "`site`" },
};

enum { TABLE_COUNT = sizeof table / sizeof table[0] };

/* CLOCK_BOOTTIME would count the machine's sleep as a stage's silence. */
int64_t supervisor_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void print_help(void)
{
    struct text help = text_new(HELP_BYTES);
    text_add_string(&help,
        "usage: cmsync-supervisor [OPTION]...\n\n"
        "Keeps a Confluence space in step with a folder, in the foreground.\n\n");
    options_print_help(table, TABLE_COUNT, true, &help);
    fputs(help.data, stdout);
    text_free(&help);
}

/* A terminal or pipe that nobody reads must not stop the supervisor: a description of our own
   (others' stay as they are) that does not block. */
static void open_stderr(void)
{
    struct stat found;
    if (fstat(STDERR_FILENO, &found) < 0 || (!S_ISFIFO(found.st_mode) && !S_ISCHR(found.st_mode)))
        return;
    int fd = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)dup2(fd, STDERR_FILENO); /* if not, the old one is still there */
    close(fd);
}

/* Nothing of the token in core files, nor for other processes of this user. */
static void harden(void)
{
    const struct rlimit none = { .rlim_cur = 0, .rlim_max = 0 };
    for (int fd = open("/dev/null", O_RDWR); fd >= 0; fd = open("/dev/null", O_RDWR)) {
        if (fd > STDERR_FILENO) {
            close(fd);
            break;
        }
    }
    if (prctl(PR_SET_DUMPABLE, 0) < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0 ||
        setrlimit(RLIMIT_CORE, &none) < 0)
        log_warning("cannot protect this process: %s", strerror(errno));
    umask(077);
}

static char *program_path(const char *folder, const char *kind)
{
    struct text path = text_new(PATH_MAX + 64);
    text_add_format(&path, "%s/cmsync-%s", folder, kind);
    return text_take(&path);
}

static char *make_argument(const char *name, const char *value)
{
    struct text argument = text_new(PATH_MAX + 64);
    text_add_format(&argument, "--%s=%s", name, value);
    return text_take(&argument);
}

/* Each stage gets our settings and where things are. */
static int make_arguments(struct supervisor *supervisor)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0) {
        log_error("cannot find the other programs: %s", strerror(errno));
        return -1;
    }
    self[length] = '\0';
    self[path_folder_length(self)] = '\0';
    const struct config *config = &supervisor->config;
    const struct config_list passed = options_pass_through(&supervisor->options);
    for (int kind = 0; kind < ROSTER_KINDS; kind++) {
        char **arguments = memory_new_array(passed.count + 6, sizeof *arguments);
        size_t count = 0;
        arguments[count++] = program_path(self, roster_kind_name((enum roster_kind)kind));
        for (size_t i = 0; i < passed.count; i++)
            arguments[count++] = memory_copy_text(passed.items[i]);
        arguments[count++] = make_argument("run", config->run);
        arguments[count++] = make_argument("state", config->state);
        if (config->file != NULL)
            arguments[count++] = make_argument("config", config->file);
        const char *probe = options_value(&supervisor->options, "probe");
        if (kind == ROSTER_UPLOADER && probe != NULL)
            arguments[count++] = make_argument("probe", probe);
        else if (kind == ROSTER_UPLOADER && options_has(&supervisor->options, "read-only"))
            arguments[count++] = memory_copy_text("--read-only");
        supervisor->arguments[kind] = arguments;
    }
    return 0;
}

static bool is_kept_from_children(const char *variable)
{
    static const char *const names[] = { "CMSYNC_TOKEN", CONTROL_VARIABLE, CONTROL_NAME_VARIABLE,
        CONTROL_TOKEN_VARIABLE, "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID",
        "CREDENTIALS_DIRECTORY" };
    size_t length = strcspn(variable, "=");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i]) == length && strncmp(variable, names[i], length) == 0)
            return true;
    }
    return false;
}

static void make_environment(struct supervisor *supervisor)
{
    size_t count = 0;
    while (environ[count] != NULL)
        count++;
    supervisor->environment =
        memory_new_array(count + CHILD_VARIABLES + 1, sizeof *supervisor->environment);
    for (size_t i = 0; i < count; i++) {
        if (!is_kept_from_children(environ[i]))
            supervisor->environment[supervisor->environment_count++] = memory_copy_text(environ[i]);
    }
}

static int take_locks(struct supervisor *supervisor, struct text *problems)
{
    bool is_held = false;
    supervisor->state_lock = lock_state(supervisor->config.state, &is_held, problems);
    if (supervisor->state_lock >= 0)
        supervisor->tree_lock = lock_tree(supervisor->config.docs.root, &is_held, problems);
    if (supervisor->state_lock >= 0 && supervisor->tree_lock >= 0)
        return EXIT_CODE_DONE;
    return is_held ? EXIT_CODE_LOCKED : EXIT_CODE_FAILURE;
}

static int take_token(struct supervisor *supervisor, struct text *problems)
{
    if (!supervisor->has_uploaders)
        return EXIT_CODE_DONE;
    const struct token_sources sources = {
        .config = &supervisor->config,
        .file_option = options_value(&supervisor->options, "token-file"),
        .variable_fd = supervisor->variable_token_fd,
        .command_ms = COMMAND_MS,
    };
    supervisor->token_fd = token_find(&sources, problems);
    return supervisor->token_fd < 0 ? EXIT_CODE_SIGN_IN : EXIT_CODE_DONE;
}

/* Everything before the first stage is started. An exit code; EXIT_CODE_DONE: go on. */
static int prepare(struct supervisor *supervisor, struct text *problems)
{
    supervisor->has_uploaders = !options_has(&supervisor->options, "without-uploaders");
    unsigned int needs = CONFIG_NEEDS_DOCS;
    if (supervisor->has_uploaders)
        needs |= CONFIG_NEEDS_SITE;
    if (config_load(&supervisor->config, &supervisor->options, needs, problems) < 0 ||
        config_set_up(&supervisor->config, problems) < 0)
        return EXIT_CODE_USAGE;
    int status = take_locks(supervisor, problems);
    if (status == EXIT_CODE_DONE)
        status = take_token(supervisor, problems);
    if (status != EXIT_CODE_DONE)
        return status;
    make_environment(supervisor);
    supervisor->signal_fd = orders_open();
    if (supervisor->signal_fd < 0 || make_arguments(supervisor) < 0)
        return EXIT_CODE_FAILURE;
    long uploaders = supervisor->has_uploaders ? supervisor->config.limits.uploaders : 0;
    roster_set_up(&supervisor->roster, (unsigned int)uploaders);
    supervisor->gives_up = options_has(&supervisor->options, "give-up");
    supervisor->gives_up_first = options_has(&supervisor->options, "give-up-at-first");
    if (options_has(&supervisor->options, "paused"))
        outbox_set_pause(&supervisor->outbox, true);
    supervisor->watchdog_ms = systemd_watchdog_ms();
    return EXIT_CODE_DONE;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void release(struct supervisor *supervisor)
{
    for (int kind = 0; kind < ROSTER_KINDS; kind++) {
        char **arguments = supervisor->arguments[kind];
        for (size_t i = 0; arguments != NULL && arguments[i] != NULL; i++)
            memory_free(&arguments[i]);
        memory_free(&supervisor->arguments[kind]);
    }
    for (size_t i = 0; i < supervisor->environment_count; i++)
        memory_free(&supervisor->environment[i]);
    memory_free(&supervisor->environment);
    close_fd(supervisor->signal_fd);
    close_fd(supervisor->token_fd);
    close_fd(supervisor->variable_token_fd);
    close_fd(supervisor->tree_lock);
    close_fd(supervisor->state_lock);
    config_free(&supervisor->config);
    options_free(&supervisor->options);
}

/* An uploader in our place, with the token and without a stage's pipes. Returns only when that
   cannot be. */
static int become_probe(struct supervisor *supervisor)
{
    char variable[64];
    char **arguments = supervisor->arguments[ROSTER_UPLOADER];
    snprintf(variable, sizeof variable, CONTROL_TOKEN_VARIABLE "=%d", supervisor->token_fd);
    supervisor->environment[supervisor->environment_count] = variable;
    if (fcntl(supervisor->token_fd, F_SETFD, 0) == 0)
        execve(arguments[0], arguments, supervisor->environment);
    log_error("cannot execute %s: %s", arguments[0], strerror(errno));
    supervisor->environment[supervisor->environment_count] = NULL;
    return EXIT_CODE_FAILURE;
}

/* It takes no lock and makes no folder: it may run beside anything. */
static int probe(struct supervisor *supervisor, struct text *problems)
{
    supervisor->has_uploaders = true;
    if (config_load(&supervisor->config, &supervisor->options, CONFIG_NEEDS_NOTHING, problems) < 0)
        return EXIT_CODE_USAGE;
    int status = take_token(supervisor, problems);
    if (status != EXIT_CODE_DONE)
        return status;
    make_environment(supervisor);
    return make_arguments(supervisor) < 0 ? EXIT_CODE_FAILURE : become_probe(supervisor);
}

static int parse(struct supervisor *supervisor, int argc, char **argv, struct text *problems)
{
    if (options_parse(&supervisor->options, table, TABLE_COUNT, argc, argv, problems) < 0)
        return -1;
    if (supervisor->options.words.count == 0)
        return 0;
    struct problem problem;
    problem_set(&problem, "CM-OPT-04", "`%s` is not expected", supervisor->options.words.items[0]);
    problem_help(&problem, "cmsync-supervisor takes options only: see --help");
    problem_print(&problem, NULL, 0, problems);
    return -1;
}

static int run(struct supervisor *supervisor, int argc, char **argv, struct text *problems)
{
    if (parse(supervisor, argc, argv, problems) < 0)
        return EXIT_CODE_USAGE;
    if (options_has(&supervisor->options, "help")) {
        print_help();
        return EXIT_CODE_DONE;
    }
    if (options_has(&supervisor->options, "version")) {
        puts("cmsync-supervisor " CMSYNC_VERSION);
        return EXIT_CODE_DONE;
    }
    if (options_verbosity(&supervisor->options) > 0)
        log_set_level(LOG_LEVEL_debug);
    if (options_has(&supervisor->options, "probe"))
        return probe(supervisor, problems);
    int status = prepare(supervisor, problems);
    if (status == EXIT_CODE_DONE) {
        open_stderr();
        supervisor->has_terminal = isatty(STDERR_FILENO);
        loop_run(supervisor);
        log_info("stopped");
        status = supervisor->given_up;
    }
    return status;
}

int supervisor_main(int argc, char **argv)
{
    harden();
    log_set_name("supervisor");
    struct text problems = text_new(PROBLEM_LIMIT_BYTES);
    struct supervisor *supervisor = memory_new(sizeof *supervisor);
    supervisor->signal_fd = -1;
    supervisor->state_lock = -1;
    supervisor->tree_lock = -1;
    supervisor->token_fd = -1;
    supervisor->variable_token_fd = token_take_variable();
    int status = run(supervisor, argc, argv, &problems);
    fputs(problems.data, stderr);
    release(supervisor);
    memory_free(&supervisor);
    text_free(&problems);
#ifdef CMSYNC_SANITIZED
    prctl(PR_SET_DUMPABLE, 1); /* the leak checker looks into this process from another one */
#endif
    return status;
}
