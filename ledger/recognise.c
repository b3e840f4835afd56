/* SPDX-License-Identifier: MIT */
#include "ledger/recognise.h"

#include "base/digest.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/unicode.h"
#include "ledger/decisions.h"
#include "ledger/differences.h"
#include "ledger/outdated.h"
#include "ledger/snapshot.h"
#include "ledger/wanted.h"
#include "storage/canonical.h"

#include <string.h>

/* So few pages that differ from the manifest are read one by one as they go out. */
enum { FEW_DIFFER = 2 };

static const char stage_key[] = "recognise_stage";

enum recognise_stage recognise_stage(struct ledger *ledger)
{
    return (enum recognise_stage)database_get_number(
        ledger->database, stage_key, RECOGNISE_MANIFEST);
}

void recognise_set_stage(struct ledger *ledger, enum recognise_stage stage)
{
    database_set_number(ledger->database, stage_key, (int64_t)stage);
    ledger->has_uploads = true;
}

/* ---------------------------------------------------------------- judging */

/* Matched by intent_marker() of the uploader. */
bool recognise_mark(const char *message, unsigned char mark[8])
{
    if (strncmp(message, "cmsync ", 7) != 0 || !hex_read(message + 7, mark, MANIFEST_MARK_BYTES))
        return false;
    char behind = message[7 + 2 * MANIFEST_MARK_BYTES];
    return behind == '\0' || behind == ' ';
}

enum recognise_proof recognise_judge(
    const struct item_remote_page *page, const char *account_id, struct blob canonical)
{
    unsigned char mark[MANIFEST_MARK_BYTES];
    if (account_id[0] == '\0')
        return RECOGNISE_FOREIGN;
    if (strcmp(page->author_id, account_id) == 0 && recognise_mark(page->message, mark))
        return RECOGNISE_BY_MESSAGE;
    bool is_same = canonical.size > 0 && page->digest.size == canonical.size &&
                   memcmp(page->digest.data, canonical.data, canonical.size) == 0;
    return page->version == 1 && strcmp(page->creator_id, account_id) == 0 && is_same
               ? RECOGNISE_BY_BODY
               : RECOGNISE_FOREIGN;
}

/* ---------------------------------------------------------------- lists of pages */

struct ids {
    int64_t *list;
    size_t count;
};

/* Pages of the tree, parents first. */
static struct ids list_pages(struct ledger *ledger, bool is_known)
{
    struct ids ids = { NULL, 0 };
    size_t capacity = 0;
    struct query *q = query(ledger->database,
        "SELECT id FROM page WHERE is_present = 1 AND is_skipped = 0 AND error IS NULL AND "
        "title IS NOT NULL AND (page_id IS NOT NULL) = ? ORDER BY depth, id");
    query_add_number(q, is_known);
    while (query_next(q)) {
        if (ids.count == capacity) {
            capacity = capacity == 0 ? 256 : capacity * 2;
            ids.list = memory_grow(ids.list, capacity, sizeof *ids.list);
        }
        ids.list[ids.count++] = query_number(q, 0);
    }
    return ids;
}

/* ---------------------------------------------------------------- marks become digests */

static void set_digest(struct ledger *ledger, int64_t page, struct blob digest)
{
    struct query *q = query(ledger->database, "UPDATE page SET known_digest = ? WHERE id = ?");
    query_add_blob(q, digest);
    query_add_number(q, page);
    query_run(q);
}

/* A mark is the beginning of a digest. Whether the page differs from what is wanted. */
static bool complete_mark(struct ledger *ledger, int64_t page)
{
    struct page_wanted wanted;
    if (differences_find(ledger, page, &wanted) < 0)
        return false;
    struct query *q = query(ledger->database,
        "UPDATE page SET known_digest = ?1 WHERE id = ?2 AND length(known_digest) = 8 AND "
        "substr(?1, 1, 8) = known_digest");
    query_add_blob(
        q, (struct blob){ .data = wanted.digest.bytes, .size = sizeof wanted.digest.bytes });
    query_add_number(q, page);
    bool is_same = query_run(q) > 0;
    bool differs = (wanted.differences & ~(unsigned)(is_same ? DIFFERS_BODY : 0)) != 0;
    differences_free(&wanted);
    return differs;
}

