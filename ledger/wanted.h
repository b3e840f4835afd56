/* SPDX-License-Identifier: MIT */
/* wanted: what the converter made of the files, and what changes with it. */
#ifndef CMSYNC_LEDGER_WANTED_H
#define CMSYNC_LEDGER_WANTED_H

#include "ledger/ledger.h"

/* How often the converter may die on a file's content before the file is set aside. */
enum { CRASHES_MAX = 3 };

/* What links to a page may call it (SQL, of the table's alias): by its file, by its folder, and
   the root folder for the content of the root. */
#define LINKED_AS(alias)                                                                           \
    "(" alias ".source, " alias ".path, CAST(rtrim(CAST(" alias ".path AS TEXT), '/') AS BLOB), "  \
    "CASE WHEN lower(CAST(" alias ".source AS TEXT)) IN ('index.md', 'readme.md') THEN "           \
    "CAST('' AS BLOB) END) "

/* Fills a conversions_due answer (memory in `pool`): files that are seen and not made. */
void wanted_list_conversions(struct ledger *ledger, int64_t limit, struct memory_pool *pool,
    struct message_conversions_due *due);

/* All pages are made anew. */
void wanted_make_anew(struct ledger *ledger);

/* ... if the last ones were made with other settings (config/fingerprint.h). */
void wanted_make_with(struct ledger *ledger, const char *fingerprint);

/* Takes publish.width and publish.editor (static texts); pages become due if they changed. */
void wanted_look_with(struct ledger *ledger, const char *width, const char *editor);

/* Takes results in. One whose file was seen anew meanwhile is dropped, and so are all when they
   were made with other settings than the last of wanted_make_with(). */
void wanted_apply(struct ledger *ledger, const struct message_conversions_report *report);

/* The content of a folder page that no file gives. */
void wanted_set_generated(struct ledger *ledger, int64_t page, const char *title, const char *body);

/* What is wanted of the page changed: it becomes due. */
void wanted_change(struct ledger *ledger, int64_t page);

/* The same, by another title, which ends its clash with one; `key` is unicode_title_key() of it. */
void wanted_change_title(struct ledger *ledger, int64_t page, const char *title, const char *key);

/* So it is for every page that links to `path` (a file, or a folder with or without slash). */
void wanted_change_linkers(struct ledger *ledger, const char *path);

/* ... to this page, under any of its names. */
void wanted_change_linkers_of(struct ledger *ledger, int64_t page);

/* The converter died: by its own fault (counts against what it had in hand) or not. */
void wanted_converter_died(struct ledger *ledger, bool is_own_fault);

/*
 * Confluence moves links along with the page that they lead to at the time of its renaming: a body
 * that was sent while another page still had the title that it links to, leads to that one now. So
 * those that link to the page now called `title_key` go out once more.
 */
void wanted_resend_linkers(struct ledger *ledger, const char *title_key, int64_t renamed);

#endif
