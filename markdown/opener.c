/* SPDX-License-Identifier: MIT */
#include "markdown/opener.h"

#include "base/memory.h"
#include "markdown/bounds.h"
#include "markdown/page.h"
#include "markdown/panels.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { FENCE_MIN = 3, COLONS_MIN = 3, NOTE_NAME_MAX = 100 };

static bool is_blank_char(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

struct line line_read(const char *data, const char *end)
{
    const char *newline = memchr(data, '\n', (size_t)(end - data));
    struct line line = { .at = data };
    line.end = newline == NULL ? end : newline;
    line.next = newline == NULL ? end : newline + 1;
    if (line.end > data && line.end[-1] == '\r')
        line.end--;
    return line_from(&line, data);
}

struct line line_from(const struct line *line, const char *at)
{
    struct line rest = { .at = at, .end = line->end, .next = line->next };
    for (; at < rest.end && (*at == ' ' || *at == '\t'); at++)
        rest.indent += *at == '\t' ? 4 : 1;
    rest.is_blank = at == rest.end;
    return rest;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank_char(*at))
        at++;
    return at;
}

static size_t count_run(const char *at, const char *end, char c)
{
    size_t count = 0;
    while (at + count < end && at[count] == c)
        count++;
    return count;
}

bool line_may_trigger(const char *at, const char *end, unsigned features)
{
    size_t left = (size_t)(end - at);
    switch (*at) {
    case '!':
    case '?':
    case '=':
        return (features & PAGE_ADMONITIONS) != 0 && count_run(at, end, *at) >= COLONS_MIN;
    case ':':
        if (left > 2 && is_blank_char(at[1]))
            return (features & PAGE_DEFINITIONS) != 0;
        return (features & (PAGE_DIRECTIVES | PAGE_MACROS)) != 0 &&
               count_run(at, end, *at) >= COLONS_MIN;
    case '>':
        while (at < end && (*at == '>' || *at == ' '))
            at++;
        return (features & PAGE_FOOTNOTES) != 0 && end - at > 1 && at[0] == '[' && at[1] == '^';
    case '[':
        return (features & PAGE_FOOTNOTES) != 0 && left > 1 && at[1] == '^';
    default:
        return false;
    }
}

size_t line_list_content(const struct line *line)
{
    const char *at = skip_blanks(line->at, line->end);
    const char *start = at;
    if (at < line->end && strchr("-*+", *at) != NULL) {
        at++;
    } else {
        while (at < line->end && isdigit((unsigned char)*at) && at - start < 9)
            at++;
        if (at == start || at == line->end || (*at != '.' && *at != ')'))
            return 0;
        at++;
    }
    if (at < line->end && *at != ' ' && *at != '\t')
        return 0;
    size_t blanks = count_run(at, line->end, ' ');
    return line->indent + (size_t)(at - start) + (blanks == 0 || blanks > 4 ? 1 : blanks);
}

/* Behind quote marks and list marks. */
static const char *skip_marks(const struct line *line)
{
    struct line rest = *line;
    for (;;) {
        rest.at = skip_blanks(rest.at, rest.end);
        rest.indent = 0;
        size_t content = line_list_content(&rest);
        if (rest.at < rest.end && *rest.at == '>')
            rest.at++;
        else if (content > 0 && rest.at + content < rest.end)
            rest.at += content;
        else
            return rest.at;
    }
}

/* Cells between pipes; those in front of the first and behind the last do not count. */
static size_t count_cells(const char *at, const char *end)
{
    while (end > at && is_blank_char(end[-1]))
        end--;
    if (at < end && *at == '|')
        at++;
    if (end > at && end[-1] == '|' && (end - at < 2 || end[-2] != '\\'))
        end--;
    size_t cells = 1;
    for (; at < end; at++) {
        if (*at == '\\' && at + 1 < end)
            at++;
        else
            cells += *at == '|';
    }
    return cells;
}

/* The shortest run of dashes; 0 when the line is no rule. */
static size_t shortest_dashes(const char *at, const char *end)
{
    size_t shortest = SIZE_MAX;
    bool has_pipe = false;
    while (at < end) {
        size_t dashes = count_run(at, end, '-');
        if (dashes == 0 && strchr("|: \t\r", *at) == NULL)
            return 0;
        has_pipe = has_pipe || *at == '|';
        shortest = dashes > 0 && dashes < shortest ? dashes : shortest;
        at += dashes == 0 ? 1 : dashes;
    }
    return has_pipe && shortest != SIZE_MAX ? shortest : 0;
}

