/* SPDX-License-Identifier: MIT */
/* One file to storage format: no server, no state, so nothing here touches the bus. */
#include "base/exit_code.h"
#include "base/memory.h"
#include "base/path.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/edition.h"
#include "cli/place.h"
#include "cli/rules.h"
#include "converter/convert_file.h"
#include "markdown/page_settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PART_BYTES = 64 * 1024, OUT_BYTES = 1024 * 1024 * 1024, WARNINGS_BYTES = 64 * 1024 * 1024 };

static int read_standard_input(struct text *source)
{
    ssize_t length = 0;
    do {
        char *part = text_reserve(source, PART_BYTES);
        if (part == NULL) {
            console_say(
                "error: standard input is larger than %d MiB\n", CONVERT_MAX_BYTES / 1024 / 1024);
            return EXIT_CODE_FAILURE;
        }
        length = read(STDIN_FILENO, part, PART_BYTES);
        source->length += length > 0 ? (size_t)length : 0;
    } while (length > 0 || (length < 0 && errno == EINTR));
    source->data[source->length] = '\0';
    if (length == 0)
        return 0;
    console_say("error: cannot read standard input: %s\n", strerror(errno));
    return EXIT_CODE_FAILURE;
}

/* docs.root, when the file lies in it; else the file's own folder is the tree. The caller owns the
   result. */
static char *choose_root(const struct command_run *run)
{
    const char *file = run->arguments[0];
    char *place = place_below(run->config, file);
    bool is_below = place != NULL;
    memory_free(&place);
    if (is_below)
        return memory_copy_text(run->config->docs.root);
    char *folder = path_folder(file);
    if (folder[0] != '\0')
        return folder;
    memory_free(&folder);
    return memory_copy_text(file[0] == '/' ? "/" : ".");
}

static bool ignores(const char *path, bool is_folder, void *context)
{
    return rules_ignore(context, path, is_folder);
}

static int print(const struct convert_input *input)
{
    struct text out = text_new(OUT_BYTES);
    struct text diagnostics = text_new(WARNINGS_BYTES);
    int code = 0;
    errno = 0;
    if (convert_file(input, &out, &diagnostics, NULL) < 0)
        code = errno == ENOENT ? EXIT_CODE_NOT_FOUND : EXIT_CODE_FAILURE;
    if (out.length > 0 && out.data[out.length - 1] != '\n')
        text_add_char(&out, '\n');
    if (code == 0 && console_write(&out) < 0)
        code = EXIT_CODE_FAILURE;
    fputs(diagnostics.data, stderr);
    text_free(&diagnostics);
    text_free(&out);
    return code;
}

static int convert_standard_input(const struct command_run *run, struct convert_input *input)
{
    struct text source = text_new(CONVERT_MAX_BYTES + PART_BYTES);
    int code = read_standard_input(&source);
    input->source = source.data;
    input->length = source.length;
    if (run->keep_input != NULL)
        run->keep_input(source.data, source.length);
    if (code == 0)
        code = print(input);
    text_free(&source);
    return code;
}

static int convert_run(const struct command_run *run)
{
    struct convert_input input = { .options = page_settings(run->config), .config = run->config };
    int code = edition_choose(run, &input.options.edition);
    if (code != 0)
        return code;
    bool is_file = strcmp(run->arguments[0], "-") != 0;
    struct stat found;
    bool has_root = stat(run->config->docs.root, &found) == 0 && S_ISDIR(found.st_mode);
    char *root = is_file    ? choose_root(run)
                 : has_root ? memory_copy_text(run->config->docs.root)
                            : memory_copy_text(".");
    struct rules *rules = rules_open(root, &run->config->docs.ignore, run->matcher);
    input.file = is_file ? run->arguments[0] : NULL;
    input.root = root;
    input.ignores = ignores;
    input.context = rules;
    code = is_file ? print(&input) : convert_standard_input(run, &input);
    rules_close(&rules);
    memory_free(&root);
    return code;
}

static const struct option convert_options[] = {
    { "edition", '\0', "EDITION", "cloud or datacenter" },
};

const struct command command_convert = {
    .name = "convert",
    .summary = "print a Markdown file in Confluence's storage format; no server, no state",
    .usage = "FILE|-",
    .example = "cmsync convert docs/guide.md\ncmsync convert - --edition datacenter < page.md",
    .least = 1,
    .most = 1,
    .reads_config = true,
    .is_near = true,
    .options = convert_options,
    .option_count = sizeof convert_options / sizeof convert_options[0],
    .run = convert_run,
};
