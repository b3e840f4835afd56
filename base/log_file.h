/* SPDX-License-Identifier: MIT */
/* What is said without a terminal: `log` in the state folder, and `log.1`, the part before it. */
#ifndef CMSYNC_BASE_LOG_FILE_H
#define CMSYNC_BASE_LOG_FILE_H

enum { LOG_FILE_MOST_BYTES = 10 * 1024 * 1024 };

/* The path of the log. The caller owns the result. */
char *log_file_path(const char *state);

/* Opens it for reading and appending, anew when it has grown beyond LOG_FILE_MOST_BYTES. The
   descriptor, or -1 (logged). */
int log_file_open(const char *state);

/* Puts a new file behind `fd`, where that is the log and has grown. What cannot be renamed or made
   goes on as it is. */
void log_file_turn(const char *state, int fd);

#endif
