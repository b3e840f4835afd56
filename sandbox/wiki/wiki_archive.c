/* SPDX-License-Identifier: MIT */
/* A page is one JSON record, its attachments' bytes are rows of their own: they never change. */
#include "sandbox/wiki/wiki_archive.h"

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "sandbox/wiki/wiki_index.h"
#include "sandbox/wiki/wiki_record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

struct wiki_archive {
    sqlite3 *database;
};

static void run(struct wiki_archive *archive, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(archive->database, sql, NULL, NULL, &message) != SQLITE_OK)
        fatal("cannot use the sandbox's database: %s", message);
}

static sqlite3_stmt *prepare(struct wiki_archive *archive, const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(archive->database, sql, -1, &statement, NULL) != SQLITE_OK)
        fatal("cannot use the sandbox's database: %s", sqlite3_errmsg(archive->database));
    return statement;
}

static void finish(struct wiki_archive *archive, sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE)
        fatal("cannot write the sandbox's database: %s", sqlite3_errmsg(archive->database));
    sqlite3_finalize(statement);
}

static int64_t read_number(struct wiki_archive *archive, const char *sql)
{
    sqlite3_stmt *statement = prepare(archive, sql);
    int64_t number =
        sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return number;
}

static void set_number(struct wiki_archive *archive, const char *name, int64_t number)
{
    sqlite3_stmt *statement =
        prepare(archive, "INSERT OR REPLACE INTO number (name, value) VALUES (?, ?)");
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, number);
    finish(archive, statement);
}

struct wiki_archive *wiki_archive_open(const char *folder, enum edition edition)
{
    struct wiki_archive *archive = memory_new(sizeof *archive);
    char *path = path_join(folder, "sandbox.db");
    if (file_make_private_folder(folder) < 0)
        fatal("cannot make the folder %s: %s", folder, strerror(errno));
    if (sqlite3_open(path, &archive->database) != SQLITE_OK)
        fatal("cannot open %s: %s", path, sqlite3_errmsg(archive->database));
    run(archive, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                 "CREATE TABLE IF NOT EXISTS number (name TEXT PRIMARY KEY, value INTEGER);"
                 "CREATE TABLE IF NOT EXISTS space (id INTEGER PRIMARY KEY, record TEXT);"
                 "CREATE TABLE IF NOT EXISTS page (id INTEGER PRIMARY KEY, record TEXT);"
                 "CREATE TABLE IF NOT EXISTS bytes (attachment INTEGER, number INTEGER, data BLOB,"
                 " PRIMARY KEY (attachment, number));");
    int64_t is = read_number(archive, "SELECT value FROM number WHERE name = 'edition'");
    if (is >= 0 && is != (int64_t)edition)
        fatal("%s is of the other edition: choose another folder", path);
    set_number(archive, "edition", (int64_t)edition);
    free(path);
    return archive;
}

static void load_spaces(struct wiki_archive *archive, struct wiki *wiki)
{
    sqlite3_stmt *rows = prepare(archive, "SELECT record FROM space ORDER BY id");
    while (sqlite3_step(rows) == SQLITE_ROW)
        wiki_record_load_space(wiki, (const char *)sqlite3_column_text(rows, 0));
    sqlite3_finalize(rows);
}

static void load_pages(struct wiki_archive *archive, struct wiki *wiki)
{
    sqlite3_stmt *rows = prepare(archive, "SELECT record FROM page ORDER BY id");
    while (sqlite3_step(rows) == SQLITE_ROW)
        wiki_record_load_page(wiki, (const char *)sqlite3_column_text(rows, 0));
    sqlite3_finalize(rows);
}

