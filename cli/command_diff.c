/* SPDX-License-Identifier: MIT */
/* diff: the page as it is against the page as it would be. */
#include "base/exit_code.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/look.h"
#include "cli/place.h"
#include "cli/summary.h"

#include <stdio.h>
#include <string.h>

static void print_two(const struct look *look, struct text *out)
{
    struct difference_side theirs = look_side(look, LOOK_THEIRS);
    struct difference_side mine = look_side(look, LOOK_MINE);
    bool is_same = difference_add(&theirs, &mine, console_has_colour(), out) == 0;
    const struct message_look_known *known = &look->known.look_known;
    bool is_put_away = known->has_theirs && strcmp(known->theirs_status, "current") != 0;
    if (is_same && is_put_away)
        console_say(
            "note: both say the same, but the page is %s: `cmsync status` says what helps\n",
            known->theirs_status);
    else if (is_same)
        console_say("note: both say the same\n");
}

/* Without a base there is nothing that could be told apart: the two sides then. */
static int print_three(const struct look *look, struct text *out)
{
    if (!look->known.look_known.has_base) {
        console_say("note: the version that cmsync wrote cannot be read (any more)\n");
        print_two(look, out);
        return 0;
    }
    struct difference_side base = look_side(look, LOOK_BASE);
    struct difference_side mine = look_side(look, LOOK_MINE);
    struct difference_side theirs = look_side(look, LOOK_THEIRS);
    bool has_colour = console_has_colour();
    text_add_string(out, "What changed in Confluence:\n");
    if (difference_add(&base, &theirs, has_colour, out) == 0)
        text_add_string(out, "nothing\n");
    text_add_string(out, "\nWhat changed in the file:\n");
    if (difference_add(&base, &mine, has_colour, out) == 0)
        text_add_string(out, "nothing\n");
    text_add_string(out, "\nBoth together:\n");
    long conflicts = difference_merge(&base, &mine, &theirs, out);
    if (conflicts < 0)
        return EXIT_CODE_FAILURE;
    text_add_char(out, '\n');
    summary_print_count(conflicts, "place", out);
    text_add_string(out, conflicts == 1 ? " contradicts itself\n" : " contradict each other\n");
    return 0;
}

static int diff_run(const struct command_run *run)
{
    interrupt_open();
    char *place = place_find(run->config, run->arguments[0]);
    if (place == NULL)
        return EXIT_CODE_USAGE;
    struct look look;
    int code = look_fetch(&look, run, place, "cmsync diff");
    if (code == 0) {
        struct text out = text_new(DIFFERENCE_MAX_BYTES);
        look_render(&look, options_has(run->options, "storage"));
        if (options_has(run->options, "three-way"))
            code = print_three(&look, &out);
        else
            print_two(&look, &out);
        console_write(&out);
        text_free(&out);
    }
    look_free(&look);
    memory_free(&place);
    return code;
}

static const struct option diff_options[] = {
    { "three-way", '\0', NULL, "what each side changed since cmsync wrote the page, and both" },
    { "storage", '\0', NULL, "storage format instead of text" },
    { "token-file", '\0', "FILE", "file with the token, for its owner alone; - is standard input" },
};

const struct command command_diff = {
    .name = "diff",
    .summary = "show the page as it is against the page as it would be",
    .usage = "FILE",
    .example = "cmsync diff docs/guide.md\ncmsync diff --three-way docs/guide.md",
    .least = 1,
    .most = 1,
    .reads_config = true,
    .needs = CONFIG_NEEDS_SITE | CONFIG_NEEDS_DOCS,
    .options = diff_options,
    .option_count = sizeof diff_options / sizeof diff_options[0],
    .run = diff_run,
};
