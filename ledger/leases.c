/* SPDX-License-Identifier: MIT */
#include "ledger/leases.h"

#include "base/unicode.h"
#include "ledger/decisions.h"
#include "ledger/differences.h"
#include "ledger/front.h"
#include "ledger/order.h"
#include "ledger/restores.h"
#include "ledger/titles.h"
#include "ledger/wanted.h"

#include <string.h>

enum {
    FRESH_MS = 10 * 60 * 1000,
    ORDER_TEXT_MAX = 1024 * 1024,
    BETWEEN_UNITS = 200, /* of a title; with what is added it stays below Confluence's 255 */
};

/* ---------------------------------------------------------------- which page is due */

/* Not while its file changed and is not converted yet: what would go out is what the file said
   before, and the page would be written twice. A file that was set aside is not waited for. */
#define FILE_IS_READ(source)                                                                       \
    "NOT EXISTS(SELECT 1 FROM entry f WHERE f.path = " source " AND f.is_used = 1 AND "            \
    "f.seen <> f.made_from AND f.crashes < 3) "

/* Open intents first: what may have happened is settled before anything new. Whoever settles one
   goes on to publish what is wanted by then. */
static int64_t pick_intent(struct ledger *ledger)
{
    struct query *q = query(ledger->database,
        "SELECT i.page FROM intent i JOIN page p ON p.id = i.page LEFT JOIN lease l ON "
        "l.page = i.page WHERE l.page IS NULL AND i.quiet_until_ms <= ? AND " FILE_IS_READ(
            "p.source") "ORDER BY i.at_ms LIMIT 1");
    query_add_number(q, ledger->now_ms);
    return query_single(q, 0);
}

/* Children before parents on the way down; not while a new file is unread, which may be the one
   that is gone (reunion.h). */
static int64_t pick_deletion(struct ledger *ledger)
{
    if (titles_wait(ledger))
        return 0;
    struct query *q = query(ledger->database,
        "SELECT p.id FROM page p INDEXED BY page_gone WHERE p.is_present = 0 AND p.deletion = 2 "
        "AND "
        "p.page_id IS NOT NULL AND p.is_ours = 1 AND p.hold IS NULL AND p.not_before <= ? AND "
        "NOT EXISTS(SELECT 1 FROM lease l WHERE l.page = p.id) AND "
        "NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = p.id) AND "
        "NOT EXISTS(SELECT 1 FROM page c INDEXED BY page_below WHERE c.known_parent_id = p.page_id "
        "AND "
        "c.page_id IS NOT NULL AND c.hold IS NOT 'gone') ORDER BY p.depth DESC, p.id LIMIT 1");
    query_add_number(q, ledger->now_ms);
    return query_single(q, 0);
}

/* Within what a run was told to publish: those places, what is below them, and what they stand
   below, if it is not there. */
#define IN_SCOPE                                                                                   \
    "AND (NOT EXISTS(SELECT 1 FROM scope) OR EXISTS(SELECT 1 FROM scope s WHERE s.path = p.path "  \
    "OR s.path = p.source OR (p.path >= s.first AND p.path < s.end) OR "                           \
    "(p.page_id IS NULL AND s.path > p.path AND p.path = substr(s.path, 1, length(p.path))))) "

/*
 * Parents before children on the way up. A page waits until its files are digested, until its
 * parent is not below it any more, and while another page of ours still has its title in Confluence
 * but is about to give it up.
 */
#define DUE_PAGE                                                                                   \
    "SELECT p.id FROM page p INDEXED BY page_due WHERE p.wanted <> p.known AND p.hold IS NULL "    \
    "AND p.is_present = 1 AND p.is_skipped = 0 AND p.title IS NOT NULL AND p.error IS NULL "       \
    "AND p.not_before <= ?1 AND p.title_from IS p.raw_title AND " FILE_IS_READ(                    \
        "p.source") "AND NOT EXISTS(SELECT 1 FROM lease l WHERE l.page = p.id) "                   \
                    "AND NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = p.id) "                  \
                    "AND (p.parent IS NULL OR EXISTS(SELECT 1 FROM page q WHERE q.id = p.parent "  \
                    "AND "                                                                         \
                    "q.page_id IS NOT NULL)) AND NOT " IS_ABOVE_ITS_PARENT                         \
                    "AND NOT EXISTS(SELECT 1 FROM attachment a JOIN entry e ON e.path = a.path "   \
                    "WHERE "                                                                       \
                    "a.page = p.id AND a.is_wanted = 1 AND e.kind = 1 AND e.seen <> "              \
                    "e.made_from) " IN_SCOPE

