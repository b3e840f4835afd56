/* SPDX-License-Identifier: MIT */
/*
 * Which pages the tree makes: each Markdown file one, each folder with Markdown below it one, whose
 * content is index.md, else README.md, else generated.
 */
#ifndef CMSYNC_LEDGER_PAGES_H
#define CMSYNC_LEDGER_PAGES_H

#include "ledger/ledger.h"

/* Brings the pages in line with the entries after the Markdown files `changed` came, went or took
   another role. Sorted, without duplicates. */
void pages_follow(struct ledger *ledger, const struct path_list *changed);

/* A file or folder got another path, by this move of the report: its page, and those below it, keep
   their identity. Call before the entries move. */
void pages_move(struct ledger *ledger, const struct message_entries_report *report, size_t index);

/* The page that a link to the tree path `target` means: of the file, or of the folder; "" is the
   top-level index. 0 when there is none. */
int64_t page_of_target(struct ledger *ledger, const char *target);

/* The page whose content is the file `source`; 0 when there is none. */
int64_t page_of_source(struct ledger *ledger, const char *source);

/* The page of the tree with this path, of a file or of a folder with a slash behind; 0 when there
   is none. */
int64_t page_of_path(struct ledger *ledger, const char *path);

/* The tree has it. */
bool page_is_present(struct ledger *ledger, int64_t page);

/* How many folders such a path lies below. */
int64_t page_depth(const char *path);

#endif
