/* SPDX-License-Identifier: MIT */
/* What a person sees besides the result: progress, colours, questions. */
#ifndef CMSYNC_CLI_CONSOLE_H
#define CMSYNC_CLI_CONSOLE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Standard error is a terminal that can redraw a line, and this is no CI. */
bool console_shows_progress(void);

/* Standard output is a terminal, and NO_COLOR is not set. */
bool console_has_colour(void);

/* CI says so in the environment. */
bool console_is_ci(void);

/* A person can be asked: standard input and error are terminals, and this is no CI. */
bool console_can_ask(void);

/* Puts a line in place of the progress line before; "" takes it away. */
void console_progress(const char *line);

/* Prints to standard error, clear of a progress line. */
void console_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Asks; true only for `y` or `yes`. False too when the program is asked to end. */
bool console_ask(const char *question);

/* Asks for a line of text; `line` gets it without its end. False when there is none, or when the
   program is asked to end. */
bool console_read(const char *question, char *line, size_t bytes);

/* Writes all of `out` to standard output. 0, or -1 (said, unless the reader just went away). */
int console_write(const struct text *out);

/* Appends lines of other people's, made safe to show, each with a line end: the first behind
   `first`, the others behind `further`. */
void console_add_lines(const char *first, const char *further, const char *lines, struct text *out);

/* Something of the result could not be written: that is no success. */
bool console_has_failed(void);

#endif
