/* SPDX-License-Identifier: MIT */
#include "ledger/pages.h"

#include "base/path.h"
#include "ledger/entries.h"
#include "ledger/titles.h"
#include "ledger/wanted.h"

#include <string.h>
#include <strings.h>

/* The content of a generated folder page: the pages below it, as Confluence lists them itself. */
static const char generated_body[] =
    "<ac:structured-macro ac:name=\"children\"></ac:structured-macro>";

int64_t page_of_source(struct ledger *ledger, const char *source)
{
    struct query *q =
        query(ledger->database, "SELECT id FROM page WHERE source = ? AND is_present = 1");
    query_add_path(q, source);
    return query_single(q, 0);
}

bool page_is_present(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "SELECT is_present FROM page WHERE id = ?");
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

int64_t page_of_path(struct ledger *ledger, const char *path)
{
    struct query *q =
        query(ledger->database, "SELECT id FROM page WHERE path = ? AND is_present = 1");
    query_add_path(q, path);
    return query_single(q, 0);
}

/* `guide/` for the folder guide. The caller owns the result. */
static char *folder_page_path(const char *folder)
{
    struct text path = text_new(2 * PATH_MAX_BYTES);
    text_add_format(&path, "%s/", folder);
    return text_take(&path);
}

/* The file that is the content of `folder`: its index, else its readme; NULL when there is none. Of
   several that differ in case only, the first. The caller owns the result. */
static char *find_content(struct ledger *ledger, const char *folder)
{
    struct query *q = query(ledger->database,
        "SELECT path FROM entry WHERE folder = ?1 AND role > 1 AND role = (SELECT max(role) FROM "
        "entry WHERE folder = ?1 AND role > 1) ORDER BY path LIMIT 1");
    query_add_path(q, folder);
    return query_single_text(q);
}

int64_t page_of_target(struct ledger *ledger, const char *target)
{
    int64_t page = page_of_source(ledger, target);
    if (page == 0 && target[0] != '\0') {
        char *folder = folder_page_path(target);
        page = page_of_path(ledger, folder);
        memory_free(&folder);
    }
    if (page == 0 && target[0] == '\0') {
        char *source = find_content(ledger, "");
        if (source != NULL)
            page = page_of_source(ledger, source);
        memory_free(&source);
    }
    return page;
}

/* The folder that a page lies in: of `guide/a.md` guide, of `guide/` the root. */
static char *parent_folder(const char *page_path)
{
    char *path = memory_copy_text(page_path);
    size_t length = strlen(path);
    if (length > 0 && path[length - 1] == '/')
        path[length - 1] = '\0';
    char *folder = path_folder(path);
    memory_free(&path);
    return folder;
}

int64_t page_depth(const char *path)
{
    size_t depth = path_depth(path);
    size_t length = strlen(path);
    return (int64_t)(length > 0 && path[length - 1] == '/' ? depth - 1 : depth);
}

static int64_t parent_of(struct ledger *ledger, const char *page_path)
{
    char *folder = parent_folder(page_path);
    int64_t parent = 0;
    if (folder[0] != '\0') {
        char *path = folder_page_path(folder);
        parent = page_of_path(ledger, path);
        memory_free(&path);
    }
    memory_free(&folder);
    return parent;
}

/* A page that was in the tree before at this path, and still is in Confluence. */
static int64_t find_absent(struct ledger *ledger, const char *path)
{
    struct query *q = query(ledger->database,
        "SELECT id FROM page WHERE path = ? AND is_present = 0 ORDER BY page_id IS NULL, id DESC "
        "LIMIT 1");
    query_add_path(q, path);
    return query_single(q, 0);
}

/* What the tree makes a page of. */
struct place {
    const char *path;   /* of the file, or of the folder with a slash behind */
    const char *source; /* NULL: generated */
    int64_t parent;     /* 0: the root page */
};

