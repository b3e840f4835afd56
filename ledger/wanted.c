/* SPDX-License-Identifier: MIT */
#include "ledger/wanted.h"

#include "base/path.h"
#include "ledger/adoption.h"
#include "ledger/entries.h"
#include "ledger/gallery.h"
#include "ledger/marks.h"
#include "ledger/pages.h"

#include <string.h>

/* ---------------------------------------------------------------- what becomes due */

/* What changes of a page with what is wanted of it, once a question: ?1 is the number, ?2 the
   fence. Where a page is `gone` that never was in Confluence, it is its parent that was, as may be
   with one that was to move. */
#define CHANGE(hold)                                                                               \
    "wanted = CASE WHEN wanted <= ?2 THEN ?1 ELSE wanted END, not_before = 0, tries = 0, "         \
    "crashes = 0, hold = CASE WHEN " hold " IN ('rejected', 'crashes', 'forbidden') OR (" hold     \
    " = 'gone' AND (page_id IS NULL OR code = 'parent-gone')) THEN NULL ELSE " hold " END"

static void note_change(struct ledger *ledger, int64_t page)
{
    ledger->has_uploads = true;
    ledger->has_order = true;
    ledger_touch(ledger, page);
}

/*
 * A page without a title is due when it gets one (titles.c): until then there is nothing to change.
 * That, and the fence, keep a first pass from changing each page once for every link to it.
 */
void wanted_change(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET " CHANGE("hold") " WHERE id = ?3 AND title IS NOT NULL AND wanted <= ?2");
    query_add_number(q, ledger_next(ledger));
    query_add_number(q, ledger->fence);
    query_add_number(q, page);
    if (query_run(q) > 0)
        note_change(ledger, page);
}

void wanted_change_title(struct ledger *ledger, int64_t page, const char *title, const char *key)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET " CHANGE("nullif(hold, 'clash')") ", "
                                                           "title = ?4, title_key = ?5, title_from "
                                                           "= raw_title WHERE id = ?3");
    query_add_number(q, ledger_next(ledger));
    query_add_number(q, ledger->fence);
    query_add_number(q, page);
    query_add_text(q, title);
    query_add_text(q, key);
    query_run(q);
    note_change(ledger, page);
}

static void change_where_target(struct ledger *ledger, const char *target)
{
    struct query *q = query(ledger->database,
        /* Those alone that wanted_change() changes: most are changed already, or have no title. */
        "SELECT DISTINCT l.page FROM link l CROSS JOIN page p ON p.id = l.page WHERE l.target = ? "
        "AND p.title IS NOT NULL AND p.wanted <= ?");
    query_add_path(q, target);
    query_add_number(q, ledger->fence);
    while (query_next(q))
        wanted_change(ledger, query_number(q, 0));
}

void wanted_resend_linkers(struct ledger *ledger, const char *title_key, int64_t renamed)
{
    struct query *q = query(ledger->database,
        "SELECT DISTINCT l.page FROM page t JOIN link l ON l.target IN " LINKED_AS(
            "t") "JOIN page o ON o.id = l.page AND "
                 "o.page_id IS NOT NULL WHERE t.title_key = ?1 AND t.is_present = 1 AND t.id <> "
                 "?2");
    query_add_text(q, title_key);
    query_add_number(q, renamed);
    while (query_next(q)) {
        int64_t linker = query_number(q, 0);
        wanted_change(ledger, linker);
        ledger_run(ledger, linker, "UPDATE page SET resend = wanted WHERE id = ?");
    }
}

void wanted_change_linkers(struct ledger *ledger, const char *path)
{
    char *target = memory_copy_text(path);
    size_t length = strlen(target);
    if (length > 0 && target[length - 1] == '/')
        target[length - 1] = '\0';
    change_where_target(ledger, target);
    enum entry_role role = entry_role_of(target);
    if (role == ROLE_INDEX || role == ROLE_README) {
        char *folder = path_folder(target);
        change_where_target(ledger, folder);
        memory_free(&folder);
    }
    memory_free(&target);
}

void wanted_change_linkers_of(struct ledger *ledger, int64_t page)
{
    struct query *q = query(ledger->database, "SELECT path, source FROM page WHERE id = ?");
    query_add_number(q, page);
    if (!query_next(q))
        return;
    char *path = memory_copy_text(query_text(q, 0));
    char *source = query_is_null(q, 1) ? NULL : memory_copy_text(query_text(q, 1));
    query_done(q);
    wanted_change_linkers(ledger, path);
    if (source != NULL && strcmp(source, path) != 0)
        wanted_change_linkers(ledger, source);
    memory_free(&path);
    memory_free(&source);
}

/* ---------------------------------------------------------------- work for the converter */

static void mark_handed(struct ledger *ledger, const char *path)
{
    struct query *q = query(ledger->database, "UPDATE entry SET handed = 1 WHERE path = ?");
    query_add_path(q, path);
    query_run(q);
}

