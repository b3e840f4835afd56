/* SPDX-License-Identifier: MIT */
#include "ledger/waits.h"

#include "base/unicode.h"
#include "ledger/differences.h"
#include "ledger/runs.h"

#include <string.h>

enum { STEPS_MOST = 64, TEXT_MOST_BYTES = 8192 };

/* Of a page: it gets no further by itself, or not for now. As run_fill() sees it (runs.c). */
#define IS_STUCK                                                                                   \
    "(o.hold IS NOT NULL OR o.error IS NOT NULL OR o.is_skipped = 1 OR o.tries >= " RUN_TRIES      \
    " OR o.not_before > ?2 OR EXISTS(SELECT 1 FROM entry e INDEXED BY entry_unmade WHERE "         \
    "e.path = o.source AND e.error IS NOT NULL))"

enum step_kind { STEP_NONE, STEP_PARENT, STEP_TITLE, STEP_PLACE };

struct step {
    enum step_kind kind;
    int64_t page;
    bool is_stuck;
};

/* What stands in the way of each page, the nearest first (pick_page() in leases.c). */
static const struct {
    enum step_kind kind;
    const char *sql;
} ways[] = {
    { STEP_PARENT, "SELECT o.id, " IS_STUCK " FROM page p JOIN page o ON o.id = p.parent "
                   "WHERE p.id = ?1 AND o.page_id IS NULL" },
    { STEP_TITLE, "SELECT o.id, " IS_STUCK " FROM page p JOIN page o ON "
                  "o.known_title_key = p.title_key AND o.id <> p.id AND o.page_id IS NOT NULL AND "
                  "o.hold IS NOT 'gone' WHERE p.id = ?1 LIMIT 1" },
    { STEP_PLACE, "SELECT o.id, " IS_STUCK " FROM page p JOIN page o ON o.id = p.parent "
                  "WHERE p.id = ?1 AND " IS_ABOVE_ITS_PARENT },
};

static struct step take_step(struct ledger *ledger, int64_t page)
{
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct query *q = query(ledger->database, ways[i].sql);
        query_add_number(q, page);
        query_add_number(q, ledger->now_ms);
        if (!query_next(q))
            continue;
        struct step step = {
            .kind = ways[i].kind, .page = query_number(q, 0), .is_stuck = query_number(q, 1) != 0
        };
        query_done(q);
        return step;
    }
    return (struct step){ .kind = STEP_NONE };
}

/* Paths are bytes, reasons are texts. */
static void repair(struct text *text)
{
    char *repaired = unicode_repaired(text->data);
    text_cut(text, 0);
    text_add_string(text, repaired);
    memory_free(&repaired);
}

/* A parent, and above it nothing but more of them, all of which get there by themselves. */
static bool is_free_above(
    struct ledger *ledger, const struct waits_above *above, const struct step *first)
{
    struct step step = *first;
    for (int i = 0; i < STEPS_MOST && step.kind == STEP_PARENT && !step.is_stuck; i++) {
        if (step.page == above->page)
            return true;
        step = take_step(ledger, step.page);
    }
    return step.kind == STEP_NONE;
}

/* The last page of the chain; pages that wait for each other go on by a title in between. */
static struct step find_end(struct ledger *ledger, int64_t page, struct step first)
{
    struct step end = first;
    for (int i = 0; i < STEPS_MOST && !end.is_stuck; i++) {
        struct step next = take_step(ledger, end.page);
        if (next.kind == STEP_NONE || next.page == page)
            break;
        end = next;
    }
    return end;
}

static void describe(struct ledger *ledger, int64_t page, const struct step *step, struct text *out)
{
    struct query *q = query(ledger->database,
        "SELECT coalesce(o.source, o.path), o.is_present, p.title FROM page o, page p "
        " WHERE o.id = ?1 AND p.id = ?2");
    query_add_number(q, step->page);
    query_add_number(q, page);
    if (!query_next(q))
        return;
    const char *path = query_text(q, 0);
    if (step->kind == STEP_PARENT)
        text_add_format(out, "waits until the page above it is there, %s", path);
    else if (step->kind == STEP_PLACE)
        text_add_format(out, "waits until %s, still below it in Confluence, has moved", path);
    else if (query_number(q, 1) != 0)
        text_add_format(out, "waits until %s has given up the title `%s`", path, query_text(q, 2));
    else
        text_add_format(out, "waits until the page of %s, which has the title `%s`, is deleted",
            path, query_text(q, 2));
    query_done(q);
}

static void name_end(struct ledger *ledger, int64_t page, struct text *out)
{
    struct query *q =
        query(ledger->database, "SELECT coalesce(source, path) FROM page WHERE id = ?");
    query_add_number(q, page);
    if (!query_next(q))
        return;
    text_add_format(out, "; that waits for %s", query_text(q, 0));
    query_done(q);
}

void waits_find(struct ledger *ledger, struct waits_above *above, int64_t page, struct waits *waits)
{
    *waits = (struct waits){ .text = text_new(TEXT_MOST_BYTES) };
    struct step first = take_step(ledger, page);
    if (first.kind == STEP_NONE)
        return;
    if (is_free_above(ledger, above, &first)) {
        above->page = first.page;
        return;
    }
    struct step end = find_end(ledger, page, first);
    bool is_only_above = first.kind == STEP_PARENT && end.kind == STEP_PARENT;
    if (is_only_above && !end.is_stuck)
        return;
    waits->page = end.page;
    waits->is_stuck = end.is_stuck;
    describe(ledger, page, &first, &waits->text);
    if (end.page != first.page)
        name_end(ledger, end.page, &waits->text);
    repair(&waits->text);
}

void waits_free(struct waits *waits)
{
    text_free(&waits->text);
    waits->page = 0;
}

static void touch_found(struct ledger *ledger, struct query *q, int64_t page)
{
    query_add_number(q, page);
    while (query_next(q))
        ledger_touch(ledger, query_number(q, 0));
}

void waits_follow(struct ledger *ledger, int64_t page, char letter)
{
    touch_found(ledger, query(ledger->database, "SELECT id FROM page WHERE waits_for = ?"), page);
    if (letter != '\0' && strchr("UELWI", letter) != NULL)
        touch_found(ledger,
            query(ledger->database, "SELECT c.id FROM page o JOIN page c ON c.parent = o.id WHERE "
                                    "o.id = ? AND o.page_id IS NULL AND c.is_present = 1"),
            page);
    if (letter != '\0' && strchr("UELWDRM", letter) != NULL)
        touch_found(ledger,
            query(ledger->database,
                "SELECT c.id FROM page o JOIN page c ON c.title_key = o.known_title_key AND c.id "
                "<> o.id AND c.is_present = 1 WHERE o.id = ? AND o.page_id IS NOT NULL"),
            page);
}
