/* SPDX-License-Identifier: MIT */
#include "cli/look.h"

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "cli/console.h"
#include "cli/engine.h"
#include "cli/holder.h"
#include "cli/interrupt.h"
#include "cli/pursuit.h"
#include "cli/session.h"
#include "storage/rendering.h"

#include <inttypes.h>
#include <poll.h>
#include <string.h>

enum {
    POLL_MS = 40,
    PATIENCE_MS = 120 * 1000,
    NAME_BYTES = 8192,
};

/* Whoever brings questions to the store, and waits. */
struct way {
    struct session *session;
    struct engine *engine;
};

static int ask(struct way *way, const struct message *question, struct message *answer)
{
    return way->engine != NULL ? engine_inquire(way->engine, question, answer)
                               : session_ask(way->session, question, answer);
}

static int wait_a_little(struct way *way)
{
    if (way->engine != NULL)
        return engine_wait(way->engine, POLL_MS);
    struct pollfd signals = { .fd = interrupt_descriptor(), .events = POLLIN };
    poll(&signals, 1, POLL_MS);
    return interrupt_take() ? 0 : interrupt_code();
}

/* What the store refuses is said. */
static int say_refusal(const char *place, struct message *answer)
{
    if (answer->type != MESSAGE_refused)
        return 0;
    int code =
        strcmp(answer->refused.code, "not_found") == 0 ? EXIT_CODE_NOT_FOUND : EXIT_CODE_FAILURE;
    char *shown = unicode_printable(place);
    console_say("error: %s: %s\n", shown, answer->refused.reason);
    memory_free(&shown);
    message_free(answer);
    return code;
}

/* ---------------------------------------------------------------- asking */

static int begin(struct way *way, const char *place, int64_t *number)
{
    struct message question = { .type = MESSAGE_look_begin };
    question.look_begin.path = place;
    struct message answer;
    int code = ask(way, &question, &answer);
    if (code == 0)
        code = say_refusal(place, &answer);
    if (code != 0)
        return code;
    *number = answer.accepted.number;
    message_free(&answer);
    return 0;
}

static int code_of(const struct message_look_known *known)
{
    switch ((enum lease_outcome)known->outcome) {
    case LEASE_DONE:
        return 0;
    case LEASE_CREDENTIALS:
    case LEASE_FORBIDDEN:
        return EXIT_CODE_SIGN_IN;
    case LEASE_SITE:
    case LEASE_GONE:
        return EXIT_CODE_NOT_FOUND;
    case LEASE_RETRY:
    case LEASE_UNKNOWN:
        return EXIT_CODE_NETWORK;
    case LEASE_CONFLICT:
    case LEASE_CLASH:
    case LEASE_REJECTED:
    case LEASE_CHANGED:
    case LEASE_COUNT:
        break;
    }
    return EXIT_CODE_FAILURE;
}

static int look(struct way *way, const char *place, struct message *known)
{
    int64_t number = 0;
    int64_t deadline = clock_now_ms() + PATIENCE_MS;
    int code = begin(way, place, &number);
    while (code == 0) {
        struct message question = { .type = MESSAGE_look_ask };
        question.look_ask.number = number;
        code = ask(way, &question, known);
        if (code == 0)
            code = say_refusal(place, known);
        if (code != 0 || known->look_known.is_done)
            break;
        message_free(known);
        if (clock_now_ms() > deadline) {
            console_say("error: no uploader could look at the page within %d s\n"
                        "  = help: `cmsync status` shows what holds it up\n",
                PATIENCE_MS / 1000);
            return EXIT_CODE_NETWORK;
        }
        code = wait_a_little(way);
    }
    if (code == 0 && (code = code_of(&known->look_known)) != 0)
        console_say("error: %s: %s\n", place, known->look_known.reason);
    return code;
}

/* ---------------------------------------------------------------- who answers */

static int look_by_session(
    const struct command_run *run, const char *place, const char *name, struct message *known)
{
    struct way way = { .engine = NULL };
    int code = session_open(&way.session, run->config, run->options, name);
    if (code == 0)
        code = look(&way, place, known);
    session_close(&way.session);
    return code;
}

