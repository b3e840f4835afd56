/* SPDX-License-Identifier: MIT */
#include "watcher/ignore.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/text.h"
#include "watcher/unwanted.h"

#include <stdlib.h>
#include <string.h>

struct ignore_file {
    char *folder;
    char *content;
};

/* A matcher knows one list of rules, so those of a folder are anchored to it. */
struct ignore {
    const struct ignore_matcher *matcher;
    void *rules;  /* the matcher's */
    bool is_open; /* it has them: there was a rule */
    char *patterns;
    struct ignore_file *files; /* in byte order of the folders */
    size_t file_count;
    bool has_rules;
    bool is_stale;
};

struct ignore *ignore_new(
    const struct ignore_matcher *matcher, const char *const *patterns, size_t count)
{
    struct ignore *ignore = memory_new(sizeof *ignore);
    ignore->matcher = matcher;
    struct text text = text_new(IGNORE_FILE_MAX_BYTES);
    for (size_t i = 0; i < count; i++)
        text_add_format(&text, "%s\n", patterns[i]);
    ignore->patterns = text_take(&text);
    ignore->is_stale = true;
    return ignore;
}

void ignore_free(struct ignore **ignore)
{
    if (*ignore == NULL)
        return;
    for (size_t i = 0; i < (*ignore)->file_count; i++) {
        memory_free(&(*ignore)->files[i].folder);
        memory_free(&(*ignore)->files[i].content);
    }
    memory_free(&(*ignore)->files);
    memory_free(&(*ignore)->patterns);
    if ((*ignore)->is_open)
        (*ignore)->matcher->close((*ignore)->rules);
    memory_free(ignore);
}

/* Where the folder is, or would be inserted. */
static size_t find_place(const struct ignore *ignore, const char *folder)
{
    size_t low = 0;
    size_t high = ignore->file_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(ignore->files[middle].folder, folder) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void remove_file(struct ignore *ignore, size_t place)
{
    memory_free(&ignore->files[place].folder);
    memory_free(&ignore->files[place].content);
    ignore->file_count--;
    memmove(&ignore->files[place], &ignore->files[place + 1],
        (ignore->file_count - place) * sizeof(struct ignore_file));
    ignore->is_stale = true;
}

static void insert_file(
    struct ignore *ignore, size_t place, const char *folder, const char *content)
{
    ignore->files = memory_grow(ignore->files, ignore->file_count + 1, sizeof(struct ignore_file));
    memmove(&ignore->files[place + 1], &ignore->files[place],
        (ignore->file_count - place) * sizeof(struct ignore_file));
    ignore->files[place] =
        (struct ignore_file){ memory_copy_text(folder), memory_copy_text(content) };
    ignore->file_count++;
    ignore->is_stale = true;
}

void ignore_set_file(struct ignore *ignore, const char *folder, const char *content)
{
    if (ignore->file_count == 0 && content == NULL)
        return;
    size_t place = find_place(ignore, folder);
    bool is_known = place < ignore->file_count && strcmp(ignore->files[place].folder, folder) == 0;
    if (is_known && (content == NULL || strcmp(ignore->files[place].content, content) != 0))
        remove_file(ignore, place);
    else if (is_known)
        return;
    if (content != NULL)
        insert_file(ignore, place, folder, content);
}

/* A folder's name inside a pattern: its special characters stand for themselves. A newline cannot
   be written, `?` fits it too. */
static void add_folder(struct text *rules, const char *folder)
{
    for (const char *c = folder; *c != '\0'; c++) {
        if (*c == '\n') {
            text_add_char(rules, '?');
            continue;
        }
        if (strchr("\\*?[", *c) != NULL)
            text_add_char(rules, '\\');
        text_add_char(rules, *c);
    }
}

/* One line of a folder's ignore file, anchored to the folder. gitignore(5): a pattern with a slash
   at its beginning or in its middle is relative to the folder, any other fits at every depth. */
static void add_rule(struct text *rules, const char *folder, const char *line, size_t length)
{
    if (length > 0 && line[length - 1] == '\r')
        length--;
    if (length == 0 || line[0] == '#')
        return;
    if (line[0] == '!') {
        text_add_char(rules, '!');
        line++;
        length--;
    }
    if (length == 0)
        return;
    bool is_anchored = memchr(line, '/', length - 1) != NULL;
    text_add_char(rules, '/');
    add_folder(rules, folder);
    text_add_string(rules, is_anchored ? "/" : "/**/");
    if (line[0] == '/') {
        line++;
        length--;
    }
    text_add(rules, line, length);
    text_add_char(rules, '\n');
}

/* As git does, without the mark that some editors put in front. */
static const char *skip_byte_order_mark(const char *content)
{
    static const char mark[] = "\xEF\xBB\xBF";
    return strncmp(content, mark, sizeof mark - 1) == 0 ? content + sizeof mark - 1 : content;
}

static void add_file(struct text *rules, const struct ignore_file *file)
{
    const char *content = skip_byte_order_mark(file->content);
    if (file->folder[0] == '\0') {
        text_add_format(rules, "%s\n", content);
        return;
    }
    for (const char *line = content; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        add_rule(rules, file->folder, line, length);
        line += length + (line[length] == '\n');
    }
}

/* Folders stand before what they hold in byte order too, so deeper files come later and win. */
static void rebuild(struct ignore *ignore)
{
    enum { RULES_MAX_BYTES = 16 * 1024 * 1024 };
    struct text rules = text_new(RULES_MAX_BYTES);
    text_add_string(&rules, ignore->patterns);
    for (size_t i = 0; i < ignore->file_count; i++)
        add_file(&rules, &ignore->files[i]);
    if (rules.overflowed)
        log_error("the ignore patterns are more than %d MiB; the rest is not used",
            RULES_MAX_BYTES / 1024 / 1024);
    ignore->has_rules = rules.length > 0;
    /* Most trees have none, and libgit2 reads the system's certificates as it starts. */
    if (ignore->has_rules && !ignore->is_open) {
        ignore->rules = ignore->matcher->open();
        ignore->is_open = true;
    }
    if (ignore->is_open)
        ignore->matcher->set(ignore->rules, rules.data);
    ignore->is_stale = false;
    text_free(&rules);
}

bool ignore_has(struct ignore *ignore, const char *path, bool is_folder)
{
    if (unwanted_name(path_name(path), is_folder))
        return true;
    if (ignore->is_stale)
        rebuild(ignore);
    if (!ignore->has_rules)
        return false;
    /* There is no disk behind the rules: only the slash tells that this is a folder. */
    char *slashed = is_folder ? path_join(path, "") : NULL;
    bool is_ignored = ignore->matcher->has(ignore->rules, slashed != NULL ? slashed : path);
    memory_free(&slashed);
    return is_ignored;
}
