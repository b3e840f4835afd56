/* SPDX-License-Identifier: MIT */
/*
 * One Markdown file as a page. Pure: the same bytes and options give the same page. What depends
 * on other files stays open as marks in the body (storage/references.h).
 */
#ifndef CMSYNC_MARKDOWN_PAGE_H
#define CMSYNC_MARKDOWN_PAGE_H

#include "base/text.h"
#include "storage/drawing.h"
#include "storage/references.h"

#include <stdbool.h>
#include <stddef.h>

struct memory_pool;

enum page_edition { PAGE_CLOUD, PAGE_DATACENTER };

/* Where the title comes from. */
enum page_title { PAGE_TITLE_FRONT_MATTER, PAGE_TITLE_HEADING, PAGE_TITLE_FILE_NAME };

/* Constructs that are no CommonMark or GFM and can be switched. */
enum {
    PAGE_ALERTS = 1 << 0,      /* `> [!NOTE]` */
    PAGE_ADMONITIONS = 1 << 1, /* `!!! note` and `??? note` */
    PAGE_FOOTNOTES = 1 << 2,   /* `[^1]` */
    PAGE_EMOJI = 1 << 3,       /* `:smile:` */
    PAGE_MARK = 1 << 4,        /* `==text==` */
    PAGE_TOC = 1 << 5,         /* `[TOC]`, `[[_TOC_]]`, `<!-- toc -->` */
    PAGE_DEFINITIONS = 1 << 6, /* `term`, and on a line below `: definition` */
    PAGE_HEADING_IDS = 1 << 7, /* `# Heading {#id}` */
    PAGE_MACROS = 1 << 8,      /* `[text](macro:status)`, `:::macro`, fence `confluence-macro` */
    PAGE_STORAGE = 1 << 9,     /* fence `confluence-storage` */
    PAGE_DIRECTIVES = 1 << 10, /* `:::note` */
    PAGE_SCRIPTS = 1 << 11,    /* `H~2~O` and `x^2^` */
    PAGE_MATH = 1 << 12,       /* `$x$` and `$$x$$`; off by default: prices look like it */
    PAGE_WIKI_LINKS = 1 << 13, /* `[[page]]`; off by default: shell tests look like it */
    PAGE_DEFAULT = PAGE_MATH - 1,
};

/* A fence that is a diagram: `mermaid`, `plantuml`, `dot` or `d2`. */
struct page_diagram {
    const char *language;
    const char *source;
    size_t length;
};

enum page_drawn { PAGE_DRAWN_NOT, PAGE_DRAWN, PAGE_DRAWN_FAILED };

/* Of PAGE_DRAWN where the image is in the ledger (storage/drawing.h), of _FAILED the reason. */
struct page_drawing {
    char path[DRAWING_PATH_BYTES];
    struct text reason;
};

/* Who draws them. The page depends on the answers, and on nothing else that lies behind them. */
struct page_artist {
    enum page_drawn (*draw)(
        const struct page_diagram *diagram, struct page_drawing *drawing, void *context);
    void *context;
    const char *const *macros; /* as `mermaid=mermaid-cloud`, for what is not drawn */
    size_t macro_count;
};

struct page_options {
    enum page_edition edition;
    const char *path;           /* tree path of the file; "" when it has none */
    bool is_beside;             /* a README beside an index: not what its folder's page shows */
    const char *repository_url; /* for links that leave the tree: URL of the root; NULL: text */
    const char *banner;         /* text above the page, with `{path}` and `{link}`; NULL for none */
    const char *math_macro;     /* apps differ: macro for `$$x$$`; NULL: as code */
    const char *math_inline_macro; /* for `$x$` */
    const char *const *languages;  /* the user's map for code, as `tf=bash` */
    size_t language_count;
    const struct page_artist *artist; /* NULL: diagrams are code like any other */
    unsigned features;                /* PAGE_DEFAULT, or some of the above */
};

struct page_warning {
    const char *code; /* CM-LINK-03 */
    const char *message;
    const char *help; /* NULL for none */
    size_t line;      /* from 1; 0: the file as a whole */
    size_t column;    /* from 1; 0: the line as a whole */
    size_t length;    /* characters */
};

enum { PAGE_WARNINGS_MAX = 200, PAGE_BODY_MAX_BYTES = 1024 * 1024 * 1024 };

struct page {
    const char *title; /* never empty for a path that is not */
    enum page_title title_from;
    struct text labels;  /* one a line */
    struct text anchors; /* fragments it offers, one a line; first line: the title's ("" none) */
    struct text options; /* front matter under `confluence:`, key=value a line */
    struct text body;    /* storage format with marks */
    struct references references;
    struct page_warning *warnings;
    size_t warning_count;
    size_t warnings_dropped; /* beyond PAGE_WARNINGS_MAX */
    bool is_skipped;         /* front matter: `confluence: skip: true` */
    struct memory_pool *pool;
};

/*
 * Any bytes give a page whose resolved body is well-formed; a NUL stands behind them, for md4c
 * looks one byte too far. page_free() it; it does not point into `source` or `options`.
 */
void page_convert(
    const char *source, size_t length, const struct page_options *options, struct page *page);
void page_free(struct page *page);

/* Options with which nothing special is asked for. */
struct page_options page_default_options(void);

#endif
