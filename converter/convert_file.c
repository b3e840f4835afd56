/* SPDX-License-Identifier: MIT */
#include "converter/convert_file.h"

#include "base/diagnostic.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "converter/drawings.h"
#include "converter/targets.h"
#include "markdown/complaint.h"
#include "markdown/slugs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* One run, for the callbacks of storage/references.h. */
struct run {
    struct targets *targets;
    struct drawings drawings;
    const char *path;
    const char *shown; /* the file's name in messages */
    const char *source;
    size_t length;
    const struct page *page;
    struct text *diagnostics;
    struct slugs *own_links;
    size_t warnings;
    size_t problems; /* of references */
};

/* The fragments that links within the page point to. */
static void note_own_links(struct run *run)
{
    const struct references *list = &run->page->references;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == REFERENCE_SELF)
            slugs_entry(run->own_links, list->items[i].fragment)->count++;
}

static void look_up(
    const struct reference *reference, struct reference_answer *answer, void *context)
{
    struct run *run = context;
    if (reference->kind == REFERENCE_ANCHOR) {
        answer->is_linked = slugs_find(run->own_links, reference->fragment) != NULL ||
                            targets_is_linked(run->targets, run->path, reference->fragment);
        return;
    }
    const struct drawing_made *made = drawings_find(&run->drawings, reference->target);
    if (made != NULL) {
        answer->found = REFERENCE_IS_FILE;
        answer->width = (unsigned)made->pixels.width;
        answer->height = (unsigned)made->pixels.height;
        return;
    }
    const struct target *entry = targets_find(run->targets, reference->target);
    answer->found = entry->kind == TARGET_PAGE   ? REFERENCE_IS_PAGE
                    : entry->kind == TARGET_FILE ? REFERENCE_IS_FILE
                                                 : REFERENCE_MISSING;
    answer->title = entry->title;
    answer->width = (unsigned)entry->pixels.width;
    answer->height = (unsigned)entry->pixels.height;
    answer->has_fragment =
        targets_offers(run->targets, entry, reference->fragment, &answer->is_title);
}

/* With the source's line. */
static void print(struct run *run, struct diagnostic *diagnostic)
{
    diagnostic->severity = DIAGNOSTIC_WARNING;
    diagnostic->file = run->shown;
    complaint_print(diagnostic, run->source, run->length, run->diagnostics);
    run->warnings++;
}

static void report(const struct reference *reference, enum reference_problem problem, void *context)
{
    struct run *run = context;
    if (run->problems++ >= PAGE_WARNINGS_MAX) {
        run->warnings++;
        return;
    }
    struct text message = text_new(SIZE_MAX / 2);
    struct text near = text_new(SIZE_MAX / 2);
    struct text help = text_new(SIZE_MAX / 2);
    reference_problem_text(reference, problem, &message);
    if (problem == REFERENCE_FRAGMENT_MISSING)
        complaint_suggest_fragment(
            targets_find(run->targets, reference->target)->anchors, reference->fragment, &near);
    else
        targets_suggest(run->targets, reference->target, &near);
    if (near.length > 0)
        text_add_format(&help, "did you mean `%s`?", near.data);
    struct diagnostic diagnostic = complaint_of(reference, problem, run->source, run->length);
    diagnostic.message = message.data;
    diagnostic.help = help.length > 0 ? help.data : NULL;
    print(run, &diagnostic);
    text_free(&message);
    text_free(&near);
    text_free(&help);
}

static void print_page_warnings(struct run *run)
{
    for (size_t i = 0; i < run->page->warning_count; i++) {
        const struct page_warning *warning = &run->page->warnings[i];
        struct diagnostic diagnostic = { .code = warning->code,
            .message = warning->message,
            .line = warning->line,
            .column = warning->column,
            .length = warning->length,
            .help = warning->help };
        print(run, &diagnostic);
    }
    run->warnings += run->page->warnings_dropped;
    if (run->page->warnings_dropped > 0)
        text_add_format(run->diagnostics, "warning: %zu more\n", run->page->warnings_dropped);
}

/* The folder without links. The last name stays as it is: a link to a page is one itself. The
   caller owns the result: free() it; NULL when there is no such folder. */
