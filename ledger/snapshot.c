/* SPDX-License-Identifier: MIT */
#include "ledger/snapshot.h"

#include "base/memory.h"
#include "base/unicode.h"
#include "ledger/adoption.h"
#include "ledger/decisions.h"
#include "ledger/pages.h"
#include "ledger/titles.h"
#include "ledger/wanted.h"

#include <string.h>

/* ---------------------------------------------------------------- ledger -> manifest */

static const char *keep_text(struct memory_pool *pool, const char *text)
{
    return memory_pool_copy(pool, text, strlen(text));
}

static bool take_mark(unsigned char mark[MANIFEST_MARK_BYTES], struct blob digest)
{
    if (digest.size < MANIFEST_MARK_BYTES)
        return false;
    memcpy(mark, digest.data, MANIFEST_MARK_BYTES);
    return true;
}

static void add_files(
    struct ledger *ledger, int64_t id, struct manifest_page *page, struct memory_pool *pool)
{
    struct query *q = query(ledger->database,
        "SELECT name, known_id, known_version, known_digest FROM attachment WHERE page = ? AND "
        "known_id IS NOT NULL AND known_id <> '' AND known_digest IS NOT NULL AND "
        "known_version > 0 LIMIT ?");
    query_add_number(q, id);
    query_add_number(q, MANIFEST_FILES_MAX);
    struct manifest_file *files = NULL;
    while (query_next(q)) {
        files = memory_grow(files, page->file_count + 1, sizeof *files);
        struct manifest_file *file = &files[page->file_count];
        file->name = keep_text(pool, query_text(q, 0));
        file->id = keep_text(pool, query_text(q, 1));
        file->version = query_number(q, 2);
        page->file_count += take_mark(file->mark, query_blob(q, 3));
    }
    page->files = memory_pool_take(pool, (page->file_count + 1) * sizeof *files);
    if (page->file_count > 0)
        memcpy(page->files, files, page->file_count * sizeof *files);
    memory_free(&files);
}

static void read_page(struct query *q, struct manifest_page *page, struct memory_pool *pool)
{
    struct blob path = query_blob(q, 1);
    *page = (struct manifest_page){
        .path = memory_pool_copy(pool, path.data, path.size),
        .page_id = keep_text(pool, query_text(q, 2)),
        .parent_id = keep_text(pool, query_text(q, 3)),
        .title = keep_text(pool, query_text(q, 4)),
        .labels = keep_text(pool, query_text(q, 5)),
        .version = query_number(q, 6),
        .is_ours = query_number(q, 8) != 0,
        .has_source = query_number(q, 9) != 0,
        .look = keep_text(pool, query_text(q, 10)),
        .place = query_number(q, 11),
        .is_theirs = query_number(q, 12) != 0,
        .is_beside = query_number(q, 13) != 0,
    };
    page->has_mark = take_mark(page->mark, query_blob(q, 7));
}

#define IS_KNOWN(alias)                                                                            \
    alias ".page_id IS NOT NULL AND " alias ".version > 0 AND " alias ".known_title IS NOT NULL "  \
          "AND " alias ".known_parent_id IS NOT NULL AND " alias ".known_parent_id <> '' "

