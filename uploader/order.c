/* SPDX-License-Identifier: MIT */
#include "uploader/order.h"

#include "base/log.h"
#include "base/sequence.h"
#include "uploader/lookup.h"

#include <string.h>

#include <jansson.h>

enum {
    PARTS_MOST = 200,
    REPORT_EVERY = 25, /* moves: what was done is done when this process ends now */
    ORDER_TEXT_MAX = 1024 * 1024,
};

struct row {
    const char **ids; /* as they should stand */
    int64_t *places;  /* where they stand; 0: unknown */
    bool *stays;
    size_t count;
};

static size_t count_lines(const char *lines)
{
    size_t count = lines[0] != '\0';
    for (; *lines != '\0'; lines++)
        count += *lines == '\n';
    return count;
}

static size_t split(struct memory_pool *pool, const char *lines, const char **out)
{
    size_t count = 0;
    for (const char *line = lines; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        out[count++] = memory_pool_copy(pool, line, length);
        line += length + (line[length] == '\n');
    }
    return count;
}

static const char **split_lines(struct job *job, const char *lines, size_t *count)
{
    const char **out = memory_pool_take(job->wire->pool, (count_lines(lines) + 1) * sizeof *out);
    *count = split(job->wire->pool, lines, out);
    return out;
}

/* ---------------------------------------------------------------- how it is now */

static enum job_result read_children(struct job *job, struct remote_pages *all)
{
    const char *from = "";
    *all = (struct remote_pages){ NULL, 0 };
    for (int i = 0; i < PARTS_MOST; i++) {
        struct remote_pages part;
        enum job_result result = lookup_children(job, job->known.parent_id, &from, &part);
        if (result != JOB_OK)
            return result;
        struct remote_page *items =
            memory_pool_take(job->wire->pool, (all->count + part.count + 1) * sizeof *items);
        if (all->count > 0)
            memcpy(items, all->items, all->count * sizeof *items);
        if (part.count > 0)
            memcpy(items + all->count, part.items, part.count * sizeof *items);
        all->items = items;
        all->count += part.count;
        if (from[0] == '\0')
            break;
    }
    return JOB_OK;
}

static int64_t find_id(const char *const *ids, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], id) == 0)
            return (int64_t)i + 1;
    return 0;
}

static int64_t find_child(const struct remote_pages *children, const char *id)
{
    for (size_t i = 0; i < children->count; i++)
        if (strcmp(children->items[i].id, id) == 0)
            return (int64_t)i + 1;
    return 0;
}

/*
 * Cloud tells the order of the children. Data Center has none until somebody moves one: there it
 * is what we arranged last. Pages that a person took elsewhere are left out, or we would bring
 * them back unasked.
 */
static enum job_result look(struct job *job, struct row *row)
{
    struct remote_pages children;
    enum job_result result = read_children(job, &children);
    if (result != JOB_OK)
        return result;
    size_t wanted_count;
    size_t known_count;
    const char **wanted = split_lines(job, job->lease->order, &wanted_count);
    const char **known = split_lines(job, job->lease->known_order, &known_count);
    bool is_cloud = job->wire->site.edition == CONFIG_EDITION_cloud;
    struct memory_pool *pool = job->wire->pool;
    row->ids = memory_pool_take(pool, (wanted_count + 1) * sizeof *row->ids);
    row->places = memory_pool_take(pool, (wanted_count + 1) * sizeof *row->places);
    row->stays = memory_pool_take(pool, (wanted_count + 1) * sizeof *row->stays);
    row->count = 0;
    for (size_t i = 0; i < wanted_count; i++) {
        int64_t place = find_child(&children, wanted[i]);
        if (place == 0)
            continue;
        row->ids[row->count] = wanted[i];
        row->places[row->count++] = is_cloud ? place : find_id(known, known_count, wanted[i]);
    }
    return JOB_OK;
}

/* ---------------------------------------------------------------- moves */

/* Data Center refuses with 200 and `actionErrors`. */
static bool is_refused(const struct answer *answer)
{
    json_t *json = answer_json(answer);
    bool is = json_array_size(json_object_get(json, "actionErrors")) > 0;
    json_decref(json);
    return is;
}

static enum job_result judge_move(
    struct job *job, const struct call *call, const struct answer *answer, struct verdict *verdict)
{
    if (verdict->class == RETRY_DONE && !is_refused(answer))
        return JOB_OK;
    if (verdict->class == RETRY_DONE) {
        retry_change(verdict, RETRY_PROBLEM_move, call, answer);
        return job_drop_intent(job) == JOB_LOST ? JOB_LOST : job_fail(job, verdict);
    }
    if (job_explain(job, call, answer, verdict) == JOB_LOST)
        return JOB_LOST;
    /* About one of the pages, and not the one that is leased: they are looked at anew. */
    if (verdict->outcome == LEASE_GONE || verdict->outcome == LEASE_CLASH ||
        verdict->outcome == LEASE_CONFLICT)
        retry_change(verdict, RETRY_PROBLEM_lock, call, answer);
    else if (verdict->problem == RETRY_PROBLEM_refused)
        retry_change(verdict, RETRY_PROBLEM_move, call, answer);
    return job_fail(job, verdict);
}

/* May be repeated without harm. */
static enum job_result send_move(
    struct job *job, const char *id, const char *beside, bool is_behind)
{
    struct wire *wire = job->wire;
    struct call call;
    struct answer answer;
    struct verdict verdict;
    struct message intent = job_intent(job, INTENT_ORDER);
    intent.intent_record.name = id;
    wire->api->place_page(&wire->site, id, beside, is_behind, &call);
    enum job_result result = job_send(job, &call, &intent, &answer, &verdict);
    if (result == JOB_OK)
        result = judge_move(job, &call, &answer, &verdict);
    answer_free(&answer);
    call_free(&call);
    return result;
}

static enum job_result report(struct job *job, const char *order, bool is_found)
{
    struct message step = job_step(job, INTENT_ORDER, is_found);
    step.step_report.order = order;
    return job_report(job, &step);
}

/* Those that stand right by now, while the others are still to come. */
static enum job_result report_part(struct job *job, const struct row *row)
{
    struct text ids = text_new(ORDER_TEXT_MAX);
    for (size_t i = 0; i < row->count; i++)
        if (row->stays[i])
            text_add_format(&ids, "%s%s", ids.length > 0 ? "\n" : "", row->ids[i]);
    bool was_last = job->is_last;
    job->is_last = false;
    enum job_result result = report(job, ids.data, false);
    job->is_last = was_last;
    text_free(&ids);
    return result;
}

static size_t first_that_stays(const struct row *row)
{
    size_t first = 0;
    while (first < row->count && !row->stays[first])
        first++;
    return first;
}

enum job_result order_pages(struct job *job)
{
    struct row row;
    enum job_result result = look(job, &row);
    if (result != JOB_OK)
        return result;
    size_t moves = row.count - sequence_keep(row.places, row.count, row.stays);
    size_t first = first_that_stays(&row);
    size_t done = 0;
    for (size_t i = 0; i < row.count && result == JOB_OK; i++) {
        if (row.stays[i])
            continue;
        result = send_move(job, row.ids[i], row.ids[i == 0 ? first : i - 1], i > 0);
        row.stays[i] = result == JOB_OK;
        if (result == JOB_OK && ++done % REPORT_EVERY == 0 && done < moves)
            result = report_part(job, &row);
    }
    if (result != JOB_OK)
        return result;
    log_info("%s: %zu of %zu pages were moved into order", job->lease->path, moves, row.count);
    return report(job, job->lease->order, moves == 0);
}
