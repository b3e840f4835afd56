/* SPDX-License-Identifier: MIT */
#include "cli/plan_file.h"

#include "base/exit_code.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "cli/console.h"
#include "cli/document.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

enum { NAMED_MOST = 5 };

static const char format_start[] = "cmsync.plan/";
static const char format_major[] = "cmsync.plan/1.";

static json_t *read_json(const char *path)
{
    char *data = NULL;
    size_t size = 0;
    if (file_read(AT_FDCWD, path, PLAN_FILE_MAX_BYTES, &data, &size) != FILE_OK)
        return NULL;
    json_t *json = json_loadb(data, size, 0, NULL);
    memory_free(&data);
    return json;
}

static const char *member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

bool plan_file_is_one(const char *path)
{
    size_t length = strlen(path);
    if (length >= 3 && strcasecmp(path + length - 3, ".md") == 0)
        return false;
    json_t *json = read_json(path);
    bool is_one = strncmp(member(json, "format"), format_start, sizeof format_start - 1) == 0;
    json_decref(json);
    return is_one;
}

static const char *keep(const struct plan_file *plan, const char *text)
{
    return memory_pool_copy(plan->pool, text, strlen(text));
}

static void take(struct plan_file *plan, const json_t *json)
{
    const json_t *steps = json_object_get(json, "steps");
    const json_t *scope = json_object_get(json, "scope");
    size_t count = json_array_size(steps);
    plan->steps = memory_pool_take(plan->pool, (count + 1) * sizeof *plan->steps);
    for (size_t i = 0; i < count; i++) {
        const json_t *step = json_array_get(steps, i);
        plan->steps[plan->count++] =
            (struct plan_file_step){ .path = keep(plan, member(step, "path")),
                .action = keep(plan, member(step, "action")),
                .state = keep(plan, member(step, "state")) };
    }
    count = json_array_size(scope);
    plan->scope = memory_pool_take(plan->pool, (count + 1) * sizeof *plan->scope);
    for (size_t i = 0; i < count; i++) {
        const char *place = json_string_value(json_array_get(scope, i));
        if (place != NULL)
            plan->scope[plan->scope_count++] = keep(plan, place);
    }
}

int plan_file_read(struct plan_file *plan, const char *path)
{
    *plan = (struct plan_file){ .path = memory_copy_text(path), .pool = memory_pool_new() };
    json_t *json = read_json(path);
    bool is_ours = strncmp(member(json, "format"), format_major, sizeof format_major - 1) == 0;
    if (is_ours)
        take(plan, json);
    else
        console_say("error: %s is a plan of another cmsync (%s)\n", path, member(json, "format"));
    json_decref(json);
    return is_ours ? 0 : EXIT_CODE_USAGE;
}

void plan_file_free(struct plan_file *plan)
{
    memory_free(&plan->path);
    if (plan->pool != NULL)
        memory_pool_free(&plan->pool);
}

/* ---------------------------------------------------------------- comparing */

static int compare_steps(const void *a, const void *b)
{
    const struct plan_file_step *left = a;
    const struct plan_file_step *right = b;
    return strcmp(left->path, right->path);
}

/* Steps that do something or wait, in order of their paths; the paths as JSON has them. */
static size_t gather(const struct plan_file_step *all, size_t count, struct plan_file_step *some)
{
    size_t number = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].action, "unchanged") != 0)
            some[number++] = all[i];
    }
    if (number > 0)
        qsort(some, number, sizeof *some, compare_steps);
    return number;
}

static void name_difference(const struct plan_file_step *before, const struct plan_file_step *now,
    size_t number, struct text *out)
{
    assert(before != NULL || now != NULL);
    if (number >= NAMED_MOST)
        return;
    char *path = unicode_printable(before != NULL ? before->path : now->path);
    if (now == NULL)
        text_add_format(out, "  --> %s: planned %s, nothing now\n", path, before->action);
    else if (before == NULL)
        text_add_format(out, "  --> %s: %s now, not planned\n", path, now->action);
    else if (strcmp(before->action, now->action) != 0)
        text_add_format(out, "  --> %s: planned %s, %s now\n", path, before->action, now->action);
    else
        text_add_format(out, "  --> %s: changed since it was planned\n", path);
    memory_free(&path);
}

static size_t compare(const struct plan_file_step *before, size_t before_count,
    const struct plan_file_step *now, size_t now_count, struct text *out)
{
    size_t i = 0;
    size_t j = 0;
    size_t number = 0;
    while (i < before_count || j < now_count) {
        int order = i == before_count ? 1
                    : j == now_count  ? -1
                                      : strcmp(before[i].path, now[j].path);
        bool is_same = order == 0 && strcmp(before[i].action, now[j].action) == 0 &&
                       strcmp(before[i].state, now[j].state) == 0;
        if (!is_same)
            name_difference(
                order <= 0 ? &before[i] : NULL, order >= 0 ? &now[j] : NULL, number++, out);
        i += order <= 0;
        j += order >= 0;
    }
    if (number > NAMED_MOST)
        text_add_format(out, "  ... and %zu more\n", number - NAMED_MOST);
    return number;
}

size_t plan_file_compare(
    const struct plan_file *plan, const struct outline *outline, struct text *out)
{
    struct memory_pool *pool = memory_pool_new();
    struct plan_file_step *all = memory_pool_take(pool, (outline->count + 1) * sizeof *all);
    for (size_t i = 0; i < outline->count; i++) {
        const struct item_plan_step *step = &outline->steps[i];
        json_t *path = document_text(step->path);
        all[i] = (struct plan_file_step){ .path = memory_pool_copy(pool, json_string_value(path),
                                              json_string_length(path)),
            .action = step->action,
            .state = step->state == NULL ? "" : step->state };
        json_decref(path);
    }
    struct plan_file_step *now = memory_pool_take(pool, (outline->count + 1) * sizeof *now);
    struct plan_file_step *before = memory_pool_take(pool, (plan->count + 1) * sizeof *before);
    size_t now_count = gather(all, outline->count, now);
    size_t before_count = gather(plan->steps, plan->count, before);
    size_t number = compare(before, before_count, now, now_count, out);
    memory_pool_free(&pool);
    return number;
}
