/* SPDX-License-Identifier: MIT */
/* What is said of a command that is used wrongly. */
#ifndef CMSYNC_CLI_USAGE_H
#define CMSYNC_CLI_USAGE_H

/* Says `message`, whose one `%s` is `word`, in rustc's form; EXIT_CODE_USAGE. `help` may be NULL.
 */
int usage_refuse(const char *message, const char *word, const char *help);

/* A whole number from `least` to `most`. 0, or -1 (said, with the option's or argument's name). */
int usage_number(const char *what, const char *text, long least, long most, long *number);

#endif
