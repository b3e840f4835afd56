/* SPDX-License-Identifier: MIT */
/* The state of files, as `status` and the end of `apply` show it. Printing is pure. */
#ifndef CMSYNC_CLI_LISTING_H
#define CMSYNC_CLI_LISTING_H

#include "bus/messages.h"

#include <stdbool.h>
#include <stddef.h>

/* How a question reaches the store: 0 with the answer, or an exit code. */
typedef int listing_asker(void *context, const struct message *question, struct message *answer);

struct listing {
    struct item_file_status *files; /* texts belong to the parts */
    size_t count;
    struct message *parts;
    size_t part_count;
};

/* Asks for the files at or below `below` ("" for all), part by part. 0, or the asker's exit code.
   listing_free() it in both cases. */
int listing_fetch(struct listing *listing, listing_asker *ask, void *context, const char *below);
void listing_free(struct listing *listing);

/* Puts first what needs a person, then by path. */
void listing_sort(struct listing *listing);

/* `modified`, `conflict` ...; "" for a letter that is none of ours. */
const char *listing_word(const char *letter);

/* One line a file: letter, TAB, path, TAB, page id, TAB, reason. Backslash, TAB, LF and CR in a
   path or reason as `\\`, `\t`, `\n`, `\r`. */
void listing_print_porcelain(const struct listing *listing, struct text *out);

/* For a person: what is in step only as a count, unless `is_whole`. */
void listing_print_table(
    const struct listing *listing, bool is_whole, bool has_colour, struct text *out);

/* What waits for a person or failed, one cause with at most three examples, and the next command.
   Nothing when all is well. */
void listing_print_troubles(const struct listing *listing, struct text *out);

/* The next command for a file, or NULL. `path` goes where `%s` stands. */
const char *listing_advice(const struct item_file_status *file);

/* That command with the path in it, quoted for a shell where it must be. */
void listing_print_advice(const char *advice, const char *path, struct text *out);

/* The members of a file as a JSON object; jansson's value is the caller's. */
struct json_t *listing_to_json(const struct item_file_status *file);

#endif
