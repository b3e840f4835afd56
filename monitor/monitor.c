/* SPDX-License-Identifier: MIT */
#include "monitor/monitor.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "bus/viewer.h"
#include "config/config.h"
#include "monitor/bindings.h"
#include "monitor/feed.h"
#include "monitor/frame.h"
#include "monitor/keys.h"
#include "monitor/outside.h"
#include "monitor/screen.h"
#include "monitor/script.h"
#include "monitor/starter.h"
#include "monitor/weight.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FRAME_MS = 50,       /* at most 20 frames a second for what happens by itself */
    KEY_FRAME_MS = 5,    /* a key is answered at once; keys that are held down share frames */
    AGE_MS = 30000,      /* ages on the screen are in minutes */
    COUNTDOWN_MS = 1000, /* while a waiting time is shown */
    CHILD_MS = 100,      /* how often a program that we started is looked at */
    ACTIVITY_MS = 2000,  /* processes grow and shrink without a word */
    KEYS_A_STEP = 64,
    EMPTY_READS_MAX = 8,
    PROBLEMS_BYTES = 64 * 1024,
    CONFIG_BYTES = 1024 * 1024,
};

static const struct option table[] = {
    { "accessible", '\0', NULL,
        "sentences for a screen reader, as `cmsync tail --plain` tells them" },
    { "color", '\0', "WHEN", "auto, always or never" },
    { "ascii", '\0', NULL, "draw lines with - | +" },
    { "script", '\0', "FILE", "feed the screen from a file instead of the bus, for tests" },
    { "save-screen", '\0', "FILE", "with --script: where the screens go" },
};

enum { TABLE_COUNT = sizeof table / sizeof table[0] };

struct monitor {
    struct options options;
    struct config config;
    struct model *model;
    struct canvas canvas;
    struct feed *feed;
    struct starter *starter;
    pid_t editor; /* it has the terminal; 0: we have */
    int error_fd; /* standard error, while the screen has the terminal */
    int64_t drawn_at_ms;
    bool has_keys;   /* pressed since it was drawn */
    int empty_reads; /* in a row: readable, but nothing to read */
};

static volatile sig_atomic_t is_ending;

static void end_on_signal(int signal_number)
{
    is_ending = signal_number;
}

static void print_help(void)
{
    struct text help = text_new(PROBLEMS_BYTES);
    text_add_string(&help, "usage: cmsync-monitor [OPTION..]\n\n"
                           "Shows what cmsync does with a folder, as it happens. "
                           "Press ? for the keys.\n\n");
    options_print_help(table, TABLE_COUNT, false, &help);
    fputs(help.data, stdout);
    text_free(&help);
}

/* While the screen is up, log lines go into the log view; standard error would tear it. */
static void log_into_model(enum log_level level, const char *line, void *context)
{
    static const char letters[] = "EWID";
    model_log(context, clock_wall_ms(), letters[level], "monitor", line);
}

static void put_error_aside(struct monitor *monitor)
{
    monitor->error_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) {
        dup2(nowhere, STDERR_FILENO);
        close(nowhere);
    }
    log_set_sink(log_into_model, monitor->model);
}

static void bring_error_back(struct monitor *monitor)
{
    log_set_sink(NULL, NULL);
    if (monitor->error_fd < 0)
        return;
    dup2(monitor->error_fd, STDERR_FILENO);
    close(monitor->error_fd);
    monitor->error_fd = -1;
}

/* `DOCS@example.atlassian.net`: what one is looking at stands on every screen. */
static void name_place(struct model *model, const struct config *config)
{
    const char *host = strstr(config->site.url, "://");
    host = host == NULL ? config->site.url : host + 3;
    size_t length = strcspn(host, "/");
    if (*config->site.space == '\0')
        snprintf(model->place, sizeof model->place, "%s", config->instance);
    else
        snprintf(
            model->place, sizeof model->place, "%s@%.*s", config->site.space, (int)length, host);
    snprintf(model->run_folder, sizeof model->run_folder, "%s", config->run);
    snprintf(model->site, sizeof model->site, "%s", config->site.url);
    snprintf(model->docs_root, sizeof model->docs_root, "%s", config->docs.root);
}

/* The options with which `cmsync` finds the same instance, NULL at the end, behind `first` places
   that the caller fills. The caller owns the array: free() it. */
static const char **same_instance(const struct options *options, size_t first)
{
    struct config_list passed = options_pass_through(options);
    const char **arguments = memory_new_array(first + passed.count + 7, sizeof *arguments);
    size_t count = first;
    static const char *const places[] = { "config", "state", "run" };
    for (size_t i = 0; i < 3; i++) {
        const char *value = options_value(options, places[i]);
        if (value == NULL)
            continue;
        static const char *const names[] = { "--config", "--state", "--run" };
        arguments[count++] = names[i];
        arguments[count++] = value;
    }
    for (size_t i = 0; i < passed.count; i++)
        arguments[count++] = passed.items[i];
    return arguments;
}

