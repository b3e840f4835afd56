/* SPDX-License-Identifier: MIT */
#include "cli/summary.h"

#include <inttypes.h>
#include <string.h>

enum { BAR_CELLS = 24 };

void summary_print_duration(int64_t ms, struct text *out)
{
    if (ms < 60000)
        text_add_format(out, "%" PRId64 ".%" PRId64 " s", ms / 1000, ms % 1000 / 100);
    else
        text_add_format(out, "%" PRId64 " min %" PRId64 " s", ms / 60000, ms % 60000 / 1000);
}

void summary_print_count(int64_t count, const char *noun, struct text *out)
{
    text_add_format(out, "%" PRId64 " %s%s", count, noun, count == 1 ? "" : "s");
}

void summary_print(
    const struct message_run_known *known, bool is_done, int64_t took_ms, struct text *out)
{
    const struct {
        const char *word;
        int64_t count;
    } parts[] = {
        { "created", known->created },
        { "updated", known->updated },
        { "moved", known->moved },
        { "deleted", known->deleted },
        { "failed", known->failed },
        { "held", known->held },
        { "orphaned", known->orphaned },
        { "unchanged", known->unchanged },
    };
    size_t start = out->length;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].count == 0)
            continue;
        text_add_format(
            out, "%s%s %" PRId64, out->length > start ? ", " : "", parts[i].word, parts[i].count);
    }
    if (out->length == start)
        text_add_string(out, is_done ? "nothing to publish" : "nothing was published");
    text_add_string(out, "; ");
    summary_print_count(known->requests, "request", out);
    text_add_string(out, ", ");
    summary_print_duration(took_ms, out);
    text_add_char(out, '\n');
}

void summary_print_notes(const struct message_run_known *known, struct text *out)
{
    if (known->warnings > 0) {
        text_add_string(out, "note: ");
        summary_print_count(known->warnings, "page", out);
        text_add_string(out, " with warnings, such as links that lead nowhere; "
                             "`cmsync check` lists them\n");
    }
    if (known->orphaned > 0) {
        text_add_string(out, "note: ");
        summary_print_count(known->orphaned, "page", out);
        text_add_format(out,
            " lost %s and stay%s in Confluence; `cmsync status` lists what has no file any more\n",
            known->orphaned == 1 ? "its file" : "their files", known->orphaned == 1 ? "s" : "");
    }
}

void summary_print_json(const struct message_run_known *known, struct text *out)
{
    text_add_format(out,
        "{\"format\":\"cmsync.apply/1.0\",\"created\":%" PRId64 ",\"updated\":%" PRId64
        ",\"moved\":%" PRId64 ",\"deleted\":%" PRId64 ",\"unchanged\":%" PRId64
        ",\"failed\":%" PRId64 ",\"held\":%" PRId64 ",\"requests\":%" PRId64 "}\n",
        known->created, known->updated, known->moved, known->deleted, known->unchanged,
        known->failed, known->held, known->requests);
}

static void print_bar(int64_t done, int64_t all, struct text *out)
{
    int64_t filled = all > 0 ? done * BAR_CELLS / all : 0;
    text_add_char(out, '[');
    for (int64_t i = 0; i < BAR_CELLS; i++)
        text_add_char(out, i < filled ? '#' : '-');
    text_add_char(out, ']');
}

/* A run begins paused: that is worth a word only once there is something to publish. */
static bool is_telling(const struct message_run_known *known)
{
    if (known->gate == NULL || known->gate[0] == '\0' || strcmp(known->gate, "open") == 0)
        return false;
    return known->is_converted ||
           (strcmp(known->gate, "paused") != 0 && strcmp(known->gate, "plan") != 0);
}

void summary_print_progress(
    const struct message_run_known *known, int64_t took_ms, struct text *out)
{
    if (!known->is_scanned) {
        text_add_string(out, "looking at the folder");
    } else if (known->to_convert > 0) {
        text_add_format(out, "converting, %" PRId64 " to go", known->to_convert);
    } else if (!known->is_converted || !known->is_checked) {
        text_add_string(out, "asking Confluence");
    } else {
        int64_t left = known->to_upload;
        int64_t all = known->pages > left ? known->pages : left;
        text_add_string(out, "publishing  ");
        print_bar(all - left, all, out);
        text_add_format(out, "  %" PRId64 " of %" PRId64, all - left, all);
        if (known->held > 0)
            text_add_format(out, ", %" PRId64 " held", known->held);
        if (known->failed > 0)
            text_add_format(out, ", %" PRId64 " failed", known->failed);
    }
    if (is_telling(known))
        text_add_format(out, "  (%s)", known->gate);
    text_add_string(out, "  ");
    summary_print_duration(took_ms, out);
}