enum rule line_rule(const struct line *line, const struct line *above)
{
    enum { MD4C_MIN_DASHES = 3 };
    const char *at = skip_blanks(line->at, line->end);
    while (at < line->end && *at == '>')
        at = skip_blanks(at + 1, line->end);
    size_t dashes = shortest_dashes(at, line->end);
    if (dashes == 0 || above->is_blank)
        return RULE_NONE;
    const char *head = skip_marks(above);
    if (memchr(head, '|', (size_t)(above->end - head)) == NULL)
        return RULE_NONE;
    size_t cells = count_cells(at, line->end);
    if (cells != count_cells(head, above->end) || cells > BOUNDS_COLUMNS)
        return RULE_WRONG;
    return dashes < MD4C_MIN_DASHES ? RULE_SHORT : RULE_RIGHT;
}

size_t line_opens_fence(const struct line *line, char *fence)
{
    const char *at = skip_marks(line);
    *fence = '\0';
    if (at == line->end || (*at != '`' && *at != '~'))
        return 0;
    size_t length = count_run(at, line->end, *at);
    if (length < FENCE_MIN)
        return 0;
    at += length;
    if (at[-1] == '`' && memchr(at, '`', (size_t)(line->end - at)) != NULL)
        return 0;
    *fence = at[-1];
    return length;
}

bool line_closes_fence(const struct line *line, char fence, size_t length)
{
    const char *at = skip_blanks(line->at, line->end);
    while (at < line->end && *at == '>')
        at = skip_blanks(at + 1, line->end);
    size_t run = count_run(at, line->end, fence);
    return run >= length && skip_blanks(at + run, line->end) == line->end;
}

static bool is_type_char(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_';
}

/* `type further-words "title"`. */
static bool read_bang(const char *at, const char *end, struct opener *opener)
{
    at = skip_blanks(at, end);
    opener->type = at;
    while (at < end && is_type_char(*at))
        at++;
    opener->type_length = (size_t)(at - opener->type);
    if (opener->type_length == 0)
        return false;
    const char *quote = memchr(at, '"', (size_t)(end - at));
    for (; at < (quote == NULL ? end : quote); at++)
        if (!is_blank_char(*at) && !is_type_char(*at))
            return false;
    if (quote == NULL)
        return true;
    const char *last = memrchr(quote + 1, '"', (size_t)(end - quote - 1));
    if (last == NULL || skip_blanks(last + 1, end) != end)
        return false;
    opener->has_title = true;
    opener->title = quote + 1;
    opener->title_length = (size_t)(last - opener->title);
    return true;
}

/* `=== "Title"`, also with `!` or `+`: a tab is a panel here, for Confluence has no tabs. */
static bool read_tab(const char *at, const char *end, struct opener *opener)
{
    at += at < end && (*at == '!' || *at == '+');
    bool has_blank = at < end && is_blank_char(*at);
    at = skip_blanks(at, end);
    while (end > at && is_blank_char(end[-1]))
        end--;
    if (!has_blank || end - at < 3 || *at != '"' || end[-1] != '"')
        return false;
    *opener = (struct opener){ .type = "panel",
        .type_length = 5,
        .title = at + 1,
        .title_length = (size_t)(end - at - 2),
        .has_title = true,
        .is_known = true };
    return true;
}

/* `type[title]`, `type title`, `type{attributes}`, `{type}` (MyST) and `{.type}` (Pandoc). */
static bool read_colons(const char *at, const char *end, struct opener *opener)
{
    at = skip_blanks(at, end);
    bool is_braced = at < end && *at == '{';
    if (is_braced) {
        at = skip_blanks(at + 1, end);
        at += at < end && *at == '.';
    }
    opener->type = at;
    while (at < end && is_type_char(*at))
        at++;
    opener->type_length = (size_t)(at - opener->type);
    if (opener->type_length == 0 || !isalpha((unsigned char)*opener->type))
        return false;
    if (is_braced) {
        const char *close = memchr(at, '}', (size_t)(end - at));
        if (close == NULL)
            return false;
        at = close + 1;
    }
    while (end > at && is_blank_char(end[-1]))
        end--;
    if (end - at >= COLONS_MIN && memcmp(end - COLONS_MIN, ":::", COLONS_MIN) == 0)
        return false; /* `:::image ... :::` stands for itself */
    at = skip_blanks(at, end);
    if (at < end && *at == '[' && end[-1] == ']') {
        at++;
        end--;
    }
    opener->has_title = at < end;
    opener->title = at;
    opener->title_length = (size_t)(end - at);
    return true;
}

