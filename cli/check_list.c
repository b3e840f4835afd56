/* SPDX-License-Identifier: MIT */
#include "cli/check_list.h"

#include "base/exit_code.h"
#include "base/unicode.h"
#include "cli/console.h"
#include "cli/document.h"

#include <string.h>

#include <jansson.h>

enum { TEXT_COLUMN = 24 }; /* behind level and name */

static const struct {
    const char *name;
    const char *colour;
} levels[] = {
    [CHECK_OK] = { "ok", "\x1b[32m" },
    [CHECK_INFO] = { "info", "" },
    [CHECK_WARNING] = { "warning", "\x1b[33m" },
    [CHECK_ERROR] = { "error", "\x1b[31m" },
    [CHECK_SKIPPED] = { "skipped", "\x1b[2m" },
};

enum { LEVELS = sizeof levels / sizeof levels[0] };

static int64_t known_level(int64_t level)
{
    return level >= 0 && level < LEVELS ? level : CHECK_ERROR;
}

const char *check_list_level(int64_t level)
{
    return levels[known_level(level)].name;
}

void check_list_take(struct checks *checks, const struct message_probe_report *report)
{
    for (size_t i = 0; i < report->checks_count; i++) {
        const struct item_check *found = &report->checks[i];
        struct item_check *check = checks_add(checks, checks_keep(checks, found->name),
            (enum check_level)known_level(found->level), "%s", found->text);
        check->code = checks_keep(checks, found->code);
        check->help = checks_keep(checks, found->help);
        check->exit_code = found->exit_code;
    }
}

int check_list_exit_code(const struct checks *checks)
{
    int code = 0;
    for (size_t i = 0; i < checks->count; i++) {
        const struct item_check *check = &checks->items[i];
        if (check->level != CHECK_ERROR)
            continue;
        int own = check->exit_code > 0 && check->exit_code < 256 ? (int)check->exit_code
                                                                 : EXIT_CODE_FAILURE;
        code = exit_code_first(code, own);
    }
    return code;
}

static void print_check(const struct item_check *check, bool has_colour, struct text *out)
{
    int64_t level = known_level(check->level);
    const char *colour = has_colour ? levels[level].colour : "";
    char *name = unicode_printable(check->name);
    text_add_format(out, "%s%-8s%s %-14s ", colour, levels[level].name,
        colour[0] == '\0' ? "" : "\x1b[0m", name);
    memory_free(&name);
    /* Further lines of a text stand below its first. */
    char margin[TEXT_COLUMN + 1];
    snprintf(margin, sizeof margin, "%*s", TEXT_COLUMN, "");
    console_add_lines("", margin, check->text[0] == '\0' ? "-" : check->text, out);
    if (check->help[0] != '\0') {
        text_add_format(out, "%shelp: ", margin);
        console_add_lines("", margin, check->help, out);
    }
}

void check_list_print(const struct checks *checks, bool has_colour, struct text *out)
{
    for (size_t i = 0; i < checks->count; i++)
        print_check(&checks->items[i], has_colour, out);
    size_t errors = checks_count(checks, CHECK_ERROR);
    size_t warnings = checks_count(checks, CHECK_WARNING);
    text_add_format(out, "\n%zu error%s, %zu warning%s\n", errors, errors == 1 ? "" : "s", warnings,
        warnings == 1 ? "" : "s");
}

json_t *check_list_to_json(const struct checks *checks, const char *format)
{
    json_t *document = json_object();
    json_object_set_new(document, "format", json_string(format));
    json_t *list = json_array();
    for (size_t i = 0; i < checks->count; i++) {
        const struct item_check *check = &checks->items[i];
        json_t *item = json_object();
        json_object_set_new(item, "check", document_text(check->name));
        json_object_set_new(item, "level", json_string(check_list_level(check->level)));
        json_object_set_new(item, "code", document_text(check->code));
        json_object_set_new(item, "message", document_text(check->text));
        json_object_set_new(item, "help", document_text(check->help));
        json_array_append_new(list, item);
    }
    json_object_set_new(document, "checks", list);
    json_object_set_new(
        document, "errors", json_integer((json_int_t)checks_count(checks, CHECK_ERROR)));
    json_object_set_new(
        document, "warnings", json_integer((json_int_t)checks_count(checks, CHECK_WARNING)));
    json_object_set_new(document, "exit_code", json_integer(check_list_exit_code(checks)));
    return document;
}
