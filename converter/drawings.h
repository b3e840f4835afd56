/* SPDX-License-Identifier: MIT */
/*
 * The artist of a page: what was drawn before is taken from the state folder, the rest is drawn
 * now. Images that are new are for the store, which keeps them.
 */
#ifndef CMSYNC_CONVERTER_DRAWINGS_H
#define CMSYNC_CONVERTER_DRAWINGS_H

#include "base/digest.h"
#include "config/config.h"
#include "converter/inspect.h"
#include "markdown/page.h"

struct drawing_made {
    char path[DRAWING_PATH_BYTES];
    struct digest digest;
    struct pixels pixels;
    int64_t size;
    struct text image; /* empty: the state folder has it */
};

enum { DRAWINGS_MAX = 50, DRAWINGS_MAX_BYTES = 8 * 1024 * 1024 };

struct drawings {
    const struct config *config;
    bool has_state; /* config->state may be looked into */
    inspect_tick *tick;
    void *context;
    struct drawing_made *items;
    size_t count;
    size_t bytes; /* of new images */
    bool is_cut;  /* the tick ended it: what was made of the page is not to be used */
    struct page_artist artist;
};

/* Sets the artist up (`config` NULL: none); `drawings` must stay where it is. drawings_free() it.
 */
void drawings_open(struct drawings *drawings, const struct config *config);
void drawings_free(struct drawings *drawings);

/* The drawing with that path; NULL when there is none. */
const struct drawing_made *drawings_find(const struct drawings *drawings, const char *path);

/* An artist who draws nothing, and takes for drawn what could be: for who only looks. */
struct page_artist drawings_assumed(const struct config *config);

#endif