/* How many of the known pages differ from what is wanted. */
static int64_t complete_marks(struct ledger *ledger)
{
    query_run(query(ledger->database,
        "UPDATE attachment SET known_digest = e.digest FROM entry e WHERE "
        "e.path = attachment.path AND e.kind = 1 AND length(attachment.known_digest) = 8 AND "
        "substr(e.digest, 1, 8) = attachment.known_digest"));
    struct ids ids = list_pages(ledger, true);
    int64_t different = 0;
    for (size_t i = 0; i < ids.count; i++)
        different += complete_mark(ledger, ids.list[i]);
    memory_free(&ids.list);
    return different;
}

bool recognise_take_later(
    struct ledger *ledger, int64_t page, const struct item_remote_page *remote)
{
    unsigned char mark[MANIFEST_MARK_BYTES];
    if (!recognise_mark(remote->message, mark))
        return false;
    char *key = unicode_title_key(remote->title);
    char *account = differences_site_value(ledger, "account_id");
    bool is_of_ours =
        account != NULL && account[0] != '\0' && strcmp(account, remote->author_id) == 0;
    memory_free(&account);
    struct query *q = query(ledger->database,
        "UPDATE page SET version = ?1, known_title = ?2, known_title_key = ?3, known_digest = ?4 "
        "WHERE id = ?5 AND (is_imported = 1 OR ?7) AND version < ?1 AND "
        "(known_parent_id IS NULL OR known_parent_id = ?6) RETURNING is_imported");
    query_add_number(q, remote->version);
    query_add_text(q, remote->title);
    query_add_text(q, key);
    query_add_blob(q, (struct blob){ .data = mark, .size = sizeof mark });
    query_add_number(q, page);
    query_add_text(q, remote->parent_id);
    query_add_number(q, is_of_ours);
    int64_t imported = query_single(q, -1);
    memory_free(&key);
    if (imported < 0)
        return false;
    if (imported != 1)
        ledger_doubt(ledger, DOUBT_LATER);
    if (complete_mark(ledger, page))
        wanted_change(ledger, page);
    return true;
}

/* ---------------------------------------------------------------- moved while nobody looked */

static void move_known(struct ledger *ledger, int64_t from, int64_t to)
{
    struct query *q = query(ledger->database,
        "INSERT INTO attachment(page, name, path, is_wanted, known_id, known_digest, "
        "known_version) SELECT ?1, name, path, 0, known_id, known_digest, known_version FROM "
        "attachment WHERE page = ?2 ON CONFLICT(page, name) DO UPDATE SET "
        "known_id = excluded.known_id, known_digest = excluded.known_digest, "
        "known_version = excluded.known_version");
    query_add_number(q, to);
    query_add_number(q, from);
    query_run(q);
    q = query(ledger->database, "SELECT page_id FROM page WHERE id = ?");
    query_add_number(q, from);
    char *page_id = query_single_text(q);
    ledger_run(ledger, from, "UPDATE page SET page_id = NULL WHERE id = ?");
    q = query(ledger->database,
        "UPDATE page SET page_id = ?1, version = o.version, known_title = o.known_title, "
        "known_title_key = o.known_title_key, known_parent_id = o.known_parent_id, "
        "known_digest = o.known_digest, known_labels = o.known_labels, is_ours = o.is_ours, "
        "known_look = o.known_look, place = o.place, "
        "is_imported = 1, title_from = NULL, title_key = NULL FROM page o WHERE o.id = ?2 AND "
        "page.id = ?3");
    query_add_text(q, page_id);
    query_add_number(q, from);
    query_add_number(q, to);
    query_run(q);
    memory_free(&page_id);
    decision_move(ledger, from, to);
    static const char *const leavings[] = { "DELETE FROM attachment WHERE page = ?",
        "DELETE FROM decision WHERE page = ?", "DELETE FROM content WHERE page = ?",
        "DELETE FROM page WHERE id = ?" };
    for (size_t i = 0; i < sizeof leavings / sizeof leavings[0]; i++) {
        q = query(ledger->database, leavings[i]);
        query_add_number(q, from);
        query_run(q);
    }
    ledger->has_titles = true;
    ledger_change_manifest(ledger);
    wanted_change(ledger, to);
}