/* A screen that is drawn cannot be read aloud: sentences instead. Comes back on failure alone. */
static int tell_in_sentences(const struct options *options)
{
    const char **arguments = same_instance(options, 2);
    arguments[0] = "tail";
    arguments[1] = "--plain";
    starter_become(arguments);
    memory_free(&arguments);
    log_error("cannot run `cmsync tail --plain`: %s", strerror(errno));
    return 1;
}

static bool wants_sentences(const struct options *options)
{
    const char *wish = getenv("CMSYNC_ACCESSIBLE");
    bool is_wished = wish != NULL && *wish != '\0' && strcmp(wish, "0") != 0;
    return is_wished || options_has(options, "accessible");
}

static void start(struct monitor *monitor)
{
    const char **arguments = same_instance(&monitor->options, 0);
    starter_free(&monitor->starter);
    monitor->starter = starter_new(arguments);
    memory_free(&arguments);
    if (monitor->starter == NULL)
        model_set_note(monitor->model, "cannot run `cmsync start`");
    else
        model_set_note(monitor->model, "starting ...");
}

static void look_at_starter(struct monitor *monitor)
{
    int status = 0;
    char line[MODEL_NOTE_BYTES];
    if (monitor->starter == NULL ||
        !starter_has_ended(monitor->starter, &status, line, sizeof line))
        return;
    starter_free(&monitor->starter);
    if (status == 0)
        snprintf(line, sizeof line, "started; it goes on when you leave this screen");
    else if (*line == '\0')
        snprintf(line, sizeof line, "`cmsync start` failed");
    model_set_note(monitor->model, "%s", line);
    model_log(monitor->model, clock_wall_ms(), status == 0 ? 'I' : 'E', "start", line);
    feed_hurry(monitor->feed);
}

static void edit(struct monitor *monitor, const char *path)
{
    char *file = path_join(monitor->config.docs.root, path);
    screen_lend();
    monitor->editor = outside_edit(file);
    if (monitor->editor < 0) {
        monitor->editor = 0;
        screen_take_back();
        model_set_note(monitor->model, "the editor cannot be started: %s", strerror(errno));
    }
    memory_free(&file);
}

static void look_at_editor(struct monitor *monitor)
{
    int status = 0;
    if (monitor->editor == 0 || !outside_has_ended(monitor->editor, &status))
        return;
    monitor->editor = 0;
    screen_take_back();
    if (status == 127)
        model_set_note(monitor->model, "there is no such editor: set $EDITOR");
    else if (status != 0)
        model_set_note(monitor->model, "the editor ended with status %d", status);
    monitor->model->is_dirty = true;
}

static void copy(struct monitor *monitor, const char *text)
{
    if (screen_copy(text))
        model_set_note(monitor->model, "copied: %s", text);
    else
        model_set_note(monitor->model, "too long for the clipboard");
}

static void open_page(struct monitor *monitor, const char *url)
{
    if (outside_open(url))
        model_set_note(monitor->model, "opened: %s", url);
    else if (screen_copy(url))
        model_set_note(monitor->model, "no browser here; copied: %s", url);
}

/* ---------------------------------------------------------------- settings */

static void note_problem(struct monitor *monitor, const char *problems)
{
    const char *line = strstr(problems, ": ");
    line = line == NULL ? problems : line + 2;
    model_set_note(monitor->model, "%.*s", (int)strcspn(line, "\n"), line);
    model_log(monitor->model, clock_wall_ms(), 'E', "monitor", monitor->model->note);
}

/* The keys as the user's own file wants them. 0, or -1 and the problems. */
static int bind_keys(struct monitor *monitor, const struct config *config, struct text *problems)
{
    char *source = NULL;
    size_t size = 0;
    if (config->key_count > 0)
        (void)file_read(AT_FDCWD, config->user_file, CONFIG_BYTES, &source, &size);
    int result = bindings_apply(&monitor->model->keymap, config, source, problems);
    memory_free(&source);
    return result;
}

