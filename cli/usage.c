/* SPDX-License-Identifier: MIT */
#include "cli/usage.h"

#include "base/exit_code.h"
#include "config/problem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { PROBLEM_BYTES_MOST = 4096 };

int usage_refuse(const char *message, const char *word, const char *help)
{
    struct problem problem;
    struct text out = text_new(PROBLEM_BYTES_MOST);
    problem_set(&problem, "CM-OPT-04", message, word);
    if (help != NULL)
        problem_help(&problem, "%s", help);
    problem_print(&problem, NULL, 0, &out);
    fputs(out.data, stderr);
    text_free(&out);
    return EXIT_CODE_USAGE;
}

int usage_number(const char *what, const char *text, long least, long most, long *number)
{
    char *end = NULL;
    errno = 0;
    *number = strtol(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && *number >= least && *number <= most)
        return 0;
    char help[128];
    snprintf(help, sizeof help, "%s takes a whole number from %ld to %ld", what, least, most);
    usage_refuse("`%.200s` is no such number", text, help);
    return -1;
}
