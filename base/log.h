/* SPDX-License-Identifier: MIT */
/*
 * One line a message on standard error, `level: text`, and to one sink (the bus) where a stage
 * sets one. Secrets registered with log_hide() never get through.
 */
#ifndef CMSYNC_BASE_LOG_H
#define CMSYNC_BASE_LOG_H

#include <stddef.h>

enum log_level { LOG_LEVEL_error, LOG_LEVEL_warning, LOG_LEVEL_info, LOG_LEVEL_debug };

/* Receives each line that is shown, without level or newline. Must not log. */
typedef void log_sink(enum log_level level, const char *line, void *context);

/* Lines above `level` are dropped. Default: LOG_LEVEL_info. */
void log_set_level(enum log_level level);

/* The name before each line on standard error (`watcher: ...`); NULL for none. Borrowed. */
void log_set_name(const char *name);

/* A sink besides standard error; NULL for none. */
void log_set_sink(log_sink *sink, void *context);

/* Replaces every later occurrence of `secret` in log lines by asterisks; the last eight different
   ones are kept. */
void log_hide(const char *secret, size_t length);

/* Replaces hidden secrets in `line`, in place. For texts that leave by another way than the log. */
void log_redact(char *line);

/* How many bytes at the end of `line` are a hidden secret, or the beginning of one: what is cut
   there must go with what follows. */
size_t log_open_end(const char *line);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Logs an error and ends the process with exit status 1: this process cannot go on. */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same with exit status FATAL_FOR_GOOD: started again it would end in the same way, until a
   person has done what the text says. */
enum { FATAL_FOR_GOOD = 3 };
_Noreturn void fatal_for_good(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* `error`, `warning`, `info` or `debug`. */
const char *log_level_name(enum log_level level);

#endif
