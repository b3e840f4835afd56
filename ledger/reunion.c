/* SPDX-License-Identifier: MIT */
#include "ledger/reunion.h"

#include "base/memory.h"
#include "base/unicode.h"
#include "ledger/decisions.h"
#include "ledger/likeness.h"
#include "ledger/wanted.h"

#include <stdlib.h>
#include <string.h>

struct reunited {
    int64_t page; /* new, and of the tree */
    int64_t gone; /* in Confluence */
};

/* Pages whose file is gone, and that nobody has decided about or has in his hands. Of files with
   their own pages; of folders' the children would have to come along. */
#define IS_GONE                                                                                    \
    "g.is_present = 0 AND g.page_id IS NOT NULL AND g.source = g.path AND g.is_ours = 1 AND "      \
    "g.hold IS NULL AND g.restore = 0 AND g.deletion <> 3 "

static struct reunited *list_reunited(struct ledger *ledger, size_t *count)
{
    struct query *q = query(ledger->database,
        "SELECT page, gone FROM (SELECT n.id AS page, g.id AS gone, "
        "count(*) OVER (PARTITION BY n.id) AS sources, count(*) OVER (PARTITION BY g.id) AS goals "
        "FROM page g JOIN content cg ON cg.page = g.id AND length(cg.body) > 0 "
        "JOIN content cn ON cn.body = cg.body JOIN page n ON n.id = cn.page "
        "WHERE " IS_GONE
        "AND n.is_present = 1 AND n.page_id IS NULL AND n.title IS NULL AND n.source = n.path AND "
        "NOT EXISTS(SELECT 1 FROM lease l WHERE l.page IN (n.id, g.id)) AND "
        "NOT EXISTS(SELECT 1 FROM intent i WHERE i.page IN (n.id, g.id))) "
        "WHERE sources = 1 AND goals = 1");
    struct reunited *list = NULL;
    *count = 0;
    while (query_next(q)) {
        list = memory_grow(list, *count + 1, sizeof *list);
        list[(*count)++] =
            (struct reunited){ .page = query_number(q, 0), .gone = query_number(q, 1) };
    }
    return list;
}

static void run_with(struct ledger *ledger, const char *sql, const struct reunited *pair)
{
    struct query *q = query(ledger->database, sql);
    query_add_number(q, pair->page);
    query_add_number(q, pair->gone);
    query_run(q);
}

static void take_over(struct ledger *ledger, const struct reunited *pair)
{
    struct query *q = query(ledger->database, "SELECT page_id FROM page WHERE id = ?");
    query_add_number(q, pair->gone);
    char *page_id = query_single_text(q);
    run_with(ledger,
        "UPDATE page SET version = g.version, known_title = g.known_title, "
        "known_title_key = g.known_title_key, known_parent_id = g.known_parent_id, "
        "known_digest = g.known_digest, known_labels = g.known_labels, is_ours = g.is_ours, "
        "created_ms = g.created_ms, is_imported = g.is_imported FROM page g "
        "WHERE page.id = ?1 AND g.id = ?2",
        pair);
    run_with(ledger,
        "UPDATE page SET page_id = NULL, version = 0, known_title = NULL, known_title_key = NULL, "
        "known_parent_id = NULL, known_digest = NULL, known_labels = '', is_ours = 0, "
        "deletion = 0, is_imported = 0, known = wanted WHERE id = ?2 AND id <> ?1",
        pair);
    q = query(ledger->database, "UPDATE page SET page_id = ? WHERE id = ?");
    query_add_text(q, page_id);
    query_add_number(q, pair->page);
    query_run(q);
    memory_free(&page_id);
    run_with(ledger,
        "INSERT INTO attachment(page, name, path, is_wanted, known_id, known_digest, "
        "known_version) SELECT ?1, name, path, 0, known_id, known_digest, known_version "
        "FROM attachment WHERE page = ?2 AND known_id IS NOT NULL ON CONFLICT(page, name) DO "
        "UPDATE SET known_id = excluded.known_id, known_digest = excluded.known_digest, "
        "known_version = excluded.known_version",
        pair);
    run_with(ledger, "DELETE FROM attachment WHERE page = ?2 AND page <> ?1", pair);
    decision_move(ledger, pair->gone, pair->page);
    run_with(ledger, "DELETE FROM decision WHERE page = ?2 AND page <> ?1", pair);
    wanted_change(ledger, pair->page);
    ledger_change_manifest(ledger);
    ledger_touch(ledger, pair->gone);
}

/* ---------------------------------------------------------------- by title */

struct newcomer {
    int64_t page;
    char *key; /* of the title that its file has */
};

static int compare_newcomers(const void *a, const void *b)
{
    return strcmp(((const struct newcomer *)a)->key, ((const struct newcomer *)b)->key);
}

static size_t list_newcomers(struct ledger *ledger, struct newcomer **list)
{
    struct query *q = query(ledger->database,
        "SELECT n.id, n.raw_title FROM page n WHERE n.is_present = 1 AND n.page_id IS NULL AND "
        "n.title IS NULL AND n.source = n.path AND n.raw_title IS NOT NULL AND "
        "NOT EXISTS(SELECT 1 FROM lease l WHERE l.page = n.id) AND "
        "NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = n.id)");
    size_t count = 0;
    *list = NULL;
    while (query_next(q)) {
        *list = memory_grow(*list, count + 1, sizeof **list);
        (*list)[count++] = (struct newcomer){ .page = query_number(q, 0),
            .key = unicode_title_key(query_text(q, 1)) };
    }
    if (count > 0)
        qsort(*list, count, sizeof **list, compare_newcomers);
    return count;
}

