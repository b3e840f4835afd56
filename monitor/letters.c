/* SPDX-License-Identifier: MIT */
#include "monitor/letters.h"

#include <string.h>

static const struct {
    char letter;
    enum style style;
    const char *word;
    const char *meaning;
    const char *next;
} letters[] = {
    { 'U', STYLE_BAD, "changed on both sides", "conflict: somebody edited the page in Confluence",
        "c resolve: look at both sides, then decide" },
    { 'E', STYLE_BAD, "failed", "failed; the note says why",
        "e edit the file; saving it tries again\nx try again as it is" },
    { 'D', STYLE_BAD, "deletion waits for you", "its file is gone, the deletion waits for you",
        "D look at what would be deleted, and decide" },
    { 'L', STYLE_BAD, "not permitted", "no permission for the page",
        "Ask for the right to edit the page,\nthen x to try again." },
    { 'A', STYLE_BUSY, "new", "a new page, not published yet", "" },
    { 'M', STYLE_BUSY, "changed", "changed, not published yet", "" },
    { 'R', STYLE_BUSY, "moved", "moved, not published yet", "" },
    { 'W', STYLE_BUSY, "waiting", "waits; goes on by itself", "Nothing: it goes on by itself." },
    { '>', STYLE_BUSY, "being sent", "being sent", "" },
    { '=', STYLE_PLAIN, "", "in step with Confluence", "" },
    { 'P', STYLE_DIM, "paused", "paused", "P go on" },
    { 'O', STYLE_DIM, "its file is gone", "its file is gone, the page stays",
        "Nothing, unless the page should go, too:\ndelete it in Confluence." },
    { 'I', STYLE_DIM, "ignored", "ignored", "" },
};

enum { LETTERS = sizeof letters / sizeof letters[0] };

static size_t find(char letter)
{
    size_t i = 0;
    while (i < LETTERS && letters[i].letter != letter)
        i++;
    return i;
}

enum style letters_style(char letter)
{
    size_t i = find(letter);
    return i == LETTERS ? STYLE_PLAIN : letters[i].style;
}

const char *letters_word(char letter)
{
    size_t i = find(letter);
    return i == LETTERS ? "" : letters[i].word;
}

const char *letters_meaning(char letter)
{
    size_t i = find(letter);
    return i == LETTERS ? "" : letters[i].meaning;
}

const char *letters_next(char letter, const char *decision)
{
    if (letter == 'U' && strcmp(decision, "clash") == 0)
        return "c take that page over, or publish under\nanother title";
    if (letter == 'U' && strcmp(decision, "gone") == 0)
        return "c bring it back, or leave it away";
    size_t i = find(letter);
    return i == LETTERS ? "" : letters[i].next;
}

char letters_at(size_t i, const char **meaning)
{
    if (i >= LETTERS)
        return '\0';
    *meaning = letters[i].meaning;
    return letters[i].letter;
}
