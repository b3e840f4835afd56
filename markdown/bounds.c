/* SPDX-License-Identifier: MIT */
#include "markdown/bounds.h"

#include "markdown/preparation.h"

#include <ctype.h>
#include <string.h>

enum { LINES_MAX = 2048, ADDRESSES_MAX = 64 };

static bool contains(const struct line *line, const char *what)
{
    return memmem(line->at, (size_t)(line->end - line->at), what, strlen(what)) != NULL;
}

bool bounds_end_paragraph(struct preparation *p, const struct line *line)
{
    if (line->is_blank) {
        p->bracket_lines = 0;
        p->addresses = 0;
        return false;
    }
    p->bracket_lines += contains(line, "[");
    if (p->bracket_lines < LINES_MAX || !p->was_text || line->indent > 3 ||
        strchr("#>|<-=:!", line->at[line->indent]) != NULL)
        return false;
    p->bracket_lines = 0;
    return true;
}

/* `[label]: address`: where the address ends that is too long; NULL for anything else. */
static const char *cut_of(const struct line *line)
{
    const char *at = line->at;
    if (line->end - at <= BOUNDS_DEFINITION_BYTES || *at != '[')
        return NULL;
    const char *colon = memmem(at, BOUNDS_DEFINITION_BYTES, "]:", 2);
    return colon == NULL ? NULL : at + BOUNDS_DEFINITION_BYTES;
}

/* A bare address as GFM has it may begin with the mark at `at`. */
static bool is_address(const char *at, const char *end)
{
    size_t left = (size_t)(end - at);
    return *at == '@' || (left > 3 && memcmp(at, "://", 3) == 0) ||
           (left > 4 && memcmp(at, "www.", 4) == 0);
}

/* What is marked up and is no part of an address, in GFM's eyes. */
static bool is_swallowed(char c)
{
    return c != '\0' && strchr("*`[]<&!~|\\", c) != NULL;
}

/* The address is to be linked, and the markup behind it would be lost; in one that is written as an
   address nothing is. */
bool bounds_swallows(const char *data, const char *at, const char *end)
{
    if (end - at < 4 || at[1] != '/' || at[2] != '/' || !is_swallowed(at[3]))
        return false;
    const char *scheme = at;
    while (scheme > data && isalpha((unsigned char)scheme[-1]))
        scheme--;
    char before = scheme > data ? scheme[-1] : ' ';
    char further = scheme > data + 1 ? scheme[-2] : ' ';
    bool is_written = before == '<' || before == '=' || further == '=' || further == ']';
    return scheme < at && !is_written;
}

/* Adds the line with cuts that md4c takes for no address. */
static bool add_unswallowed(struct preparation *p, const struct line *line)
{
    const char *from = line->at;
    for (const char *at = from;
         at < line->end && (at = memchr(at, ':', (size_t)(line->end - at))) != NULL; at++) {
        if (!bounds_swallows(line->at, at, line->end))
            continue;
        text_add(&p->out, from, (size_t)(at + 1 - from));
        text_add_string(&p->out, BOUNDS_CUT);
        from = at + 1;
    }
    if (from == line->at)
        return false;
    text_add(&p->out, from, (size_t)(line->end - from));
    return true;
}

static void add_cut_line(struct preparation *p, const struct line *line)
{
    const char *from = line->at;
    for (const char *at = from; at < line->end; at++) {
        p->addresses += is_address(at, line->end);
        bool is_gap = *at == ' ' && at > from && at[-1] != ' ' && at[-1] != '\\';
        if (!is_gap || p->addresses < ADDRESSES_MAX)
            continue;
        text_add(&p->out, from, (size_t)(at - from));
        text_add_string(&p->out, BOUNDS_CUT);
        p->addresses = 0;
        from = at;
    }
    text_add(&p->out, from, (size_t)(line->end - from));
    if (p->addresses >= ADDRESSES_MAX && line->end > line->at && line->end[-1] != '\\' &&
        line->end[-1] != ' ') {
        text_add_string(&p->out, BOUNDS_CUT);
        p->addresses = 0;
    }
}

bool bounds_add(struct preparation *p, const struct line *line)
{
    const char *cut = cut_of(line);
    if (cut != NULL) {
        while (((unsigned char)*cut & 0xC0) == 0x80)
            cut--;
        text_add(&p->out, line->at, (size_t)(cut - line->at));
        if (memmem(line->at, (size_t)(cut - line->at), "<", 1) != NULL)
            text_add_char(&p->out, '>');
        if (p->prepared->cut_line == 0)
            p->prepared->cut_line = p->file_line + p->prepared->first_line;
        return true;
    }
    size_t length = (size_t)(line->end - line->at);
    if (memchr(line->at, ':', length) == NULL && memchr(line->at, '@', length) == NULL &&
        !contains(line, "www."))
        return false;
    if (add_unswallowed(p, line))
        return true;
    add_cut_line(p, line);
    return true;
}
