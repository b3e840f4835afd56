/* SPDX-License-Identifier: MIT */
#include "config/problem.h"

#include "base/diagnostic.h"
#include "base/memory.h"
#include "base/unicode.h"

#include <stdarg.h>
#include <stdio.h>

/* Values quoted in a message come from a file: what a terminal could take as a command goes. */
static void set_printable(char out[PROBLEM_BYTES], const char *format, va_list arguments)
{
    char raw[PROBLEM_BYTES];
    vsnprintf(raw, sizeof raw, format, arguments);
    char *shown = unicode_printable(raw);
    snprintf(out, PROBLEM_BYTES, "%s", shown);
    memory_free(&shown);
}

void problem_set(struct problem *problem, const char *code, const char *format, ...)
{
    *problem = (struct problem){ .code = code };
    va_list arguments;
    va_start(arguments, format);
    set_printable(problem->message, format, arguments);
    va_end(arguments);
}

void problem_help(struct problem *problem, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_printable(problem->help, format, arguments);
    va_end(arguments);
}

void problem_note(struct problem *problem, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_printable(problem->note, format, arguments);
    va_end(arguments);
}

void problem_place(struct problem *problem, size_t line, size_t column, size_t length)
{
    problem->line = line;
    problem->column = column;
    problem->length = length;
}

void problem_print(
    const struct problem *problem, const char *source, size_t source_length, struct text *out)
{
    const struct diagnostic diagnostic = {
        .severity = DIAGNOSTIC_ERROR,
        .code = problem->code,
        .message = problem->message,
        .file = problem->file,
        .line = problem->line,
        .column = problem->column,
        .length = problem->length,
        .help = problem->help[0] == '\0' ? NULL : problem->help,
        .note = problem->note[0] == '\0' ? NULL : problem->note,
    };
    diagnostic_print(&diagnostic, source, source_length, out);
}
