/* SPDX-License-Identifier: MIT */
#include "ledger/errands.h"

#include "base/log.h"

#include <string.h>

/* Frees what `errand` holds and `other`, which is or was in the same place, does not. */
static void let_go(struct errand *errand, const struct errand *other)
{
    if (errand->path != other->path) {
        memory_free(&errand->path);
        memory_free(&errand->page_id);
        memory_free(&errand->title);
        memory_free(&errand->ids);
    }
    if (errand->found.pool != other->found.pool)
        message_free(&errand->found);
}

void errands_begin(struct errands *errands)
{
    memcpy(errands->before, errands->list, sizeof errands->before);
}

void errands_settle(struct errands *errands)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++)
        let_go(&errands->before[i], &errands->list[i]);
    memset(errands->before, 0, sizeof errands->before);
}

void errands_undo(struct errands *errands)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++)
        let_go(&errands->list[i], &errands->before[i]);
    memcpy(errands->list, errands->before, sizeof errands->list);
    memset(errands->before, 0, sizeof errands->before);
}

void errands_drop(struct errands *errands, struct errand *errand)
{
    let_go(errand, &errands->before[errand - errands->list]);
    *errand = (struct errand){ .state = ERRAND_FREE };
}

void errands_free(struct errands *errands)
{
    errands_settle(errands);
    for (size_t i = 0; i < ERRANDS_MAX; i++)
        errands_drop(errands, &errands->list[i]);
}

void errands_expire(struct errands *errands, int64_t now_ms)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        struct errand *errand = &errands->list[i];
        if (errand->state == ERRAND_DONE && now_ms - errand->at_ms > ERRANDS_KEPT_MS)
            errands_drop(errands, errand);
    }
}

static bool is_same_look(const struct errand *errand, const struct errand *wish)
{
    return errand->kind == ERRAND_LOOK && wish->kind == ERRAND_LOOK &&
           errand->purpose == wish->purpose && errand->page == wish->page &&
           errand->state == ERRAND_WAITING;
}

/* A free place; where there is none, that of the answer that waits for the longest time. */
static struct errand *find_place(struct errands *errands)
{
    struct errand *oldest = NULL;
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        struct errand *errand = &errands->list[i];
        if (errand->state == ERRAND_FREE)
            return errand;
        if (errand->state == ERRAND_DONE && errand->purpose == ERRAND_FOR_PERSON &&
            (oldest == NULL || errand->at_ms < oldest->at_ms))
            oldest = errand;
    }
    if (oldest != NULL)
        errands_drop(errands, oldest);
    return oldest;
}

static char *copy(const char *text)
{
    return memory_copy_text(text == NULL ? "" : text);
}

int64_t errands_add(
    struct errands *errands, const struct errand *wish, int64_t number, int64_t now_ms)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        if (is_same_look(&errands->list[i], wish))
            return errands->list[i].number;
    }
    errands_expire(errands, now_ms);
    struct errand *errand = find_place(errands);
    if (errand == NULL)
        return 0;
    *errand = *wish;
    errand->number = number;
    errand->state = ERRAND_WAITING;
    errand->path = copy(wish->path);
    errand->page_id = copy(wish->page_id);
    errand->title = copy(wish->title);
    errand->ids = copy(wish->ids);
    errand->found = (struct message){ .type = MESSAGE_none };
    return number;
}

struct errand *errands_waiting(struct errands *errands, bool is_reader)
{
    struct errand *first = NULL;
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        struct errand *errand = &errands->list[i];
        if (is_reader && errand->kind == ERRAND_KEEP)
            continue;
        if (errand->state == ERRAND_WAITING && (first == NULL || errand->number < first->number))
            first = errand;
    }
    return first;
}

bool errands_are_going(const struct errands *errands)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        if (errands->list[i].state == ERRAND_WAITING || errands->list[i].state == ERRAND_OUT)
            return true;
    }
    return false;
}

struct errand *errands_find(struct errands *errands, int64_t number)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        if (errands->list[i].state != ERRAND_FREE && errands->list[i].number == number)
            return &errands->list[i];
    }
    return NULL;
}

struct errand *errands_of_kind(struct errands *errands, enum errand_kind kind)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        if (errands->list[i].state != ERRAND_FREE && errands->list[i].kind == kind)
            return &errands->list[i];
    }
    return NULL;
}

struct errand *errands_of_pid(struct errands *errands, long pid)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        if (errands->list[i].state == ERRAND_OUT && errands->list[i].pid == pid)
            return &errands->list[i];
    }
    return NULL;
}

size_t errands_count_out(const struct errands *errands)
{
    size_t count = 0;
    for (size_t i = 0; i < ERRANDS_MAX; i++)
        count += errands->list[i].state == ERRAND_OUT;
    return count;
}

void errands_give(struct errand *errand, long pid)
{
    errand->state = ERRAND_OUT;
    errand->pid = pid;
}

void errands_put_back(struct errand *errand)
{
    errand->state = ERRAND_WAITING;
    errand->pid = 0;
}

/* Messages own what they hold only once unpacked: a copy goes the way of the wire. */
static int copy_message(const struct message *message, struct message *kept)
{
    struct text packed = text_new(MESSAGE_MAX_BYTES);
    int result = message_pack(message, &packed);
    if (result == 0)
        result = message_unpack(kept, message->type, packed.data, packed.length);
    text_free(&packed);
    return result;
}

static void end(struct errand *errand, const struct message *report, int64_t now_ms)
{
    errand->state = ERRAND_DONE;
    errand->pid = 0;
    errand->at_ms = now_ms;
    if (copy_message(report, &errand->found) < 0)
        log_error("the answer to errand %lld cannot be kept", (long long)errand->number);
}

void errands_fail(struct errand *errand, enum lease_outcome outcome, const char *code,
    const char *reason, int64_t now_ms)
{
    struct message report = { .type = MESSAGE_errand_report };
    report.errand_report.outcome = outcome;
    report.errand_report.code = code;
    report.errand_report.reason = reason;
    end(errand, &report, now_ms);
}

bool errands_take(struct errand *errand, const struct message *report, int64_t now_ms)
{
    int64_t outcome = report->errand_report.outcome;
    bool is_temporary = outcome == LEASE_RETRY || outcome == LEASE_UNKNOWN;
    if (is_temporary && ++errand->tries < ERRANDS_TRIES) {
        errands_put_back(errand);
        return false;
    }
    end(errand, report, now_ms);
    return true;
}

void errands_release(struct errands *errands, long pid, int64_t now_ms)
{
    struct errand *errand = errands_of_pid(errands, pid);
    if (errand == NULL)
        return;
    errands_put_back(errand);
    if (++errand->tries >= ERRANDS_TRIES)
        errands_fail(errand, LEASE_REJECTED, "crashes",
            "the uploader ended three times while it looked", now_ms);
}
