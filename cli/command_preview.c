/* SPDX-License-Identifier: MIT */
/*
 * One page in a browser: published, with what lies above it, to a sandbox on this computer. The
 * same programs do it as on any other day; only where to they publish is another place.
 */
#include "base/exit_code.h"
#include "base/path.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/edition.h"
#include "cli/interrupt.h"
#include "cli/launch.h"
#include "cli/place.h"
#include "cli/showroom.h"
#include "markdown/page_settings.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SLICE_MS = 250, LINE_BYTES = 16 * 1024, WORDS = 32, WORD_BYTES = 4400, ID_BYTES = 32 };

struct preview {
    struct showroom showroom;
    const char *edition;
    char file[PATH_MAX];
    char root[PATH_MAX];
    const char *project; /* the configuration it is of; NULL: none */
    char options[WORDS][WORD_BYTES];
    const char *words[WORDS + 8]; /* the command in words[0], the file in words[1] */
    struct timespec changed;
};

/* ---------------------------------------------------------------- where to */

static void add_option(struct preview *preview, size_t *count, const char *name, const char *value)
{
    snprintf(preview->options[*count], WORD_BYTES, "--%s=%s", name, value);
    preview->words[2 + *count] = preview->options[*count];
    ++*count;
}

/* Over everything that the configuration says of the real site. */
static void set_options(struct preview *preview)
{
    char state[SHOWROOM_PATH_BYTES];
    char run[SHOWROOM_PATH_BYTES];
    bool is_cloud = strcmp(preview->edition, "cloud") == 0;
    size_t count = 0;
    showroom_path(&preview->showroom, "state", state);
    showroom_path(&preview->showroom, "run", run);
    add_option(preview, &count, "state", state);
    add_option(preview, &count, "run", run);
    add_option(preview, &count, "site.url", preview->showroom.url);
    add_option(preview, &count, "site.edition", preview->edition);
    add_option(preview, &count, "site.user", is_cloud ? "demo@example.com" : "");
    add_option(preview, &count, "site.space", "DEMO");
    add_option(preview, &count, "site.root_page", "");
    add_option(preview, &count, "site.api_url", "");
    add_option(preview, &count, "site.proxy", "");
    add_option(preview, &count, "docs.root", preview->root);
    add_option(preview, &count, "limits.debounce_ms", "0");
    if (preview->project != NULL)
        add_option(preview, &count, "config", preview->project);
    preview->words[2 + count] = NULL;
}

/* The file, and the tree that it is a page of. 0, or an exit code (said). */
static int find_file(const struct command_run *run, struct preview *preview)
{
    struct stat status;
    const char *argument = run->arguments[0];
    if (realpath(argument, preview->file) == NULL || stat(preview->file, &status) < 0) {
        console_say("error: %s: %s\n", argument, strerror(errno));
        return EXIT_CODE_NOT_FOUND;
    }
    if (!S_ISREG(status.st_mode) || !path_is_markdown(preview->file)) {
        console_say("error: %s is no Markdown file\n", argument);
        return EXIT_CODE_USAGE;
    }
    preview->project = run->config->file;
    preview->changed = status.st_mtim;
    char *place = place_below(run->config, preview->file);
    size_t folder = path_folder_length(preview->file);
    if (place == NULL)
        snprintf(preview->root, sizeof preview->root, "%.*s", (int)folder, preview->file);
    else if (realpath(run->config->docs.root, preview->root) == NULL)
        preview->root[0] = '\0';
    memory_free(&place);
    return 0;
}

/* ---------------------------------------------------------------- the other commands */

/* Waits for a child, and passes on that it should end. Its exit status. */
static int wait_for(pid_t pid)
{
    int status = -1;
    while (status < 0) {
        status = launch_wait(pid, SLICE_MS);
        if (status < 0 && !interrupt_take())
            kill(pid, SIGTERM);
    }
    return status;
}

