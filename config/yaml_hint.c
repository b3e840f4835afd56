/* SPDX-License-Identifier: MIT */
#include "config/yaml_hint.h"

#include <string.h>

struct hint {
    const char *what;    /* part of libyaml's problem */
    const char *context; /* part of its context; NULL for any */
    char at;             /* the character it stopped at; '\0' for any */
    bool is_at_context;
    const char *message;
    const char *help;
};

#define QUOTE_IT "put the value in quotes"

/* The first that fits is taken. */
static const struct hint hints[] = {
    { "cannot start any token", NULL, '\t', false, "a tab is used as indentation",
        "indent with blanks" },
    { "cannot start any token", NULL, '@', false, "a value without quotes cannot start with `@`",
        QUOTE_IT },
    { "cannot start any token", NULL, '`', false, "a value without quotes cannot start with ```",
        QUOTE_IT },
    { "cannot start any token", NULL, '%', false, "a value without quotes cannot start with `%`",
        QUOTE_IT },
    { "tab character", NULL, '\0', false, "a tab is used as indentation", "indent with blanks" },
    { "mapping values are not allowed", NULL, '\0', false, "a `:` is not expected here",
        "put the value in quotes if it holds `: `, or check the indentation" },
    { "unexpected end of stream", "quoted scalar", '\0', true, "the quote is never closed",
        "close the quote on the same line" },
    { "unexpected document indicator", "quoted scalar", '\0', true, "the quote is never closed",
        "close the quote on the same line" },
    { "could not find expected ':'", NULL, '\0', true, "a `:` is missing behind the key",
        "write `key: value`" },
    { "expected ',' or ']'", NULL, '\0', true, "the list is never closed",
        "separate its items with `,` and close it with `]`" },
    { "expected ',' or '}'", NULL, '\0', true, "the mapping is never closed",
        "separate its entries with `,` and close it with `}`" },
    { "did not find expected key", NULL, '\0', false, "a key is expected here",
        "check the indentation: keys that belong together start in the same column" },
    { "expected '-' indicator", NULL, '\0', false, "a list item is expected here",
        "start each item of the list with `- ` in the same column" },
    { "unknown escape character", NULL, '\0', false, "unknown escape in a double-quoted value",
        "use single quotes, or write `\\\\` for a backslash" },
    { "block sequence entries are not allowed", NULL, '\0', false, "a list item cannot start here",
        "put each item on a line of its own below the key" },
    { "expected alphabetic or numeric character", "anchor", '\0', true,
        "a value without quotes cannot start with `&`", QUOTE_IT },
    { "expected alphabetic or numeric character", "alias", '\0', true,
        "a value without quotes cannot start with `*`", QUOTE_IT },
    { "expected node content", NULL, '\0', false, "a value is missing here", NULL },
    { "mapping keys are not allowed", NULL, '\0', false, "a key cannot start here",
        "check the indentation" },
    { "expected <document start>", NULL, '\0', false,
        "there is text behind the end of the document", NULL },
    { "control characters are not allowed", NULL, '\0', false,
        "a control character stands in the file", "remove it, or write it as an escape in quotes" },
    { "undefined tag handle", NULL, '\0', false, "YAML tags are not supported here", QUOTE_IT },
    { "tag", "tag", '\0', false, "YAML tags are not supported here", QUOTE_IT },
};

bool yaml_hint_set(struct problem *problem, const char *what, const char *context, char at)
{
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        const struct hint *hint = &hints[i];
        if (strstr(what, hint->what) == NULL || (hint->at != '\0' && hint->at != at))
            continue;
        if (hint->context != NULL && (context == NULL || strstr(context, hint->context) == NULL))
            continue;
        problem_set(problem, "CM-YAML-01", "%s", hint->message);
        if (hint->help != NULL)
            problem_help(problem, "%s", hint->help);
        return hint->is_at_context && context != NULL;
    }
    problem_set(problem, "CM-YAML-01", "%s", what);
    return false;
}