bool line_opens_panel(const struct line *line, struct opener *opener)
{
    *opener = (struct opener){ 0 };
    const char *at = skip_blanks(line->at, line->end);
    if (at == line->end)
        return false;
    size_t run = count_run(at, line->end, *at);
    const char *rest = at + run;
    if (*at == ':') {
        opener->colons = run;
        if (run < COLONS_MIN || !read_colons(rest, line->end, opener))
            return false;
        opener->is_known = panel_is_known(opener->type, opener->type_length);
        opener->is_any_macro = panel_is_macro(opener->type, opener->type_length);
        return true;
    }
    if (run != COLONS_MIN || (*at != '!' && *at != '?' && *at != '='))
        return false;
    if (*at == '=')
        return read_tab(rest, line->end, opener);
    opener->is_closed = *at == '?';
    if (opener->is_closed && rest < line->end && *rest == '+') {
        opener->is_closed = false;
        opener->is_open = true;
        rest++;
    }
    opener->is_known = true;
    return rest < line->end && is_blank_char(*rest) && read_bang(rest, line->end, opener);
}

size_t line_closes_panel(const struct line *line)
{
    const char *at = skip_blanks(line->at, line->end);
    size_t colons = count_run(at, line->end, ':');
    return colons >= COLONS_MIN && skip_blanks(at + colons, line->end) == line->end ? colons : 0;
}

struct panel opener_panel(const struct opener *opener, struct memory_pool *pool)
{
    char *type = memory_pool_copy(pool, opener->type, opener->type_length);
    for (char *c = type; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return (struct panel){ .type = type,
        .title =
            opener->has_title ? memory_pool_copy(pool, opener->title, opener->title_length) : NULL,
        .has_title = opener->has_title,
        .is_closed = opener->is_closed,
        .is_open = opener->is_open };
}

const char *line_defines_note(const struct line *line, size_t *length)
{
    if (line->indent > 3)
        return NULL;
    const char *at = skip_blanks(line->at, line->end);
    if (line->end - at < 5 || at[0] != '[' || at[1] != '^')
        return NULL;
    const char *name = at + 2;
    const char *close = memchr(name, ']', (size_t)(line->end - name));
    if (close == NULL || close == name || close + 1 >= line->end || close[1] != ':' ||
        close - name > NOTE_NAME_MAX)
        return NULL;
    for (at = name; at < close; at++)
        if (is_blank_char(*at) || *at == '[')
            return NULL;
    *length = (size_t)(close - name);
    return name;
}

/* Behind the code span that begins at `at`; behind the backticks when none does. */
static const char *skip_code(const char *at, const char *end)
{
    size_t length = count_run(at, end, '`');
    const char *behind = at + length;
    for (const char *tick = behind;
         tick < end && (tick = memchr(tick, '`', (size_t)(end - tick))) != NULL;) {
        size_t run = count_run(tick, end, '`');
        tick += run;
        if (run == length)
            return tick;
    }
    return behind;
}

static bool read_marker(const char *at, const char *end, struct marker *marker)
{
    static const char *const WORDS[] = { "cmsync:ignore-end", "cmsync:ignore-start" };
    if (end - at < 4 || memcmp(at, "<!--", 4) != 0)
        return false;
    const char *word = skip_blanks(at + 4, end);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        size_t length = strlen(WORDS[i]);
        if ((size_t)(end - word) < length || memcmp(word, WORDS[i], length) != 0)
            continue;
        const char *close = skip_blanks(word + length, end);
        if (end - close < 3 || memcmp(close, "-->", 3) != 0)
            continue;
        *marker = (struct marker){ at, close + 3, i == 1 };
        return true;
    }
    return false;
}

bool line_find_marker(const char *at, const char *end, struct marker *marker)
{
    while (at < end) {
        if (*at == '`')
            at = skip_code(at, end);
        else if (*at == '<' && read_marker(at, end, marker))
            return true;
        else
            at++;
    }
    return false;
}
