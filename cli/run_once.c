/* SPDX-License-Identifier: MIT */
#include "cli/run_once.h"

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/memory.h"
#include "base/path.h"
#include "cli/console.h"
#include "cli/emptiness.h"
#include "cli/interrupt.h"
#include "cli/place.h"

#include <sys/stat.h>

enum { OUT_BYTES = 128 * 1024 };

int run_once_ask(void *context, const struct message *question, struct message *answer)
{
    return engine_ask(context, question, answer);
}

void run_once_add_place(struct run_once *once, char *place)
{
    once->scope = memory_grow(once->scope, once->scope_count + 1, sizeof *once->scope);
    once->places = memory_grow(once->places, once->scope_count + 1, sizeof *once->places);
    once->places[once->scope_count] = place;
    once->scope[once->scope_count++].path = place;
}

int run_once_read_scope(struct run_once *once)
{
    for (size_t i = 0; i < once->run->count; i++) {
        char *place = place_find(once->run->config, once->run->arguments[i]);
        if (place == NULL)
            return EXIT_CODE_USAGE;
        run_once_add_place(once, place);
    }
    once->has_named_scope = true;
    return 0;
}

static bool is_on_disk(const struct config *config, const char *place)
{
    struct stat unused_status;
    char *path = path_join(config->docs.root, place);
    bool is_there = place[0] == '\0' || lstat(path, &unused_status) == 0;
    memory_free(&path);
    return is_there;
}

/* A name that was mistyped must not look like one where nothing changed. What is gone from the disk
   may still have a page. */
static int find_scope(struct run_once *once)
{
    for (size_t i = 0; once->has_named_scope && i < once->scope_count; i++) {
        if (is_on_disk(once->run->config, once->places[i]))
            continue;
        struct message question = { .type = MESSAGE_statuses_ask };
        question.statuses_ask.after = "";
        question.statuses_ask.below = once->places[i];
        question.statuses_ask.limit = 1;
        struct message answer;
        int code = engine_ask(once->engine, &question, &answer);
        if (code != 0)
            return code;
        size_t count = answer.statuses_known.files_count;
        message_free(&answer);
        if (count > 0)
            continue;
        console_say("error: there is no %s in %s, and no page of it is known\n"
                    "  = help: a path is one as the shell has it, or one below docs.root\n",
            once->run->arguments[i], once->run->config->docs.root);
        return EXIT_CODE_NOT_FOUND;
    }
    return 0;
}

int run_once_begin(struct run_once *once, const struct engine_wish *wish)
{
    int code = engine_start(&once->engine, once->run->config, once->run->options, wish);
    if (code != 0)
        return code;
    once->pursuit.engine = once->engine;
    once->pursuit.started_ms = clock_now_ms();
    once->pursuit.shows_progress = !once->is_json && console_shows_progress();
    code = engine_wait_ready(once->engine);
    if (code == 0)
        code = find_scope(once);
    if (code != 0)
        return code;
    return pursuit_begin(
        &once->pursuit, once->scope, once->scope_count, once->max_deletions, once->is_plan);
}

int run_once_say_check(const struct run_once *once)
{
    const struct message *known = &once->pursuit.known;
    if (known->type != MESSAGE_run_known || known->run_known.check_trouble[0] == '\0')
        return 0;
    console_say("error: what people changed in Confluence could not be found out: %s\n",
        known->run_known.check_trouble);
    /* Refused credentials and the like have a code of their own. */
    int code = (int)known->run_known.exit_code;
    return code != 0 ? code : EXIT_CODE_NETWORK;
}

int run_once_outline(struct run_once *once, bool is_offline, bool is_whole, struct outline *outline)
{
    *outline = (struct outline){ .count = 0 };
    int code = pursuit_follow(&once->pursuit, PURSUIT_CONVERTED);
    if (code == 0 && !is_offline) {
        code = pursuit_check(&once->pursuit, !is_whole);
        if (code == 0)
            code = pursuit_follow(&once->pursuit, PURSUIT_CHECKED);
        if (code == 0)
            code = run_once_say_check(once);
    }
    return code == 0 ? outline_fetch(outline, once->has_states, run_once_ask, once->engine) : code;
}

void run_once_say_trouble(const struct run_once *once)
{
    const struct message *known = &once->pursuit.known;
    if (known->type == MESSAGE_run_known && known->run_known.trouble[0] != '\0')
        console_say("%s: %s\n", known->run_known.exit_code == 0 ? "warning" : "error",
            known->run_known.trouble);
    /* What keeps all of it from Confluence, not a page. */
    int64_t code = known->type == MESSAGE_run_known ? known->run_known.exit_code : 0;
    if (code == EXIT_CODE_SIGN_IN || code == EXIT_CODE_NOT_FOUND || code == EXIT_CODE_NETWORK)
        console_say("help: `cmsync doctor` looks for the cause and says what helps\n");
}

void run_once_say_empty(const struct run_once *once)
{
    const struct message *known = &once->pursuit.known;
    const struct config *config = once->run->config;
    if (once->is_json || known->type != MESSAGE_run_known || known->run_known.pages > 0 ||
        !known->run_known.is_converted)
        return;
    struct text out = text_new(OUT_BYTES);
    emptiness_print(config->docs.root, &config->docs.ignore, once->run->matcher, &out);
    console_say("%s", out.data);
    text_free(&out);
}

int run_once_finish(struct run_once *once, int code)
{
    int status = engine_stop(&once->engine);
    if (interrupt_code() != 0)
        code = exit_code_first(code, interrupt_code());
    else if (code == 0 && status != 0)
        code = exit_code_first(code, status);
    pursuit_end(&once->pursuit);
    for (size_t i = 0; i < once->scope_count; i++)
        memory_free(&once->places[i]);
    memory_free(&once->places);
    memory_free(&once->scope);
    return code;
}
