/* SPDX-License-Identifier: MIT */
#include "monitor/journal.h"

#include "base/memory.h"
#include "monitor/match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char levels[] = "DIWE";

void journal_reset(struct journal *journal)
{
    memset(journal, 0, sizeof *journal);
    journal->level = 'I';
}

void journal_free(struct journal *journal)
{
    for (size_t i = 0; i < JOURNAL_LINES; i++)
        free(journal->lines[i].text);
    memory_free(&journal->filter);
    match_free(&journal->match);
    journal_reset(journal);
}

/* What comes behind the last known source is counted to that one: names are no input to grow by. */
static unsigned char find_source(struct journal *journal, const char *source)
{
    char name[JOURNAL_SOURCE_BYTES];
    snprintf(name, sizeof name, "%s", source);
    size_t i = 0;
    while (i < journal->source_count && strcmp(journal->sources[i], name) != 0)
        i++;
    if (i == journal->source_count) {
        if (i == JOURNAL_SOURCES)
            return JOURNAL_SOURCES - 1;
        memcpy(journal->sources[i], name, sizeof name);
        journal->source_count++;
    }
    return (unsigned char)i;
}

void journal_add(
    struct journal *journal, int64_t at_ms, char level, const char *source, const char *text)
{
    size_t i = (journal->first + journal->count) % JOURNAL_LINES;
    if (journal->count == JOURNAL_LINES)
        journal->first = (journal->first + 1) % JOURNAL_LINES;
    else
        journal->count++;
    struct journal_line *line = &journal->lines[i];
    memory_free(&line->text);
    *line = (struct journal_line){ .number = ++journal->last_number,
        .at_ms = at_ms,
        .level = level,
        .source = find_source(journal, source),
        .text = memory_copy_text(text) };
}

const struct journal_line *journal_line(const struct journal *journal, size_t i)
{
    return &journal->lines[(journal->first + i) % JOURNAL_LINES];
}

const char *journal_source(const struct journal *journal, const struct journal_line *line)
{
    return journal->sources[line->source];
}

bool journal_shows(const struct journal *journal, const struct journal_line *line)
{
    if (strchr(levels, line->level) < strchr(levels, journal->level))
        return false;
    if (journal->source != 0 && line->source != journal->source - 1)
        return false;
    return match_fits(
        journal->match, &(struct match_subject){ .name = journal_source(journal, line),
                            .text = line->text,
                            .letter = line->level,
                            .age_ms = -1 });
}

size_t journal_selected(const struct journal *journal)
{
    size_t after = journal->count;
    for (size_t i = journal->count; i > 0; i--) {
        const struct journal_line *line = journal_line(journal, i - 1);
        if (!journal_shows(journal, line))
            continue;
        if (journal->cursor == 0 || line->number <= journal->cursor)
            return i - 1;
        after = i - 1;
    }
    /* Older than all that is left: the oldest. */
    return after;
}

void journal_move(struct journal *journal, long lines)
{
    size_t at = journal_selected(journal);
    if (at == journal->count)
        return;
    size_t best = at;
    long step = lines < 0 ? -1 : 1;
    for (long i = (long)at + step; lines != 0 && i >= 0 && i < (long)journal->count; i += step) {
        if (!journal_shows(journal, journal_line(journal, (size_t)i)))
            continue;
        best = (size_t)i;
        lines -= step;
    }
    /* It was moved beyond the newest one: follow. */
    journal->cursor = lines > 0 ? 0 : journal_line(journal, best)->number;
}

void journal_set_filter(struct journal *journal, const char *filter)
{
    memory_free(&journal->filter);
    journal->filter = memory_copy_text(filter);
    match_free(&journal->match);
    journal->match = match_new(filter);
}

void journal_turn_level(struct journal *journal)
{
    const char *next = strchr(levels, journal->level) + 1;
    journal->level = (char)(*next == '\0' ? levels[0] : *next);
}

void journal_turn_source(struct journal *journal)
{
    journal->source = (journal->source + 1) % (journal->source_count + 1);
}

size_t journal_shown(const struct journal *journal)
{
    size_t shown = 0;
    for (size_t i = 0; i < journal->count; i++)
        shown += journal_shows(journal, journal_line(journal, i)) ? 1 : 0;
    return shown;
}
