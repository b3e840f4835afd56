/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the store share while they work on one batch: the database, the settings, the
 * time, and what is to be told afterwards. The parts are: entries (seen), pages (which pages the
 * tree makes), wanted, titles, leases, known, decisions, deletions, status, runs.
 */
#ifndef CMSYNC_LEDGER_LEDGER_H
#define CMSYNC_LEDGER_LEDGER_H

#include "ledger/database.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an entry is to the tree of pages. */
enum entry_role { ROLE_NONE, ROLE_PAGE, ROLE_README, ROLE_INDEX };

enum deletion { DELETION_NONE, DELETION_HELD, DELETION_APPROVED, DELETION_REJECTED };

enum conflict_policy { ON_CONFLICT_ASK, ON_CONFLICT_MINE, ON_CONFLICT_THEIRS };

enum deletion_policy { ON_DELETE_KEEP, ON_DELETE_ASK, ON_DELETE_TRASH };

/* What the store needs of the configuration. */
struct ledger_settings {
    enum deletion_policy on_delete;
    enum conflict_policy on_conflict;
    int64_t max_deletions;
    int64_t deletion_grace_ms; /* between a deletion and its belief, while watching */
    int64_t said_ms;           /* wall clock: what was saved before counts as quiet; 0: nothing */
    bool asks_title_clash;     /* publish.on_title_clash: ask */
    bool adopts;               /* of this run: pages that have our titles are taken over */
    bool orders;               /* publish.order: files */
    const char *width;         /* publish.width, publish.editor; "" or NULL: as Confluence has it */
    const char *editor;
    bool is_cloud; /* anchors of pages that come later are lost there */
};

/* Is this ledger an older one, a copy that was put back (outdated.h)? */
enum ledger_doubt {
    DOUBT_NONE,
    DOUBT_DECISION, /* perhaps: a person is asked about what may be our own doing */
    DOUBT_LATER,    /* it is: a version of ours was met that it does not know */
};

struct ledger {
    struct database *database;
    struct ledger_settings settings;
    struct ledger_settings settings_before; /* the batch */
    int64_t now_ms;                         /* wall clock, set for each batch */
    int64_t number;   /* last number given to an observation, a wanted state or a lease */
    int64_t stored;   /* the same, as the last batch wrote it */
    int64_t proof_ms; /* by the clock that never jumps: a scan was asked for to prove deletions */
    int64_t fence;    /* the last number before the question that is being answered */
    int64_t *touched; /* ids of pages whose state may have changed in this batch */
    size_t touched_count;
    size_t touched_capacity;
    bool has_conversions; /* the converter should look */
    bool has_uploads;     /* the uploaders should look */
    bool has_titles;      /* titles may have to be settled at the end of the batch */
    bool has_order;       /* pages may stand in another order than wanted (order.h) */
    bool has_deletions;   /* what decides about deletions is another now (deletions.h) */
    enum ledger_doubt doubt;
    bool has_news; /* the manifest in Confluence is to be written again */
};

/* Reads the counters. The database stays the caller's. */
void ledger_open(struct ledger *ledger, struct database *database);
void ledger_close(struct ledger *ledger);

/* Before and after each batch; ledger_end() writes the counters into the transaction. */
void ledger_begin(struct ledger *ledger, int64_t now_ms);
void ledger_end(struct ledger *ledger);

/* The batch was rolled back: what memory holds of it is looked up or done again. */
void ledger_undo(struct ledger *ledger);

/* Before each question of a batch: what it changes twice is changed once (wanted_change()). */
void ledger_fence(struct ledger *ledger);

/* The next number; rises over restarts. */
int64_t ledger_next(struct ledger *ledger);

/* What the manifest says of pages has changed; whether it has since it was last written. */
void ledger_change_manifest(struct ledger *ledger);
bool ledger_has_manifest_changes(struct ledger *ledger);

/* The doubt is looked into behind the batch; the graver one stays. */
void ledger_doubt(struct ledger *ledger, enum ledger_doubt doubt);

/* Runs a statement whose one parameter is the page. */
void ledger_run(struct ledger *ledger, int64_t page, const char *statement);

/* Runs an UPDATE whose two parameters are a text (NULL: none) and the page. */
void ledger_set_text(struct ledger *ledger, int64_t page, const char *update, const char *text);

/* The page's status is looked at again at the end of the batch. */
void ledger_touch(struct ledger *ledger, int64_t page);

/* Sorts what was touched and drops duplicates. */
void ledger_sort_touched(struct ledger *ledger);

/* A growing list of paths, for what one batch affects. */
struct path_list {
    char **paths;
    size_t count;
    size_t capacity;
};

void path_list_add(struct path_list *list, const char *path);
/* Sorts in tree order and drops duplicates. */
void path_list_sort(struct path_list *list);
/* In a sorted list. */
bool path_list_has(const struct path_list *list, const char *path);
void path_list_free(struct path_list *list);

/* The bytes between which everything strictly below `folder` (with or without a slash behind) lies:
   folder + '/' and folder + '0'. "" gives "" and 0xFF. The caller owns both. */
void ledger_range(const char *folder, char **first, char **end);

#endif
