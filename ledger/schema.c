/* SPDX-License-Identifier: MIT */
#include "ledger/schema.h"

#include <stddef.h>

/*
 * seen:   entry (what is on disk)
 * wanted: page, content, link, attachment (what the converter made of it, and its place)
 * known:  page.page_id ... page.known_*, attachment.known_* (what Confluence has)
 *
 * Nothing here is a queue. Work is where two columns differ:
 *   entry.seen <> entry.made_from    for the converter
 *   page.wanted <> page.known        for an uploader
 */
static const char *const step_1[] = {
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;",

    "CREATE TABLE entry("
    "  path BLOB PRIMARY KEY,"
    "  folder BLOB NOT NULL,"  /* of the path; empty for the root */
    "  kind INTEGER NOT NULL," /* enum entry_kind */
    "  role INTEGER NOT NULL," /* enum entry_role: 0 none, 1 page, 2 readme, 3 index */
    "  size INTEGER NOT NULL, modified_ns INTEGER NOT NULL,"
    "  inode INTEGER NOT NULL, device INTEGER NOT NULL,"
    "  seen INTEGER NOT NULL,"                /* number of the last observation that changed it */
    "  changed_ms INTEGER NOT NULL,"          /* last change */
    "  waiting_ms INTEGER NOT NULL,"          /* first change that is not converted yet */
    "  is_used INTEGER NOT NULL,"             /* a page's source, or a file that a page needs */
    "  made_from INTEGER NOT NULL DEFAULT 0," /* the `seen` that wanted was made from */
    "  digest BLOB, width INTEGER, height INTEGER,"
    "  error TEXT,"                        /* why it could not be converted */
    "  handed INTEGER NOT NULL DEFAULT 0," /* the converter has it at the moment */
    "  crashes INTEGER NOT NULL DEFAULT 0" /* deaths of the converter on this content */
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX entry_due ON entry(changed_ms) WHERE is_used = 1 AND seen <> made_from;"
    "CREATE INDEX entry_role ON entry(path) WHERE role > 0;"
    "CREATE INDEX entry_folder ON entry(folder, role) WHERE role > 1;",

    "CREATE TABLE page("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  path BLOB NOT NULL,"                 /* of the file, or of the folder with a slash behind */
    "  source BLOB,"                        /* the Markdown file; NULL: generated */
    "  depth INTEGER NOT NULL,"             /* parents have smaller ones */
    "  parent INTEGER REFERENCES page(id)," /* NULL: the root page */
    "  is_present INTEGER NOT NULL,"        /* the tree wants it */
    "  is_skipped INTEGER NOT NULL DEFAULT 0,"
    "  gone_ms INTEGER NOT NULL DEFAULT 0," /* when the tree stopped wanting it */
    "  gone_scan INTEGER NOT NULL DEFAULT 0,"
    "  deletion INTEGER NOT NULL DEFAULT 0," /* enum deletion: 0 none, 1 held, 2 approved */
    "  raw_title TEXT,"                      /* what the file says */
    "  title_from TEXT,"                     /* the raw title that `title` was settled from */
    "  title TEXT, title_key TEXT,"
    "  renamed_from TEXT, renamed_to TEXT," /* a person gave another title to this raw title */
    "  labels TEXT NOT NULL DEFAULT '', anchors TEXT NOT NULL DEFAULT '',"
    "  options TEXT NOT NULL DEFAULT '', warnings TEXT NOT NULL DEFAULT '',"
    "  error TEXT,"                        /* of the conversion */
    "  wanted INTEGER NOT NULL DEFAULT 0," /* rises with each change of what is wanted */
    "  known INTEGER NOT NULL DEFAULT 0,"  /* the `wanted` that Confluence has */
    "  page_id TEXT, version INTEGER NOT NULL DEFAULT 0,"
    "  known_title TEXT, known_title_key TEXT, known_parent_id TEXT,"
    "  known_digest BLOB, known_labels TEXT NOT NULL DEFAULT '',"
    "  is_ours INTEGER NOT NULL DEFAULT 0,"    /* we created it: only such are ever deleted */
    "  not_before INTEGER NOT NULL DEFAULT 0," /* wall ms */
    "  tries INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0,"
    "  hold TEXT," /* conflict clash gone rejected forbidden crashes */
    "  code TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',"
    "  run INTEGER NOT NULL DEFAULT 0, action INTEGER NOT NULL DEFAULT 0," /* of the run's counts */
    "  last_token INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL DEFAULT 0,"
    "  letter TEXT NOT NULL DEFAULT '', said TEXT NOT NULL DEFAULT '',"
    "  said_version INTEGER NOT NULL DEFAULT 0,"
    "  letter_ms INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE UNIQUE INDEX page_path ON page(path) WHERE is_present = 1;"
    "CREATE INDEX page_any_path ON page(path);"
    "CREATE INDEX page_source ON page(source) WHERE is_present = 1;"
    "CREATE UNIQUE INDEX page_title ON page(title_key) WHERE is_present = 1;"
    "CREATE INDEX page_known_title ON page(known_title_key) WHERE page_id IS NOT NULL;"
    "CREATE UNIQUE INDEX page_page_id ON page(page_id) WHERE page_id IS NOT NULL;"
    "CREATE INDEX page_parent ON page(parent);"
    "CREATE INDEX page_due ON page(depth, id) WHERE wanted <> known AND hold IS NULL;"
    "CREATE INDEX page_untitled ON page(id) WHERE is_present = 1 AND raw_title IS NOT title_from;"
    "CREATE INDEX page_absent ON page(id) WHERE is_present = 0;",

    "CREATE TABLE content(page INTEGER PRIMARY KEY REFERENCES page(id), body BLOB, refs BLOB)"
    " STRICT;"
    "CREATE TABLE link(page INTEGER NOT NULL REFERENCES page(id), target BLOB NOT NULL,"
    "  fragment TEXT NOT NULL, PRIMARY KEY(page, target, fragment)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX link_target ON link(target);",

    "CREATE TABLE attachment("
    "  page INTEGER NOT NULL REFERENCES page(id), name TEXT NOT NULL,"
    "  path BLOB NOT NULL, is_wanted INTEGER NOT NULL,"
    "  known_id TEXT, known_digest BLOB, known_version INTEGER NOT NULL DEFAULT 0,"
    "  PRIMARY KEY(page, name)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX attachment_path ON attachment(path);",

    "CREATE TABLE lease("
    "  page INTEGER PRIMARY KEY REFERENCES page(id), token INTEGER NOT NULL UNIQUE,"
    "  pid INTEGER NOT NULL UNIQUE, wanted INTEGER NOT NULL, until_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE intent("
    "  page INTEGER PRIMARY KEY REFERENCES page(id), token INTEGER NOT NULL,"
    "  kind INTEGER NOT NULL, wanted INTEGER NOT NULL,"
    "  title TEXT NOT NULL, parent_id TEXT NOT NULL, body BLOB, digest BLOB,"
    "  version INTEGER NOT NULL, name TEXT NOT NULL, labels TEXT NOT NULL, date TEXT NOT NULL,"
    "  at_ms INTEGER NOT NULL, quiet_until_ms INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE decision("
    "  page INTEGER PRIMARY KEY REFERENCES page(id), kind TEXT NOT NULL,"
    "  remote_id TEXT NOT NULL, remote_version INTEGER NOT NULL,"
    "  remote_title TEXT NOT NULL, remote_author TEXT NOT NULL,"
    "  answer TEXT NOT NULL DEFAULT '', at_ms INTEGER NOT NULL) STRICT;",

    /* What one run is limited to; empty: everything. first and end: what lies below the path. */
    "CREATE TABLE scope(path BLOB PRIMARY KEY, first BLOB NOT NULL, end BLOB NOT NULL)"
    " STRICT, WITHOUT ROWID;",

    /* Invariants that the database itself refuses to break. */
    "CREATE TRIGGER intent_needs_its_lease BEFORE INSERT ON intent"
    "  WHEN NOT EXISTS(SELECT 1 FROM lease WHERE page = NEW.page AND token = NEW.token)"
    "  BEGIN SELECT RAISE(ABORT, 'intent without its lease'); END;"
    "CREATE TRIGGER create_only_once BEFORE INSERT ON intent WHEN NEW.kind = 1 AND"
    "  (SELECT page_id FROM page WHERE id = NEW.page) IS NOT NULL"
    "  BEGIN SELECT RAISE(ABORT, 'create of a page that exists'); END;"
    "CREATE TRIGGER wanted_rises BEFORE UPDATE OF wanted ON page WHEN NEW.wanted < OLD.wanted"
    "  BEGIN SELECT RAISE(ABORT, 'wanted went back'); END;"
    "CREATE TRIGGER page_in_confluence_stays BEFORE DELETE ON page WHEN OLD.page_id IS NOT NULL"
    "  BEGIN SELECT RAISE(ABORT, 'a page that is in Confluence was forgotten'); END;",
    NULL,
};

