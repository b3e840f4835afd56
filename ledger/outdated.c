/* SPDX-License-Identifier: MIT */
#include "ledger/outdated.h"

#include "base/log.h"
#include "ledger/pages.h"
#include "ledger/restores.h"
#include "ledger/snapshot.h"
#include "ledger/wanted.h"

#include <stdlib.h>
#include <string.h>

static const char number_key[] = "manifest_number";

void outdated_agree(struct ledger *ledger, int64_t number)
{
    database_set_number(ledger->database, number_key, number);
}

/* ---------------------------------------------------------------- judging */

static bool is_same_file(const struct manifest_file *a, const struct manifest_file *b)
{
    return a->version == b->version && strcmp(a->name, b->name) == 0 && strcmp(a->id, b->id) == 0 &&
           memcmp(a->mark, b->mark, sizeof a->mark) == 0;
}

/* But for the path, which is the tree's matter. */
static bool is_same(const struct manifest_page *a, const struct manifest_page *b)
{
    if (a->version != b->version || a->place != b->place || a->is_ours != b->is_ours ||
        a->is_theirs != b->is_theirs || a->has_mark != b->has_mark ||
        a->file_count != b->file_count || strcmp(a->parent_id, b->parent_id) != 0 ||
        strcmp(a->title, b->title) != 0 || strcmp(a->labels, b->labels) != 0 ||
        strcmp(a->look, b->look) != 0 ||
        (a->has_mark && memcmp(a->mark, b->mark, sizeof a->mark) != 0))
        return false;
    for (size_t i = 0; i < a->file_count; i++)
        if (!is_same_file(&a->files[i], &b->files[i]))
            return false;
    return true;
}

enum outdated_verdict outdated_judge(
    const struct manifest_page *known, const struct manifest_page *newer, bool is_touched)
{
    if (newer == NULL)
        return is_touched ? OUTDATED_NOT : OUTDATED_GONE;
    if (newer->version > known->version)
        return OUTDATED_OTHERWISE;
    /* A text alone leaves the manifest as it is: who knows a later one knows better. */
    if (is_touched || newer->version < known->version || is_same(known, newer))
        return OUTDATED_NOT;
    return OUTDATED_OTHERWISE;
}

/* ---------------------------------------------------------------- the newer one, by id */

static int compare_ids(const void *a, const void *b)
{
    const struct manifest_page *const *x = a;
    const struct manifest_page *const *y = b;
    return strcmp((*x)->page_id, (*y)->page_id);
}

static const struct manifest_page **sort_by_id(const struct manifest *manifest)
{
    const size_t each = sizeof(const void *); /* an array of pointers it is meant to be */
    const struct manifest_page **sorted = memory_new_array(manifest->count + 1, each);
    for (size_t i = 0; i < manifest->count; i++)
        sorted[i] = &manifest->pages[i];
    qsort(sorted, manifest->count, each, compare_ids);
    return sorted;
}

static const struct manifest_page *find_by_id(
    const struct manifest_page **sorted, size_t count, const struct manifest_page *known)
{
    const struct manifest_page **found =
        bsearch(&known, sorted, count, sizeof(const void *), compare_ids);
    return found == NULL ? NULL : *found;
}

/* ---------------------------------------------------------------- giving up */

static bool is_in_use(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "SELECT restore > 0 OR EXISTS(SELECT 1 FROM lease WHERE page = ?1) OR "
        "EXISTS(SELECT 1 FROM intent WHERE page = ?1) FROM page WHERE id = ?1");
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

static bool is_touched(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        /* 2: it was found in a list of pages, and no manifest names it yet. */
        "SELECT last_token > ?2 OR is_imported = 2 FROM page WHERE id = ?1");
    query_add_number(q, page);
    query_add_number(q, database_get_number(ledger->database, number_key, 0));
    return query_single(q, 0) != 0;
}

/* With `is_place` the row stays that of the page, as one that is bound to it and was not met yet:
   the manifest fills it. */