/* `cmsync COMMAND FILE ...`, its output to `output_fd` and what it complains of to `errors_fd`. Its
   exit status, or -1. */
static int run_command(struct preview *preview, const char *command, const char *const extra[2],
    int output_fd, int errors_fd)
{
    const char *words[WORDS + 12] = { command, preview->file, extra[0], extra[1] };
    size_t count = extra[0] == NULL ? 2 : extra[1] == NULL ? 3 : 4;
    for (size_t i = 2; preview->words[i] != NULL; i++)
        words[count++] = preview->words[i];
    const struct launch launch = { .program = "cmsync-cli",
        .arguments = words,
        .input_fd = -1,
        .output_fd = output_fd,
        .errors_fd = errors_fd,
        .control_fd = -1,
        .death_signal = SIGTERM };
    pid_t pid = launch_start(&launch);
    return pid < 0 ? -1 : wait_for(pid);
}

/* What `file` holds from its beginning, as much as fits. */
static void read_text(int file, char text[LINE_BYTES])
{
    size_t length = 0;
    ssize_t part = 1;
    while (part > 0 && length < LINE_BYTES - 1) {
        part = pread(file, text + length, LINE_BYTES - 1 - length, (off_t)length);
        length += part > 0 ? (size_t)part : 0;
    }
    text[length] = '\0';
}

/* Publishes. What `apply` notes counts the whole tree: it is told when it went wrong. */
static int apply(struct preview *preview, int said)
{
    char token[SHOWROOM_PATH_BYTES];
    char token_option[SHOWROOM_PATH_BYTES + 16];
    showroom_path(&preview->showroom, "token", token);
    snprintf(token_option, sizeof token_option, "--token-file=%s", token);
    const char *const for_apply[2] = { "--yes", token_option };
    char text[LINE_BYTES];
    int code = run_command(preview, "apply", for_apply, said, said);
    if (code == 0 || interrupt_code() != 0)
        return code;
    read_text(said, text);
    console_say("%s", text);
    return code;
}

/* The page that the file became; "" when it became none. */
static void find_page(struct preview *preview, int answer, char id[ID_BYTES])
{
    const char *const for_status[2] = { "--porcelain=v1", NULL };
    char line[LINE_BYTES] = "";
    if (run_command(preview, "status", for_status, answer, -1) == 0)
        read_text(answer, line);
    /* letter, TAB, path, TAB, page id, TAB, reason */
    const char *at = strchr(line, '\t');
    at = at == NULL ? NULL : strchr(at + 1, '\t');
    size_t length = at == NULL ? 0 : strcspn(at + 1, "\t\n");
    snprintf(id, ID_BYTES, "%.*s", (int)length, at == NULL ? "" : at + 1);
}

/* A file of our own that goes with the descriptor; -1 (said). */
static int open_scratch(struct preview *preview, const char *name)
{
    char path[SHOWROOM_PATH_BYTES];
    showroom_path(&preview->showroom, name, path);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        console_say("error: cannot write %s: %s\n", path, strerror(errno));
    return file;
}

/* Publishes, says what is to be said of this file, and finds out as which page. 0, or an exit code
   (said). */
static int publish(struct preview *preview, char id[ID_BYTES])
{
    const char *const for_check[2] = { NULL, NULL };
    int said = open_scratch(preview, "said");
    int answer = said < 0 ? -1 : open_scratch(preview, "answer");
    int code = EXIT_CODE_FAILURE;
    id[0] = '\0';
    if (answer >= 0) {
        code = apply(preview, said);
        if (interrupt_code() == 0)
            find_page(preview, answer, id);
        if (interrupt_code() == 0 && id[0] != '\0')
            (void)run_command(preview, "check", for_check, STDERR_FILENO, -1);
        close(answer);
    }
    if (said >= 0)
        close(said);
    if (interrupt_code() != 0)
        return interrupt_code();
    if (id[0] != '\0')
        return 0;
    console_say("error: the file did not become a page\n");
    return code > 0 ? code : EXIT_CODE_FAILURE;
}

