/* SPDX-License-Identifier: MIT */
#include "bus/checks.h"

#include <string.h>

enum { TEXT_BYTES = 16 * 1024 };

struct checks checks_new(void)
{
    return (struct checks){ .pool = memory_pool_new() };
}

void checks_free(struct checks *checks)
{
    memory_free(&checks->items);
    memory_pool_free(&checks->pool);
    checks->count = checks->capacity = 0;
}

const char *checks_keep(struct checks *checks, const char *text)
{
    return memory_pool_copy(checks->pool, text, strlen(text));
}

static const char *keep_format(struct checks *checks, const char *format, va_list arguments)
{
    struct text text = text_new(TEXT_BYTES);
    text_add_arguments(&text, format, arguments);
    const char *kept = checks_keep(checks, text.data);
    text_free(&text);
    return kept;
}

struct item_check *checks_add(
    struct checks *checks, const char *name, enum check_level level, const char *format, ...)
{
    if (checks->count == checks->capacity) {
        checks->capacity = checks->capacity * 2 + 16;
        checks->items = memory_grow(checks->items, checks->capacity, sizeof *checks->items);
    }
    struct item_check *check = &checks->items[checks->count++];
    va_list arguments;
    va_start(arguments, format);
    *check = (struct item_check){ .name = name,
        .level = level,
        .code = "",
        .text = keep_format(checks, format, arguments),
        .help = "" };
    va_end(arguments);
    return check;
}

void checks_blame(struct checks *checks, const char *code, int exit_code, const char *help, ...)
{
    struct item_check *check = &checks->items[checks->count - 1];
    va_list arguments;
    va_start(arguments, help);
    check->code = code;
    check->exit_code = exit_code;
    check->help = keep_format(checks, help, arguments);
    va_end(arguments);
}

const struct item_check *checks_find(const struct checks *checks, const char *name)
{
    for (size_t i = 0; i < checks->count; i++) {
        if (strcmp(checks->items[i].name, name) == 0)
            return &checks->items[i];
    }
    return NULL;
}

size_t checks_count(const struct checks *checks, enum check_level level)
{
    size_t count = 0;
    for (size_t i = 0; i < checks->count; i++)
        count += checks->items[i].level == (int64_t)level;
    return count;
}
