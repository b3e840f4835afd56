/* SPDX-License-Identifier: MIT */
/* The whole product on this computer: a sandbox, a folder of its own, a supervisor. */
#include "base/clock.h"
#include "base/exit_code.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/unicode.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/edition.h"
#include "cli/engine.h"
#include "cli/folder.h"
#include "cli/interrupt.h"
#include "cli/launch.h"
#include "cli/pursuit.h"
#include "cli/showroom.h"
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
    WAIT_MS = 1000,
    OUT_BYTES = 64 * 1024,
};

struct demo {
    const struct command_run *run;
    struct showroom showroom;
    const char *edition;
    struct options options; /* as if given to `cmsync apply` in the folder */
    struct config config;
    struct engine *engine;
    struct pursuit pursuit;
};

/* ---------------------------------------------------------------- the folder */

/* The example beside an installed cmsync, or in the tree it was built in. The caller owns it. */
static char *find_examples(void)
{
    char *found = launch_find("../share/cmsync/examples/docs");
    return found != NULL ? found : launch_find("../../../examples/docs");
}

static int write_config(const struct demo *demo)
{
    bool is_cloud = strcmp(demo->edition, "cloud") == 0;
    struct text yaml = text_new(OUT_BYTES);
    text_add_format(&yaml,
        "version: 1\nsite:\n  url: %s\n  edition: %s\n%s  space: DEMO\n  token_file: token\n"
        "docs:\n  root: docs\npublish:\n  on_delete: trash\n",
        demo->showroom.url, demo->edition, is_cloud ? "  user: demo@example.com\n" : "");
    int code = showroom_write(&demo->showroom, "cmsync.yaml", yaml.data);
    text_free(&yaml);
    return code != 0 ? code : showroom_write(&demo->showroom, "token", "demo\n");
}

static int copy_examples(struct demo *demo, size_t *files)
{
    char *examples = find_examples();
    char docs[SHOWROOM_PATH_BYTES];
    showroom_path(&demo->showroom, "docs", docs);
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
    setenv("XDG_CONFIG_HOME", demo->showroom.folder, 1);
}

static int configure(struct demo *demo)
{
    forget_environment(demo);
    char paths[3][SHOWROOM_PATH_BYTES];
    showroom_path(&demo->showroom, "cmsync.yaml", paths[0]);
    showroom_path(&demo->showroom, "state", paths[1]);
    showroom_path(&demo->showroom, "run", paths[2]);
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
    summary_print(known, true, clock_now_ms() - demo->pursuit.started_ms, &out);
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
    text_add_format(
        &out, "\nOpen   %s/spaces/DEMO\n\nNow try, in another terminal:\n", demo->showroom.url);
    text_add_format(&out, "  echo \"Hello\" >> %s/docs/index.md\n", demo->showroom.folder);
    text_add_format(&out, "  mv %s/docs/install.md %s/docs/set-up.md\n", demo->showroom.folder,
        demo->showroom.folder);
    text_add_format(&out,
        "  %s/cmsync-monitor --config %s/cmsync.yaml --state %s/state --run %s/run\n",
        bin == NULL ? "." : bin, demo->showroom.folder, demo->showroom.folder,
        demo->showroom.folder);
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
    const char *port = options_value(demo->run->options, "port");
    int code = showroom_make_folder(&demo->showroom, "demo");
    if (code == 0)
        code = copy_examples(demo, &files);
    if (code == 0)
        code = showroom_start(&demo->showroom, port, demo->edition);
    if (code == 0)
        code = write_config(demo);
    if (code == 0)
        code = configure(demo);
    if (code != 0)
        return code;
    printf("cmsync demo: a private sandbox, nothing leaves this computer\n\n"
           "  sandbox   %s   (looks like Confluence to cmsync)\n"
           "  folder    %s/docs   (%zu Markdown files, copied for you)\n\n",
        demo->showroom.url, demo->showroom.folder, files);
    fflush(stdout);
    return 0;
}

static int demo_run(const struct command_run *run)
{
    enum page_edition edition = PAGE_CLOUD;
    int code = edition_choose(run, &edition);
    if (code != 0)
        return code;
    interrupt_open();
    struct demo demo = { .run = run,
        .showroom = { .sandbox = -1 },
        .edition = edition == PAGE_CLOUD ? "cloud" : "datacenter" };
    code = set_up(&demo);
    if (code == 0)
        code = publish(&demo);
    if (code == 0 && !options_has(run->options, "once") && console_can_ask())
        code = watch(&demo);
    int status = engine_stop(&demo.engine);
    if (code == 0 && status != 0)
        code = exit_code_first(code, status);
    pursuit_end(&demo.pursuit);
    if (demo.config.pool != NULL)
        config_free(&demo.config);
    if (demo.options.pool != NULL)
        options_free(&demo.options);
    int closed = showroom_close(&demo.showroom);
    return code == 0 ? closed : code;
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