static void revive(struct ledger *ledger, int64_t page, const struct place *place)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET source = ?, parent = nullif(?, 0), is_present = 1, gone_ms = 0, "
        "deletion = 0, error = NULL, title_from = NULL, title = NULL, title_key = NULL WHERE "
        "id = ?");
    query_add_path(q, place->source);
    query_add_number(q, place->parent);
    query_add_number(q, page);
    query_run(q);
    q = query(ledger->database, "DELETE FROM decision WHERE page = ? AND kind = 'delete'");
    query_add_number(q, page);
    query_run(q);
}

/* It gets all at once: each further change of the row would cost as much again. */
static int64_t make_page(struct ledger *ledger, const struct place *place)
{
    int64_t page = find_absent(ledger, place->path);
    if (page != 0) {
        revive(ledger, page, place);
        return page;
    }
    struct query *q =
        query(ledger->database, "INSERT INTO page(path, source, depth, parent, is_present, wanted) "
                                "VALUES(?, ?, ?, nullif(?, 0), 1, ?)");
    query_add_path(q, place->path);
    query_add_path(q, place->source);
    query_add_number(q, page_depth(place->path));
    query_add_number(q, place->parent);
    query_add_number(q, ledger_next(ledger));
    page = query_insert(q);
    ledger_run(ledger, page, "INSERT INTO content(page) VALUES(?)");
    return page;
}

static bool has_source(struct ledger *ledger, int64_t page, const char *source)
{
    struct query *q = query(ledger->database, "SELECT source IS ? FROM page WHERE id = ?");
    query_add_path(q, source);
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

static void set_generated_content(struct ledger *ledger, int64_t page, const char *page_path)
{
    char *folder = memory_copy_part(page_path, strlen(page_path) - 1);
    wanted_set_generated(ledger, page, path_name(folder), generated_body);
    memory_free(&folder);
}

/* The content comes from another file now: that file is converted (again) for this page. */
static void follow_source(struct ledger *ledger, int64_t page, const struct place *place)
{
    if (place->source == NULL) {
        set_generated_content(ledger, page, place->path);
    } else {
        /* One that is being read gets another number: what it is called follows from the page. */
        struct query *q = query(ledger->database,
            "UPDATE entry SET made_from = 0, seen = CASE WHEN role > 1 AND handed = 1 THEN ?1 ELSE "
            "seen END, handed = 0 WHERE path = ?2 AND (made_from <> 0 OR handed = 1)");
        query_add_number(q, ledger_next(ledger));
        query_add_path(q, place->source);
        query_run(q);
        ledger->has_conversions = true;
    }
    ledger_touch(ledger, page);
}

static void set_source(struct ledger *ledger, int64_t page, const struct place *place)
{
    struct query *q =
        query(ledger->database, "UPDATE page SET source = ?, error = NULL WHERE id = ?");
    query_add_path(q, place->source);
    query_add_number(q, page);
    query_run(q);
    follow_source(ledger, page, place);
}

static void set_parent(struct ledger *ledger, int64_t page, int64_t parent)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET parent = nullif(?1, 0) WHERE id = ?2 AND parent IS NOT nullif(?1, 0)");
    query_add_number(q, parent);
    query_add_number(q, page);
    if (query_run(q) > 0)
        wanted_change(ledger, page);
}

static void want_page(struct ledger *ledger, const char *path, const char *source)
{
    struct place place = { .path = path, .source = source, .parent = parent_of(ledger, path) };
    int64_t page = page_of_path(ledger, path);
    if (page == 0) {
        page = make_page(ledger, &place);
        wanted_change_linkers(ledger, source == NULL ? path : source);
        follow_source(ledger, page, &place);
        return;
    }
    set_parent(ledger, page, place.parent);
    if (!has_source(ledger, page, source))
        set_source(ledger, page, &place);
}

static void drop_page(struct ledger *ledger, const char *path)
{
    int64_t page = page_of_path(ledger, path);
    if (page == 0)
        return;
    struct query *q = query(ledger->database, "UPDATE page SET is_present = 0, gone_ms = ?, "
                                              "gone_scan = ?, title_key = NULL, "
                                              "hold = nullif(nullif(hold, 'gone'), 'clash') "
                                              "WHERE id = ?");
    query_add_number(q, ledger->now_ms);
    query_add_number(q, database_get_number(ledger->database, "scans_complete", 0));
    query_add_number(q, page);
    query_run(q);
    ledger_run(ledger, page, "DELETE FROM decision WHERE page = ? AND kind IN ('gone', 'clash')");
    titles_take_back(ledger, page); /* it was to give up its title, and stays with it now */
    ledger->has_titles = true;
    ledger->has_uploads = true;
    wanted_change_linkers(ledger, path);
    ledger_touch(ledger, page);
}

