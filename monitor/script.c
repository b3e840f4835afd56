/* SPDX-License-Identifier: MIT */
#include "monitor/script.h"

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "monitor/frame.h"
#include "monitor/keys.h"
#include "monitor/script_answer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SCRIPT_BYTES = 1024 * 1024, SCREEN_BYTES = 4 * 1024 * 1024, FILES_MAX = 2048 };

struct script {
    struct model *model;
    struct canvas canvas;
    int rows;
    int columns;
    struct item_file_status files[FILES_MAX];
    size_t file_count;
    struct options options; /* none: for the settings */
    char *project;          /* NULL: no such file */
    char *user;
    struct text out;
};

/* The next word of a line, taken off it; "" when there is none. */
static char *take_word(char **line)
{
    *line += strspn(*line, " ");
    char *word = *line;
    *line += strcspn(word, " ");
    if (**line != '\0')
        *(*line)++ = '\0';
    return word;
}

static int64_t take_number(char **line)
{
    return strtoll(take_word(line), NULL, 10);
}

/* `PATH | REASON`: cuts the line at the bar; the reason. `\xNN` stands for any byte. */
static const char *split_reason(char *line)
{
    char *to = line;
    for (const char *from = line; *from != '\0';) {
        if (strncmp(from, "\\x", 2) == 0 && strlen(from) >= 4) {
            char digits[3] = { from[2], from[3], '\0' };
            *to++ = (char)strtol(digits, NULL, 16);
            from += 4;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    char *bar = strstr(line, " | ");
    if (bar == NULL)
        return "";
    *bar = '\0';
    return bar + 3;
}

static int do_size(struct script *script, char *line)
{
    script->columns = (int)take_number(&line);
    script->rows = (int)take_number(&line);
    return script->columns > 0 && script->rows > 0 ? 0 : -1;
}

static int do_now(struct script *script, char *line)
{
    struct tm utc = { 0 };
    if (strptime(line, "%Y-%m-%dT%H:%M:%SZ", &utc) == NULL)
        return -1;
    script->model->now_ms = (int64_t)timegm(&utc) * 1000;
    return 0;
}

static int do_place(struct script *script, char *line)
{
    snprintf(script->model->place, sizeof script->model->place, "%s", line);
    const char *host = strchr(line, '@');
    snprintf(script->model->site, sizeof script->model->site, "https://%s/wiki",
        host == NULL ? line : host + 1);
    return 0;
}

static int do_folder(struct script *script, char *line)
{
    snprintf(script->model->docs_root, sizeof script->model->docs_root, "%s", line);
    snprintf(script->model->run_folder, sizeof script->model->run_folder, "%s/run", line);
    return 0;
}

static int do_link(struct script *script, char *line)
{
    static const char *const names[] = { "looking", "attached", "lost", "gone", "foreign" };
    const char *name = take_word(&line);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            snprintf(script->model->foreign, sizeof script->model->foreign, "%s", line);
            model_set_link(script->model, (enum model_link)i);
            return 0;
        }
    }
    return -1;
}

static int do_file(struct script *script, char *line)
{
    if (script->file_count == FILES_MAX)
        return -1;
    struct item_file_status *file = &script->files[script->file_count++];
    file->letter = memory_copy_text(take_word(&line));
    file->version = take_number(&line);
    file->at_ms = script->model->now_ms - take_number(&line) * 1000;
    file->reason = memory_copy_text(split_reason(line));
    file->path = memory_copy_text(line);
    file->title = "";
    file->page_id = "";
    return *file->path == '\0' ? -1 : 0;
}

static void forget_files(struct script *script)
{
    for (size_t i = 0; i < script->file_count; i++) {
        free((void *)script->files[i].letter);
        free((void *)script->files[i].reason);
        free((void *)script->files[i].path);
    }
    script->file_count = 0;
}

static int do_snapshot(struct script *script, char *line)
{
    struct message question;
    if (!model_question(script->model, &question))
        return -1;
    struct message answer = { .type = MESSAGE_statuses_known };
    answer.statuses_known.sequence = take_number(&line);
    answer.statuses_known.files = script->files;
    answer.statuses_known.files_count = script->file_count;
    answer.statuses_known.is_last = true;
    model_answer(script->model, &answer);
    forget_files(script);
    return 0;
}