/* Another page of ours has the title in Confluence, or may have it at any moment. */
#define TITLE_IS_TAKEN                                                                             \
    "(EXISTS(SELECT 1 FROM page o WHERE o.known_title_key = p.title_key AND o.id <> p.id "         \
    "AND o.page_id IS NOT NULL AND o.hold IS NOT 'gone') "                                         \
    "OR EXISTS(SELECT 1 FROM lease l WHERE l.title_key = p.title_key AND l.page <> p.id) "         \
    "OR EXISTS(SELECT 1 FROM intent i WHERE i.title_key = p.title_key AND i.page <> p.id)) "

/* Cloud drops the anchor of a link to a title that nobody has yet: a page that is about to be
   called so goes first. */
#define ANCHORS_ARE_THERE                                                                          \
    "AND NOT EXISTS(SELECT 1 FROM link l JOIN page t ON t.is_present = 1 AND "                     \
    "(t.source = l.target OR t.path = CAST(l.target || '/' AS BLOB)) WHERE l.page = p.id AND "     \
    "l.fragment <> '' AND t.id <> p.id AND t.page_id IS NOT NULL AND "                             \
    "t.known_title_key <> t.title_key AND t.wanted <> t.known AND t.hold IS NULL AND "             \
    "t.error IS NULL AND t.tries = 0 AND t.not_before <= ?1) "

static int64_t pick_first(struct ledger *ledger, const char *sql)
{
    struct query *q = query(ledger->database, sql);
    query_add_number(q, ledger->now_ms);
    return query_single(q, 0);
}

/* Pages that wait for each other's titles with anchors go out without them, and once more. */
static int64_t pick_page(struct ledger *ledger)
{
    int64_t page = 0;
    if (ledger->settings.is_cloud)
        page = pick_first(ledger,
            DUE_PAGE "AND NOT " TITLE_IS_TAKEN ANCHORS_ARE_THERE "ORDER BY p.depth, p.id LIMIT 1");
    if (page == 0 && (!ledger->settings.is_cloud || lease_count(ledger) == 0))
        page =
            pick_first(ledger, DUE_PAGE "AND NOT " TITLE_IS_TAKEN "ORDER BY p.depth, p.id LIMIT 1");
    return page;
}

/*
 * Only pages that wait for each other's titles are left (a swap), or for the title of a page that
 * cannot be deleted before what lies below it moved here: one goes first, with a title in between.
 * It does so only where that helps: it is new, and may be waited for as a parent, or its own title
 * is wanted by another one that is due.
 */
static int64_t pick_swap(struct ledger *ledger)
{
    if (lease_count(ledger) > 0)
        return 0;
    struct query *q = query(ledger->database,
        DUE_PAGE "AND EXISTS(SELECT 1 FROM page o WHERE "
                 "o.known_title_key = p.title_key AND o.id <> p.id AND o.page_id IS NOT NULL AND "
                 "o.hold IS NULL AND ((o.is_present = 1 AND o.title_key <> o.known_title_key AND "
                 "o.not_before <= ?1 AND (p.page_id IS NULL OR EXISTS(SELECT 1 FROM page w WHERE "
                 "w.title_key = p.known_title_key AND w.id <> p.id AND w.is_present = 1 AND "
                 "w.wanted <> w.known AND w.hold IS NULL))) "
                 "OR (o.is_present = 0 AND o.deletion = 2 AND (p.page_id IS NULL OR "
                 "EXISTS(SELECT 1 FROM page d WHERE d.page_id = p.known_parent_id AND "
                 "d.is_present = 0 AND d.deletion = 2))))) "
                 "ORDER BY p.depth, p.id LIMIT 1");
    query_add_number(q, ledger->now_ms);
    return query_single(q, 0);
}

int64_t lease_pick(struct ledger *ledger)
{
    int64_t page = pick_intent(ledger);
    if (page == 0)
        page = restore_pick(ledger);
    if (page == 0)
        page = pick_page(ledger);
    if (page == 0)
        page = pick_deletion(ledger);
    return page == 0 ? pick_swap(ledger) : page;
}

bool lease_creates(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "SELECT page_id IS NULL AND NOT EXISTS(SELECT 1 FROM intent i WHERE i.page = p.id) "
        "FROM page p WHERE id = ?");
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

