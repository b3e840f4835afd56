/* SPDX-License-Identifier: MIT */
#include "markdown/tables.h"

#include "markdown/preparation.h"

#include <string.h>

/* The first pipe of a rule becomes text, and so the rule a line of the paragraph. */
static void escape_rule(struct preparation *p, struct line *line)
{
    const char *pipe = memchr(line->at, '|', (size_t)(line->end - line->at));
    text_add(&p->out, line->at, (size_t)(pipe - line->at));
    text_add_char(&p->out, '\\');
    line->at = pipe;
}

/* Dashes by threes at least, as md4c wants them. */
static void lengthen_rule(struct preparation *p, struct line *line)
{
    for (; line->at < line->end; line->at++) {
        bool is_first = *line->at == '-' && line->at[-1] != '-';
        text_add(&p->out, "---", is_first ? 3 : 0);
        if (*line->at != '-')
            text_add_char(&p->out, *line->at);
    }
}

void tables_follow(struct preparation *p, struct line *line)
{
    enum rule rule = p->has_above && !p->is_in_table ? line_rule(line, &p->above) : RULE_NONE;
    if (rule == RULE_WRONG)
        escape_rule(p, line);
    else if (rule == RULE_SHORT)
        lengthen_rule(p, line);
    p->is_in_table =
        !line->is_blank && (p->is_in_table || rule == RULE_RIGHT || rule == RULE_SHORT);
}

bool tables_interrupt(const struct preparation *p, const struct line *line)
{
    if (!p->has_above || p->above.is_blank || p->is_in_table || p->below == p->end ||
        memchr(line->at, '|', (size_t)(line->end - line->at)) == NULL ||
        !(p->was_text || line_list_content(&p->above) > 0))
        return false;
    struct line next = line_read(p->below, p->end);
    enum rule rule = line_rule(&next, line);
    return rule == RULE_RIGHT || rule == RULE_SHORT;
}

/* Nothing but what a rule is made of; decided at the first other byte. */
static bool may_be_rule(const char *at, const char *end)
{
    while (at < end && (*at == '|' || *at == '-' || *at == ':' || *at == ' ' || *at == '\t'))
        at++;
    return at == end || *at == '\n' || *at == '\r';
}

bool tables_may_trigger(const struct lines_above *above, const char *at, const char *end)
{
    if (above->last == NULL || end - at < 2 || !may_be_rule(at + 1, end))
        return false;
    struct line line = line_read(at, end);
    struct line head = line_read(above->last, end);
    enum rule rule = line_rule(&line, &head);
    if (rule != RULE_RIGHT)
        return rule != RULE_NONE;
    return above->before != NULL && !line_read(above->before, end).is_blank;
}
