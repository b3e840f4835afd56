/* SPDX-License-Identifier: MIT */
#include "ledger/entries.h"

#include "base/path.h"
#include "ledger/pages.h"
#include "ledger/wanted.h"
#include "storage/drawing.h"

#include <string.h>

enum entry_role entry_role_of(const char *path)
{
    if (!path_is_markdown(path))
        return ROLE_NONE;
    if (path_is_index(path))
        return ROLE_INDEX;
    return path_is_readme(path) ? ROLE_README : ROLE_PAGE;
}

void entries_list(struct ledger *ledger, const struct message_entries_ask *ask,
    struct memory_pool *pool, struct message_entries_seen *seen)
{
    int64_t limit = ask->limit < 1 || ask->limit > MESSAGE_LIST_MAX ? MESSAGE_LIST_MAX : ask->limit;
    seen->entries = memory_pool_take(pool, (size_t)limit * sizeof *seen->entries);
    struct query *q = query(ledger->database,
        "SELECT path, kind, size, modified_ns, inode, device, changed_ms, born_ns, altered_ns "
        "FROM entry "
        "WHERE path > ? AND folder <> CAST('" DRAWING_FOLDER "' AS BLOB) ORDER BY path LIMIT ?");
    query_add_path(q, ask->after);
    query_add_number(q, limit);
    while (query_next(q)) {
        struct item_entry *entry = &seen->entries[seen->entries_count++];
        struct blob path = query_blob(q, 0);
        entry->path = memory_pool_copy(pool, path.data, path.size);
        entry->kind = query_number(q, 1);
        entry->size = query_number(q, 2);
        entry->modified_ns = query_number(q, 3);
        entry->inode = query_number(q, 4);
        entry->device = query_number(q, 5);
        entry->changed_ms = query_number(q, 6);
        entry->born_ns = query_number(q, 7);
        entry->altered_ns = query_number(q, 8);
    }
    seen->is_last = seen->entries_count < (size_t)limit;
    seen->scans_wanted = database_get_number(ledger->database, "scans_wanted", 1);
}

void entries_sum(struct ledger *ledger, struct seal_tree *tree)
{
    struct query *q =
        query(ledger->database, "SELECT path, kind, size, modified_ns, inode FROM entry WHERE "
                                "folder <> CAST('" DRAWING_FOLDER "' AS BLOB)");
    while (query_next(q)) {
        struct seal_entry entry = {
            .path = query_text(q, 0),
            .is_folder = query_number(q, 1) == ENTRY_FOLDER,
            .size = query_number(q, 2),
            .modified_ns = query_number(q, 3),
            .inode = query_number(q, 4),
        };
        seal_add(tree, &entry);
    }
}

/* A page that shows or links to this file is made anew when the file comes, goes or moves. */
static void touch_users(struct ledger *ledger, const char *path)
{
    wanted_change_linkers(ledger, path);
    struct query *q =
        query(ledger->database, "SELECT page FROM attachment WHERE path = ? AND is_wanted = 1");
    query_add_path(q, path);
    while (query_next(q))
        wanted_change(ledger, query_number(q, 0));
}

static bool is_used(struct ledger *ledger, const char *path)
{
    if (entry_role_of(path) != ROLE_NONE)
        return true;
    struct query *q = query(ledger->database, "SELECT 1 FROM attachment WHERE path = ? LIMIT 1");
    query_add_path(q, path);
    return query_single(q, 0) != 0;
}

/* The watcher's clock may have been set back between the event and the report. */
static int64_t changed_ms(const struct ledger *ledger, const struct item_entry *entry)
{
    return entry->changed_ms < ledger->now_ms ? entry->changed_ms : ledger->now_ms;
}

