/* SPDX-License-Identifier: MIT */
#include "markdown/complaint.h"

#include "base/memory.h"
#include "base/path.h"

#include <stdbool.h>
#include <string.h>

enum { FRAGMENTS_MAX = 2000, QUOTE_MAX_BYTES = 500 };

/* The line's text and length; NULL when there is no such line. */
static const char *find_line(const char *source, size_t size, size_t line, size_t *length)
{
    const char *at = line == 0 ? NULL : source;
    const char *end = source + size;
    for (size_t i = 1; i < line && at != NULL; i++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at == NULL ? NULL : at + 1;
    }
    if (at == NULL)
        return NULL;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    *length = (size_t)((newline == NULL ? end : newline) - at);
    return at;
}

static size_t count_characters(const char *from, const char *to)
{
    size_t count = 0;
    for (; from < to; from++)
        count += ((unsigned char)*from & 0xC0) != 0x80;
    return count;
}

static size_t stem_length(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);
}

/* The target's last name, without the slash of a folder. The caller owns it. */
static char *name_of(const char *target)
{
    size_t length = strlen(target);
    while (length > 0 && target[length - 1] == '/')
        length--;
    char *path = memory_copy_part(target, length);
    char *name = memory_copy_text(path_name(path));
    memory_free(&path);
    return name;
}

/* Where an address stands, not the text that is linked. */
static bool is_in_address(const char *line, const char *hit)
{
    while (hit > line && strchr(" \t)]", hit[-1]) == NULL) {
        hit--;
        if (*hit == '(' || *hit == '"' || *hit == '<')
            return true;
    }
    return false;
}

/* The word in an address, else the first one; NULL when it is not there. */
static const char *find_address(const char *line, size_t length, const char *word)
{
    const char *end = line + length;
    size_t size = strlen(word);
    const char *first = size == 0 ? NULL : memmem(line, length, word, size);
    for (const char *hit = first; hit != NULL;
         hit = memmem(hit + 1, (size_t)(end - hit - 1), word, size))
        if (is_in_address(line, hit))
            return hit;
    return first;
}

/* Cuts `word` to what stands in the line: a wiki link names its page without the extension. */
static const char *find_word(const char *line, size_t length, char *word)
{
    const char *hit = find_address(line, length, word);
    if (hit != NULL)
        return hit;
    word[stem_length(word)] = '\0';
    return find_address(line, length, word);
}

struct diagnostic complaint_of(const struct reference *reference, enum reference_problem problem,
    const char *source, size_t length)
{
    static const char *const CODES[] = { "CM-LINK-01", "CM-LINK-02", "CM-IMG-01" };
    struct diagnostic diagnostic = {
        .severity = DIAGNOSTIC_WARNING, .code = CODES[problem], .line = reference->line
    };
    char *word = problem == REFERENCE_FRAGMENT_MISSING ? memory_copy_text(reference->fragment)
                                                       : name_of(reference->target);
    size_t line_length = 0;
    const char *at =
        source == NULL ? NULL : find_line(source, length, reference->line, &line_length);
    const char *hit = at == NULL ? NULL : find_word(at, line_length, word);
    if (hit != NULL) {
        diagnostic.column = 1 + count_characters(at, hit);
        diagnostic.length = count_characters(word, word + strlen(word));
    }
    memory_free(&word);
    return diagnostic;
}

void complaint_print(
    const struct diagnostic *diagnostic, const char *source, size_t length, struct text *out)
{
    size_t line_length = 0;
    bool is_short = source != NULL &&
                    find_line(source, length, diagnostic->line, &line_length) != NULL &&
                    line_length <= QUOTE_MAX_BYTES;
    diagnostic_print(diagnostic, is_short ? source : NULL, is_short ? length : 0, out);
}

/* Among the names with the extension `extension`, or among all for NULL. */
static const char *nearest_stem(
    const char *stem, const char *extension, const char *const *names, size_t count)
{
    char **stems = memory_new_array(count + 1, sizeof *stems);
    const char **owners = memory_new_array(count + 1, sizeof *owners);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        size_t length = stem_length(names[i]);
        if (extension != NULL && strcmp(names[i] + length, extension) != 0)
            continue;
        owners[kept] = names[i];
        stems[kept++] = memory_copy_part(names[i], length);
    }
    const char *near = diagnostic_suggest(stem, (const char *const *)stems, kept);
    const char *owner = NULL;
    for (size_t i = 0; i < kept; i++) {
        if (stems[i] == near)
            owner = owners[i];
        memory_free(&stems[i]);
    }
    memory_free(&stems);
    memory_free(&owners);
    return owner;
}

const char *complaint_suggest_name(const char *name, const char *const *names, size_t count)
{
    size_t length = stem_length(name);
    char *stem = memory_copy_part(name, length);
    const char *near = nearest_stem(stem, name + length, names, count);
    if (near == NULL)
        near = nearest_stem(stem, NULL, names, count);
    memory_free(&stem);
    return near;
}

void complaint_suggest_fragment(const char *anchors, const char *fragment, struct text *out)
{
    char *lines = memory_copy_text(anchors);
    const char **fragments = memory_new_array(FRAGMENTS_MAX, sizeof *fragments);
    size_t count = 0;
    char *rest = NULL;
    for (char *line = strtok_r(lines, "\n", &rest); line != NULL && count < FRAGMENTS_MAX;
         line = strtok_r(NULL, "\n", &rest))
        fragments[count++] = line;
    const char *near = diagnostic_suggest(fragment, fragments, count);
    if (near != NULL)
        text_add_format(out, "#%s", near);
    memory_free(&fragments);
    memory_free(&lines);
}

void complaint_relative(const char *folder, const char *path, struct text *out)
{
    size_t common = 0; /* bytes of whole folder names, with their slash */
    size_t i = 0;
    for (; folder[i] != '\0' && folder[i] == path[i]; i++)
        if (folder[i] == '/')
            common = i + 1;
    if (i > 0 && folder[i] == '\0' && path[i] == '/')
        common = i + 1;
    if (common <= strlen(folder) && folder[common] != '\0')
        for (size_t up = path_depth(folder + common); up > 0; up--)
            text_add_string(out, "../");
    text_add_string(out, path + common);
}
