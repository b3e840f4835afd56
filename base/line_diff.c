/* SPDX-License-Identifier: MIT */
#include "base/line_diff.h"

#include "base/memory.h"

#include <stdint.h>
#include <string.h>

enum { AROUND = 3, CELLS_MOST = 4 * 1000 * 1000 };

struct line {
    const char *start;
    size_t length; /* with its end, if it has one */
};

struct lines {
    struct line *items;
    size_t count;
};

/* What happens to a line: kept (both), taken away (old) or added (new). */
struct step {
    char sign; /* ' ' '-' '+' */
    struct line line;
};

struct comparison {
    struct lines old;
    struct lines new;
    struct step *steps;
    size_t count;
};

static struct lines split(const char *text)
{
    struct lines lines = { 0 };
    size_t count = 1;
    for (const char *c = text; *c != '\0'; c++)
        count += *c == '\n';
    lines.items = memory_new_array(count, sizeof *lines.items);
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        length += text[length] == '\n';
        lines.items[lines.count++] = (struct line){ text, length };
        text += length;
    }
    return lines;
}

static bool is_equal(const struct line *a, const struct line *b)
{
    return a->length == b->length && memcmp(a->start, b->start, a->length) == 0;
}

static void add_steps(
    struct comparison *comparison, char sign, const struct line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        comparison->steps[comparison->count++] = (struct step){ sign, lines[i] };
}

/* The longest common run of lines between places that differ, by the table everybody knows. */
static void compare_middle(struct comparison *comparison, const struct line *old, size_t old_count,
    const struct line *new, size_t new_count)
{
    size_t width = new_count + 1;
    if (old_count == 0 || new_count == 0 || (old_count + 1) > CELLS_MOST / width) {
        add_steps(comparison, '-', old, old_count);
        add_steps(comparison, '+', new, new_count);
        return;
    }
    uint32_t *longest = memory_new_array((old_count + 1) * width, sizeof *longest);
    for (size_t i = old_count; i-- > 0;) {
        for (size_t j = new_count; j-- > 0;) {
            uint32_t skip_old = longest[(i + 1) * width + j];
            uint32_t skip_new = longest[i * width + j + 1];
            longest[i * width + j] = is_equal(&old[i], &new[j])
                                         ? longest[(i + 1) * width + j + 1] + 1
                                     : skip_old > skip_new ? skip_old
                                                           : skip_new;
        }
    }
    size_t i = 0;
    size_t j = 0;
    while (i < old_count && j < new_count) {
        if (is_equal(&old[i], &new[j])) {
            add_steps(comparison, ' ', &old[i++], 1);
            j++;
        } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            add_steps(comparison, '-', &old[i++], 1);
        } else {
            add_steps(comparison, '+', &new[j++], 1);
        }
    }
    add_steps(comparison, '-', old + i, old_count - i);
    add_steps(comparison, '+', new + j, new_count - j);
    memory_free(&longest);
}

static void compare(struct comparison *comparison)
{
    const struct lines *old = &comparison->old;
    const struct lines *new = &comparison->new;
    size_t most = old->count < new->count ? old->count : new->count;
    size_t front = 0;
    while (front < most && is_equal(&old->items[front], &new->items[front]))
        front++;
    size_t back = 0;
    while (back < most - front &&
           is_equal(&old->items[old->count - back - 1], &new->items[new->count - back - 1]))
        back++;
    add_steps(comparison, ' ', old->items, front);
    compare_middle(comparison, old->items + front, old->count - front - back, new->items + front,
        new->count - front - back);
    add_steps(comparison, ' ', old->items + old->count - back, back);
}

/* Where the hunk that begins with the change at `at` ends: more than two contexts without one. */
static size_t hunk_end(const struct comparison *comparison, size_t at)
{
    size_t end = at;
    for (size_t i = at; i < comparison->count && i <= end + (size_t)2 * AROUND + 1; i++) {
        if (comparison->steps[i].sign != ' ')
            end = i;
    }
    return end + 1;
}

static void print_hunk(const struct comparison *comparison, size_t start, size_t end,
    const size_t lines_before[2], struct text *out)
{
    size_t counts[2] = { 0, 0 };
    for (size_t i = start; i < end; i++) {
        counts[0] += comparison->steps[i].sign != '+';
        counts[1] += comparison->steps[i].sign != '-';
    }
    text_add_format(out, "@@ -%zu,%zu +%zu,%zu @@\n", lines_before[0] + (counts[0] > 0), counts[0],
        lines_before[1] + (counts[1] > 0), counts[1]);
    for (size_t i = start; i < end; i++) {
        const struct step *step = &comparison->steps[i];
        text_add_char(out, step->sign);
        text_add(out, step->line.start, step->line.length);
        if (step->line.start[step->line.length - 1] != '\n')
            text_add_string(out, "\n\\ no end of line\n");
    }
}

void line_diff_print(const char *old, const char *new, struct text *out)
{
    struct comparison comparison = { .old = split(old), .new = split(new) };
    comparison.steps =
        memory_new_array(comparison.old.count + comparison.new.count + 1, sizeof *comparison.steps);
    compare(&comparison);
    size_t before[2] = { 0, 0 }; /* lines of old and new in front of `start` */
    size_t start = 0;
    for (size_t i = 0; i < comparison.count; i++) {
        if (comparison.steps[i].sign == ' ')
            continue;
        size_t from = i >= start + AROUND ? i - AROUND : start;
        size_t end = hunk_end(&comparison, i);
        size_t to = end + AROUND < comparison.count ? end + AROUND : comparison.count;
        before[0] += from - start; /* between hunks all lines are kept */
        before[1] += from - start;
        print_hunk(&comparison, from, to, before, out);
        for (size_t j = from; j < to; j++) {
            before[0] += comparison.steps[j].sign != '+';
            before[1] += comparison.steps[j].sign != '-';
        }
        start = to;
        i = to - 1;
    }
    memory_free(&comparison.steps);
    memory_free(&comparison.old.items);
    memory_free(&comparison.new.items);
}
