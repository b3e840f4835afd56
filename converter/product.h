/* SPDX-License-Identifier: MIT */
/* One file of the tree, read and turned into what the store is told about it. */
#ifndef CMSYNC_CONVERTER_PRODUCT_H
#define CMSYNC_CONVERTER_PRODUCT_H

#include "bus/messages.h"
#include "converter/drawings.h"
#include "converter/inspect.h"
#include "markdown/page.h"

enum {
    PRODUCT_SOURCE_MAX_BYTES = 64 * 1024 * 1024,
    PRODUCT_BODY_MAX_BYTES = 5 * 1024 * 1024, /* Confluence takes no more */
};

struct product_options {
    const char *root;                /* docs.root */
    const struct page_options *page; /* its `path` and `artist` are set here */
    const struct config *config;     /* who draws diagrams; NULL: nobody, they are code */
    bool only_looks;                 /* what could be drawn is taken for drawn */
    inspect_tick *tick;              /* NULL: none */
    void *context;
};

/* What `page` or `file` borrows from; which one is filled conversion.is_page said. */
struct product {
    struct item_page_result page;
    struct item_file_result file;
    struct page content;
    struct text references;
    struct text warnings;
    struct text error;
    struct inspection *inspection; /* on the heap: a product may be copied */
    struct drawings *drawings;     /* the same; what the page shows of diagrams */
    bool has_content;
    bool is_beside; /* conversion.is_beside */
};

/* 0, or -1 when the file was written to meanwhile: again later, there is no product then.
   product_free() it. Borrows the path of `conversion`. */
int product_make(struct product *product, const struct item_conversion *conversion,
    const struct product_options *options) __attribute__((warn_unused_result));
void product_free(struct product *product);

/* About how many bytes it takes in a message. */
size_t product_bytes(const struct product *product);

/* What the listeners are told. */
struct message product_event(const struct product *product, bool is_page);

#endif