static void insert_entry(struct ledger *ledger, const struct item_entry *entry)
{
    char *folder = path_folder(entry->path);
    struct query *q = query(ledger->database,
        "INSERT OR REPLACE INTO entry(path, folder, kind, role, size, modified_ns, inode, device, "
        "seen, changed_ms, waiting_ms, is_used, born_ns, altered_ns) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    query_add_path(q, entry->path);
    query_add_path(q, folder);
    query_add_number(q, entry->kind);
    query_add_number(q, entry->kind == ENTRY_FILE ? (int64_t)entry_role_of(entry->path) : 0);
    query_add_number(q, entry->size);
    query_add_number(q, entry->modified_ns);
    query_add_number(q, entry->inode);
    query_add_number(q, entry->device);
    query_add_number(q, ledger_next(ledger));
    query_add_number(q, changed_ms(ledger, entry));
    query_add_number(q, changed_ms(ledger, entry));
    query_add_number(q, entry->kind == ENTRY_FILE && is_used(ledger, entry->path));
    query_add_number(q, entry->born_ns);
    query_add_number(q, entry->altered_ns);
    query_run(q);
    memory_free(&folder);
}

/* True when the file is known with other content or times, and is no longer. */
static bool update_file(struct ledger *ledger, const struct item_entry *entry)
{
    struct query *q = query(ledger->database,
        "UPDATE entry SET size = ?1, modified_ns = ?2, inode = ?3, device = ?4, born_ns = ?5, "
        "seen = ?6, waiting_ms = CASE WHEN seen = made_from THEN ?7 ELSE waiting_ms END, "
        "changed_ms = ?7, crashes = 0, handed = 0, altered_ns = ?9 WHERE path = ?8 AND kind = 1 "
        "AND "
        "(size <> ?1 OR modified_ns <> ?2 OR inode <> ?3 OR device <> ?4 OR altered_ns <> ?9)");
    query_add_number(q, entry->size);
    query_add_number(q, entry->modified_ns);
    query_add_number(q, entry->inode);
    query_add_number(q, entry->device);
    query_add_number(q, entry->born_ns);
    query_add_number(q, ledger->number + 1);
    query_add_number(q, changed_ms(ledger, entry));
    query_add_path(q, entry->path);
    query_add_number(q, entry->altered_ns);
    if (query_run(q) == 0)
        return false;
    ledger_next(ledger);
    ledger->has_conversions = true;
    return true;
}

/* A folder made anew is still the same folder; only what it is recognised by is another. False
   when none is known there. */
static bool update_folder(struct ledger *ledger, const struct item_entry *entry)
{
    struct query *q = query(ledger->database,
        "UPDATE entry SET inode = ?, device = ?, born_ns = ? WHERE path = ? AND kind = 2");
    query_add_number(q, entry->inode);
    query_add_number(q, entry->device);
    query_add_number(q, entry->born_ns);
    query_add_path(q, entry->path);
    return query_run(q) > 0;
}

static bool is_known_file(struct ledger *ledger, const char *path)
{
    struct query *q = query(ledger->database, "SELECT 1 FROM entry WHERE path = ? AND kind = 1");
    query_add_path(q, path);
    return query_single(q, 0) != 0;
}

static void apply_change(
    struct ledger *ledger, const struct item_entry *entry, struct path_list *affected)
{
    bool is_file = entry->kind == ENTRY_FILE;
    if (is_file ? update_file(ledger, entry) : update_folder(ledger, entry))
        return;
    if (is_file && is_known_file(ledger, entry->path))
        return; /* as it is */
    insert_entry(ledger, entry);
    ledger->has_conversions = true;
    if (entry_role_of(entry->path) != ROLE_NONE)
        path_list_add(affected, entry->path);
    touch_users(ledger, entry->path);
}

/* Everything below a folder, with it. */
static void list_below(struct ledger *ledger, const char *folder, struct path_list *list)
{
    char *first = NULL;
    char *end = NULL;
    ledger_range(folder, &first, &end);
    struct query *q = query(ledger->database, "SELECT path FROM entry WHERE path > ? AND path < ?");
    query_add_path(q, first);
    query_add_path(q, end);
    while (query_next(q)) {
        struct blob path = query_blob(q, 0);
        char *copy = memory_copy_part((const char *)path.data, path.size);
        path_list_add(list, copy);
        memory_free(&copy);
    }
    memory_free(&first);
    memory_free(&end);
}

static void remove_entry(struct ledger *ledger, const char *path, struct path_list *affected)
{
    struct query *q = query(ledger->database, "DELETE FROM entry WHERE path = ?");
    query_add_path(q, path);
    if (query_run(q) == 0)
        return;
    if (entry_role_of(path) != ROLE_NONE)
        path_list_add(affected, path);
    touch_users(ledger, path);
}

static void apply_gone(struct ledger *ledger, const char *path, struct path_list *affected)
{
    struct path_list below = { NULL, 0, 0 };
    list_below(ledger, path, &below);
    for (size_t i = 0; i < below.count; i++)
        remove_entry(ledger, below.paths[i], affected);
    path_list_free(&below);
    remove_entry(ledger, path, affected);
}

/*
 * One entry under another path. It counts as seen anew, because its title and its references
 * follow from where it is.
 */
static void move_entry(
    struct ledger *ledger, const char *from, const char *to, struct path_list *affected)
{
    char *folder = path_folder(to);
    remove_entry(ledger, to, affected);
    struct query *q = query(ledger->database,
        "UPDATE entry SET path = ?, folder = ?, role = CASE WHEN kind = 1 THEN ? ELSE 0 END, "
        "seen = ?, is_used = kind = 1 AND ? WHERE path = ?");
    query_add_path(q, to);
    query_add_path(q, folder);
    query_add_number(q, (int64_t)entry_role_of(to));
    query_add_number(q, ledger_next(ledger));
    query_add_number(q, is_used(ledger, to));
    query_add_path(q, from);
    query_run(q);
    memory_free(&folder);
    path_list_add(affected, from);
    path_list_add(affected, to);
    touch_users(ledger, from);
    touch_users(ledger, to);
    ledger->has_conversions = true;
}

static bool entry_exists(struct ledger *ledger, const char *path)
{
    struct query *q = query(ledger->database, "SELECT 1 FROM entry WHERE path = ?");
    query_add_path(q, path);
    return query_single(q, 0) != 0;
}

static void apply_move(struct ledger *ledger, const struct message_entries_report *report,
    size_t index, struct path_list *affected)
{
    const struct item_entry_move *move = &report->moves[index];
    if (strcmp(move->from, move->to) == 0 || !entry_exists(ledger, move->from))
        return; /* a repeated report */
    pages_move(ledger, report, index);
    struct path_list below = { NULL, 0, 0 };
    list_below(ledger, move->from, &below);
    for (size_t i = 0; i < below.count; i++) {
        char *to = path_join(move->to, below.paths[i] + strlen(move->from) + 1);
        move_entry(ledger, below.paths[i], to, affected);
        memory_free(&to);
    }
    path_list_free(&below);
    move_entry(ledger, move->from, move->to, affected);
}

/* Its answer was lost. Moves that were done once would do other things now: of a chain, the second
   file is where the first one was. */
static bool is_repeated(struct ledger *ledger, const struct message_entries_report *report)
{
    if (report->number == 0)
        return false;
    bool is_same = database_get_number(ledger->database, "last_report", 0) == report->number;
    database_set_number(ledger->database, "last_report", report->number);
    return is_same;
}

void entries_apply(struct ledger *ledger, const struct message_entries_report *report)
{
    if (is_repeated(ledger, report))
        return;
    struct path_list affected = { NULL, 0, 0 };
    for (size_t i = 0; i < report->moves_count; i++)
        apply_move(ledger, report, i, &affected);
    for (size_t i = 0; i < report->changed_count; i++)
        apply_change(ledger, &report->changed[i], &affected);
    for (size_t i = 0; i < report->gone_count; i++)
        apply_gone(ledger, report->gone[i].path, &affected);
    path_list_sort(&affected);
    pages_follow(ledger, &affected);
    path_list_free(&affected);
}
