/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 8192, SECRETS = 8 };

/* Global, for a log line can come from anywhere. */
static enum log_level shown_level = LOG_LEVEL_info;
static const char *shown_name;
static log_sink *sink_function;
static void *sink_context;
static struct {
    char *text;
    size_t length;
} secrets[SECRETS];

static const char *const level_names[] = {
    [LOG_LEVEL_error] = "error",
    [LOG_LEVEL_warning] = "warning",
    [LOG_LEVEL_info] = "info",
    [LOG_LEVEL_debug] = "debug",
};

const char *log_level_name(enum log_level level)
{
    return level_names[level];
}

void log_set_level(enum log_level level)
{
    shown_level = level;
}

void log_set_name(const char *name)
{
    shown_name = name;
}

void log_set_sink(log_sink *sink, void *context)
{
    sink_function = sink;
    sink_context = context;
}

void log_hide(const char *secret, size_t length)
{
    static size_t oldest;
    size_t place = SECRETS;
    if (length == 0)
        return;
    for (size_t i = 0; i < SECRETS; i++) {
        bool is_free = secrets[i].text == NULL;
        if (!is_free && secrets[i].length == length && memcmp(secrets[i].text, secret, length) == 0)
            return;
        if (is_free && place == SECRETS)
            place = i;
    }
    if (place == SECRETS) {
        place = oldest;
        oldest = (oldest + 1) % SECRETS;
    }
    char *copy = malloc(length);
    if (copy == NULL)
        return;
    memcpy(copy, secret, length);
    if (secrets[place].text != NULL)
        explicit_bzero(secrets[place].text, secrets[place].length);
    free(secrets[place].text);
    secrets[place].text = copy;
    secrets[place].length = length;
}

void log_redact(char *line)
{
    for (size_t i = 0; i < SECRETS && secrets[i].text != NULL; i++) {
        char *hit = memmem(line, strlen(line), secrets[i].text, secrets[i].length);
        while (hit != NULL) {
            memset(hit, '*', secrets[i].length);
            hit += secrets[i].length;
            hit = memmem(hit, strlen(hit), secrets[i].text, secrets[i].length);
        }
    }
}

size_t log_open_end(const char *line)
{
    size_t length = strlen(line);
    size_t most = 0;
    for (size_t i = 0; i < SECRETS && secrets[i].text != NULL; i++) {
        size_t part = secrets[i].length < length ? secrets[i].length : length;
        while (part > 0 && memcmp(line + length - part, secrets[i].text, part) != 0)
            part--;
        most = part > most ? part : most;
    }
    return most;
}

/* Of a line that was cut. */
static void redact_end(char *line)
{
    size_t open = log_open_end(line);
    memset(line + strlen(line) - open, '*', open);
}

/* One write(2) a line, so that lines of several processes on one terminal never mix. */
static void write_line(enum log_level level, const char *line)
{
    char out[LINE_BYTES + 64];
    int length = snprintf(out, sizeof out, "%s%s%s: %s\n", shown_name == NULL ? "" : shown_name,
        shown_name == NULL ? "" : ": ", level_names[level], line);
    if (length > (int)sizeof out - 1) {
        length = (int)sizeof out - 1;
        out[length - 1] = '\n';
    }
    if (write(STDERR_FILENO, out, (size_t)length) < 0)
        return; /* nowhere left to complain */
}

static void log_line(enum log_level level, const char *format, va_list arguments)
{
    if (level > shown_level)
        return;
    char line[LINE_BYTES];
    bool is_cut = vsnprintf(line, sizeof line, format, arguments) >= (int)sizeof line;
    log_redact(line);
    if (is_cut)
        redact_end(line);
    write_line(level, line);
    if (sink_function != NULL)
        sink_function(level, line, sink_context);
}

void log_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_line(LOG_LEVEL_error, format, arguments);
    va_end(arguments);
}

void log_warning(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_line(LOG_LEVEL_warning, format, arguments);
    va_end(arguments);
}

void log_info(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_line(LOG_LEVEL_info, format, arguments);
    va_end(arguments);
}

void log_debug(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_line(LOG_LEVEL_debug, format, arguments);
    va_end(arguments);
}

void fatal(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_line(LOG_LEVEL_error, format, arguments);
    va_end(arguments);
    exit(1);
}

void fatal_for_good(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_line(LOG_LEVEL_error, format, arguments);
    va_end(arguments);
    exit(FATAL_FOR_GOOD);
}
