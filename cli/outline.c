/* SPDX-License-Identifier: MIT */
#include "cli/outline.h"

#include "base/memory.h"
#include "base/unicode.h"
#include "cli/document.h"
#include "cli/summary.h"

#include <inttypes.h>
#include <string.h>

#include <jansson.h>

enum { PART_STEPS = 1000, PATH_COLUMNS = 40 };

/* SECTION(name, heading, sign), in the order a person reads. Each action belongs to one. */
#define OUTLINE_SECTIONS(SECTION)                                                                  \
    SECTION(problem, "Problems", '!')                                                              \
    SECTION(delete, "Delete", '-')                                                                 \
    SECTION(move, "Move", '>')                                                                     \
    SECTION(change, "Change", '~')                                                                 \
    SECTION(add, "Add", '+')                                                                       \
    SECTION(orphaned, "Stay without a file", 'o')                                                  \
    SECTION(unchanged, "Unchanged", '=')

enum section {
#define OUTLINE_ENUM(name, heading, sign) SECTION_##name,
    OUTLINE_SECTIONS(OUTLINE_ENUM)
#undef OUTLINE_ENUM
        SECTION_COUNT
};

static const struct {
    const char *heading;
    char sign;
} sections[SECTION_COUNT] = {
#define OUTLINE_ROW(name, heading, sign) { heading, sign },
    OUTLINE_SECTIONS(OUTLINE_ROW)
#undef OUTLINE_ROW
};

static const struct {
    const char *action;
    enum section section;
} actions[] = {
    { "create", SECTION_add },
    { "update", SECTION_change },
    { "move", SECTION_move },
    { "delete", SECTION_delete },
    { "attach", SECTION_change },
    { "held", SECTION_problem },
    { "failed", SECTION_problem },
    { "orphaned", SECTION_orphaned },
    { "unchanged", SECTION_unchanged },
};

enum { ACTIONS = sizeof actions / sizeof actions[0] };

static enum section section_of(const struct item_plan_step *step)
{
    for (size_t i = 0; i < ACTIONS; i++) {
        if (strcmp(actions[i].action, step->action) == 0)
            return actions[i].section;
    }
    return SECTION_problem;
}

/* ---------------------------------------------------------------- fetching */

static void add_part(struct outline *outline, struct message *part)
{
    const struct message_plan_known *known = &part->plan_known;
    outline->parts = memory_grow(outline->parts, outline->part_count + 1, sizeof *outline->parts);
    outline->parts[outline->part_count++] = *part;
    outline->steps = memory_grow(
        outline->steps, outline->count + known->steps_count + 1, sizeof *outline->steps);
    for (size_t i = 0; i < known->steps_count; i++)
        outline->steps[outline->count++] = known->steps[i];
}

int outline_fetch(struct outline *outline, bool has_states, listing_asker *ask, void *context)
{
    *outline = (struct outline){ .count = 0 };
    bool is_last = false;
    while (!is_last) {
        struct message question = { .type = MESSAGE_plan_ask };
        question.plan_ask.after =
            outline->count == 0 ? "" : outline->steps[outline->count - 1].path;
        question.plan_ask.limit = PART_STEPS;
        question.plan_ask.wants_states = has_states;
        struct message answer;
        int code = ask(context, &question, &answer);
        if (code != 0)
            return code;
        is_last = answer.plan_known.is_last || answer.plan_known.steps_count == 0;
        add_part(outline, &answer);
    }
    return 0;
}

void outline_free(struct outline *outline)
{
    for (size_t i = 0; i < outline->part_count; i++)
        message_free(&outline->parts[i]);
    memory_free(&outline->parts);
    memory_free(&outline->steps);
    *outline = (struct outline){ .count = 0 };
}

/* ---------------------------------------------------------------- sums */

struct sums {
    size_t in[SECTION_COUNT];
    int64_t requests;
};

static struct sums sum_up(const struct outline *outline)
{
    struct sums sums = { .requests = 0 };
    for (size_t i = 0; i < outline->count; i++) {
        sums.in[section_of(&outline->steps[i])]++;
        sums.requests += outline->steps[i].requests;
    }
    return sums;
}

size_t outline_count_changes(const struct outline *outline)
{
    struct sums sums = sum_up(outline);
    return sums.in[SECTION_delete] + sums.in[SECTION_move] + sums.in[SECTION_change] +
           sums.in[SECTION_add];
}

/* ---------------------------------------------------------------- printing */

static void print_step(const struct item_plan_step *step, char sign, struct text *out)
{
    char *path = unicode_printable(step->path);
    char *title = unicode_printable(step->title);
    char *reason = unicode_printable(step->reason);
    text_add_format(out, "  %c %s", sign, path);
    for (size_t width = unicode_width(path); width < PATH_COLUMNS; width++)
        text_add_char(out, ' ');
    if (title[0] != '\0')
        text_add_format(out, "  \"%s\"", title);
    if (reason[0] != '\0')
        text_add_format(out, "  %s", reason);
    text_add_char(out, '\n');
    memory_free(&path);
    memory_free(&title);
    memory_free(&reason);
}