static bool has_markdown_below(struct ledger *ledger, const char *folder)
{
    char *first = NULL;
    char *end = NULL;
    ledger_range(folder, &first, &end);
    struct query *q = query(
        ledger->database, "SELECT 1 FROM entry WHERE role > 0 AND path > ? AND path < ? LIMIT 1");
    query_add_path(q, first);
    query_add_path(q, end);
    bool has = query_single(q, 0) != 0;
    memory_free(&first);
    memory_free(&end);
    return has;
}

static void follow_folder(struct ledger *ledger, const char *folder)
{
    char *path = folder_page_path(folder);
    if (has_markdown_below(ledger, folder)) {
        char *source = find_content(ledger, folder);
        want_page(ledger, path, source);
        memory_free(&source);
    } else {
        drop_page(ledger, path);
    }
    memory_free(&path);
}

/* A file that is its folder's content has no page of its own. */
__attribute__((nonnull)) static void follow_file(struct ledger *ledger, const char *path)
{
    struct query *q = query(ledger->database, "SELECT 1 FROM entry WHERE path = ? AND role > 0");
    query_add_path(q, path);
    bool exists = query_single(q, 0) != 0;
    char *folder = path_folder(path);
    char *content = folder[0] == '\0' ? NULL : find_content(ledger, folder);
    if (exists && (content == NULL || strcmp(content, path) != 0))
        want_page(ledger, path, path);
    else
        drop_page(ledger, path);
    memory_free(&content);
    memory_free(&folder);
}

/* The changed file, and the files beside it whose role depends on it. */
static void follow_around(struct ledger *ledger, const char *path)
{
    follow_file(ledger, path);
    enum entry_role role = entry_role_of(path);
    if (role != ROLE_INDEX && role != ROLE_README)
        return;
    char *folder = path_folder(path);
    struct query *q =
        query(ledger->database, "SELECT path FROM entry WHERE folder = ? AND role > 1");
    query_add_path(q, folder);
    struct path_list beside = { NULL, 0, 0 };
    while (query_next(q))
        path_list_add(&beside, query_text(q, 0));
    for (size_t i = 0; i < beside.count; i++)
        follow_file(ledger, beside.paths[i]);
    path_list_free(&beside);
    memory_free(&folder);
}

void pages_follow(struct ledger *ledger, const struct path_list *changed)
{
    struct path_list folders = { NULL, 0, 0 };
    for (size_t i = 0; i < changed->count; i++) {
        char *folder = path_folder(changed->paths[i]);
        while (folder[0] != '\0') {
            path_list_add(&folders, folder);
            char *above = path_folder(folder);
            memory_free(&folder);
            folder = above;
        }
        memory_free(&folder);
    }
    /* Sorted, a folder comes before what is in it: parents exist before their children ask. */
    path_list_sort(&folders);
    for (size_t i = 0; i < folders.count; i++)
        follow_folder(ledger, folders.paths[i]);
    for (size_t i = 0; i < changed->count; i++) {
        if (entry_role_of(changed->paths[i]) != ROLE_NONE)
            follow_around(ledger, changed->paths[i]);
    }
    path_list_free(&folders);
}

/* ---------------------------------------------------------------- moves */

/* The caller owns the result. */
static char *page_path_of(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "SELECT path FROM page WHERE id = ?");
    query_add_number(q, page);
    return query_single_text(q);
}

static void rename_page(struct ledger *ledger, int64_t page, const char *to, const char *source)
{
    struct query *q =
        query(ledger->database, "UPDATE page SET path = ?, source = ?, depth = ? WHERE id = ?");
    query_add_path(q, to);
    query_add_path(q, source);
    query_add_number(q, page_depth(to));
    query_add_number(q, page);
    query_run(q);
    ledger_change_manifest(ledger); /* another machine finds the page by its path */
    ledger_touch(ledger, page);
}

