/* SPDX-License-Identifier: MIT */
/* usage: conversion ours|floor FOLDER ROUNDS: every Markdown file below the folder, converted by
   page_convert() or by md4c's md_html(). Reading is done before. Prints milliseconds and bytes. */
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "markdown/page.h"
#include "tools/bench/clock.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <md4c-html.h>

enum { FILES_MOST = 100000, FILE_BYTES = 64 * 1024 * 1024 };

struct source {
    char *path;
    char *data;
    size_t size;
};

static struct source sources[FILES_MOST];
static size_t source_count;

static int visit(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)where;
    if (kind != FTW_F || !path_is_markdown(path) || source_count == FILES_MOST)
        return 0;
    struct source *source = &sources[source_count];
    if (file_read(AT_FDCWD, path, FILE_BYTES, &source->data, &source->size) != FILE_OK)
        return 0;
    source->path = memory_copy_text(path);
    source_count++;
    return 0;
}

static void take(const MD_CHAR *text, MD_SIZE size, void *context)
{
    text_add(context, text, size);
}

static void convert_floor(const struct source *source)
{
    struct text html = text_new(PAGE_BODY_MAX_BYTES);
    if (md_html(source->data, (MD_SIZE)source->size, take, &html, MD_DIALECT_GITHUB,
            MD_HTML_FLAG_XHTML) != 0)
        give_up(source->path);
    text_free(&html);
}

static void convert_ours(const struct source *source)
{
    struct page_options options = page_default_options();
    options.path = path_name(source->path);
    struct page page;
    page_convert(source->data, source->size, &options, &page);
    page_free(&page);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    if (nftw(argv[2], visit, 64, FTW_PHYS) != 0)
        give_up(argv[2]);
    bool is_ours = strcmp(argv[1], "ours") == 0;
    long rounds = strtol(argv[3], NULL, 10);
    size_t bytes = 0;
    double start = clock_ms();
    for (long round = 0; round < rounds; round++) {
        for (size_t i = 0; i < source_count; i++) {
            if (is_ours)
                convert_ours(&sources[i]);
            else
                convert_floor(&sources[i]);
            bytes += sources[i].size;
        }
    }
    printf("%.3f %zu\n", clock_ms() - start, bytes);
    for (size_t i = 0; i < source_count; i++) {
        free(sources[i].path);
        free(sources[i].data);
    }
    return 0;
}