static void load_bytes(struct wiki_archive *archive, struct wiki *wiki)
{
    sqlite3_stmt *rows = prepare(archive, "SELECT attachment, number, data FROM bytes");
    while (sqlite3_step(rows) == SQLITE_ROW) {
        struct attachment *attachment = wiki_find_attachment(wiki, sqlite3_column_int64(rows, 0));
        int64_t number = sqlite3_column_int64(rows, 1);
        if (!attachment || number < 1 || (size_t)number > attachment->revision_count)
            continue;
        struct file_revision *revision = &attachment->revisions[number - 1];
        const void *data = sqlite3_column_blob(rows, 2);
        free(revision->data);
        revision->size = (size_t)sqlite3_column_bytes(rows, 2);
        revision->data = memory_copy_part(data ? data : "", revision->size);
    }
    sqlite3_finalize(rows);
}

struct wiki *wiki_archive_load(struct wiki_archive *archive, enum edition edition, int64_t now_ms)
{
    struct wiki *wiki = wiki_new(edition, now_ms);
    int64_t next_id = read_number(archive, "SELECT value FROM number WHERE name = 'next_id'");
    if (next_id > wiki->next_id)
        wiki->next_id = next_id;
    load_spaces(archive, wiki);
    load_pages(archive, wiki);
    load_bytes(archive, wiki);
    wiki_record_join(wiki);
    return wiki;
}

static void save_record(
    struct wiki_archive *archive, const char *sql, int64_t id, const char *record)
{
    sqlite3_stmt *statement = prepare(archive, sql);
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_text(statement, 2, record, -1, SQLITE_TRANSIENT);
    finish(archive, statement);
}

static void save_bytes(struct wiki_archive *archive, const struct page *page)
{
    for (size_t i = 0; i < page->attachment_count; i++) {
        const struct attachment *attachment = page->attachments[i];
        for (size_t j = 0; j < attachment->revision_count; j++) {
            sqlite3_stmt *statement = prepare(
                archive, "INSERT OR IGNORE INTO bytes (attachment, number, data) VALUES (?, ?, ?)");
            sqlite3_bind_int64(statement, 1, attachment->id);
            sqlite3_bind_int64(statement, 2, attachment->revisions[j].number);
            sqlite3_bind_blob64(statement, 3, attachment->revisions[j].data,
                attachment->revisions[j].size, SQLITE_STATIC);
            finish(archive, statement);
        }
    }
}

static bool is_anything_dirty(const struct wiki *wiki)
{
    for (size_t i = 0; i < wiki->space_count; i++) {
        for (size_t j = 0; j < wiki->spaces[i]->page_count; j++) {
            if (wiki->spaces[i]->pages[j]->is_dirty)
                return true;
        }
    }
    return wiki->purged_count > 0;
}

static void save_space(struct wiki_archive *archive, const struct space *space)
{
    char *record = wiki_record_of_space(space);
    save_record(
        archive, "INSERT OR REPLACE INTO space (id, record) VALUES (?, ?)", space->id, record);
    free(record);
    for (size_t i = 0; i < space->page_count; i++) {
        struct page *page = space->pages[i];
        if (!page->is_dirty)
            continue;
        record = wiki_record_of_page(page);
        save_record(
            archive, "INSERT OR REPLACE INTO page (id, record) VALUES (?, ?)", page->id, record);
        free(record);
        save_bytes(archive, page);
        page->is_dirty = false;
    }
}

void wiki_archive_save(struct wiki_archive *archive, struct wiki *wiki)
{
    if (!is_anything_dirty(wiki))
        return;
    run(archive, "BEGIN");
    for (size_t i = 0; i < wiki->purged_count; i++) {
        sqlite3_stmt *statement = prepare(archive, "DELETE FROM page WHERE id = ?");
        sqlite3_bind_int64(statement, 1, wiki->purged[i]);
        finish(archive, statement);
    }
    wiki->purged_count = 0;
    for (size_t i = 0; i < wiki->space_count; i++)
        save_space(archive, wiki->spaces[i]);
    set_number(archive, "next_id", wiki->next_id);
    run(archive, "COMMIT");
}

void wiki_archive_close(struct wiki_archive **archive)
{
    if (!*archive)
        return;
    sqlite3_close((*archive)->database);
    memory_free(archive);
}
