/* SPDX-License-Identifier: MIT */
#include "cli/listing.h"

#include "base/memory.h"
#include "base/path.h"
#include "base/unicode.h"
#include "cli/document.h"
#include "cli/summary.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

enum { PART_FILES = 2000, PATH_COLUMNS = 40, EXAMPLES = 3 };

/* LETTER(letter, word, colour, trouble, advice), in the order of a person's attention. */
#define LISTING_LETTERS(LETTER)                                                                    \
    LETTER("U", "conflict", "35", true, "cmsync status %s")                                        \
    LETTER("D", "deletion", "35", true, "cmsync confirm %s, or cmsync reject %s")                  \
    LETTER("E", "error", "31", true, "cmsync status %s")                                           \
    LETTER("L", "not permitted", "31", true, "cmsync retry, when the account may edit the page")   \
    LETTER("W", "waiting", "33", false, NULL)                                                      \
    LETTER("P", "paused", "33", false, "cmsync resume")                                            \
    LETTER(">", "uploading", "36", false, NULL)                                                    \
    LETTER("A", "new", "32", false, NULL)                                                          \
    LETTER("M", "modified", "32", false, NULL)                                                     \
    LETTER("R", "moved", "32", false, NULL)                                                        \
    LETTER("O", "orphaned", "90", false, NULL)                                                     \
    LETTER("I", "ignored", "90", false, NULL)                                                      \
    LETTER("=", "in step", "0", false, NULL)

static const struct letter {
    const char *letter;
    const char *word;
    const char *colour;
    bool is_trouble;
    const char *advice;
} letters[] = {
#define LISTING_ROW(letter, word, colour, trouble, advice)                                         \
    { letter, word, colour, trouble, advice },
    LISTING_LETTERS(LISTING_ROW)
#undef LISTING_ROW
};

enum { LETTERS = sizeof letters / sizeof letters[0] };

static size_t rank_of(const char *letter)
{
    for (size_t i = 0; i < LETTERS; i++) {
        if (strcmp(letters[i].letter, letter) == 0)
            return i;
    }
    return LETTERS;
}

const char *listing_word(const char *letter)
{
    size_t rank = rank_of(letter);
    return rank < LETTERS ? letters[rank].word : "";
}

const char *listing_advice(const struct item_file_status *file)
{
    size_t rank = rank_of(file->letter);
    return rank < LETTERS ? letters[rank].advice : NULL;
}

/* ---------------------------------------------------------------- fetching */

static void add_part(struct listing *listing, struct message *part)
{
    const struct message_statuses_known *known = &part->statuses_known;
    listing->parts = memory_grow(listing->parts, listing->part_count + 1, sizeof *listing->parts);
    listing->parts[listing->part_count++] = *part;
    listing->files = memory_grow(
        listing->files, listing->count + known->files_count + 1, sizeof *listing->files);
    for (size_t i = 0; i < known->files_count; i++)
        listing->files[listing->count++] = known->files[i];
}

int listing_fetch(struct listing *listing, listing_asker *ask, void *context, const char *below)
{
    *listing = (struct listing){ .count = 0 };
    bool is_last = false;
    while (!is_last) {
        struct message question = { .type = MESSAGE_statuses_ask };
        question.statuses_ask.after =
            listing->count == 0 ? "" : listing->files[listing->count - 1].path;
        question.statuses_ask.limit = PART_FILES;
        question.statuses_ask.below = below;
        struct message answer;
        int code = ask(context, &question, &answer);
        if (code != 0)
            return code;
        is_last = answer.statuses_known.is_last || answer.statuses_known.files_count == 0;
        add_part(listing, &answer);
    }
    return 0;
}

void listing_free(struct listing *listing)
{
    for (size_t i = 0; i < listing->part_count; i++)
        message_free(&listing->parts[i]);
    memory_free(&listing->parts);
    memory_free(&listing->files);
    *listing = (struct listing){ .count = 0 };
}

static int compare_files(const void *a, const void *b)
{
    const struct item_file_status *left = a;
    const struct item_file_status *right = b;
    size_t left_rank = rank_of(left->letter);
    size_t right_rank = rank_of(right->letter);
    if (left_rank != right_rank)
        return left_rank < right_rank ? -1 : 1;
    return path_compare(left->path, right->path);
}

void listing_sort(struct listing *listing)
{
    if (listing->count > 0)
        qsort(listing->files, listing->count, sizeof *listing->files, compare_files);
}

/* ---------------------------------------------------------------- for programs */

static void add_field(const char *field, struct text *out)
{
    for (; *field != '\0'; field++) {
        const char *place = strchr("\\t\tn\nr\r", *field);
        if (*field == '\\')
            text_add_string(out, "\\\\");
        else if (place != NULL && (unsigned char)*field < ' ')
            text_add_format(out, "\\%c", place[-1]);
        else
            text_add_char(out, *field);
    }
}

void listing_print_porcelain(const struct listing *listing, struct text *out)
{
    for (size_t i = 0; i < listing->count; i++) {
        const struct item_file_status *file = &listing->files[i];
        const char *fields[] = { file->letter, file->path, file->page_id, file->reason };
        for (size_t j = 0; j < 4; j++) {
            add_field(fields[j], out);
            text_add_char(out, j < 3 ? '\t' : '\n');
        }
    }
}

json_t *listing_to_json(const struct item_file_status *file)
{
    json_t *object = json_object();
    json_object_set_new(object, "path", document_text(file->path));
    json_object_set_new(object, "letter", document_text(file->letter));
    json_object_set_new(object, "page_id", document_text(file->page_id));
    json_object_set_new(object, "version", json_integer(file->version));
    json_object_set_new(object, "title", document_text(file->title));
    json_object_set_new(object, "reason", document_text(file->reason));
    json_object_set_new(object, "at_ms", json_integer(file->at_ms));
    return object;
}

