/* SPDX-License-Identifier: MIT */
/* The whole product on this computer: a sandbox, a folder of its own, a supervisor. */
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/unicode.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/engine.h"
#include "cli/exit_code.h"
#include "cli/folder.h"
#include "cli/interrupt.h"
#include "cli/launch.h"
#include "cli/pursuit.h"
#include "cli/summary.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    URL_BYTES = 256,
    LISTEN_MS = 10000,
    STOP_MS = 5000,
    WAIT_MS = 1000,
    OUT_BYTES = 64 * 1024,
    ARGUMENTS_MOST = 12,
    PATH_BYTES = 4200,
};

#define LISTENING "listening "

struct demo {
    const struct command_run *run;
    char folder[64];     /* holds everything; "" while there is none */
    char url[URL_BYTES]; /* of the sandbox */
    pid_t sandbox;
    struct options options; /* as if given to `cmsync apply` in the folder */
    struct config config;
    struct engine *engine;
    struct pursuit pursuit;
};

static void in_folder(const struct demo *demo, const char *name, char path[PATH_BYTES])
{
    snprintf(path, PATH_BYTES, "%s/%s", demo->folder, name);
}

/* ---------------------------------------------------------------- the sandbox */

/* Reads the first line, `listening URL`. 0, or -1 when it did not come. */
static int read_url(struct demo *demo, int fd)
{
    char line[URL_BYTES] = "";
    size_t length = 0;
    int64_t deadline = clock_now_ms() + LISTEN_MS;
    while (strchr(line, '\n') == NULL && length < sizeof line - 1 && clock_now_ms() < deadline) {
        struct pollfd ready[] = {
            { .fd = fd, .events = POLLIN },
            { .fd = interrupt_descriptor(), .events = POLLIN },
        };
        if (poll(ready, 2, WAIT_MS) <= 0)
            continue;
        if (!interrupt_take())
            return -1;
        if (ready[0].revents == 0)
            continue;
        ssize_t part = read(fd, line + length, sizeof line - 1 - length);
        if (part <= 0)
            return -1;
        length += (size_t)part;
        line[length] = '\0';
    }
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, LISTENING, strlen(LISTENING)) != 0)
        return -1;
    snprintf(demo->url, sizeof demo->url, "%s", line + strlen(LISTENING));
    return 0;
}

static int start_sandbox(struct demo *demo)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return EXIT_CODE_FAILURE;
    const char *port = options_value(demo->run->options, "port");
    const char *edition = options_value(demo->run->options, "edition");
    const char *const arguments[] = { "--port", port == NULL ? "0" : port, "--edition",
        edition == NULL ? "cloud" : edition, NULL };
    struct launch launch = {
        .program = "cmsync-sandbox",
        .arguments = arguments,
        .input_fd = -1,
        .output_fd = ends[1],
        .errors_fd = -1,
        .control_fd = -1,
        .death_signal = SIGTERM,
    };
    demo->sandbox = launch_start(&launch);
    close(ends[1]);
    int code = demo->sandbox > 0 && read_url(demo, ends[0]) == 0 ? 0 : EXIT_CODE_FAILURE;
    close(ends[0]);
    if (code != 0 && interrupt_code() == 0)
        console_say("error: the sandbox does not start\n");
    return code;
}

static void stop_sandbox(struct demo *demo)
{
    if (demo->sandbox <= 0)
        return;
    kill(demo->sandbox, SIGTERM);
    if (launch_wait(demo->sandbox, STOP_MS) < 0) {
        kill(demo->sandbox, SIGKILL);
        launch_wait(demo->sandbox, STOP_MS);
    }
}

/* ---------------------------------------------------------------- the folder */

/* The example beside an installed cmsync, or in the tree it was built in. The caller owns it. */
static char *find_examples(void)
{
    char *found = launch_find("../share/cmsync/examples/docs");
    return found != NULL ? found : launch_find("../../../examples/docs");
}

static int write_text(const struct demo *demo, const char *name, const char *data)
{
    char path[PATH_BYTES];
    in_folder(demo, name, path);
    if (file_write(path, data, strlen(data), 0600) == 0)
        return 0;
    console_say("error: cannot write %s: %s\n", path, strerror(errno));
    return EXIT_CODE_FAILURE;
}

