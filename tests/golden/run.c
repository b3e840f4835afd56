/* SPDX-License-Identifier: MIT */
/*
 * golden_run [--update] FOLDER [NAME..]: converts FOLDER/NAME.md for both editions and compares
 * with NAME.cloud.xml, NAME.datacenter.xml and NAME.warnings (none: no warnings). Expected files
 * hold one block a line, for people; every output must be well-formed.
 */
#include "base/file.h"
#include "base/memory.h"
#include "converter/convert_file.h"
#include "storage/wellformed.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_updating;

/* A line end behind every tag that ends a block. */
static void break_lines(const struct text *body, struct text *out)
{
    static const char *const ENDS[] = { "</p>", "</li>", "</ul>", "</ol>", "<ul>", "<ol>", "</tr>",
        "<tbody>", "</table>", "</blockquote>", "<blockquote>", "</ac:structured-macro>",
        "<ac:rich-text-body>", "<hr />", "</h1>", "</h2>", "</h3>", "</h4>", "</h5>", "</h6>",
        "</ac:task>", "<ac:task-list>", "</ac:task-list>", "</pre>" };
    const char *at = body->data;
    while (*at != '\0') {
        const char *tag_end = strchr(at, '>');
        size_t length = tag_end == NULL ? strlen(at) : (size_t)(tag_end + 1 - at);
        text_add(out, at, length);
        at += length;
        for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
            size_t size = strlen(ENDS[i]);
            if (out->length >= size && memcmp(out->data + out->length - size, ENDS[i], size) == 0)
                text_add_char(out, '\n');
        }
    }
    if (out->length > 0 && out->data[out->length - 1] != '\n')
        text_add_char(out, '\n');
}

/* True when the file holds `wanted` (or does now). */
static bool compare(const char *path, const struct text *found)
{
    char *wanted = NULL;
    size_t size = 0;
    enum file_result result = file_read(AT_FDCWD, path, SIZE_MAX / 2, &wanted, &size);
    bool is_same = result == FILE_OK
                       ? size == found->length && memcmp(wanted, found->data, size) == 0
                       : found->length == 0;
    if (!is_same && is_updating) {
        printf("%s: updated\n", path);
        is_same = found->length > 0 ? file_write(path, found->data, found->length, 0644) == 0
                                    : unlink(path) == 0;
    } else if (!is_same) {
        printf("%s differs. Expected:\n%s\nConverted:\n%s\n", path, wanted == NULL ? "" : wanted,
            found->data);
    }
    memory_free(&wanted);
    return is_same;
}

static bool check(const char *folder, const char *name, enum page_edition edition)
{
    struct text path = text_new(4096);
    struct text body = text_new(SIZE_MAX / 2);
    struct text lines = text_new(SIZE_MAX / 2);
    struct text warnings = text_new(SIZE_MAX / 2);
    struct wellformed_problem problem;
    text_add_format(&path, "%s/%s.md", folder, name);
    struct convert_input input = {
        .file = path.data, .root = folder, .options = page_default_options()
    };
    input.options.edition = edition;
    if (strcmp(name, "math") == 0)
        input.options.features |= PAGE_MATH;
    if (strcmp(name, "wiki-links") == 0)
        input.options.features |= PAGE_WIKI_LINKS;
    bool is_good = convert_file(&input, &body, &warnings, NULL) == 0;
    if (wellformed_check(body.data, body.length, WELLFORMED_DEPTH_MAX, &problem) < 0) {
        printf("%s: not well-formed: %s\n", path.data, problem.message);
        is_good = false;
    }
    break_lines(&body, &lines);
    text_cut(&path, 0);
    text_add_format(
        &path, "%s/%s.%s.xml", folder, name, edition == PAGE_CLOUD ? "cloud" : "datacenter");
    is_good = compare(path.data, &lines) && is_good;
    text_cut(&path, 0);
    text_add_format(&path, "%s/%s.warnings", folder, name);
    is_good = compare(path.data, &warnings) && is_good;
    text_free(&path);
    text_free(&body);
    text_free(&lines);
    text_free(&warnings);
    return is_good;
}

static bool check_both(const char *folder, const char *name)
{
    bool is_good = check(folder, name, PAGE_CLOUD);
    return check(folder, name, PAGE_DATACENTER) && is_good;
}

static bool check_all(const char *folder)
{
    bool is_good = true;
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length < 4 || strcmp(entry->d_name + length - 3, ".md") != 0)
            continue;
        char *name = memory_copy_part(entry->d_name, length - 3);
        is_good = check_both(folder, name) && is_good;
        memory_free(&name);
    }
    if (entries != NULL)
        closedir(entries);
    return is_good;
}

int main(int argc, char **argv)
{
    int at = 1;
    if (at < argc && strcmp(argv[at], "--update") == 0) {
        is_updating = true;
        at++;
    }
    if (at >= argc) {
        fprintf(stderr, "usage: golden_run [--update] FOLDER [NAME..]\n");
        return 2;
    }
    const char *folder = argv[at++];
    bool is_good = at < argc || check_all(folder);
    for (; at < argc; at++)
        is_good = check_both(folder, argv[at]) && is_good;
    return is_good ? 0 : 1;
}