static void give_up(struct ledger *ledger, int64_t page, bool is_place)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET page_id = CASE WHEN ?2 THEN page_id END, version = 0, known_title = NULL, "
        "known_title_key = NULL, known_parent_id = NULL, known_digest = NULL, known_labels = '', "
        "known_look = '', place = 0, is_ours = 0, is_imported = 0, deletion = 0, hold = NULL, "
        "code = '', reason = '', tries = 0, not_before = 0, "
        "known = CASE WHEN is_present = 1 THEN 0 ELSE wanted END WHERE id = ?1");
    query_add_number(q, page);
    query_add_number(q, is_place);
    query_run(q);
    ledger_run(ledger, page, "DELETE FROM attachment WHERE page = ? AND is_wanted = 0");
    ledger_run(ledger, page,
        "UPDATE attachment SET known_id = NULL, known_digest = NULL, known_version = 0 "
        "WHERE page = ?");
    ledger_run(ledger, page, "DELETE FROM decision WHERE page = ?");
    wanted_change_linkers_of(ledger, page);
    if (page_is_present(ledger, page))
        wanted_change(ledger, page);
    ledger->has_titles = true;
    ledger_touch(ledger, page);
}

/* The path of the page is another file's by now, or that of one that it only stands beside. */
static bool is_elsewhere(struct ledger *ledger, int64_t page, const struct manifest_page *newer)
{
    int64_t there = page_of_path(ledger, newer->path);
    return newer->is_beside ? there == page : there != 0 && there != page;
}

static bool review_page(struct ledger *ledger, int64_t page, const struct manifest_page *known,
    const struct manifest_page *newer)
{
    if (is_in_use(ledger, page))
        return false;
    bool touched = is_touched(ledger, page);
    enum outdated_verdict verdict = outdated_judge(known, newer, touched);
    if (verdict == OUTDATED_NOT && (touched || !is_elsewhere(ledger, page, newer)))
        return false;
    if (verdict == OUTDATED_GONE)
        restore_remember(ledger, page);
    give_up(ledger, page,
        verdict != OUTDATED_GONE && page_is_present(ledger, page) &&
            !is_elsewhere(ledger, page, newer));
    return true;
}

/* ---------------------------------------------------------------- asking anew */

/* What a person was asked may have been our own doing. What he wants to be asked about stays. */
static void ask_anew(struct ledger *ledger)
{
    struct query *q = query(ledger->database,
        "SELECT d.page FROM decision d JOIN page p ON p.id = d.page WHERE d.answer = '' AND "
        "p.hold IS NOT NULL AND p.is_present = 1 AND (d.kind IN ('clash', 'gone') OR "
        "(d.kind = 'conflict' AND p.version < d.remote_version))");
    int64_t *list = NULL;
    size_t count = 0;
    while (query_next(q)) {
        list = memory_grow(list, count + 1, sizeof *list);
        list[count++] = query_number(q, 0);
    }
    for (size_t i = 0; i < count; i++) {
        ledger_run(ledger, list[i], "DELETE FROM decision WHERE page = ?");
        ledger_run(ledger, list[i],
            "UPDATE page SET hold = NULL, code = '', reason = '', tries = 0, not_before = 0 "
            "WHERE id = ?");
        wanted_change(ledger, list[i]);
        ledger_touch(ledger, list[i]);
    }
    memory_free(&list);
}

size_t outdated_review(struct ledger *ledger, const struct manifest *newer)
{
    struct memory_pool *pool = memory_pool_new();
    struct manifest known = { NULL, 0 };
    int64_t *pages = snapshot_list(ledger, &known, pool);
    const struct manifest_page **sorted = sort_by_id(newer);
    size_t count = 0;
    for (size_t i = 0; i < known.count; i++) {
        const struct manifest_page *page = &known.pages[i];
        count += review_page(ledger, pages[i], page, find_by_id(sorted, newer->count, page));
    }
    if (count > 0)
        log_info("the manifest knows better about %zu pages: the state is an older one", count);
    ask_anew(ledger);
    memory_free(&sorted);
    memory_free(&known.pages);
    memory_free(&pages);
    memory_pool_free(&pool);
    return count;
}