/* What people do in Confluence: pages that come back from the trash, moves, checks of versions. */
static const char *const step_2[] = {
    "ALTER TABLE page ADD COLUMN restore INTEGER NOT NULL DEFAULT 0;", /* enum restore */
    /* What we moved to the trash last from this path, until it is published again. */
    "ALTER TABLE page ADD COLUMN trashed_id TEXT;"
    "ALTER TABLE page ADD COLUMN trashed_version INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE page ADD COLUMN trashed_title TEXT;"
    "ALTER TABLE page ADD COLUMN trashed_digest BLOB;",
    /* The check that last saw it in Confluence; a page that waits to be looked at for itself. */
    "ALTER TABLE page ADD COLUMN checked INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE page ADD COLUMN is_missed INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE decision ADD COLUMN remote_parent_id TEXT NOT NULL DEFAULT '';",
    "CREATE INDEX page_restore ON page(id) WHERE restore > 0;"
    "CREATE INDEX page_missed ON page(id) WHERE is_missed = 1;",
    NULL,
};

/* Pages are recognised from Confluence where the state folder is empty. */
static const char *const step_3[] = {
    /* 1: as the manifest says, nobody looked yet; 2: as a list of pages says, files not looked at
     */
    "ALTER TABLE page ADD COLUMN is_imported INTEGER NOT NULL DEFAULT 0;",
    /* What the list said, until the pages are compared with it. */
    "CREATE TABLE listed("
    "  page_id TEXT PRIMARY KEY, parent_id TEXT NOT NULL, title TEXT NOT NULL,"
    "  title_key TEXT NOT NULL, version INTEGER NOT NULL, message TEXT NOT NULL,"
    "  author_id TEXT NOT NULL, creator_id TEXT NOT NULL, digest BLOB, anchors INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX listed_title ON listed(title_key);",
    /* A ledger that knows pages needs no recognition (enum recognise_stage), but a manifest. */
    "INSERT OR REPLACE INTO meta(key, value) SELECT 'recognise_stage', 3 WHERE EXISTS("
    "  SELECT 1 FROM page WHERE page_id IS NOT NULL);"
    "INSERT OR REPLACE INTO meta(key, value) SELECT 'manifest_changes', 1 WHERE EXISTS("
    "  SELECT 1 FROM page WHERE page_id IS NOT NULL);",
    NULL,
};