int64_t *snapshot_list(struct ledger *ledger, struct manifest *manifest, struct memory_pool *pool)
{
    size_t capacity = 0;
    int64_t *ids = NULL;
    /* Of pages with one path that one is meant which the tree has; the others, left behind by files
       that are gone, stand beside it. What was left as a person changed it counts as published, so
       that another machine can tell whether the file changed since. */
    struct query *q = query(ledger->database,
        "SELECT p.id, p.path, p.page_id, p.known_parent_id, "
        "CASE WHEN d.page IS NULL THEN p.known_title ELSE coalesce(p.title, p.known_title) END, "
        "CASE WHEN d.page IS NULL THEN p.known_labels ELSE p.labels END, "
        /* One that a person wants to stay is deleted by no other machine either. */
        "p.version, p.known_digest, p.is_ours AND p.deletion <> 3, p.source IS NOT NULL, "
        "p.known_look, p.place, d.page IS NOT NULL, EXISTS(SELECT 1 FROM page o WHERE " IS_KNOWN(
            "o") "AND o.path = p.path AND o.id <> p.id AND (o.is_present > p.is_present OR "
                 "(o.is_present = p.is_present AND o.id > p.id))) AS beside "
                 "FROM page p LEFT JOIN decision d ON " DECISION_LEFT
                 "WHERE " IS_KNOWN("p") "ORDER BY p.path, beside DESC, p.id");
    while (query_next(q)) {
        if (manifest->count == capacity) {
            capacity = capacity == 0 ? 256 : capacity * 2;
            manifest->pages = memory_grow(manifest->pages, capacity, sizeof *manifest->pages);
            ids = memory_grow(ids, capacity, sizeof *ids);
        }
        ids[manifest->count] = query_number(q, 0);
        read_page(q, &manifest->pages[manifest->count++], pool);
    }
    for (size_t i = 0; i < manifest->count; i++)
        add_files(ledger, ids[i], &manifest->pages[i], pool);
    return ids;
}

int snapshot_pack(struct ledger *ledger, struct text *out)
{
    struct memory_pool *pool = memory_pool_new();
    struct manifest manifest = { NULL, 0 };
    int64_t *ids = snapshot_list(ledger, &manifest, pool);
    int result = manifest_pack(&manifest, out);
    memory_free(&manifest.pages);
    memory_free(&ids);
    memory_pool_free(&pool);
    return result;
}

/* ---------------------------------------------------------------- manifest -> ledger */

static struct blob mark_of(const unsigned char *mark)
{
    return (struct blob){ .data = mark, .size = MANIFEST_MARK_BYTES };
}

static bool is_known(struct ledger *ledger, const struct manifest_page *page)
{
    struct query *q = query(ledger->database,
        /* Version 0: bound by its front matter, and not looked at yet. Two looks, each into an
           index: with OR between them the whole table would be read. */
        "SELECT EXISTS(SELECT 1 FROM page WHERE page_id = ?1 AND version <> 0) OR (?3 = 0 AND "
        "EXISTS(SELECT 1 FROM page WHERE path = ?2 AND is_present = 1 AND ((page_id IS NOT NULL "
        "AND NOT (page_id = ?1 AND version = 0)) OR id IN (SELECT page FROM intent))))");
    query_add_text(q, page->page_id);
    query_add_path(q, page->path);
    query_add_number(q, page->is_beside);
    return query_single(q, 0) != 0;
}

/* The page of the tree with this path, else the one whose front matter names the page; 0: none. */
static int64_t find_present(struct ledger *ledger, const struct manifest_page *page)
{
    int64_t id = page->is_beside ? 0 : page_of_path(ledger, page->path);
    if (id != 0) {
        adoption_yield(ledger, page->page_id, id);
        return id;
    }
    struct query *q = query(ledger->database,
        "SELECT id FROM page WHERE page_id = ? AND version = 0 AND is_present = 1");
    query_add_text(q, page->page_id);
    return query_single(q, 0);
}

/* That one, else a new one that is not in the tree. Its absence was seen by the scan that is
   over. */
static int64_t find_row(struct ledger *ledger, const struct manifest_page *page, bool *is_present)
{
    struct query *q;
    int64_t id = find_present(ledger, page);
    *is_present = id != 0;
    if (id != 0)
        return id;
    q = query(ledger->database, "INSERT INTO page(path, source, depth, is_present, gone_ms, "
                                "gone_scan) VALUES(?, ?, ?, 0, ?, ?)");
    query_add_path(q, page->path);
    query_add_path(q, page->has_source ? page->path : NULL);
    query_add_number(q, page_depth(page->path));
    query_add_number(q, ledger->now_ms);
    query_add_number(q, database_get_number(ledger->database, "scans_complete", 0) - 1);
    id = query_insert(q);
    ledger_run(ledger, id, "INSERT INTO content(page) VALUES(?)");
    return id;
}