/* The model takes events over as they come from the bus: packed and unpacked. */
static int tell(struct script *script, const struct message *event)
{
    struct text packed = text_new(MESSAGE_EVENT_MAX_BYTES);
    struct message message;
    int result = message_pack(event, &packed);
    if (result == 0)
        result = message_unpack(&message, event->type, packed.data, packed.length);
    if (result == 0)
        model_event(script->model, &message);
    text_free(&packed);
    return result;
}

static int do_change(struct script *script, char *line)
{
    struct message event = { .type = MESSAGE_status_changed };
    struct message_status_changed *change = &event.status_changed;
    change->sequence = take_number(&line);
    change->letter = take_word(&line);
    if (strcmp(change->letter, ".") == 0)
        change->letter = "";
    change->version = take_number(&line);
    change->at_ms = script->model->now_ms;
    change->reason = split_reason(line);
    change->path = line;
    return tell(script, &event);
}

static int do_run(struct script *script, char *line)
{
    struct message event = { .type = MESSAGE_run_changed };
    struct message_run_changed *run = &event.run_changed;
    run->pages = take_number(&line);
    run->to_convert = take_number(&line);
    run->to_upload = take_number(&line);
    run->held = take_number(&line);
    run->failed = take_number(&line);
    run->requests = take_number(&line);
    const char *gate = take_word(&line);
    run->is_paused = strcmp(gate, "paused") == 0;
    run->gate = run->is_paused ? "open" : gate;
    run->gate_ms = take_number(&line) * 1000;
    return tell(script, &event);
}

static int do_log(struct script *script, char *line)
{
    struct message event = { .type = MESSAGE_log_written };
    event.log_written.level = take_word(&line);
    event.log_written.stage = take_word(&line);
    event.log_written.line = line;
    event.log_written.at_ms = script->model->now_ms;
    return tell(script, &event);
}

static int add_line(char **text, const char *line)
{
    struct text all = text_new(SCRIPT_BYTES);
    text_add_format(&all, "%s%s\n", *text == NULL ? "" : *text, line);
    memory_free(text);
    *text = text_take(&all);
    text_free(&all);
    return 0;
}

static int do_project(struct script *script, char *line)
{
    return add_line(&script->project, line);
}

static int do_user(struct script *script, char *line)
{
    return add_line(&script->user, line);
}

static struct draft draft_from(enum config_source source, const char *path, const char *text)
{
    return (struct draft){ .source = source,
        .path = memory_copy_text(path),
        .is_there = text != NULL,
        .before = memory_copy_text(text == NULL ? "" : text),
        .after = memory_copy_text(text == NULL ? "" : text) };
}

/* The settings are read from the lines of `project` and `user`. */
static int do_settings(struct script *script, char *line)
{
    (void)line;
    struct draft drafts[2] = {
        draft_from(CONFIG_SOURCE_USER, "/home/me/.config/cmsync/config.yaml", script->user),
        draft_from(CONFIG_SOURCE_PROJECT, "/srv/handbook/cmsync.yaml", script->project),
    };
    sheet_take(&script->model->sheet, &script->options, drafts);
    return 0;
}

/* What was asked to be written is in the files now. */
static int do_written(struct script *script, char *line)
{
    char **texts[] = { &script->user, &script->project };
    for (size_t i = 0; i < 2; i++) {
        const struct draft *draft = &script->model->sheet.drafts[i];
        memory_free(texts[i]);
        *texts[i] = draft->after[0] == '\0' ? NULL : memory_copy_text(draft->after);
    }
    return do_settings(script, line);
}

static int do_trouble(struct script *script, char *line)
{
    snprintf(script->model->run.trouble, sizeof script->model->run.trouble, "%s", line);
    return 0;
}

static void draw(struct script *script)
{
    canvas_reset(&script->canvas, script->rows, script->columns);
    frame_draw(script->model, &script->canvas);
}