static const char *const step_4[] = {
    /* When the inode was made; 0: unknown. Tells a file that moved from one that got its number. */
    "ALTER TABLE entry ADD COLUMN born_ns INTEGER NOT NULL DEFAULT 0;",
    /* The `wanted` with which the body has to go out even if it is the one that went out before;
       0: none. */
    "ALTER TABLE page ADD COLUMN resend INTEGER NOT NULL DEFAULT 0;",
    NULL,
};

static const char *const step_5[] = {
    /* What the version in Confluence lost, for a person. */
    "ALTER TABLE page ADD COLUMN note TEXT NOT NULL DEFAULT '';",
    NULL,
};

static const char *const step_6[] = {
    /* The `wanted` that is for nothing but an anchor that was not there yet (heal_linkers()). */
    "ALTER TABLE page ADD COLUMN heals INTEGER NOT NULL DEFAULT 0;",
    NULL,
};

static const char *const step_7[] = {
    /* How wide the page is shown: the front matter's word for it; "" as it was. */
    "ALTER TABLE page ADD COLUMN known_width TEXT NOT NULL DEFAULT '';",
    NULL,
};

static const char *const step_8[] = {
    /* Pages of one title that are not in Confluence yet (recognise.c), and those that wait. */
    "CREATE INDEX page_unpublished ON page(raw_title) WHERE is_present = 1 AND page_id IS NULL;"
    "CREATE INDEX page_hold ON page(hold) WHERE hold IS NOT NULL;",
    NULL,
};

static const char *const step_9[] = {
    /* What is asked again and again finds its few pages without a look at all that are known:
       those that are gone, what stands below one in Confluence, those that wait. */
    "CREATE INDEX page_gone ON page(deletion, depth DESC, id) WHERE is_present = 0 AND "
    "page_id IS NOT NULL;"
    "CREATE INDEX page_below ON page(known_parent_id) WHERE page_id IS NOT NULL;"
    "CREATE INDEX page_waiting ON page(not_before) WHERE letter = 'W';",
    NULL,
};

static const char *const step_10[] = {
    /* What a run counts each time it tells how far it is: all but the pages themselves are few. */
    "CREATE INDEX page_of_run ON page(run, action);"
    "CREATE INDEX page_given_up ON page(id) WHERE tries >= 5;"
    "CREATE INDEX page_unmade ON page(id) WHERE error IS NOT NULL;"
    "CREATE INDEX page_left_out ON page(id) WHERE is_skipped = 1;"
    "CREATE INDEX page_nameless ON page(id) WHERE title IS NULL;"
    "CREATE INDEX page_warned ON page(id) WHERE warnings <> '';"
    "CREATE INDEX entry_unmade ON entry(path) WHERE error IS NOT NULL;",
    NULL,
};