static char *real_path(const char *file)
{
    char *folder = path_folder(file);
    char *real = realpath(folder[0] != '\0' ? folder : file[0] == '/' ? "/" : ".", NULL);
    char *path = real == NULL ? NULL : path_join(real, path_name(file));
    memory_free(&folder);
    free(real);
    return path;
}

/* The tree path of `file` below `root`; its bare name when it does not lie there. */
static char *tree_path(const char *file, char **root)
{
    char *real_file = real_path(file);
    char *real_root = *root == NULL ? NULL : realpath(*root, NULL);
    char *path = NULL;
    if (real_file != NULL && real_root != NULL && path_is_below(real_file, real_root) &&
        strlen(real_file) > strlen(real_root)) {
        const char *below = real_file + strlen(real_root);
        path = memory_copy_text(*below == '/' ? below + 1 : below);
    }
    if (path == NULL) {
        memory_free(root);
        char *folder = path_folder(file);
        *root = folder[0] != '\0' ? folder : memory_copy_text(file[0] == '/' ? "/" : ".");
        if (folder[0] == '\0')
            memory_free(&folder);
        path = memory_copy_text(path_name(file));
    }
    memory_free(&real_file);
    free(real_root);
    return path;
}

static void convert(
    struct run *run, const struct convert_input *input, const char *root, struct text *out)
{
    struct page_options options = input->options;
    options.path = run->path;
    struct page page;
    options.artist = NULL; /* of other pages only titles and fragments matter */
    run->targets = targets_open(root, &options, input->ignores, input->context);
    options.is_beside = targets_is_beside(run->targets, run->path);
    /* Nothing is kept: the image is drawn for what it decides of the page. */
    drawings_open(&run->drawings, input->config);
    options.artist = input->config == NULL ? NULL : &run->drawings.artist;
    page_convert(run->source, run->length, &options, &page);
    run->page = &page;
    targets_add_page(run->targets, run->path, &page);
    if (page.is_skipped)
        text_add_format(run->diagnostics,
            "note: the front matter says `skip`: no page is published of %s\n", run->shown);
    print_page_warnings(run);
    run->own_links = slugs_new(page.pool);
    note_own_links(run);
    struct references_resolver resolver = { look_up, report, run };
    references_resolve(page.body.data, page.body.length, &page.references, &resolver, out);
    if (run->problems > PAGE_WARNINGS_MAX)
        text_add_format(run->diagnostics, "warning: %zu more links and images without target\n",
            run->problems - PAGE_WARNINGS_MAX);
    slugs_free(&run->own_links);
    targets_close(&run->targets);
    drawings_free(&run->drawings);
    page_free(&page);
}

static int fail(struct text *diagnostics, const char *file, enum file_result result)
{
    struct text message = text_new(SIZE_MAX / 2);
    struct stat status;
    bool is_folder =
        result == FILE_NOT_REGULAR && stat(file, &status) == 0 && S_ISDIR(status.st_mode);
    text_add_format(
        &message, "cannot read: %s", is_folder ? "it is a folder" : file_result_text(result));
    struct diagnostic diagnostic = { .severity = DIAGNOSTIC_ERROR,
        .message = message.data,
        .help = is_folder ? "name its files; `cmsync check` looks through a whole tree" : NULL,
        .file = file };
    diagnostic_print(&diagnostic, NULL, 0, diagnostics);
    text_free(&message);
    return -1;
}

int convert_file(
    const struct convert_input *input, struct text *out, struct text *diagnostics, size_t *warnings)
{
    char *data = NULL;
    struct run run = { .source = input->source,
        .length = input->length,
        .shown = input->file != NULL ? input->file : "<stdin>",
        .diagnostics = diagnostics };
    if (input->file != NULL) {
        enum file_result result =
            file_read(AT_FDCWD, input->file, CONVERT_MAX_BYTES, &data, &run.length);
        if (result != FILE_OK)
            return fail(diagnostics, input->file, result);
        run.source = data;
    } else if (input->length > CONVERT_MAX_BYTES) {
        return fail(diagnostics, run.shown, FILE_TOO_LARGE);
    }
    char *root = memory_copy_text(input->root);
    char *path = input->file != NULL ? tree_path(input->file, &root) : memory_copy_text("");
    run.path = path;
    convert(&run, input, root != NULL ? root : ".", out);
    if (warnings != NULL)
        *warnings = run.warnings;
    memory_free(&path);
    memory_free(&root);
    memory_free(&data);
    return 0;
}