static void press(struct script *script, int key)
{
    keys_press(script->model, key);
    struct wish wish;
    while (wishes_take(&script->model->wishes, &wish)) {
        text_add_format(&script->out, "asked for: %s %s %s %s", wish_kind_name(wish.kind),
            wish.verb, wish.path, wish.text);
        while (script->out.data[script->out.length - 1] == ' ')
            text_cut(&script->out, script->out.length - 1);
        if (wish.number != 0)
            text_add_format(&script->out, " %lld", (long long)wish.number);
        text_add_char(&script->out, '\n');
        wish_free(&wish);
    }
    draw(script); /* a key may depend on what the drawing showed */
}

static int do_key(struct script *script, char *line)
{
    draw(script);
    for (const char *name = take_word(&line); *name != '\0'; name = take_word(&line)) {
        int key = keymap_parse(name);
        if (key == 0)
            return -1;
        press(script, key);
    }
    return 0;
}

static int do_type(struct script *script, char *line)
{
    for (; *line != '\0'; line++)
        press(script, (unsigned char)*line);
    return 0;
}

static int do_save(struct script *script, char *line)
{
    (void)line;
    draw(script);
    canvas_print_text(&script->canvas, &script->out);
    text_add_string(&script->out, "=====\n");
    return 0;
}

/* The screen in a small, an ordinary and a large window. */
static int do_saves(struct script *script, char *line)
{
    static const int sizes[][2] = { { 60, 20 }, { 80, 24 }, { 140, 40 } };
    int columns = script->columns;
    int rows = script->rows;
    for (size_t i = 0; i < 3; i++) {
        script->columns = sizes[i][0];
        script->rows = sizes[i][1];
        do_save(script, line);
    }
    script->columns = columns;
    script->rows = rows;
    return 0;
}

static int run_line(struct script *script, char *line)
{
    static const struct {
        const char *name;
        int (*run)(struct script *script, char *line);
    } commands[] = {
        { "size", do_size },
        { "now", do_now },
        { "place", do_place },
        { "folder", do_folder },
        { "link", do_link },
        { "file", do_file },
        { "snapshot", do_snapshot },
        { "change", do_change },
        { "run", do_run },
        { "log", do_log },
        { "project", do_project },
        { "user", do_user },
        { "settings", do_settings },
        { "written", do_written },
        { "trouble", do_trouble },
        { "key", do_key },
        { "type", do_type },
        { "save", do_save },
        { "saves", do_saves },
    };
    const char *name = take_word(&line);
    if (*name == '\0' || *name == '#')
        return 0;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].run(script, line);
    }
    draw(script); /* what is drawn asks for what it lacks */
    return script_answer(script->model, name, line);
}

static int run_lines(struct script *script, const char *file, char *data)
{
    size_t number = 1;
    for (char *line = data; line != NULL && *line != '\0'; number++) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        char *copy = memory_copy_text(line);
        int result = run_line(script, copy);
        memory_free(&copy);
        if (result < 0) {
            log_error("%s:%zu: not understood: %s", file, number, line);
            return -1;
        }
        line = end == NULL ? NULL : end + 1;
    }
    return 0;
}

int script_run(const char *script_file, const char *screen_file)
{
    char *data = NULL;
    size_t size = 0;
    enum file_result read = file_read(AT_FDCWD, script_file, SCRIPT_BYTES, &data, &size);
    if (read != FILE_OK) {
        log_error("cannot read %s: %s", script_file, file_result_text(read));
        return 2;
    }
    struct script *script = memory_new(sizeof *script);
    script->model = model_new();
    script->rows = 24;
    script->columns = 80;
    script->out = text_new(SCREEN_BYTES);
    script->options.pool = memory_pool_new();
    int status = run_lines(script, script_file, data) < 0 ? 2 : 0;
    if (status == 0)
        do_save(script, NULL);
    if (status == 0 && screen_file == NULL)
        file_write_all(STDOUT_FILENO, script->out.data, script->out.length);
    else if (status == 0 &&
             file_write(screen_file, script->out.data, script->out.length, 0644) < 0) {
        log_error("cannot write %s", screen_file);
        status = 2;
    }
    forget_files(script);
    text_free(&script->out);
    canvas_free(&script->canvas);
    model_free(&script->model);
    memory_pool_free(&script->options.pool);
    memory_free(&script->project);
    memory_free(&script->user);
    memory_free(&script);
    memory_free(&data);
    return status;
}