static void print_section(const struct outline *outline, enum section section, size_t count,
    size_t most, struct text *out)
{
    text_add_format(out, "%s, %zu\n", sections[section].heading, count);
    size_t shown = 0;
    for (size_t i = 0; i < outline->count; i++) {
        if (section_of(&outline->steps[i]) != section)
            continue;
        if (most > 0 && shown == most) {
            text_add_format(out, "  ... %zu more (--all)\n", count - shown);
            return;
        }
        print_step(&outline->steps[i], sections[section].sign, out);
        shown++;
    }
}

void outline_print(const struct outline *outline, size_t most, struct text *out)
{
    struct sums sums = sum_up(outline);
    for (int i = 0; i < SECTION_unchanged; i++) {
        if (sums.in[i] > 0)
            print_section(outline, (enum section)i, sums.in[i], most, out);
    }
    text_add_format(
        out, "%s, %zu\n\n", sections[SECTION_unchanged].heading, sums.in[SECTION_unchanged]);
    text_add_format(out, "Plan: %zu to add, %zu to change, %zu to move, %zu to delete",
        sums.in[SECTION_add], sums.in[SECTION_change], sums.in[SECTION_move],
        sums.in[SECTION_delete]);
    if (sums.in[SECTION_problem] > 0)
        text_add_format(out, ", %zu with problems", sums.in[SECTION_problem]);
    text_add_string(out, "; about ");
    summary_print_count(sums.requests, "request", out);
    text_add_string(out, ".\n");
}

/* How long so many requests may take, by the configured pace or by experience. */
static int64_t estimate(const struct outline *outline, const struct outline_about *about)
{
    enum { USUAL_ANSWER_MS = 300 };
    int64_t requests = sum_up(outline).requests;
    int64_t uploaders = about->uploaders > 0 ? about->uploaders : 1;
    int64_t by_answers = requests * USUAL_ANSWER_MS / uploaders;
    if (about->requests_per_second <= 0)
        return by_answers;
    int64_t by_pace = (int64_t)((double)requests * 1000.0 / about->requests_per_second);
    return by_pace > by_answers ? by_pace : by_answers;
}

void outline_print_whole(
    const struct outline *outline, const struct outline_about *about, size_t most, struct text *out)
{
    if (about->is_offline)
        text_add_string(out, "Compared with what is known of Confluence, which was not asked.\n\n");
    outline_print(outline, most, out);
    if (sum_up(outline).requests == 0)
        return;
    text_add_string(out, "That may take ");
    summary_print_duration(estimate(outline, about), out);
    text_add_string(out, ".\n");
}

static json_t *step_to_json(const struct item_plan_step *step)
{
    json_t *object = json_object();
    json_object_set_new(object, "path", document_text(step->path));
    json_object_set_new(object, "action", document_text(step->action));
    json_object_set_new(object, "title", document_text(step->title));
    json_object_set_new(object, "reason", document_text(step->reason));
    json_object_set_new(object, "requests", json_integer(step->requests));
    json_object_set_new(object, "state", document_text(step->state == NULL ? "" : step->state));
    return object;
}

static void add_about(
    json_t *document, const struct outline *outline, const struct outline_about *about)
{
    json_t *scope = json_array();
    for (size_t i = 0; i < about->scope_count; i++)
        json_array_append_new(scope, document_text(about->scope[i].path));
    json_object_set_new(document, "url", document_text(about->url));
    json_object_set_new(document, "space", document_text(about->space));
    json_object_set_new(document, "offline", json_boolean(about->is_offline));
    json_object_set_new(document, "scope", scope);
    json_object_set_new(document, "estimate_ms", json_integer(estimate(outline, about)));
}

void outline_print_json(
    const struct outline *outline, const struct outline_about *about, struct text *out)
{
    json_t *document = json_object();
    json_object_set_new(document, "format", json_string("cmsync.plan/1.0"));
    for (size_t i = 0; i < ACTIONS; i++) {
        json_int_t count = 0;
        for (size_t j = 0; j < outline->count; j++)
            count += strcmp(outline->steps[j].action, actions[i].action) == 0;
        json_object_set_new(document, actions[i].action, json_integer(count));
    }
    json_object_set_new(document, "requests", json_integer(sum_up(outline).requests));
    add_about(document, outline, about);
    json_t *steps = json_array();
    for (size_t i = 0; i < outline->count; i++)
        json_array_append_new(steps, step_to_json(&outline->steps[i]));
    json_object_set_new(document, "steps", steps);
    document_print(document, out);
}