/* 0: none, or more than one. */
static int64_t find_gone(struct ledger *ledger, const char *key)
{
    struct query *q = query(ledger->database,
        "SELECT min(g.id) FROM page g INDEXED BY page_known_title WHERE g.known_title_key = ? "
        "AND " IS_GONE "AND NOT EXISTS(SELECT 1 FROM lease l WHERE l.page = g.id) AND "
        "NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = g.id) HAVING count(*) = 1");
    query_add_text(q, key);
    return query_single(q, 0);
}

static bool is_any_gone(struct ledger *ledger)
{
    struct query *q = query(
        ledger->database, "SELECT 1 FROM page g INDEXED BY page_gone WHERE " IS_GONE "LIMIT 1");
    return query_single(q, 0) != 0;
}

static void reunite_by_title(struct ledger *ledger)
{
    if (!is_any_gone(ledger))
        return;
    struct newcomer *list = NULL;
    size_t count = list_newcomers(ledger, &list);
    for (size_t i = 0; i < count; i++) {
        bool is_alone = (i == 0 || strcmp(list[i - 1].key, list[i].key) != 0) &&
                        (i + 1 == count || strcmp(list[i + 1].key, list[i].key) != 0);
        struct reunited pair = { .page = list[i].page,
            .gone = is_alone ? find_gone(ledger, list[i].key) : 0 };
        if (pair.gone != 0)
            take_over(ledger, &pair);
    }
    for (size_t i = 0; i < count; i++)
        memory_free(&list[i].key);
    memory_free(&list);
}

/* ---------------------------------------------------------------- by what they say */

enum { ALIKE_MOST = 64, TOGETHER_MS = 60 * 1000 };

struct alike {
    int64_t page;
    struct likeness likeness;
};

/* Those that are left, and that came or went together: ?1 is since when. Newcomers have no time of
   their own. */
static const char newcomers_left[] =
    "SELECT n.id, c.body FROM page n JOIN content c ON c.page = n.id WHERE n.is_present = 1 AND "
    "n.page_id IS NULL AND n.title IS NULL AND n.source = n.path AND n.raw_title IS NOT NULL AND "
    "?1 IS NOT NULL AND NOT EXISTS(SELECT 1 FROM lease l WHERE l.page = n.id) AND "
    "NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = n.id) LIMIT ?2";
static const char gone_lately[] =
    "SELECT g.id, c.body FROM page g INDEXED BY page_gone JOIN content c ON c.page = g.id "
    "WHERE " IS_GONE
    "AND g.gone_ms >= ?1 AND NOT EXISTS(SELECT 1 FROM lease l WHERE l.page = g.id) AND "
    "NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = g.id) LIMIT ?2";

static size_t list_alike(struct ledger *ledger, const char *sql, struct alike *list)
{
    struct query *q = query(ledger->database, sql);
    query_add_number(q, ledger->now_ms - TOGETHER_MS);
    query_add_number(q, ALIKE_MOST + 1);
    size_t count = 0;
    while (query_next(q)) {
        struct blob body = query_blob(q, 1);
        list[count].page = query_number(q, 0);
        likeness_take(&list[count++].likeness, (const char *)body.data, body.size);
    }
    return count;
}

/* The only one that is most like it, and enough so; `count` for none. */
static size_t find_most_alike(const struct alike *one, const struct alike *others, size_t count)
{
    size_t best = count;
    int most = LIKENESS_ENOUGH - 1;
    for (size_t i = 0; i < count; i++) {
        int likeness = likeness_compare(&one->likeness, &others[i].likeness);
        if (likeness < most || likeness < LIKENESS_ENOUGH)
            continue;
        best = likeness > most ? i : count;
        most = likeness;
    }
    return best;
}

/* A checkout may rename a file, retitle it and change it at once. Where very many came or went
   together, nobody compares each with each. */
static void reunite_by_likeness(struct ledger *ledger)
{
    if (!is_any_gone(ledger))
        return;
    struct alike newcomers[ALIKE_MOST + 1];
    struct alike gone[ALIKE_MOST + 1];
    size_t gone_count = list_alike(ledger, gone_lately, gone);
    size_t count = gone_count == 0 ? 0 : list_alike(ledger, newcomers_left, newcomers);
    for (size_t i = 0; i < count && count <= ALIKE_MOST && gone_count <= ALIKE_MOST; i++) {
        size_t found = find_most_alike(&newcomers[i], gone, gone_count);
        if (found == gone_count || find_most_alike(&gone[found], newcomers, count) != i)
            continue;
        take_over(
            ledger, &(struct reunited){ .page = newcomers[i].page, .gone = gone[found].page });
    }
    for (size_t i = 0; i < count; i++)
        likeness_free(&newcomers[i].likeness);
    for (size_t i = 0; i < gone_count; i++)
        likeness_free(&gone[i].likeness);
}

void reunion_find(struct ledger *ledger)
{
    size_t count = 0;
    struct reunited *list = list_reunited(ledger, &count);
    for (size_t i = 0; i < count; i++)
        take_over(ledger, &list[i]);
    memory_free(&list);
    reunite_by_title(ledger);
    reunite_by_likeness(ledger);
}