static const char *const step_11[] = {
    /* The place among its siblings as they were arranged last (order.h); 0: unknown. */
    "ALTER TABLE page ADD COLUMN place INTEGER NOT NULL DEFAULT 0;"
    /* It is due with all its siblings, to arrange them. */
    "ALTER TABLE page ADD COLUMN arranges INTEGER NOT NULL DEFAULT 0;",
    NULL,
};

static const char *const step_12[] = {
    /* And which editor opens it: words of front_find_look(). */
    "ALTER TABLE page RENAME COLUMN known_width TO known_look;",
    NULL,
};

static const char *const step_13[] = {
    /* The page that has the title stands below the root page: it may be taken over. */
    "ALTER TABLE decision ADD COLUMN is_below INTEGER NOT NULL DEFAULT 1;",
    NULL,
};

static const char *const step_14[] = {
    /* What breaks an invariant fails the whole batch (database.h). A statement need not be able to
       take itself back besides: SQLite would copy every page that it writes, for each row. */
    "DROP TRIGGER intent_needs_its_lease;"
    "DROP TRIGGER create_only_once;"
    "DROP TRIGGER wanted_rises;"
    "CREATE TRIGGER intent_needs_its_lease BEFORE INSERT ON intent"
    "  WHEN NOT EXISTS(SELECT 1 FROM lease WHERE page = NEW.page AND token = NEW.token)"
    "  BEGIN SELECT RAISE(FAIL, 'intent without its lease'); END;"
    "CREATE TRIGGER create_only_once BEFORE INSERT ON intent WHEN NEW.kind = 1 AND"
    "  (SELECT page_id FROM page WHERE id = NEW.page) IS NOT NULL"
    "  BEGIN SELECT RAISE(FAIL, 'create of a page that exists'); END;"
    "CREATE TRIGGER wanted_rises BEFORE UPDATE OF wanted ON page WHEN NEW.wanted < OLD.wanted"
    "  BEGIN SELECT RAISE(FAIL, 'wanted went back'); END;",
    NULL,
};

static const char *const step_15[] = {
    /* With how many deletions at once this one was held, as there were too many; 0: it was not. */
    "ALTER TABLE decision ADD COLUMN together INTEGER NOT NULL DEFAULT 0;",
    NULL,
};

static const char *const step_16[] = {
    /* The page that this one waits for (waits.h); NULL: none, or it is nothing to tell. */
    "ALTER TABLE page ADD COLUMN waits_for INTEGER;"
    "CREATE INDEX page_waits_for ON page(waits_for) WHERE waits_for IS NOT NULL;"
    /* By the passing of time goes on what waits for no other. */
    "DROP INDEX page_waiting;"
    "CREATE INDEX page_waiting ON page(not_before) WHERE letter = 'W' AND waits_for IS NULL;",
    NULL,
};

static const char *const step_17[] = {
    /* Links and images that lead nowhere, as the page was resolved last (marks.h). */
    "ALTER TABLE page ADD COLUMN problems INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX page_broken ON page(id) WHERE problems > 0;",
    NULL,
};

static const char *const step_18[] = {
    /* The title that is on its way to Confluence, or was when all went silent; NULL: none. */
    "ALTER TABLE lease ADD COLUMN title_key TEXT;"
    "ALTER TABLE intent ADD COLUMN title_key TEXT;"
    "CREATE INDEX intent_title ON intent(title_key) WHERE title_key IS NOT NULL;",
    NULL,
};

static const char *const step_19[] = {
    /* What tells an edit that kept size and time of the content (`cp -p`, `touch -r`). */
    "ALTER TABLE entry ADD COLUMN altered_ns INTEGER NOT NULL DEFAULT 0;",
    NULL,
};

static const char *const *const steps[] = { step_1, step_2, step_3, step_4, step_5, step_6, step_7,
    step_8, step_9, step_10, step_11, step_12, step_13, step_14, step_15, step_16, step_17, step_18,
    step_19 };

int schema_version(void)
{
    return (int)(sizeof steps / sizeof steps[0]);
}

const char *const *schema_step(int from)
{
    return steps[from];
}

const char *schema_pragmas(void)
{
    return "PRAGMA page_size = 8192;"
           "PRAGMA cache_size = -12000;" /* KiB */
           "PRAGMA journal_mode = WAL;"
           "PRAGMA synchronous = NORMAL;" /* and database_promise() where a promise hangs on it */
           "PRAGMA foreign_keys = ON;"
           "PRAGMA trusted_schema = OFF;"
           "PRAGMA temp_store = MEMORY;"
           /* A log of 8 MiB: the state lies on small disks too. */
           "PRAGMA journal_size_limit = 8388608;"
           "PRAGMA wal_autocheckpoint = 1024;";
}