/* Another file may mean another instance: it listens to that from now on. */
static void follow_configuration(struct monitor *monitor)
{
    struct config config;
    struct text problems = text_new(PROBLEMS_BYTES);
    struct feed *feed = NULL;
    if (config_load(&config, &monitor->options, CONFIG_NEEDS_NOTHING, &problems) < 0 ||
        config_set_up(&config, &problems) < 0) {
        note_problem(monitor, problems.data);
        config_free(&config);
        text_free(&problems);
        return;
    }
    bool is_elsewhere = strcmp(config.run, monitor->config.run) != 0;
    if (is_elsewhere)
        feed = feed_open(config.run);
    if (feed != NULL) {
        feed_close(&monitor->feed);
        monitor->feed = feed;
    }
    config_free(&monitor->config);
    monitor->config = config;
    name_place(monitor->model, &monitor->config);
    if (bind_keys(monitor, &monitor->config, &problems) < 0)
        note_problem(monitor, problems.data);
    text_free(&problems);
}

static void read_settings(struct monitor *monitor)
{
    sheet_read(&monitor->model->sheet, &monitor->options);
    monitor->model->is_dirty = true;
}

static void write_settings(struct monitor *monitor)
{
    struct text problems = text_new(PROBLEMS_BYTES);
    if (sheet_write(&monitor->model->sheet, &problems) < 0) {
        note_problem(monitor, problems.data);
    } else {
        model_set_note(monitor->model, "the configuration is written");
        if (monitor->model->link == MODEL_ATTACHED)
            model_wish_control(monitor->model, "reload", 0);
        follow_configuration(monitor);
        read_settings(monitor);
    }
    text_free(&problems);
}

/* False when the person leaves. */
static bool grant(struct monitor *monitor, struct wish *wish)
{
    switch (wish->kind) {
    case WISH_QUIT:
        return false;
    case WISH_REDRAW:
        screen_redraw();
        break;
    case WISH_SUSPEND:
        screen_suspend();
        break;
    case WISH_START:
        start(monitor);
        break;
    case WISH_SETTINGS_READ:
        read_settings(monitor);
        break;
    case WISH_SETTINGS_WRITE:
        write_settings(monitor);
        break;
    case WISH_CONTROL:
    case WISH_DECIDE:
        feed_order(monitor->feed, wish);
        break;
    case WISH_EDIT:
        edit(monitor, wish->path);
        break;
    case WISH_OPEN:
        open_page(monitor, wish->text);
        break;
    case WISH_COPY:
        copy(monitor, wish->text);
        break;
    }
    return true;
}

static bool grant_wishes(struct monitor *monitor)
{
    struct wish wish;
    bool stays = true;
    while (stays && wishes_take(&monitor->model->wishes, &wish)) {
        stays = grant(monitor, &wish);
        wish_free(&wish);
    }
    return stays;
}

/* False when the person leaves or the terminal went away. */
static bool take_keys(struct monitor *monitor, bool is_readable)
{
    int keys[KEYS_A_STEP];
    int count = 0;
    while (count < KEYS_A_STEP && (keys[count] = screen_key()) != 0)
        count++;
    monitor->has_keys = monitor->has_keys || count > 0;
    for (int i = keys_guard(monitor->model, keys, count); i < count; i++) {
        keys_press(monitor->model, keys[i]);
        if (!grant_wishes(monitor))
            return false;
    }
    /* Part of a character may also look like nothing, once. */
    bool is_empty = count == 0 && is_readable && screen_is_gone();
    monitor->empty_reads = is_empty ? monitor->empty_reads + 1 : 0;
    return monitor->empty_reads < EMPTY_READS_MAX;
}

/* How much memory the processes of the Activity view have. */
static void weigh_processes(struct model *model)
{
    if (model_shown(model) != MODEL_VIEW_ACTIVITY ||
        model->pulse.activity.type != MESSAGE_activity_known)
        return;
    const struct message_activity_known *known = &model->pulse.activity.activity_known;
    for (size_t i = 0; i < known->stages_count && i < PULSE_PROCESSES; i++)
        model->pulse.memory_bytes[i] = weight_of_process((long)known->stages[i].pid);
}

static void draw(struct monitor *monitor, int64_t now_ms)
{
    weigh_processes(monitor->model);
    monitor->model->now_ms = clock_wall_ms();
    int rows = 0;
    int columns = 0;
    screen_size(&rows, &columns);
    canvas_reset(&monitor->canvas, rows, columns);
    frame_draw(monitor->model, &monitor->canvas);
    screen_show(&monitor->canvas);
    monitor->model->is_dirty = false;
    monitor->has_keys = false;
    monitor->drawn_at_ms = now_ms;
}

static int64_t redraw_due_ms(const struct monitor *monitor)
{
    const struct model *model = monitor->model;
    if (monitor->has_keys)
        return monitor->drawn_at_ms + KEY_FRAME_MS;
    if (model->is_dirty)
        return monitor->drawn_at_ms + FRAME_MS;
    bool is_attached = model->link == MODEL_ATTACHED;
    if (is_attached && model->run.gate_until_ms > model->now_ms)
        return monitor->drawn_at_ms + COUNTDOWN_MS;
    if (is_attached && model_shown(model) == MODEL_VIEW_ACTIVITY)
        return monitor->drawn_at_ms + ACTIVITY_MS;
    return monitor->drawn_at_ms + AGE_MS;
}