/* A page that left the tree and a file that came to it, with the same title: the only ones. */
static size_t find_moved(struct ledger *ledger)
{
    size_t moved = 0;
    struct ids ids = list_pages(ledger, false);
    for (size_t i = 0; i < ids.count; i++) {
        struct query *q = query(ledger->database, "SELECT raw_title FROM page WHERE id = ?");
        query_add_number(q, ids.list[i]);
        char *title = query_single_text(q);
        char *key = unicode_title_key(title == NULL ? "" : title);
        q = query(ledger->database,
            /* In this order: else the last condition is looked at first, for nothing. */
            "SELECT min(o.id) FROM page o INDEXED BY page_known_title CROSS JOIN page p ON "
            "p.id = ?2 WHERE o.known_title_key = ?1 AND o.is_present = 0 AND o.is_imported = 1 AND "
            "o.page_id IS NOT NULL AND "
            "(o.source IS NULL) = (p.source IS NULL) AND NOT EXISTS(SELECT 1 FROM page n WHERE "
            "n.is_present = 1 AND n.page_id IS NULL AND n.id <> ?2 AND n.raw_title = p.raw_title)");
        query_add_text(q, key);
        query_add_number(q, ids.list[i]);
        int64_t from = query_single(q, 0);
        if (from != 0) {
            move_known(ledger, from, ids.list[i]);
            moved++;
        }
        memory_free(&key);
        memory_free(&title);
    }
    memory_free(&ids.list);
    return moved;
}

/* ---------------------------------------------------------------- stages */

/* Titles are settled once everything was read. */
static bool is_converted(struct ledger *ledger)
{
    return !ledger->has_titles &&
           query_count(ledger->database,
               "SELECT count(*) FROM entry WHERE is_used = 1 AND seen <> made_from AND "
               "crashes < 3") == 0;
}

enum recognise_stage recognise_review(struct ledger *ledger)
{
    enum recognise_stage stage = recognise_stage(ledger);
    if (stage != RECOGNISE_COMPARE || !is_converted(ledger) || find_moved(ledger) > 0)
        return stage;
    int64_t different = complete_marks(ledger);
    struct ids unknown = list_pages(ledger, false);
    memory_free(&unknown.list);
    stage = unknown.count > 0 || different > FEW_DIFFER ? RECOGNISE_SPACE : RECOGNISE_OVER;
    recognise_set_stage(ledger, stage);
    return stage;
}

static void warn(struct ledger *ledger)
{
    static const char text[] = "the manifest in the root page's properties is damaged: it is not "
                               "used, and written anew";
    log_warning("%s", text);
    char *trouble = database_get_text(ledger->database, "run_trouble");
    if (trouble[0] == '\0')
        database_set_text(ledger->database, "run_trouble", text);
    memory_free(&trouble);
}

bool recognise_take_manifest(struct ledger *ledger, struct blob packed, bool is_torn)
{
    bool is_news = false;
    struct memory_pool *pool = memory_pool_new();
    struct manifest manifest = { NULL, 0 };
    if (is_torn ||
        (packed.size > 0 && manifest_unpack(&manifest, packed.data, packed.size, pool) != 0))
        warn(ledger);
    if (manifest.count > 0) {
        is_news = outdated_review(ledger, &manifest) > 0;
        size_t taken = snapshot_take(ledger, &manifest);
        is_news = is_news || taken > 0;
        log_info("recognised %zu of the %zu pages of the manifest", taken, manifest.count);
    } else {
        ledger_change_manifest(ledger);
    }
    memory_pool_free(&pool);
    return is_news;
}