bool lease_is_ahead(struct ledger *ledger)
{
    if (lease_pick(ledger) != 0)
        return true;
    struct query *q = query(ledger->database,
        "SELECT p.id FROM page p INDEXED BY page_unpublished WHERE p.is_present = 1 AND p.page_id "
        "IS NULL AND "
        "p.title IS NULL AND p.raw_title IS NOT NULL AND p.is_skipped = 0 AND p.hold IS NULL AND "
        "p.error IS NULL AND p.not_before <= ?1 " IN_SCOPE "LIMIT 1");
    query_add_number(q, ledger->now_ms);
    return query_single(q, 0) != 0;
}

int64_t lease_wait(struct ledger *ledger)
{
    struct query *q = query(ledger->database,
        "SELECT min(at) FROM (SELECT min(not_before) AS at FROM page WHERE wanted <> known AND "
        "hold IS NULL AND is_present = 1 AND not_before > ?1 UNION ALL "
        "SELECT min(not_before) FROM page WHERE is_present = 0 AND deletion = 2 AND "
        "not_before > ?1 UNION ALL "
        "SELECT min(quiet_until_ms) FROM intent WHERE quiet_until_ms > ?1)");
    query_add_number(q, ledger->now_ms);
    int64_t at = query_single(q, -1);
    return at < 0 ? -1 : at - ledger->now_ms;
}

/* ---------------------------------------------------------------- holders */

int64_t lease_count(struct ledger *ledger)
{
    return query_count(ledger->database, "SELECT count(*) FROM lease");
}

int64_t lease_of_pid(struct ledger *ledger, long pid)
{
    struct query *q = query(ledger->database, "SELECT page FROM lease WHERE pid = ?");
    query_add_number(q, pid);
    return query_single(q, 0);
}

int64_t lease_page(struct ledger *ledger, int64_t token)
{
    struct query *q = query(ledger->database, "SELECT page FROM lease WHERE token = ?");
    query_add_number(q, token);
    return query_single(q, 0);
}

size_t lease_list_overdue(struct ledger *ledger, long *pids, size_t limit)
{
    struct query *q = query(ledger->database, "SELECT pid FROM lease WHERE until_ms < ? LIMIT ?");
    query_add_number(q, ledger->now_ms);
    query_add_number(q, (int64_t)limit);
    size_t count = 0;
    while (query_next(q))
        pids[count++] = (long)query_number(q, 0);
    return count;
}

static void count_crash(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET crashes = crashes + 1, hold = CASE WHEN crashes + 1 >= ? THEN 'crashes' "
        "ELSE hold END, code = 'crashes', reason = CASE WHEN crashes + 1 >= ? THEN "
        "'the uploader ended three times on this page; it is left out until it changes' "
        "ELSE reason END WHERE id = ?");
    query_add_number(q, CRASHES_MAX);
    query_add_number(q, CRASHES_MAX);
    query_add_number(q, page);
    query_run(q);
}

void lease_expire_pid(struct ledger *ledger, long pid, bool is_own_fault)
{
    struct query *q = query(ledger->database, "DELETE FROM lease WHERE pid = ? RETURNING page");
    query_add_number(q, pid);
    int64_t page = query_single(q, 0);
    if (page == 0)
        return;
    q = query(ledger->database, "UPDATE intent SET quiet_until_ms = ? WHERE page = ?");
    query_add_number(q, ledger->now_ms + QUIET_AFTER_DEATH_MS);
    query_add_number(q, page);
    query_run(q);
    if (is_own_fault)
        count_crash(ledger, page);
    ledger_touch(ledger, page);
    ledger->has_uploads = true;
}

static bool is_among(const long *pids, size_t count, long pid)
{
    for (size_t i = 0; i < count; i++)
        if (pids[i] == pid)
            return true;
    return false;
}

void lease_expire_others(struct ledger *ledger, const long *pids, size_t count)
{
    struct query *q = query(ledger->database, "SELECT pid FROM lease");
    long *dead = NULL;
    size_t dead_count = 0;
    while (query_next(q)) {
        long pid = (long)query_number(q, 0);
        if (is_among(pids, count, pid))
            continue;
        dead = memory_grow(dead, dead_count + 1, sizeof *dead);
        dead[dead_count++] = pid;
    }
    for (size_t i = 0; i < dead_count; i++)
        lease_expire_pid(ledger, dead[i], false);
    memory_free(&dead);
}

/* ---------------------------------------------------------------- giving out */