static void loop(struct monitor *monitor)
{
    bool is_readable = false;
    while (is_ending == 0 && (monitor->editor != 0 || take_keys(monitor, is_readable))) {
        int64_t now_ms = clock_now_ms();
        monitor->model->now_ms = clock_wall_ms();
        feed_step(monitor->feed, monitor->model, now_ms);
        look_at_starter(monitor);
        look_at_editor(monitor);
        if (monitor->editor == 0 && now_ms >= redraw_due_ms(monitor))
            draw(monitor, now_ms);
        int64_t due_ms = redraw_due_ms(monitor);
        int64_t feed_ms = feed_due_ms(monitor->feed, monitor->model);
        due_ms = feed_ms < due_ms ? feed_ms : due_ms;
        bool has_child = monitor->starter != NULL || monitor->editor != 0;
        if (has_child && (now_ms + CHILD_MS < due_ms || monitor->editor != 0))
            due_ms = now_ms + CHILD_MS;
        int timeout_ms = due_ms > now_ms ? (int)(due_ms - now_ms) : 0;
        is_readable =
            feed_wait(monitor->feed, monitor->editor != 0 ? -1 : STDIN_FILENO, timeout_ms);
    }
}

/* The option, then CMSYNC_COLOR, then NO_COLOR, then what the terminal can. */
static struct screen_look find_look(const struct options *options)
{
    const char *when = options_value(options, "color");
    const char *given = getenv("CMSYNC_COLOR");
    if (when == NULL && given != NULL && *given != '\0')
        when = given;
    const char *none = getenv("NO_COLOR");
    bool is_unwanted = none != NULL && *none != '\0';
    if (when != NULL && strcmp(when, "auto") != 0)
        is_unwanted = strcmp(when, "never") == 0;
    return (
        struct screen_look){ .is_mono = is_unwanted, .is_ascii = options_has(options, "ascii") };
}

static int run(struct monitor *monitor)
{
    struct text problems = text_new(PROBLEMS_BYTES);
    int bound = bind_keys(monitor, &monitor->config, &problems);
    fputs(problems.data, stderr);
    text_free(&problems);
    if (bound < 0)
        return 2;
    viewer_prepare();
    name_place(monitor->model, &monitor->config);
    read_settings(monitor);
    monitor->feed = feed_open(monitor->config.run);
    if (monitor->feed == NULL)
        return 1;
    if (screen_open(find_look(&monitor->options)) < 0)
        return 2;
    static const int endings[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = end_on_signal };
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        sigaction(endings[i], &action, NULL);
    put_error_aside(monitor);
    loop(monitor);
    screen_close();
    bring_error_back(monitor);
    return 0;
}

/* The answer to --help, --version and --script; -1 when there is a screen to show. */
static int run_without_screen(const struct options *options)
{
    if (options_has(options, "help")) {
        print_help();
        return 0;
    }
    if (options_has(options, "version")) {
        puts("cmsync-monitor " CMSYNC_VERSION);
        return 0;
    }
    const char *script = options_value(options, "script");
    if (script != NULL)
        return script_run(script, options_value(options, "save-screen"));
    return wants_sentences(options) ? tell_in_sentences(options) : -1;
}

static int load(struct monitor *monitor, struct text *problems)
{
    if (monitor->options.words.count > 0) {
        text_add_format(
            problems, "error: cmsync-monitor takes no `%s`\n", monitor->options.words.items[0]);
        return -1;
    }
    if (config_load(&monitor->config, &monitor->options, CONFIG_NEEDS_NOTHING, problems) < 0)
        return -1;
    return config_set_up(&monitor->config, problems);
}

int monitor_main(int argc, char **argv)
{
    struct monitor monitor = { .error_fd = -1 };
    struct text problems = text_new(256 * 1024);
    int status = 2;
    if (options_parse(&monitor.options, table, TABLE_COUNT, argc, argv, &problems) == 0)
        status = run_without_screen(&monitor.options);
    if (status < 0 && load(&monitor, &problems) < 0)
        status = 2;
    fputs(problems.data, stderr);
    text_free(&problems);
    if (status < 0) {
        monitor.model = model_new();
        status = run(&monitor);
        feed_close(&monitor.feed);
        starter_free(&monitor.starter);
        model_free(&monitor.model);
        canvas_free(&monitor.canvas);
    }
    config_free(&monitor.config);
    options_free(&monitor.options);
    return status;
}
