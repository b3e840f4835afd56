/* SPDX-License-Identifier: MIT */
#include "ledger/front.h"

#include <string.h>

char *front_read(const char *options, const char *key)
{
    size_t length = strlen(key);
    char *value = NULL;
    for (const char *line = options; *line != '\0' && value == NULL;) {
        size_t line_length = strcspn(line, "\n");
        if (line_length > length && line[length] == '=' && strncmp(line, key, length) == 0)
            value = memory_copy_part(line + length + 1, line_length - length - 1);
        line += line_length + (line[line_length] == '\n');
    }
    return value;
}

char *front_find(struct ledger *ledger, int64_t page, const char *key)
{
    struct query *q = query(ledger->database, "SELECT options FROM page WHERE id = ?");
    query_add_number(q, page);
    char *options = query_single_text(q);
    char *value = options == NULL ? NULL : front_read(options, key);
    memory_free(&options);
    return value;
}

/* Owned by the caller; "": as it is. */
static char *wanted_look(struct ledger *ledger, int64_t page)
{
    const struct ledger_settings *settings = &ledger->settings;
    char *own = front_find(ledger, page, "width");
    const char *width = own != NULL ? own : settings->width == NULL ? "" : settings->width;
    const char *editor = settings->editor == NULL || !settings->is_cloud ? "" : settings->editor;
    struct text look = text_new(256);
    text_add_format(
        &look, "%.200s%s%s", width, width[0] != '\0' && editor[0] != '\0' ? " " : "", editor);
    memory_free(&own);
    return text_take(&look);
}

char *front_find_look(struct ledger *ledger, int64_t page)
{
    char *look = wanted_look(ledger, page);
    struct query *q = query(ledger->database, "SELECT known_look = ? FROM page WHERE id = ?");
    query_add_text(q, look);
    query_add_number(q, page);
    if (query_single(q, 0) != 0 || look[0] == '\0')
        memory_free(&look);
    return look;
}