#define CONVERSION                                                                                 \
    "SELECT path, seen, changed_ms, waiting_ms, role, role > 1 AND EXISTS(SELECT 1 FROM page p "   \
    "WHERE p.path = entry.path AND p.is_present = 1) "

static void add_conversion(
    struct ledger *ledger, struct query *q, struct memory_pool *pool, struct item_conversion *file)
{
    struct blob path = query_blob(q, 0);
    int64_t changed_ms = query_number(q, 2);
    /* Saved before a person said that it be published: nobody is at it any more. */
    bool is_said = changed_ms < ledger->settings.said_ms;
    int64_t quiet_ms = is_said ? ledger->now_ms : ledger->now_ms - changed_ms;
    int64_t waiting_ms = ledger->now_ms - query_number(q, 3);
    file->path = memory_pool_copy(pool, path.data, path.size);
    file->seen = query_number(q, 1);
    /* A wall clock that jumped back must not hold a file for ever. */
    file->quiet_ms = quiet_ms < 0 ? 0 : quiet_ms;
    file->waiting_ms = waiting_ms < 0 ? 0 : waiting_ms;
    file->is_page = query_number(q, 4) > 0;
    file->is_beside = query_number(q, 5) != 0;
}

/* Files without a blemish, oldest change first: the order of the partial index. */
static void list_sound(struct ledger *ledger, int64_t limit, struct memory_pool *pool,
    struct message_conversions_due *due)
{
    struct query *q = query(ledger->database, CONVERSION
        "FROM entry INDEXED BY entry_due "
        "WHERE is_used = 1 AND seen <> made_from AND crashes = 0 ORDER BY changed_ms, path LIMIT "
        "?");
    query_add_number(q, limit);
    while (query_next(q))
        add_conversion(ledger, q, pool, &due->files[due->files_count++]);
}

/* A file on which the converter died is handed out alone: the others must not suffer. */
static void list_suspect(
    struct ledger *ledger, struct memory_pool *pool, struct message_conversions_due *due)
{
    struct query *q = query(ledger->database,
        CONVERSION "FROM entry INDEXED BY entry_due "
                   "WHERE is_used = 1 AND seen <> made_from AND crashes BETWEEN 1 AND ? LIMIT 1");
    query_add_number(q, CRASHES_MAX - 1);
    while (query_next(q))
        add_conversion(ledger, q, pool, &due->files[due->files_count++]);
}

void wanted_make_anew(struct ledger *ledger)
{
    query_run(query(ledger->database, "UPDATE entry SET made_from = 0 WHERE role > 0"));
    ledger->has_conversions = true;
}

static bool is_made_with(struct ledger *ledger, const char *fingerprint)
{
    char *last = database_get_text(ledger->database, "made_with");
    bool is_same = strcmp(last, fingerprint) == 0;
    memory_free(&last);
    return is_same;
}

void wanted_make_with(struct ledger *ledger, const char *fingerprint)
{
    if (is_made_with(ledger, fingerprint))
        return;
    database_set_text(ledger->database, "made_with", fingerprint);
    wanted_make_anew(ledger);
}

void wanted_look_with(struct ledger *ledger, const char *width, const char *editor)
{
    char *last = database_get_text(ledger->database, "look");
    struct text look = text_new(64);
    text_add_format(&look, "%s %s", width, editor);
    bool is_same = strcmp(last[0] == '\0' ? " " : last, look.data) == 0;
    ledger->settings.width = width;
    ledger->settings.editor = editor;
    if (!is_same) {
        database_set_text(ledger->database, "look", look.data);
        struct query *q = query(ledger->database, "SELECT id FROM page WHERE is_present = 1");
        while (query_next(q))
            wanted_change(ledger, query_number(q, 0));
    }
    text_free(&look);
    memory_free(&last);
}

void wanted_list_conversions(struct ledger *ledger, int64_t limit, struct memory_pool *pool,
    struct message_conversions_due *due)
{
    if (limit < 1 || limit > MESSAGE_LIST_MAX)
        limit = MESSAGE_LIST_MAX;
    due->files = memory_pool_take(pool, (size_t)limit * sizeof *due->files);
    list_sound(ledger, limit, pool, due);
    if (due->files_count == 0)
        list_suspect(ledger, pool, due);
    for (size_t i = 0; i < due->files_count; i++)
        mark_handed(ledger, due->files[i].path);
}

static void set_aside(struct ledger *ledger)
{
    struct query *q = query(ledger->database,
        "UPDATE entry SET error = 'the converter ended three times on this file; it is left out "
        "until it changes' WHERE crashes >= ? AND seen <> made_from");
    query_add_number(q, CRASHES_MAX);
    query_run(q);
    q = query(ledger->database,
        "SELECT p.id FROM page p JOIN entry e ON e.path = p.source WHERE e.crashes >= ?");
    query_add_number(q, CRASHES_MAX);
    while (query_next(q))
        ledger_touch(ledger, query_number(q, 0));
    ledger->has_titles = true;
}

