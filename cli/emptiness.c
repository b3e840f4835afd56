/* SPDX-License-Identifier: MIT */
#include "cli/emptiness.h"

#include "base/beneath.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "cli/console.h"
#include "cli/summary.h"
#include "watcher/scan.h"
#include "watcher/unwanted.h"

#include <string.h>
#include <unistd.h>

enum { LINES_MOST = 5 };

struct emptiness {
    const char *root;
    const struct config_list *patterns;
    const struct ignore_matcher *matcher;
    struct text lines; /* what was left out, and by what */
    size_t left_out;
    int64_t files;
    int64_t pages;
};

/* ---------------------------------------------------------------- by which pattern */

/* Patterns of `folder` alone: those of the configuration (NULL) or one line of an ignore file. */
static bool fits(const struct emptiness *emptiness, const char *folder, const char *pattern,
    const char *path, bool is_folder)
{
    struct ignore *ignore = ignore_new(emptiness->matcher, &pattern, folder == NULL ? 1 : 0);
    if (folder != NULL)
        ignore_set_file(ignore, folder, pattern);
    bool does = ignore_has(ignore, path, is_folder);
    ignore_free(&ignore);
    return does;
}

/* The first line of the folder's ignore file that leaves the path out. The caller owns it; NULL. */
static char *find_line(
    const struct emptiness *emptiness, const char *folder, const char *path, bool is_folder)
{
    char *name = path_join(folder, IGNORE_FILE);
    int fd = beneath_open(emptiness->root, name);
    char *content = NULL;
    char *found = NULL;
    size_t size = 0;
    bool is_read =
        fd >= 0 && file_read_descriptor(fd, IGNORE_FILE_MAX_BYTES, &content, &size) == FILE_OK;
    for (const char *line = content; is_read && found == NULL && *line != '\0';) {
        size_t length = strcspn(line, "\n");
        char *pattern = memory_copy_part(line, length);
        if (fits(emptiness, folder, pattern, path, is_folder))
            found = memory_copy_text(pattern);
        memory_free(&pattern);
        line += length + (line[length] == '\n');
    }
    if (fd >= 0)
        close(fd);
    memory_free(&content);
    memory_free(&name);
    return found;
}

/* Deeper ignore files go before those of the folders above. */
static bool add_ignore_file(
    const struct emptiness *emptiness, const char *path, bool is_folder, struct text *out)
{
    char *folder = path_folder(path);
    for (;;) {
        char *line = find_line(emptiness, folder, path, is_folder);
        if (line != NULL) {
            text_add_format(out, "the pattern `%s` in %s%s%s", line, folder,
                folder[0] == '\0' ? "" : "/", IGNORE_FILE);
            memory_free(&line);
            memory_free(&folder);
            return true;
        }
        if (folder[0] == '\0')
            break;
        char *above = path_folder(folder);
        memory_free(&folder);
        folder = above;
    }
    memory_free(&folder);
    return false;
}

static void add_cause(
    const struct emptiness *emptiness, const char *path, bool is_folder, struct text *out)
{
    if (unwanted_name(path_name(path), is_folder)) {
        text_add_string(out, "its name (hidden, node_modules, or an editor's temporary file)");
        return;
    }
    if (add_ignore_file(emptiness, path, is_folder, out))
        return;
    for (size_t i = 0; i < emptiness->patterns->count; i++) {
        const char *pattern = emptiness->patterns->items[i];
        if (!fits(emptiness, NULL, pattern, path, is_folder))
            continue;
        text_add_format(out, "the pattern `%s` of docs.ignore", pattern);
        return;
    }
    text_add_string(out, "the patterns of docs.ignore and " IGNORE_FILE " together");
}

/* ---------------------------------------------------------------- looking */

static void take_ignored(void *context, const char *path, bool is_folder)
{
    struct emptiness *emptiness = context;
    bool is_hidden = path_name(path)[0] == '.';
    if ((is_folder && is_hidden) || (!is_folder && !path_is_markdown(path)))
        return;
    if (emptiness->left_out++ >= LINES_MOST)
        return;
    text_add_format(&emptiness->lines, "  %s%s: left out by ", path, is_folder ? "/" : "");
    add_cause(emptiness, path, is_folder, &emptiness->lines);
    text_add_char(&emptiness->lines, '\n');
}

static void take_skipped(void *context, const char *path, const char *reason)
{
    struct emptiness *emptiness = context;
    if (emptiness->left_out++ < LINES_MOST)
        text_add_format(&emptiness->lines, "  %s: %s\n", path, reason);
}

static bool take_file(void *context, const char *path, const struct tree_values *values)
{
    struct emptiness *emptiness = context;
    emptiness->files += !values->is_folder;
    emptiness->pages += !values->is_folder && path_is_markdown(path);
    return true;
}

static void look(struct emptiness *emptiness)
{
    struct scan scan = {
        .taker = take_file, .skipped = take_skipped, .ignored = take_ignored, .context = emptiness
    };
    scan.ignore =
        ignore_new(emptiness->matcher, emptiness->patterns->items, emptiness->patterns->count);
    if (scan_open(&scan, emptiness->root) == 0)
        scan_walk(&scan, "");
    scan_close(&scan);
    ignore_free(&scan.ignore);
}

static void print(const struct emptiness *emptiness, struct text *out)
{
    text_add_format(out, "note: no page in %s: ", emptiness->root);
    if (emptiness->files == 0) {
        text_add_string(
            out, emptiness->left_out > 0 ? "what is there is left out\n" : "the folder is empty\n");
    } else {
        summary_print_count(emptiness->files, "file", out);
        text_add_string(out, ", and no name ends in .md\n");
    }
    text_add_string(out, emptiness->lines.data);
    if (emptiness->left_out > LINES_MOST)
        text_add_format(out, "  ... and %zu more\n", emptiness->left_out - LINES_MOST);
    text_add_string(out,
        "  = help: docs.root names the folder (`cmsync config show` says where that "
        "is set); docs.ignore and " IGNORE_FILE " say what is left out\n");
}

void emptiness_print(const char *root, const struct config_list *patterns,
    const struct ignore_matcher *matcher, struct text *out)
{
    struct emptiness emptiness = {
        .root = root, .patterns = patterns, .matcher = matcher, .lines = text_new(64 * 1024)
    };
    look(&emptiness);
    if (emptiness.pages == 0) { /* else they came meanwhile */
        struct text said = text_new(80 * 1024);
        print(&emptiness, &said);
        console_add_lines("", "", said.data, out);
        text_free(&said);
    }
    text_free(&emptiness.lines);
}