int64_t recognise_budget(struct ledger *ledger)
{
    return query_count(ledger->database, "SELECT count(*) FROM page WHERE is_present = 1") / 100 +
           2;
}

/* ---------------------------------------------------------------- the list of pages */

void recognise_take_pages(
    struct ledger *ledger, const struct item_remote_page *pages, size_t page_count, bool is_first)
{
    if (is_first)
        query_run(query(ledger->database, "DELETE FROM listed"));
    for (size_t i = 0; i < page_count; i++) {
        const struct item_remote_page *page = &pages[i];
        char *key = unicode_title_key(page->title);
        struct query *q = query(ledger->database,
            "INSERT OR REPLACE INTO listed(page_id, parent_id, title, title_key, version, message, "
            "author_id, creator_id, digest, anchors) VALUES(?,?,?,?,?,?,?,?,?,?)");
        query_add_text(q, page->id);
        query_add_text(q, page->parent_id);
        query_add_text(q, page->title);
        query_add_text(q, key);
        query_add_number(q, page->version);
        query_add_text(q, page->message);
        query_add_text(q, page->author_id);
        query_add_text(q, page->creator_id);
        query_add_blob(q, page->digest);
        query_add_number(q, page->anchors);
        query_run(q);
        memory_free(&key);
    }
}

#define LISTED                                                                                     \
    "SELECT l.page_id, l.parent_id, l.title, l.version, l.message, l.author_id, l.creator_id, "    \
    "l.digest, l.anchors FROM listed l "

/* Texts are the query's, until it is done. */
static void read_listed(struct query *q, struct item_remote_page *page)
{
    *page = (struct item_remote_page){ .id = query_text(q, 0),
        .parent_id = query_text(q, 1),
        .title = query_text(q, 2),
        .version = query_number(q, 3),
        .message = query_text(q, 4),
        .author_id = query_text(q, 5),
        .creator_id = query_text(q, 6),
        .digest = query_blob(q, 7),
        .anchors = query_number(q, 8) };
}

/* What the list says of a page that is ours. A body that is the same has no digest yet: that
   follows once every page is known, as links depend on it (set_bodies()). */
static void take_listed(struct ledger *ledger, int64_t page, const struct item_remote_page *listed,
    enum recognise_proof proof, const char *account_id)
{
    unsigned char mark[MANIFEST_MARK_BYTES];
    char *key = unicode_title_key(listed->title);
    bool has_mark = proof == RECOGNISE_BY_MESSAGE && recognise_mark(listed->message, mark);
    struct query *q = query(ledger->database,
        "UPDATE page SET page_id = ?, version = ?, known_title = ?, known_title_key = ?, "
        "known_parent_id = ?, known_digest = ?, is_ours = max(is_ours, ?), is_imported = 2 "
        "WHERE id = ?");
    query_add_text(q, listed->id);
    query_add_number(q, listed->version);
    query_add_text(q, listed->title);
    query_add_text(q, key);
    query_add_text(q, listed->parent_id);
    query_add_blob(
        q, has_mark ? (struct blob){ .data = mark, .size = sizeof mark } : (struct blob){ 0 });
    query_add_number(q, strcmp(listed->creator_id, account_id) == 0);
    query_add_number(q, page);
    query_run(q);
    memory_free(&key);
    wanted_change(ledger, page);
}

