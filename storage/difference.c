/* SPDX-License-Identifier: MIT */
#include "storage/difference.h"

#include "base/text.h"

#include <string.h>

#include <git2.h>

struct printing {
    struct text *out;
    bool has_colour;
    long lines;
};

static const char *colour_of(char origin)
{
    switch (origin) {
    case GIT_DIFF_LINE_ADDITION:
        return "32";
    case GIT_DIFF_LINE_DELETION:
        return "31";
    case GIT_DIFF_LINE_HUNK_HDR:
        return "36";
    default:
        return NULL;
    }
}

static int print_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
    const git_diff_line *line, void *context)
{
    (void)delta, (void)hunk;
    struct printing *printing = context;
    struct text *out = printing->out;
    bool is_content = line->origin == GIT_DIFF_LINE_CONTEXT ||
                      line->origin == GIT_DIFF_LINE_ADDITION ||
                      line->origin == GIT_DIFF_LINE_DELETION;
    if (!is_content && line->origin != GIT_DIFF_LINE_HUNK_HDR)
        return 0; /* its own head, and what it says of ends without a line end */
    const char *colour = printing->has_colour ? colour_of(line->origin) : NULL;
    size_t length = line->content_len;
    if (length > 0 && line->content[length - 1] == '\n')
        length--;
    if (colour != NULL)
        text_add_format(out, "\x1b[%sm", colour);
    if (is_content)
        text_add_char(out, line->origin);
    text_add(out, line->content, length);
    text_add_string(out, colour != NULL ? "\x1b[0m\n" : "\n");
    printing->lines += is_content && line->origin != GIT_DIFF_LINE_CONTEXT;
    return 0;
}

long difference_add(const struct difference_side *before, const struct difference_side *after,
    bool has_colour, struct text *out)
{
    if (before->length == after->length &&
        (before->length == 0 || memcmp(before->text, after->text, before->length) == 0))
        return 0;
    git_libgit2_init();
    git_patch *patch = NULL;
    git_diff_options options;
    git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    options.flags = GIT_DIFF_FORCE_TEXT;
    size_t start = out->length;
    text_add_format(out, "--- %s\n+++ %s\n", before->name, after->name);
    struct printing printing = { .out = out, .has_colour = has_colour };
    int result = git_patch_from_buffers(
        &patch, before->text, before->length, "text", after->text, after->length, "text", &options);
    if (result == 0)
        result = git_patch_print(patch, print_line, &printing);
    git_patch_free(patch);
    git_libgit2_shutdown();
    if (result != 0)
        text_cut(out, start);
    return result != 0 ? -1 : printing.lines;
}

static git_merge_file_input input_of(const struct difference_side *side)
{
    git_merge_file_input input;
    git_merge_file_input_init(&input, GIT_MERGE_FILE_INPUT_VERSION);
    input.ptr = side->text;
    input.size = side->length;
    return input;
}

/* git_merge_file() says only whether there are any. */
static long count_conflicts(const char *text, size_t length)
{
    static const char mark[] = "<<<<<<< ";
    long count = 0;
    bool is_start = true;
    for (size_t i = 0; i + sizeof mark - 1 <= length; i++) {
        count += is_start && memcmp(text + i, mark, sizeof mark - 1) == 0;
        is_start = text[i] == '\n';
    }
    return count;
}

long difference_merge(const struct difference_side *base, const struct difference_side *mine,
    const struct difference_side *theirs, struct text *out)
{
    git_libgit2_init();
    git_merge_file_input inputs[] = { input_of(base), input_of(mine), input_of(theirs) };
    git_merge_file_options options;
    git_merge_file_options_init(&options, GIT_MERGE_FILE_OPTIONS_VERSION);
    options.ancestor_label = base->name;
    options.our_label = mine->name;
    options.their_label = theirs->name;
    options.flags = GIT_MERGE_FILE_STYLE_DIFF3;
    git_merge_file_result result = { 0 };
    long count = -1;
    if (git_merge_file(&result, &inputs[0], &inputs[1], &inputs[2], &options) == 0) {
        text_add(out, result.ptr, result.len);
        count = result.automergeable ? 0 : count_conflicts(result.ptr, result.len);
    }
    git_merge_file_result_free(&result);
    git_libgit2_shutdown();
    return count;
}