/* ---------------------------------------------------------------- for people */

static void print_file(const struct item_file_status *file, bool has_colour, struct text *out)
{
    size_t rank = rank_of(file->letter);
    char *path = unicode_printable(file->path);
    char *reason = unicode_printable(file->reason);
    size_t width = unicode_width(path);
    if (has_colour && rank < LETTERS)
        text_add_format(out, "  \x1b[%sm%s\x1b[0m  %s", letters[rank].colour, file->letter, path);
    else
        text_add_format(out, "  %s  %s", file->letter, path);
    if (reason[0] != '\0') {
        for (; width < PATH_COLUMNS; width++)
            text_add_char(out, ' ');
        text_add_format(out, "  %s", reason);
    }
    text_add_char(out, '\n');
    memory_free(&path);
    memory_free(&reason);
}

static void print_totals(const struct listing *listing, struct text *out)
{
    summary_print_count((int64_t)listing->count, "file", out);
    const char *joint = ": ";
    for (size_t rank = 0; rank < LETTERS; rank++) {
        size_t count = 0;
        for (size_t i = 0; i < listing->count; i++)
            count += rank_of(listing->files[i].letter) == rank;
        if (count == 0)
            continue;
        text_add_format(out, "%s%zu %s", joint, count, letters[rank].word);
        joint = ", ";
    }
    text_add_char(out, '\n');
}

void listing_print_table(
    const struct listing *listing, bool is_whole, bool has_colour, struct text *out)
{
    bool is_any = false;
    for (size_t i = 0; i < listing->count; i++) {
        /* In step, but there is something to say of it: a comment was lost, or it was left. */
        bool is_plain =
            strcmp(listing->files[i].letter, "=") == 0 && listing->files[i].reason[0] == '\0';
        if (!is_whole && is_plain)
            continue;
        print_file(&listing->files[i], has_colour, out);
        is_any = true;
    }
    if (is_any)
        text_add_char(out, '\n');
    print_totals(listing, out);
}

/* What a shell takes as it is stays so; else in single quotes, inside of which nothing happens. */
static void add_quoted(const char *path, struct text *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./,+:@%=^";
    bool is_plain = path[0] != '\0' && path[0] != '=';
    for (const char *c = path; *c != '\0' && is_plain; c++)
        is_plain = (unsigned char)*c >= 0x80 || strchr(plain, *c) != NULL;
    if (is_plain) {
        text_add_string(out, path);
        return;
    }
    text_add_char(out, '\'');
    for (; *path != '\0'; path++) {
        if (*path == '\'')
            text_add_string(out, "'\\'");
        text_add_char(out, *path);
    }
    text_add_char(out, '\'');
}

void listing_print_advice(const char *advice, const char *path, struct text *out)
{
    for (const char *place = advice; *place != '\0'; place++) {
        if (place[0] == '%' && place[1] == 's') {
            char *shown = unicode_printable(path);
            add_quoted(shown, out);
            memory_free(&shown);
            place++;
        } else {
            text_add_char(out, *place);
        }
    }
}

static bool is_same_cause(const struct item_file_status *a, const struct item_file_status *b)
{
    return strcmp(a->letter, b->letter) == 0 && strcmp(a->reason, b->reason) == 0;
}

/* One cause: how many files, the first of them, what to do. */
static void print_cause(const struct listing *listing, size_t first, struct text *out)
{
    const struct item_file_status *file = &listing->files[first];
    size_t count = 0;
    for (size_t i = first; i < listing->count; i++)
        count += is_same_cause(file, &listing->files[i]);
    char *reason = unicode_printable(file->reason);
    const char *word = listing_word(file->letter);
    text_add_format(out, "%s: %s", word, reason[0] == '\0' ? "no reason is known" : reason);
    if (count > 1)
        text_add_format(out, " (%zu files)", count);
    text_add_char(out, '\n');
    memory_free(&reason);
    size_t shown = 0;
    for (size_t i = first; i < listing->count && shown < EXAMPLES; i++) {
        if (!is_same_cause(file, &listing->files[i]))
            continue;
        char *path = unicode_printable(listing->files[i].path);
        text_add_format(out, "  --> %s\n", path);
        memory_free(&path);
        shown++;
    }
    if (count > EXAMPLES)
        text_add_format(out, "  ... and %zu more (`cmsync status` lists them)\n", count - EXAMPLES);
    const char *advice = listing_advice(file);
    if (advice == NULL)
        return;
    text_add_string(out, "  = help: ");
    listing_print_advice(advice, file->path, out);
    if (count > 1 && strcmp(file->letter, "D") == 0)
        text_add_string(out, " (--all: every one)");
    text_add_char(out, '\n');
}

/* A page that waits has a reason to when something went wrong with it. */
static bool is_trouble(const struct item_file_status *file, size_t rank)
{
    bool waits = strcmp(file->letter, "W") == 0 && file->reason[0] != '\0' &&
                 strcmp(file->reason, "waiting") != 0;
    return letters[rank].is_trouble || waits;
}

void listing_print_troubles(const struct listing *listing, struct text *out)
{
    bool *is_told = memory_new_array(listing->count + 1, sizeof *is_told);
    for (size_t i = 0; i < listing->count; i++) {
        size_t rank = rank_of(listing->files[i].letter);
        if (is_told[i] || rank == LETTERS || !is_trouble(&listing->files[i], rank))
            continue;
        print_cause(listing, i, out);
        /* Sorted by letter, so that what has the same cause stands behind it, not before. */
        for (size_t j = i; j < listing->count; j++)
            is_told[j] = is_told[j] || is_same_cause(&listing->files[i], &listing->files[j]);
    }
    memory_free(&is_told);
}