/* ---------------------------------------------------------------- the browser */

/* $BROWSER, else xdg-open. That there is none is no error: the address stands there. */
static void open_browser(const char *address)
{
    const char *wanted = getenv("BROWSER");
    char program[PATH_MAX];
    snprintf(program, sizeof program, "%.*s", (int)strcspn(wanted == NULL ? "" : wanted, ":"),
        wanted == NULL ? "" : wanted);
    if (program[0] == '\0')
        snprintf(program, sizeof program, "xdg-open");
    char address_word[LINE_BYTES];
    snprintf(address_word, sizeof address_word, "%s", address);
    char *const arguments[] = { program, address_word, NULL };
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawnp(&pid, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
}

static bool has_changed(struct preview *preview)
{
    struct stat status;
    if (stat(preview->file, &status) < 0 || (status.st_mtim.tv_sec == preview->changed.tv_sec &&
                                                status.st_mtim.tv_nsec == preview->changed.tv_nsec))
        return false;
    preview->changed = status.st_mtim;
    return true;
}

static int show(struct preview *preview, const char *id)
{
    char address[SHOWROOM_URL_BYTES + 64];
    bool is_cloud = strcmp(preview->edition, "cloud") == 0;
    snprintf(address, sizeof address,
        is_cloud ? "%s/spaces/DEMO/pages/%s" : "%s/pages/viewpage.action?pageId=%s",
        preview->showroom.url, id);
    printf("%s\n", address);
    fflush(stdout);
    if (console_has_colour() || console_can_ask())
        open_browser(address);
    if (console_can_ask())
        console_say("reload the page when you saved the file; Ctrl-C ends it\n");
    char same[ID_BYTES];
    while (interrupt_take()) {
        (void)poll(NULL, 0, SLICE_MS);
        if (has_changed(preview) && publish(preview, same) == 0 && console_can_ask())
            console_say("published again\n");
    }
    return interrupt_code() == EXIT_CODE_INTERRUPTED && console_can_ask() ? 0 : interrupt_code();
}

static int preview_run(const struct command_run *run)
{
    static struct preview preview = { .showroom = { .sandbox = -1 } };
    enum page_edition edition = page_settings(run->config).edition;
    char id[ID_BYTES] = "";
    int code = edition_choose(run, &edition);
    if (code == 0)
        code = find_file(run, &preview);
    if (code != 0)
        return code;
    interrupt_open();
    preview.edition = edition == PAGE_CLOUD ? "cloud" : "datacenter";
    /* The real token has no business here. */
    unsetenv("CMSYNC_TOKEN");
    unsetenv("CREDENTIALS_DIRECTORY");
    setenv("no_proxy", "127.0.0.1", 1);
    code = showroom_make_folder(&preview.showroom, "preview");
    if (code == 0)
        code =
            showroom_start(&preview.showroom, options_value(run->options, "port"), preview.edition);
    if (code == 0)
        code = showroom_write(&preview.showroom, "token", "demo\n");
    set_options(&preview);
    if (code == 0)
        code = publish(&preview, id);
    if (code == 0)
        code = show(&preview, id);
    int closed = showroom_close(&preview.showroom);
    return code == 0 ? closed : code;
}

static const struct option preview_options[] = {
    { "port", '\0', "N", "port of the sandbox; a free one without this option" },
    { "edition", '\0', "EDITION", "cloud or datacenter" },
};

const struct command command_preview = {
    .name = "preview",
    .summary = "show a file as a page, in a browser, by a sandbox on this computer",
    .usage = "FILE",
    .example = "cmsync preview docs/guide.md",
    .least = 1,
    .most = 1,
    .reads_config = true,
    .is_near = true,
    .options = preview_options,
    .option_count = sizeof preview_options / sizeof preview_options[0],
    .run = preview_run,
};
