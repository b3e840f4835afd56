/* SPDX-License-Identifier: MIT */
#include "ledger/status.h"

#include "ledger/waits.h"

#include <string.h>

enum { LIST_DEFAULT = 1000 };

static char absent_letter(const struct status_facts *facts, const char **reason)
{
    if (!facts->has_page)
        return facts->has_intent ? 'W' : '\0';
    switch ((enum deletion)facts->deletion) {
    case DELETION_HELD:
        *reason = facts->reason[0] != '\0' ? facts->reason : "deletion waits for a confirmation";
        return 'D';
    case DELETION_APPROVED:
        *reason = facts->reason[0] != '\0' ? facts->reason : "to be deleted";
        return facts->is_leased ? '>' : 'D';
    case DELETION_REJECTED:
        *reason = "the file is gone, the page stays as somebody decided";
        return 'O';
    case DELETION_NONE:
        break;
    }
    *reason = facts->is_leaving ? "the file is gone; its page waits until that is certain"
                                : "the file is gone, the page stays";
    return 'O';
}

static char held_letter(const struct status_facts *facts, const char **reason)
{
    *reason = facts->reason;
    if (strcmp(facts->hold, "forbidden") == 0)
        return 'L';
    if (strcmp(facts->hold, "rejected") == 0 || strcmp(facts->hold, "crashes") == 0)
        return 'E';
    return 'U';
}

static char due_letter(const struct status_facts *facts, const char **reason)
{
    if (facts->is_waiting || facts->has_intent) {
        *reason = facts->reason[0] != '\0' ? facts->reason : "waiting";
        return 'W';
    }
    if (facts->waits[0] != '\0') {
        *reason = facts->waits;
        return facts->is_stuck ? 'W' : !facts->has_page ? 'A' : facts->is_moved ? 'R' : 'M';
    }
    if (!facts->has_page) {
        *reason = "new";
        return 'A';
    }
    *reason = facts->is_moved ? "moved" : "changed";
    return facts->is_moved ? 'R' : 'M';
}

char status_letter(const struct status_facts *facts, const char **reason)
{
    *reason = "";
    if (!facts->is_present)
        return absent_letter(facts, reason);
    if (facts->is_skipped) {
        *reason = "left out by its front matter";
        return facts->has_page ? 'O' : 'I';
    }
    if (facts->error[0] != '\0') {
        *reason = facts->error;
        return 'E';
    }
    if (facts->is_leased) {
        *reason = "uploading";
        return '>';
    }
    if (facts->hold[0] != '\0')
        return held_letter(facts, reason);
    if (facts->is_due)
        return due_letter(facts, reason);
    if (facts->is_theirs)
        *reason = "left as it was changed in Confluence";
    else if (facts->note != NULL)
        *reason = facts->note;
    return '=';
}

/* ---------------------------------------------------------------- effects */

#define FACTS                                                                                      \
    "SELECT p.id, p.path, coalesce(p.source, p.path), p.is_present, p.is_skipped, "                \
    "p.page_id IS NOT NULL, p.wanted <> p.known OR p.page_id IS NULL, l.page IS NOT NULL, i.page " \
    "IS NOT NULL, "                                                                                \
    "p.not_before > ?1, p.known_title IS p.title AND p.title_from IS p.raw_title AND "             \
    "p.parent IS NOT NULL AND p.known_parent_id IS NOT (SELECT page_id FROM page q WHERE "         \
    "q.id = p.parent), coalesce(d.kind, '') = 'theirs', p.deletion, coalesce(p.hold, ''), "        \
    "coalesce(e.error, p.error, ''), p.reason, coalesce(p.page_id, ''), p.version, "               \
    "coalesce(p.title, p.raw_title, ''), p.letter, p.said, p.said_version, p.letter_ms, p.note, "  \
    "p.is_ours "                                                                                   \
    "FROM page p LEFT JOIN lease l ON l.page = p.id LEFT JOIN intent i ON i.page = p.id "          \
    "LEFT JOIN decision d ON d.page = p.id LEFT JOIN entry e ON e.path = p.source "

static void read_facts(const struct ledger *ledger, struct query *q, struct status_facts *facts)
{
    *facts = (struct status_facts){
        .is_present = query_number(q, 3) != 0,
        .is_skipped = query_number(q, 4) != 0,
        .has_page = query_number(q, 5) != 0,
        .is_due = query_number(q, 6) != 0,
        .is_leased = query_number(q, 7) != 0,
        .has_intent = query_number(q, 8) != 0,
        .is_waiting = query_number(q, 9) != 0,
        .is_moved = query_number(q, 10) != 0,
        .is_theirs = query_number(q, 11) != 0,
        .deletion = query_number(q, 12),
        .hold = query_text(q, 13),
        .error = query_text(q, 14),
        .reason = query_text(q, 15),
        .waits = "",
        .note = query_text(q, 23),
        .is_leaving = query_number(q, 24) != 0 && ledger->settings.on_delete != ON_DELETE_KEEP,
    };
}

/* The last one that was given. */
static int64_t find_sequence(struct ledger *ledger)
{
    return database_get_number(ledger->database, "sequence", 0);
}

/* What a page shows: nothing of it is stored elsewhere. */
struct shown {
    const char *letter;
    const char *reason;
    int64_t version;
    int64_t waits_for; /* 0: none */
};

