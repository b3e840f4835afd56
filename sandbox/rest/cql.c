/* SPDX-License-Identifier: MIT */
#include "sandbox/rest/cql.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const fields[] = { "type", "space", "space.key", "title", "parent", "ancestor",
    "id", "content", "label", "text" };

static const char *skip_blanks(const char *p)
{
    while (isspace((unsigned char)*p))
        p++;
    return p;
}

static bool is_field(const char *name)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcasecmp(fields[i], name) == 0)
            return true;
    }
    return false;
}

/* A quoted text with backslash escapes, or a bare word. NULL when there is none. */
static const char *read_value(const char *p, char value[CQL_BYTES])
{
    size_t used = 0;
    char quote = '\0';
    if (*p == '"' || *p == '\'')
        quote = *p++;
    while (*p && used + 1 < CQL_BYTES) {
        if (quote ? *p == quote : isspace((unsigned char)*p))
            break;
        if (quote && *p == '\\' && p[1])
            p++;
        value[used++] = *p++;
    }
    value[used] = '\0';
    if (quote && *p != quote)
        return NULL;
    return quote ? p + 1 : used ? p : NULL;
}

static const char *read_term(const char *p, struct cql_term *term)
{
    size_t length = strcspn(p, " =!~");
    snprintf(term->field, sizeof term->field, "%.*s", (int)length, p);
    p = skip_blanks(p + length);
    if (!is_field(term->field))
        return NULL;
    length = strspn(p, "=!~");
    if (length == 0 || length > 2)
        return NULL;
    snprintf(term->operator, sizeof term->operator, "%.*s", (int)length, p);
    return read_value(skip_blanks(p + length), term->value);
}

int cql_parse(struct cql *cql, const char *text)
{
    const char *p = skip_blanks(text);
    cql->count = 0;
    while (cql->count < CQL_TERMS) {
        p = read_term(p, &cql->terms[cql->count]);
        if (!p)
            return -1;
        cql->count++;
        p = skip_blanks(p);
        if (*p == '\0' || strncasecmp(p, "order by", 8) == 0)
            return 0;
        if (strncasecmp(p, "and ", 4) != 0)
            return -1;
        p = skip_blanks(p + 4);
    }
    return -1;
}

static bool has_label(const struct page *page, const char *name)
{
    for (size_t i = 0; i < page->label_count; i++) {
        if (strcasecmp(page->labels[i].name, name) == 0)
            return true;
    }
    return false;
}

static bool has_ancestor(const struct page *page, int64_t id)
{
    for (const struct page *p = page->parent; p; p = p->parent) {
        if (p->id == id)
            return true;
    }
    return false;
}

static bool term_holds(const struct cql_term *term, const struct page *page)
{
    const char *value = term->value;
    int64_t id = strtoll(value, NULL, 10);
    bool is_like = strchr(term->operator, '~') != NULL;
    if (strcasecmp(term->field, "type") == 0)
        return strcasecmp(value, "page") == 0;
    if (strncasecmp(term->field, "space", 5) == 0)
        return strcasecmp(page->space->key, value) == 0;
    if (strcasecmp(term->field, "title") == 0)
        return is_like ? strcasestr(page->title, value) != NULL : strcmp(page->title, value) == 0;
    if (strcasecmp(term->field, "text") == 0)
        return strcasestr(wiki_last(page)->body, value) != NULL;
    if (strcasecmp(term->field, "parent") == 0)
        return page->parent && page->parent->id == id;
    if (strcasecmp(term->field, "ancestor") == 0)
        return has_ancestor(page, id);
    if (strcasecmp(term->field, "label") == 0)
        return has_label(page, value);
    return page->id == id;
}

bool cql_matches(const struct cql *cql, const struct page *page)
{
    for (size_t i = 0; i < cql->count; i++) {
        bool is_negated = cql->terms[i].operator[0] == '!';
        if (term_holds(&cql->terms[i], page) == is_negated)
            return false;
    }
    return true;
}