/* Versions that came after the manifest, and are ours. */
static void take_newer(struct ledger *ledger, const char *account_id)
{
    struct ids ids = list_pages(ledger, true);
    for (size_t i = 0; i < ids.count; i++) {
        struct query *q = query(ledger->database,
            LISTED "JOIN page p ON p.page_id = l.page_id WHERE p.id = ? AND "
                   "l.version > p.version AND p.is_imported = 1");
        query_add_number(q, ids.list[i]);
        if (!query_next(q))
            continue;
        struct item_remote_page listed;
        read_listed(q, &listed);
        if (recognise_judge(&listed, account_id, (struct blob){ 0 }) == RECOGNISE_BY_MESSAGE)
            take_listed(ledger, ids.list[i], &listed, RECOGNISE_BY_MESSAGE, account_id);
        query_done(q);
    }
    memory_free(&ids.list);
}

static struct blob canonical_of(const struct text *body, struct digest *digest)
{
    struct text canonical = text_new(CANONICAL_MAX_BYTES);
    struct blob result = { 0 };
    if (canonical_add(body->data, body->length, &canonical) == 0 && !canonical.overflowed) {
        *digest = digest_of(canonical.data, canonical.length);
        result = (struct blob){ .data = digest->bytes, .size = sizeof digest->bytes };
    }
    text_free(&canonical);
    return result;
}

/* In the page's place: under its parent, with its title. */
static bool find_in_place(struct ledger *ledger, int64_t page, const char *account_id)
{
    struct page_wanted wanted;
    struct digest digest;
    if (differences_find(ledger, page, &wanted) < 0)
        return false;
    char *key = unicode_title_key(wanted.title);
    struct query *q = query(ledger->database,
        LISTED "WHERE l.title_key = ?1 AND l.parent_id = ?2 AND NOT EXISTS(SELECT 1 FROM page p "
               "WHERE p.page_id = l.page_id)");
    query_add_text(q, key);
    query_add_text(q, wanted.parent_id);
    enum recognise_proof proof = RECOGNISE_FOREIGN;
    if (query_next(q)) {
        struct item_remote_page listed;
        read_listed(q, &listed);
        proof = recognise_judge(&listed, account_id, canonical_of(&wanted.body, &digest));
        if (proof != RECOGNISE_FOREIGN)
            take_listed(ledger, page, &listed, proof, account_id);
        query_done(q);
    }
    memory_free(&key);
    differences_free(&wanted);
    return proof != RECOGNISE_FOREIGN;
}

/* Those recognised by their bodies have what is wanted, unless Cloud dropped anchors. */
static void set_bodies(struct ledger *ledger)
{
    struct ids ids = list_pages(ledger, true);
    for (size_t i = 0; i < ids.count; i++) {
        struct query *q = query(ledger->database,
            "SELECT l.anchors FROM listed l JOIN page p ON p.page_id = l.page_id WHERE p.id = ? "
            "AND p.is_imported = 2 AND p.known_digest IS NULL");
        query_add_number(q, ids.list[i]);
        int64_t anchors = query_single(q, -1);
        struct page_wanted wanted;
        if (anchors < 0 || differences_find(ledger, ids.list[i], &wanted) < 0)
            continue;
        if (anchors == canonical_count_anchors(wanted.body.data, wanted.body.length))
            set_digest(ledger, ids.list[i],
                (struct blob){ .data = wanted.digest.bytes, .size = sizeof wanted.digest.bytes });
        differences_free(&wanted);
    }
    memory_free(&ids.list);
}

void recognise_pages(struct ledger *ledger, const char *account_id)
{
    take_newer(ledger, account_id);
    size_t found = 0;
    struct ids ids = list_pages(ledger, false);
    for (size_t i = 0; i < ids.count; i++)
        found += find_in_place(ledger, ids.list[i], account_id);
    memory_free(&ids.list);
    set_bodies(ledger);
    (void)complete_marks(ledger); /* how many differ is seen when they are leased */
    query_run(query(ledger->database, "DELETE FROM listed"));
    if (found > 0) {
        log_info("recognised %zu pages that no manifest names", found);
        ledger_change_manifest(ledger);
    }
    recognise_set_stage(ledger, RECOGNISE_OVER);
}