static void store_shown(struct ledger *ledger, int64_t page, const struct shown *shown)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET letter = ?, said = ?, said_version = ?, waits_for = nullif(?, 0), "
        "letter_ms = ? WHERE id = ?");
    query_add_text(q, shown->letter);
    query_add_text(q, shown->reason);
    query_add_number(q, shown->version);
    query_add_number(q, shown->waits_for);
    query_add_number(q, ledger->now_ms);
    query_add_number(q, page);
    query_run(q);
}

/* What only a page that is due, and not out or held, may wait for. */
static void find_waits(struct ledger *ledger, struct waits_above *above, int64_t page,
    struct status_facts *facts, struct waits *waits)
{
    *waits = (struct waits){ .page = 0 };
    const char *unused_reason = "";
    char letter = status_letter(facts, &unused_reason);
    if (letter != 'A' && letter != 'M' && letter != 'R')
        return;
    waits_find(ledger, above, page, waits);
    facts->waits = waits->text.data;
    facts->is_stuck = waits->is_stuck;
}

/* One page: true when there was something to tell. */
static bool follow_page(struct ledger *ledger, struct waits_above *above, int64_t page,
    int64_t sequence, status_told *told, void *context)
{
    struct query *q = query(ledger->database, FACTS "WHERE p.id = ?2");
    query_add_number(q, ledger->now_ms);
    query_add_number(q, page);
    if (!query_next(q))
        return false;
    struct status_facts facts;
    struct waits waits;
    read_facts(ledger, q, &facts);
    find_waits(ledger, above, page, &facts, &waits);
    struct shown shown = { .reason = "", .version = query_number(q, 17), .waits_for = waits.page };
    char letter[2] = { status_letter(&facts, &shown.reason), '\0' };
    shown.letter = letter;
    bool is_new = strcmp(query_text(q, 19), letter) != 0 ||
                  strcmp(query_text(q, 20), shown.reason) != 0 ||
                  query_number(q, 21) != shown.version;
    if (is_new) {
        store_shown(ledger, page, &shown);
        struct message_status_changed changed = { .sequence = sequence,
            .path = query_text(q, 2),
            .letter = letter,
            .page_id = query_text(q, 16),
            .version = shown.version,
            .title = query_text(q, 18),
            .reason = shown.reason,
            .at_ms = ledger->now_ms };
        told(&changed, context);
    }
    query_done(q);
    waits_free(&waits);
    if (is_new)
        waits_follow(ledger, page, letter[0]);
    return is_new;
}

void status_follow(struct ledger *ledger, status_told *told, void *context)
{
    if (ledger->touched_count == 0)
        return;
    ledger_sort_touched(ledger);
    int64_t first = find_sequence(ledger);
    int64_t sequence = first;
    struct waits_above above = { 0 };
    /* The list grows meanwhile by the pages that wait for those before (waits.h). */
    for (size_t i = 0; i < ledger->touched_count; i++) {
        if (follow_page(ledger, &above, ledger->touched[i], sequence + 1, told, context))
            sequence++;
    }
    if (sequence != first)
        database_set_number(ledger->database, "sequence", sequence);
}

void status_review(struct ledger *ledger)
{
    struct query *q = query(ledger->database, "SELECT id FROM page WHERE letter = 'W' AND "
                                              "waits_for IS NULL AND not_before <= ? LIMIT 1000");
    query_add_number(q, ledger->now_ms);
    while (query_next(q)) {
        ledger_touch(ledger, query_number(q, 0));
        ledger->has_uploads = true;
    }
}

static void add_status(struct query *q, struct memory_pool *pool, struct item_file_status *file)
{
    struct blob path = query_blob(q, 0);
    file->path = memory_pool_copy(pool, path.data, path.size);
    const char *texts[4];
    for (int i = 0; i < 4; i++) {
        const char *text = query_text(q, 1 + i);
        texts[i] = memory_pool_copy(pool, text, strlen(text));
    }
    file->letter = texts[0];
    file->page_id = texts[1];
    file->title = texts[2];
    file->reason = texts[3];
    file->version = query_number(q, 5);
    file->at_ms = query_number(q, 6);
}

void status_list(struct ledger *ledger, const struct message_statuses_ask *ask,
    struct memory_pool *pool, struct message_statuses_known *known)
{
    int64_t limit = ask->limit < 1 || ask->limit > MESSAGE_LIST_MAX ? LIST_DEFAULT : ask->limit;
    char *first = NULL;
    char *end = NULL;
    ledger_range(ask->below, &first, &end);
    known->files = memory_pool_take(pool, (size_t)limit * sizeof *known->files);
    struct query *q = query(ledger->database,
        "SELECT coalesce(source, path) AS shown, letter, coalesce(page_id, ''), "
        "coalesce(title, raw_title, ''), said, version, letter_ms FROM page "
        "WHERE letter <> '' AND shown > ?1 AND (shown = ?2 OR path = ?2 OR "
        "(shown >= ?3 AND shown < ?4)) ORDER BY shown LIMIT ?5");
    query_add_path(q, ask->after);
    query_add_path(q, ask->below);
    query_add_path(q, first);
    query_add_path(q, end);
    query_add_number(q, limit);
    while (query_next(q))
        add_status(q, pool, &known->files[known->files_count++]);
    known->is_last = known->files_count < (size_t)limit;
    known->sequence = find_sequence(ledger);
    memory_free(&first);
    memory_free(&end);
}