void wanted_converter_died(struct ledger *ledger, bool is_own_fault)
{
    struct query *q = query(
        ledger->database, "UPDATE entry SET crashes = crashes + ?, handed = 0 WHERE handed = 1");
    query_add_number(q, is_own_fault ? 1 : 0);
    if (query_run(q) > 0 && is_own_fault)
        set_aside(ledger);
}

/* ---------------------------------------------------------------- results */

/* The result is of what is seen now, and is taken for it. */
static bool take_entry(struct ledger *ledger, const char *path, int64_t seen, const char *error)
{
    struct query *q = query(ledger->database,
        "UPDATE entry SET made_from = seen, handed = 0, crashes = 0, error = nullif(?, '') "
        "WHERE path = ? AND seen = ? AND made_from <> seen");
    query_add_text(q, error);
    query_add_path(q, path);
    query_add_number(q, seen);
    return query_run(q) > 0;
}

static void set_error(struct ledger *ledger, int64_t page, const char *error)
{
    ledger_set_text(ledger, page, "UPDATE page SET error = ? WHERE id = ?", error);
    ledger_touch(ledger, page);
}

static void set_content(
    struct ledger *ledger, int64_t page, struct blob body, struct blob references)
{
    struct query *q =
        query(ledger->database, "UPDATE content SET body = ?, refs = ? WHERE page = ?");
    query_add_blob(q, body);
    query_add_blob(q, references);
    query_add_number(q, page);
    query_run(q);
}

/* Fragments it offers decide what links to it become. */
static bool has_other_anchors(struct ledger *ledger, int64_t page, const char *anchors)
{
    struct query *q = query(ledger->database, "SELECT anchors IS NOT ? FROM page WHERE id = ?");
    query_add_text(q, anchors);
    query_add_number(q, page);
    return query_single(q, 0) != 0;
}

static void apply_page(struct ledger *ledger, const struct item_page_result *result)
{
    if (!take_entry(ledger, result->path, result->seen, result->error))
        return;
    ledger->has_titles = true;
    ledger->has_uploads = true; /* the page waits until its file is converted */
    int64_t page = page_of_source(ledger, result->path);
    if (page == 0)
        return;
    if (result->error[0] != '\0') {
        set_error(ledger, page, result->error);
        return;
    }
    bool moves_anchors = has_other_anchors(ledger, page, result->anchors);
    struct query *q = query(ledger->database,
        "UPDATE page SET raw_title = ?, labels = ?, anchors = ?, options = ?, warnings = ?, "
        "is_skipped = ?, error = NULL WHERE id = ?");
    query_add_text(q, result->title);
    query_add_text(q, result->labels);
    query_add_text(q, result->anchors);
    query_add_text(q, result->options);
    query_add_text(q, result->warnings);
    query_add_number(q, result->is_skipped);
    query_add_number(q, page);
    query_run(q);
    set_content(ledger, page, result->body, result->references);
    marks_follow(ledger, page, result->references);
    wanted_change(ledger, page);
    adoption_bind(ledger, page);
    ledger_touch(ledger, page);
    if (moves_anchors)
        wanted_change_linkers_of(ledger, page);
}

static void apply_file(struct ledger *ledger, const struct item_file_result *result)
{
    if (!take_entry(ledger, result->path, result->seen, result->error))
        return;
    struct query *q = query(ledger->database,
        "UPDATE entry SET digest = ?1, width = ?2, height = ?3 WHERE path = ?4 AND "
        "digest IS NOT ?1");
    query_add_blob(q, result->digest);
    query_add_number(q, result->width);
    query_add_number(q, result->height);
    query_add_path(q, result->path);
    ledger->has_uploads = true; /* pages wait until their files are digested */
    if (query_run(q) == 0)
        return;
    q = query(ledger->database, "SELECT page FROM attachment WHERE path = ? AND is_wanted = 1");
    query_add_path(q, result->path);
    while (query_next(q))
        wanted_change(ledger, query_number(q, 0));
}

void wanted_apply(struct ledger *ledger, const struct message_conversions_report *report)
{
    /* A converter that was replaced meanwhile may have been told otherwise. */
    if (!is_made_with(ledger, report->made_with))
        return;
    for (size_t i = 0; i < report->drawings_count; i++)
        gallery_take(ledger, &report->drawings[i]);
    for (size_t i = 0; i < report->pages_count; i++)
        apply_page(ledger, &report->pages[i]);
    for (size_t i = 0; i < report->files_count; i++)
        apply_file(ledger, &report->files[i]);
}

void wanted_set_generated(struct ledger *ledger, int64_t page, const char *title, const char *body)
{
    struct query *q = query(ledger->database,
        "UPDATE page SET raw_title = ?, labels = '', anchors = '', options = '', warnings = '', "
        "is_skipped = 0, error = NULL WHERE id = ?");
    query_add_text(q, title);
    query_add_number(q, page);
    query_run(q);
    struct blob content = { .data = (const unsigned char *)body, .size = strlen(body) };
    struct blob none = { NULL, 0 };
    set_content(ledger, page, content, none);
    marks_follow(ledger, page, none);
    wanted_change(ledger, page);
    ledger_touch(ledger, page);
    ledger->has_titles = true;
}