static int write_config(const struct demo *demo)
{
    const char *edition = options_value(demo->run->options, "edition");
    bool is_cloud = edition == NULL || strcmp(edition, "cloud") == 0;
    struct text yaml = text_new(OUT_BYTES);
    text_add_format(&yaml,
        "version: 1\nsite:\n  url: %s\n  edition: %s\n%s  space: DEMO\n  token_file: token\n"
        "docs:\n  root: docs\npublish:\n  on_delete: trash\n",
        demo->url, is_cloud ? "cloud" : "datacenter", is_cloud ? "  user: demo@example.com\n" : "");
    int code = write_text(demo, "cmsync.yaml", yaml.data);
    text_free(&yaml);
    return code != 0 ? code : write_text(demo, "token", "demo\n");
}

static int make_folder(struct demo *demo, size_t *files)
{
    const char *base = getenv("TMPDIR");
    int length = snprintf(demo->folder, sizeof demo->folder, "%.40s/cmsync-demo-XXXXXX",
        base != NULL && base[0] == '/' && strlen(base) <= 40 ? base : "/tmp");
    if (length < 0 || mkdtemp(demo->folder) == NULL) {
        console_say("error: cannot make %s: %s\n", demo->folder, strerror(errno));
        demo->folder[0] = '\0';
        return EXIT_CODE_FAILURE;
    }
    char *examples = find_examples();
    char docs[PATH_BYTES];
    in_folder(demo, "docs", docs);
    int code = EXIT_CODE_FAILURE;
    if (examples == NULL)
        console_say("error: the examples are not there; is cmsync installed completely?\n");
    else if (folder_copy(examples, docs, files) == 0)
        code = 0;
    memory_free(&examples);
    return code;
}

/* ---------------------------------------------------------------- publishing */

/* Nothing of the person's own configuration has a say in the demo. */
static void forget_environment(const struct demo *demo)
{
    for (int i = 0; i < SETTING_COUNT; i++) {
        char name[SETTING_VARIABLE_BYTES];
        setting_variable(setting_get((enum setting_id)i), name);
        unsetenv(name);
    }
    unsetenv("CMSYNC_CONFIG");
    unsetenv("CMSYNC_TOKEN");
    unsetenv("CREDENTIALS_DIRECTORY");
    setenv("XDG_CONFIG_HOME", demo->folder, 1);
}

static int configure(struct demo *demo)
{
    forget_environment(demo);
    char paths[3][PATH_BYTES];
    in_folder(demo, "cmsync.yaml", paths[0]);
    in_folder(demo, "state", paths[1]);
    in_folder(demo, "run", paths[2]);
    const char *const argv[] = { "cmsync", "--config", paths[0], "--state", paths[1], "--run",
        paths[2], options_verbosity(demo->run->options) > 0 ? "--verbose" : NULL };
    int argc = argv[7] == NULL ? 7 : 8;
    struct text problems = text_new(OUT_BYTES);
    int code = 0;
    /* The cast only drops const from the array; the texts stay as they are. */
    if (options_parse(&demo->options, NULL, 0, argc, (char *const *)argv, &problems) < 0 ||
        config_load(
            &demo->config, &demo->options, CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS, &problems) < 0) {
        console_say("%s", problems.data);
        code = EXIT_CODE_FAILURE;
    }
    text_free(&problems);
    return code;
}

static int publish(struct demo *demo)
{
    /* Paused, so that the run counts from the first page on. */
    const struct engine_wish wish = { .is_paused = true };
    int code = engine_start(&demo->engine, &demo->config, &demo->options, &wish);
    if (code != 0)
        return code;
    demo->pursuit.engine = demo->engine;
    demo->pursuit.started_ms = clock_now_ms();
    demo->pursuit.shows_progress = console_shows_progress();
    code = engine_wait_ready(demo->engine);
    if (code == 0)
        code = pursuit_begin(&demo->pursuit, NULL, 0, -1, false);
    if (code == 0)
        code = pursuit_resume(&demo->pursuit);
    if (code == 0)
        code = pursuit_follow(&demo->pursuit, PURSUIT_SETTLED);
    if (code != 0)
        return code;
    const struct message_run_known *known = &demo->pursuit.known.run_known;
    struct text out = text_new(OUT_BYTES);
    summary_print(known, clock_now_ms() - demo->pursuit.started_ms, &out);
    if (known->trouble[0] != '\0')
        text_add_format(&out, "%s\n", known->trouble);
    console_write(&out);
    text_free(&out);
    return (int)known->exit_code;
}

