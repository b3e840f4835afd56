/* SPDX-License-Identifier: MIT */
#include "cli/console.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "cli/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { SAY_BYTES = 1024 * 1024, DEFAULT_COLUMNS = 80 };

static bool is_progress_shown; /* the terminal's state, so the process has one */
static bool has_failed;        /* standard output's */

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0';
}

bool console_is_ci(void)
{
    const char *value = getenv("CI");
    return value != NULL && value[0] != '\0' && strcmp(value, "false") != 0 &&
           strcmp(value, "0") != 0;
}

static bool is_dumb(void)
{
    const char *term = getenv("TERM");
    return term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0;
}

bool console_shows_progress(void)
{
    return isatty(STDERR_FILENO) && !is_dumb() && !console_is_ci();
}

bool console_has_colour(void)
{
    return isatty(STDOUT_FILENO) && !is_dumb() && !is_set("NO_COLOR");
}

bool console_can_ask(void)
{
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !console_is_ci();
}

/* Columns of the terminal at standard error; 80 when it does not say. */
static size_t count_columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return DEFAULT_COLUMNS;
}

void console_progress(const char *line)
{
    if (line[0] == '\0' && !is_progress_shown)
        return;
    /* One column short: a full line would wrap on some terminals. */
    size_t fit = unicode_fit(line, count_columns() - 1);
    fprintf(stderr, "\r%.*s\x1b[K", (int)fit, line);
    fflush(stderr);
    is_progress_shown = line[0] != '\0';
}

void console_say(const char *format, ...)
{
    struct text said = text_new(SAY_BYTES);
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(&said, format, arguments);
    va_end(arguments);
    console_progress("");
    fputs(said.data, stderr);
    fflush(stderr);
    text_free(&said);
}

bool console_read(const char *question, char *line, size_t bytes)
{
    console_say("%s", question);
    struct pollfd ready[] = {
        { .fd = STDIN_FILENO, .events = POLLIN },
        { .fd = interrupt_descriptor(), .events = POLLIN },
    };
    do {
        if (!interrupt_take())
            return false;
        poll(ready, 2, -1);
    } while ((ready[0].revents & (POLLIN | POLLHUP | POLLERR)) == 0);
    ssize_t length = read(STDIN_FILENO, line, bytes - 1);
    line[length < 0 ? 0 : length] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    return length > 0;
}

bool console_ask(const char *question)
{
    char answer[64];
    char shown[512];
    snprintf(shown, sizeof shown, "%s [y/N] ", question);
    if (!console_read(shown, answer, sizeof answer))
        return false;
    answer[strcspn(answer, " ")] = '\0';
    return strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
}

int console_write(const struct text *out)
{
    fflush(stdout);
    if (file_write_all(STDOUT_FILENO, out->data, out->length) == 0)
        return 0;
    has_failed = true;
    if (errno != EPIPE)
        console_say("error: cannot write the result: %s\n", strerror(errno));
    return -1;
}

void console_add_lines(const char *first, const char *further, const char *lines, struct text *out)
{
    const char *label = first;
    for (const char *line = lines; *line != '\0'; label = further) {
        size_t length = strcspn(line, "\n");
        char *part = memory_copy_part(line, length);
        char *shown = unicode_printable(part);
        text_add_format(out, "%s%s\n", label, shown);
        memory_free(&shown);
        memory_free(&part);
        line += length + (line[length] == '\n');
    }
}

bool console_has_failed(void)
{
    return has_failed;
}