static void take_files(struct ledger *ledger, int64_t id, const struct manifest_page *page)
{
    for (size_t i = 0; i < page->file_count; i++) {
        const struct manifest_file *file = &page->files[i];
        struct query *q = query(ledger->database,
            "INSERT INTO attachment(page, name, path, is_wanted, known_id, known_digest, "
            "known_version) VALUES(?, ?, ?, 0, ?, ?, ?) ON CONFLICT(page, name) DO UPDATE SET "
            "known_id = excluded.known_id, known_digest = excluded.known_digest, "
            "known_version = excluded.known_version");
        query_add_number(q, id);
        query_add_text(q, file->name);
        query_add_path(q, "");
        query_add_text(q, file->id);
        query_add_blob(q, mark_of(file->mark));
        query_add_number(q, file->version);
        query_run(q);
    }
}

static void take_page(struct ledger *ledger, const struct manifest_page *page)
{
    bool is_present = false;
    int64_t id = find_row(ledger, page, &is_present);
    char *key = unicode_title_key(page->title);
    struct query *q = query(ledger->database,
        "UPDATE page SET page_id = ?, version = ?, known_title = ?, known_title_key = ?, "
        "known_parent_id = ?, known_digest = ?, known_labels = ?, is_ours = ?, known_look = ?, "
        "place = ?, is_imported = 1 "
        "WHERE id = ?");
    query_add_text(q, page->page_id);
    query_add_number(q, page->version);
    query_add_text(q, page->title);
    query_add_text(q, key);
    query_add_text(q, page->parent_id);
    query_add_blob(q, page->has_mark ? mark_of(page->mark) : (struct blob){ 0 });
    query_add_text(q, page->labels);
    query_add_number(q, page->is_ours);
    query_add_text(q, page->look);
    query_add_number(q, page->place);
    query_add_number(q, id);
    query_run(q);
    memory_free(&key);
    take_files(ledger, id, page);
    if (page->is_theirs)
        decision_leave(ledger, id);
    if (is_present) {
        wanted_change_linkers_of(ledger, id);
        wanted_change(ledger, id);
    }
    ledger_touch(ledger, id);
}

/* Who has a title in Confluence keeps it, where it still follows from what the file says. */
static void settle_titles_anew(struct ledger *ledger)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET title_from = NULL, title_key = NULL WHERE is_present = 1 AND "
        "hold IS NULL");
    query_run(q);
    int64_t *kept = NULL;
    size_t count = 0;
    q = query(ledger->database,
        "SELECT id, raw_title, known_title FROM page WHERE is_present = 1 AND is_imported = 1 AND "
        "title_key IS NULL AND raw_title IS NOT NULL AND known_title IS NOT NULL");
    while (query_next(q))
        if (title_follows(query_text(q, 1), query_text(q, 2))) {
            kept = memory_grow(kept, count + 1, sizeof *kept);
            kept[count++] = query_number(q, 0);
        }
    for (size_t i = 0; i < count; i++)
        ledger_run(ledger, kept[i],
            "UPDATE page SET title = known_title, title_key = known_title_key, "
            "title_from = raw_title WHERE id = ?");
    memory_free(&kept);
    ledger->has_titles = true;
}

size_t snapshot_take(struct ledger *ledger, const struct manifest *manifest)
{
    size_t count = 0;
    for (size_t i = 0; i < manifest->count; i++) {
        if (is_known(ledger, &manifest->pages[i]))
            continue;
        take_page(ledger, &manifest->pages[i]);
        count++;
    }
    if (count > 0)
        settle_titles_anew(ledger);
    return count;
}