/* The whole tree is converted, for titles and links are the tree's matter. */
static int look_by_engine(const struct command_run *run, const char *place, struct message *known)
{
    struct way way = { .session = NULL };
    struct pursuit pursuit = { .started_ms = clock_now_ms(),
        .shows_progress = console_shows_progress() };
    int code = engine_start(
        &way.engine, run->config, run->options, &(struct engine_wish){ .is_reader = true });
    pursuit.engine = way.engine;
    if (code == 0)
        code = engine_wait_ready(way.engine);
    if (code == 0)
        code = pursuit_begin(&pursuit, NULL, 0, -1, true);
    if (code == 0)
        code = pursuit_follow(&pursuit, PURSUIT_CONVERTED);
    if (code == 0)
        code = look(&way, place, known);
    int status = engine_stop(&way.engine);
    pursuit_end(&pursuit);
    return code == 0 && status != 0 ? exit_code_first(status, 0) : code;
}

int look_fetch(
    struct look *look, const struct command_run *run, const char *place, const char *name)
{
    *look = (struct look){ .known = { .type = MESSAGE_none } };
    struct holder holder;
    bool is_running = holder_look(run->config->state, &holder) && !holder_is_brief(&holder);
    return is_running ? look_by_session(run, place, name, &look->known)
                      : look_by_engine(run, place, &look->known);
}

void look_free(struct look *look)
{
    message_free(&look->known);
    for (int i = 0; i < LOOK_FORMS; i++) {
        memory_free(&look->names[i]);
        text_free(&look->texts[i]);
    }
}

/* ---------------------------------------------------------------- showing */

/* Nothing that a terminal would obey: a page is anybody's text. */
static void add_printable(const char *raw, struct text *out)
{
    while (*raw != '\0') {
        size_t length = strcspn(raw, "\n\t");
        char *part = memory_copy_part(raw, length);
        char *shown = unicode_printable(part);
        text_add_string(out, shown);
        memory_free(&shown);
        memory_free(&part);
        if (raw[length] != '\0')
            text_add_char(out, raw[length++]);
        raw += length;
    }
}

/* Between blocks, where that changes nothing: the source of a page is often one line. */
static void add_source(const char *body, size_t length, struct text *out)
{
    for (size_t i = 0; i < length; i++) {
        text_add_char(out, body[i]);
        bool is_end = body[i] == '>' && i + 1 < length && body[i + 1] == '<';
        if (is_end)
            text_add_char(out, '\n');
    }
    if (length > 0 && body[length - 1] != '\n')
        text_add_char(out, '\n');
}

static void render(
    const char *title, struct blob body, bool is_there, bool is_storage, struct text *out)
{
    *out = text_new(DIFFERENCE_MAX_BYTES);
    if (!is_there)
        return;
    struct text raw = text_new(RENDERING_MAX_BYTES);
    const char *data = body.size == 0 ? "" : (const char *)body.data;
    text_add_format(&raw, "Title: %s\n\n", title);
    if (is_storage)
        add_source(data, body.size, &raw);
    else
        rendering_add(data, body.size, &raw);
    add_printable(raw.data, out);
    text_free(&raw);
}

static char *name_theirs(const struct message_look_known *known)
{
    if (!known->has_theirs)
        return memory_copy_text("Confluence (no page)");
    struct text name = text_new(NAME_BYTES);
    text_add_format(
        &name, "Confluence (page %s, version %" PRId64, known->theirs_id, known->theirs_version);
    if (known->theirs_author[0] != '\0')
        text_add_format(&name, " by %s", known->theirs_author);
    if (strcmp(known->theirs_status, "current") != 0)
        text_add_format(&name, ", %s", known->theirs_status);
    text_add_char(&name, ')');
    char *shown = unicode_printable(name.data);
    text_free(&name);
    return shown;
}

void look_render(struct look *look, bool is_storage)
{
    const struct message_look_known *known = &look->known.look_known;
    render(
        known->mine_title, known->mine_body, known->has_mine, is_storage, &look->texts[LOOK_MINE]);
    render(known->theirs_title, known->theirs_body, known->has_theirs, is_storage,
        &look->texts[LOOK_THEIRS]);
    render(
        known->base_title, known->base_body, known->has_base, is_storage, &look->texts[LOOK_BASE]);
    look->names[LOOK_MINE] = unicode_printable(known->path);
    look->names[LOOK_THEIRS] = name_theirs(known);
    struct text base = text_new(NAME_BYTES);
    text_add_format(&base, "cmsync's last version (%" PRId64 ")", known->base_version);
    look->names[LOOK_BASE] = text_take(&base);
}

struct difference_side look_side(const struct look *look, enum look_form form)
{
    return (struct difference_side){ .name = look->names[form],
        .text = look->texts[form].data == NULL ? "" : look->texts[form].data,
        .length = look->texts[form].length };
}