/* ---------------------------------------------------------------- watching */

static void show_event(const struct message *event, void *unused_context)
{
    (void)unused_context;
    if (event->type != MESSAGE_status_changed)
        return;
    const struct message_status_changed *changed = &event->status_changed;
    char *path = unicode_printable(changed->path);
    char *reason = unicode_printable(changed->reason);
    if (strcmp(changed->letter, "=") == 0)
        printf("  published  %s  (version %" PRId64 ")\n", path, changed->version);
    else if (changed->letter[0] == '\0')
        printf("  removed    %s\n", path);
    else if (strchr("UELD", changed->letter[0]) != NULL)
        printf("  waits      %s  %s\n", path, reason);
    fflush(stdout);
    memory_free(&path);
    memory_free(&reason);
}

static void print_next(const struct demo *demo)
{
    struct text out = text_new(OUT_BYTES);
    char *bin = launch_find(".");
    if (bin != NULL)
        bin[path_folder_length(bin)] = '\0';
    text_add_format(&out, "\nOpen   %s/spaces/DEMO\n\nNow try, in another terminal:\n", demo->url);
    text_add_format(&out, "  echo \"Hello\" >> %s/docs/index.md\n", demo->folder);
    text_add_format(
        &out, "  mv %s/docs/install.md %s/docs/set-up.md\n", demo->folder, demo->folder);
    text_add_format(&out,
        "  %s/cmsync-monitor --config %s/cmsync.yaml --state %s/state --run %s/run\n",
        bin == NULL ? "." : bin, demo->folder, demo->folder, demo->folder);
    text_add_string(&out, "\nCtrl-C ends the demo and removes everything above.\n\n");
    console_write(&out);
    text_free(&out);
    memory_free(&bin);
}

static int watch(struct demo *demo)
{
    print_next(demo);
    engine_listen(demo->engine, show_event, NULL);
    int code = 0;
    while (code == 0)
        code = engine_wait(demo->engine, WAIT_MS);
    if (interrupt_code() == EXIT_CODE_INTERRUPTED) {
        console_say("\n");
        return 0; /* the way a demo ends */
    }
    return code;
}

/* ---------------------------------------------------------------- the command */

static int set_up(struct demo *demo)
{
    size_t files = 0;
    int code = make_folder(demo, &files);
    if (code == 0)
        code = start_sandbox(demo);
    if (code == 0)
        code = write_config(demo);
    if (code == 0)
        code = configure(demo);
    if (code != 0)
        return code;
    printf("cmsync demo: a private sandbox, nothing leaves this computer\n\n"
           "  sandbox   %s   (looks like Confluence to cmsync)\n"
           "  folder    %s/docs   (%zu Markdown files, copied for you)\n\n",
        demo->url, demo->folder, files);
    fflush(stdout);
    return 0;
}

static int demo_run(const struct command_run *run)
{
    interrupt_open();
    struct demo demo = { .run = run, .sandbox = -1 };
    int code = set_up(&demo);
    if (code == 0)
        code = publish(&demo);
    if (code == 0 && !options_has(run->options, "once") && console_can_ask())
        code = watch(&demo);
    int status = engine_stop(&demo.engine);
    if (code == 0 && status != 0)
        code = exit_code_first(code, status);
    pursuit_end(&demo.pursuit);
    stop_sandbox(&demo);
    if (demo.config.pool != NULL)
        config_free(&demo.config);
    if (demo.options.pool != NULL)
        options_free(&demo.options);
    if (demo.folder[0] != '\0' && folder_remove(demo.folder) < 0 && code == 0)
        code = EXIT_CODE_FAILURE;
    return code;
}

static const struct option demo_options[] = {
    { "once", '\0', NULL, "end after publishing, as it does without a terminal" },
    { "port", '\0', "N", "port of the sandbox; a free one without this option" },
    { "edition", '\0', "EDITION", "cloud or datacenter" },
};

const struct command command_demo = {
    .name = "demo",
    .summary = "publish the bundled example to a sandbox on this computer",
    .usage = "",
    .example = "cmsync demo",
    .options = demo_options,
    .option_count = sizeof demo_options / sizeof demo_options[0],
    .run = demo_run,
};