static struct blob keep_blob(struct memory_pool *pool, struct blob blob)
{
    struct blob kept = { .size = blob.size };
    kept.data = (const unsigned char *)memory_pool_copy(pool, blob.data, blob.size);
    return kept;
}

static const char *keep_text(struct memory_pool *pool, const char *text)
{
    return memory_pool_copy(pool, text, strlen(text));
}

static void add_attachments(struct ledger *ledger, int64_t page, struct memory_pool *pool,
    struct message_lease_given *given)
{
    given->attachments = memory_pool_take(pool, MESSAGE_LIST_MAX * sizeof *given->attachments);
    struct query *q = query(ledger->database,
        "SELECT a.name, a.path, CASE WHEN a.is_wanted = 1 THEN e.digest END, e.size, a.known_id, "
        "a.known_digest, a.known_version FROM attachment a LEFT JOIN entry e ON e.path = a.path "
        "AND e.kind = 1 WHERE a.page = ? AND (a.is_wanted = 0 OR e.path IS NULL OR "
        "e.digest IS NOT NULL) "
        "ORDER BY a.name LIMIT ?");
    query_add_number(q, page);
    query_add_number(q, MESSAGE_LIST_MAX);
    while (query_next(q)) {
        struct item_attachment *one = &given->attachments[given->attachments_count++];
        one->name = keep_text(pool, query_text(q, 0));
        struct blob path = query_blob(q, 1);
        one->path = memory_pool_copy(pool, path.data, path.size);
        one->wanted_digest = keep_blob(pool, query_blob(q, 2));
        one->size = query_number(q, 3);
        one->known_id = keep_text(pool, query_text(q, 4));
        one->known_digest = keep_blob(pool, query_blob(q, 5));
        one->known_version = query_number(q, 6);
    }
}

static void add_intent(struct ledger *ledger, int64_t page, struct memory_pool *pool,
    struct message_lease_given *given)
{
    struct query *q = query(ledger->database,
        "SELECT kind, title, parent_id, body, digest, version, name, labels, at_ms, date "
        "FROM intent WHERE page = ?");
    query_add_number(q, page);
    if (!query_next(q))
        return;
    given->intent = query_number(q, 0);
    given->intent_title = keep_text(pool, query_text(q, 1));
    given->intent_parent_id = keep_text(pool, query_text(q, 2));
    given->intent_body = keep_blob(pool, query_blob(q, 3));
    given->intent_digest = keep_blob(pool, query_blob(q, 4));
    given->intent_version = query_number(q, 5);
    given->intent_name = keep_text(pool, query_text(q, 6));
    given->intent_labels = keep_text(pool, query_text(q, 7));
    given->intent_at_ms = query_number(q, 8);
    given->intent_date = keep_text(pool, query_text(q, 9));
    query_done(q);
}

static void add_known(struct ledger *ledger, int64_t page, struct memory_pool *pool,
    struct message_lease_given *given)
{
    struct query *q = query(ledger->database,
        "SELECT p.path, p.page_id, p.version, p.known_title, p.known_parent_id, "
        "CASE WHEN p.resend = 0 THEN p.known_digest END, p.known_labels, p.labels, p.is_present, "
        /* Only an anchor that was not there yet goes out without a read, in the run that made the
           page: anything else may meet a comment, or the page in the trash. */
        "CASE WHEN p.heals = p.wanted AND p.run = ?2 AND NOT EXISTS(SELECT 1 FROM entry e WHERE "
        "e.path = p.source AND e.changed_ms >= p.created_ms) THEN p.created_ms ELSE 0 END, "
        "(SELECT remote_version FROM decision d WHERE d.page = p.id AND d.answer = 'mine'), "
        "p.restore, p.is_imported FROM page p WHERE p.id = ?1");
    query_add_number(q, page);
    query_add_number(q, database_get_number(ledger->database, "run", 0));
    if (!query_next(q))
        return;
    struct blob path = query_blob(q, 0);
    given->path = memory_pool_copy(pool, path.data, path.size);
    given->page_id = keep_text(pool, query_text(q, 1));
    given->version = query_number(q, 2);
    given->known_title = keep_text(pool, query_text(q, 3));
    given->known_parent_id = keep_text(pool, query_text(q, 4));
    given->known_digest = keep_blob(pool, query_blob(q, 5));
    given->known_labels = keep_text(pool, query_text(q, 6));
    given->labels = keep_text(pool, query_text(q, 7));
    given->is_wanted = query_number(q, 8) != 0;
    given->is_unverified = query_number(q, 12) == 1;
    given->is_recognised = query_number(q, 12) == 2;
    given->is_fresh = given->version == 1 && ledger->now_ms - query_number(q, 9) < FRESH_MS;
    given->overwrite_version = query_number(q, 10);
    given->restore = query_number(q, 11);
    query_done(q);
}

