/* SPDX-License-Identifier: MIT */
/* The letters of the list: how they look, what they mean, what to do. Pure.
 */
#ifndef CMSYNC_MONITOR_LETTERS_H
#define CMSYNC_MONITOR_LETTERS_H

#include "monitor/canvas.h"

enum style letters_style(char letter);

/* A few words, where the store says nothing more. */
const char *letters_word(char letter);

/* The same in a sentence. */
const char *letters_meaning(char letter);

/* What a person can do about it, in lines; "": nothing. `decision` as in page_known. */
const char *letters_next(char letter, const char *decision);

/* For the help: the letter at a place and what it means; '\0' behind the last. */
char letters_at(size_t i, const char **meaning);

#endif
