/* SPDX-License-Identifier: MIT */
#include "cli/apply.h"

#include "cli/console.h"
#include "cli/summary.h"

enum { OUT_BYTES = 64 * 1024 };

const struct option apply_options[APPLY_OPTIONS] = {
    { "yes", 'y', NULL, "publish without asking; decisions and held deletions still wait" },
    { "json", '\0', NULL, "one line of JSON at the end (cmsync.apply/1.0)" },
    { "adopt", '\0', NULL, "take over pages below the root page that have titles of new files" },
    { "check-remote", '\0', NULL, "find out first what people changed in Confluence" },
    { "max-deletions", '\0', "N", "more deletions than this in one run wait for you" },
    { "token-file", '\0', "FILE", "file with the token, for its owner alone; - is standard input" },
};

void apply_say(const struct message_run_known *known, int64_t took_ms, bool is_json, bool is_done)
{
    struct text out = text_new(OUT_BYTES);
    if (is_json)
        summary_print_json(known, &out);
    else
        summary_print(known, is_done, took_ms, &out);
    console_write(&out);
    text_cut(&out, 0);
    if (!is_json)
        summary_print_notes(known, &out);
    console_say("%s", out.data);
    text_free(&out);
}