/* Below it, and not at its own path: a file that takes the place of the folder it was in. */
static bool is_inside(const char *path, const char *folder)
{
    return path_is_below(path, folder) && strcmp(path, folder) != 0;
}

/* Where a path is once the moves from `next` on are done. The caller owns the result. */
static char *path_after(const struct message_entries_report *report, size_t next, const char *path)
{
    char *now = memory_copy_text(path);
    for (size_t i = next; i < report->moves_count; i++) {
        const struct item_entry_move *move = &report->moves[i];
        if (!path_is_below(now, move->from))
            continue;
        char *moved = now[strlen(move->from)] == '\0'
                          ? memory_copy_text(move->to)
                          : path_join(move->to, now + strlen(move->from) + 1);
        memory_free(&now);
        now = moved;
    }
    return now;
}

static bool is_gone(const struct message_entries_report *report, const char *path)
{
    for (size_t i = 0; i < report->gone_count; i++)
        if (path_is_below(path, report->gone[i].path))
            return true;
    return false;
}

/* What comes to the folder that was in no place before counts as well. */
static bool has_new_below(const struct message_entries_report *report, const char *folder)
{
    for (size_t i = 0; i < report->changed_count; i++)
        if (report->changed[i].kind == ENTRY_FILE && path_is_markdown(report->changed[i].path) &&
            path_is_below(report->changed[i].path, folder))
            return true;
    return false;
}

/* Of the moves from `next` on, one brings Markdown below what is `folder` in the end. */
static bool has_arrival_below(
    const struct message_entries_report *report, size_t next, const char *folder)
{
    bool has = false;
    for (size_t i = next; i < report->moves_count && !has; i++) {
        char *after = path_after(report, i + 1, report->moves[i].to);
        has = path_is_markdown(after) && path_is_below(after, folder);
        memory_free(&after);
    }
    return has;
}

/* Markdown stays below the folder when the whole report is done, besides this file, which leaves
   it with the move before `next`. */
static bool keeps_others_below(struct ledger *ledger, const struct message_entries_report *report,
    size_t next, const char *folder, const char *file)
{
    char *first = NULL;
    char *end = NULL;
    char *folder_after = path_after(report, next, folder);
    bool has = has_new_below(report, folder_after) || has_arrival_below(report, next, folder_after);
    ledger_range(folder, &first, &end);
    struct query *q = query(ledger->database,
        "SELECT path FROM entry WHERE role > 0 AND path > ? AND path < ? AND path <> ?");
    query_add_path(q, first);
    query_add_path(q, end);
    query_add_path(q, file);
    while (!has && query_next(q)) {
        char *after = path_after(report, next, query_text(q, 0));
        has = path_is_below(after, folder_after) && !is_gone(report, after);
        memory_free(&after);
        if (has)
            query_done(q);
    }
    memory_free(&folder_after);
    memory_free(&first);
    memory_free(&end);
    return has;
}

/* What is the folder's content before the moves from `next` on, unless one of them takes it away.
   The caller owns the result. */
static char *find_lasting_content(struct ledger *ledger,
    const struct message_entries_report *report, size_t next, const char *folder)
{
    char *content = folder[0] == '\0' ? NULL : find_content(ledger, folder);
    char *after = content == NULL ? NULL : path_after(report, next, content);
    if (after != NULL && strcmp(after, content) != 0)
        memory_free(&content);
    memory_free(&after);
    return content;
}

/* The file is its folder's content there. Not a README beside an index, unless that is what it was
   itself. */
static bool becomes_content(
    struct ledger *ledger, const struct message_entries_report *report, size_t index)
{
    const char *from = report->moves[index].from;
    const char *to = report->moves[index].to;
    char *folder = path_folder(to);
    char *content = find_lasting_content(ledger, report, index + 1, folder);
    bool becomes = entry_role_of(to) != ROLE_PAGE && folder[0] != '\0' &&
                   (content == NULL || strcmp(content, from) == 0 ||
                       entry_role_of(content) <= entry_role_of(to));
    memory_free(&content);
    memory_free(&folder);
    return becomes;
}