/* Another page of ours still has the title (see pick_swap): a title in between, shown for the few
   moments until the other one has moved on. */
static const char *title_for_now(
    struct ledger *ledger, int64_t page, const char *title, struct memory_pool *pool)
{
    struct query *q =
        query(ledger->database, "SELECT 1 FROM page p WHERE p.id = ? AND " TITLE_IS_TAKEN);
    query_add_number(q, page);
    if (query_single(q, 0) == 0)
        return keep_text(pool, title);
    struct text between = text_new(2048);
    text_add(&between, title, unicode_cut(title, BETWEEN_UNITS));
    text_add_format(&between, " (%lld)", (long long)page);
    const char *kept = keep_text(pool, between.data);
    text_free(&between);
    return kept;
}

static void add_wanted(struct ledger *ledger, int64_t page, const struct page_wanted *wanted,
    struct memory_pool *pool, struct message_lease_given *given)
{
    given->title = title_for_now(ledger, page, wanted->title, pool);
    given->parent_id = keep_text(pool, wanted->parent_id);
    given->body = keep_blob(pool, (struct blob){ .data = (const unsigned char *)wanted->body.data,
                                      .size = wanted->body.length });
    given->digest = keep_blob(
        pool, (struct blob){ .data = wanted->digest.bytes, .size = sizeof wanted->digest.bytes });
    char *look = front_find_look(ledger, page);
    given->look = keep_text(pool, look == NULL ? "" : look);
    memory_free(&look);
    struct text order = text_new(ORDER_TEXT_MAX);
    struct text known = text_new(ORDER_TEXT_MAX);
    (void)order_find(ledger, page, &order, &known); /* empty where nothing is to be moved */
    given->order = keep_text(pool, order.data);
    given->known_order = keep_text(pool, known.data);
    text_free(&order);
    text_free(&known);
}

static void settle_at_once(struct ledger *ledger, int64_t page)
{
    ledger_run(ledger, page,
        "UPDATE page SET known = wanted, tries = 0, code = '', reason = '' WHERE id = ?");
    ledger_touch(ledger, page);
}

static int64_t grant(struct ledger *ledger, int64_t page, long pid, const char *title)
{
    int64_t token = ledger_next(ledger);
    char *key = title == NULL ? NULL : unicode_title_key(title);
    struct query *q = query(ledger->database,
        "INSERT OR REPLACE INTO lease(page, token, pid, wanted, until_ms, title_key) "
        "SELECT id, ?, ?, wanted, ?, ? FROM page WHERE id = ?");
    query_add_number(q, token);
    query_add_number(q, pid);
    query_add_number(q, ledger->now_ms + LEASE_MS);
    query_add_text(q, key);
    query_add_number(q, page);
    query_run(q);
    memory_free(&key);
    /* An intent outlives its lease; it belongs to whoever has the page. */
    q = query(ledger->database, "UPDATE intent SET token = ? WHERE page = ?");
    query_add_number(q, token);
    query_add_number(q, page);
    query_run(q);
    ledger_touch(ledger, page);
    return token;
}

bool lease_give(struct ledger *ledger, int64_t page, long pid, struct memory_pool *pool,
    struct message_lease_given *given)
{
    struct page_wanted wanted;
    add_known(ledger, page, pool, given);
    add_intent(ledger, page, pool, given);
    bool has_content = given->is_wanted && differences_find(ledger, page, &wanted) == 0;
    if (has_content)
        differences_note(ledger, page, &wanted);
    bool may_settle = given->intent == INTENT_NONE && has_content && given->restore == RESTORE_NONE;
    if (may_settle && (wanted.differences == 0 || decision_ask_again(ledger, page))) {
        if (wanted.differences == 0)
            settle_at_once(ledger, page);
        differences_free(&wanted);
        /* Who asks again never heard of the lease that it was given. */
        ledger_run(ledger, page, "DELETE FROM lease WHERE page = ?");
        return false;
    }
    if (has_content) {
        add_wanted(ledger, page, &wanted, pool, given);
        differences_free(&wanted);
    }
    add_attachments(ledger, page, pool, given);
    given->token = grant(ledger, page, pid, given->title);
    return true;
}