/* Of `a.md.moving1.md`, where a file waits that changes places with another (watcher/departures.c),
   `a.md`; NULL for any other path. The caller owns the result. */
static char *parked_place(const char *path)
{
    const char *parking = strstr(path, ".md.moving");
    return parking == NULL || strchr(parking, '/') != NULL
               ? NULL
               : memory_copy_part(path, (size_t)(parking - path) + 3);
}

/* The page goes along with the file, also where the file becomes the content of a folder that is
   new, or was the content of one that goes with it. A folder that stays keeps its page. */
static void move_file_page(
    struct ledger *ledger, const struct message_entries_report *report, size_t index)
{
    const char *from = report->moves[index].from;
    const char *to = report->moves[index].to;
    int64_t page = page_of_source(ledger, from);
    if (page == 0 || !path_is_markdown(to))
        return;
    char *path = page_path_of(ledger, page);
    char *old_folder = path_folder(from);
    char *folder = path_folder(to);
    bool is_content = becomes_content(ledger, report, index);
    char *goal = is_content ? folder_page_path(folder) : memory_copy_text(to);
    bool was_content = strcmp(path, from) != 0;
    bool stays = strcmp(goal, path) == 0 ||
                 (was_content && (is_inside(to, old_folder) || keeps_others_below(ledger, report,
                                                                   index + 1, old_folder, from))) ||
                 (is_content && page_of_path(ledger, goal) != 0);
    char *place = parked_place(from);
    if (!stays) {
        drop_page(ledger, goal);
        rename_page(ledger, page, goal, to);
        wanted_change(ledger, page);
    } else if (place != NULL && page_of_path(ledger, place) == 0) {
        rename_page(ledger, page, place, place); /* only the contents changed places */
        wanted_change(ledger, page);
    }
    memory_free(&place);
    memory_free(&goal);
    memory_free(&folder);
    memory_free(&old_folder);
    memory_free(&path);
}

static void move_page_below(struct ledger *ledger, int64_t page, const char *from, const char *to)
{
    struct query *q = query(ledger->database, "SELECT path, source FROM page WHERE id = ?");
    query_add_number(q, page);
    if (!query_next(q))
        return;
    size_t skip = strlen(from);
    struct text path = text_new(2 * PATH_MAX_BYTES);
    struct text source = text_new(2 * PATH_MAX_BYTES);
    text_add_format(&path, "%s%s", to, query_text(q, 0) + skip);
    bool has_own_source = !query_is_null(q, 1);
    if (has_own_source)
        text_add_format(&source, "%s%s", to, query_text(q, 1) + skip);
    query_done(q);
    drop_page(ledger, path.data);
    rename_page(ledger, page, path.data, has_own_source ? source.data : NULL);
    if (!has_own_source)
        set_generated_content(ledger, page, path.data);
    text_free(&path);
    text_free(&source);
}

void pages_move(struct ledger *ledger, const struct message_entries_report *report, size_t index)
{
    const char *from = report->moves[index].from;
    const char *to = report->moves[index].to;
    char *first = folder_page_path(from);
    char *end = memory_copy_text(first);
    end[strlen(end) - 1] = '0';
    struct query *q = query(ledger->database,
        "SELECT id FROM page WHERE path >= ? AND path < ? AND is_present = 1 ORDER BY path");
    query_add_path(q, first);
    query_add_path(q, end);
    int64_t *ids = NULL;
    size_t count = 0;
    while (query_next(q)) {
        ids = memory_grow(ids, count + 1, sizeof *ids);
        ids[count++] = query_number(q, 0);
    }
    /* After the list is made: it may come below the path that it had, as a folder's content. */
    move_file_page(ledger, report, index);
    for (size_t i = 0; i < count; i++)
        move_page_below(ledger, ids[i], from, to);
    memory_free(&ids);
    memory_free(&first);
    memory_free(&end);
}
