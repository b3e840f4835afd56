/* SPDX-License-Identifier: MIT */
/* What a person asked for and others are to do: the program around the model, or the store. */
#ifndef CMSYNC_MONITOR_WISH_H
#define CMSYNC_MONITOR_WISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wish_kind {
    WISH_QUIT,
    WISH_REDRAW,
    WISH_SUSPEND, /* the monitor alone, as Ctrl-Z */
    WISH_START,   /* `cmsync start` */
    WISH_CONTROL, /* verb, number and text of control_ask */
    WISH_DECIDE,  /* verb, path, text, number of decision_take */
    WISH_EDIT,    /* path: in $EDITOR */
    WISH_OPEN,    /* text: an address, in the browser */
    WISH_COPY,    /* text: to the clipboard */
    WISH_SETTINGS_READ,
    WISH_SETTINGS_WRITE, /* what was changed in the sheet */
};

struct wish {
    enum wish_kind kind;
    const char *verb; /* a literal; for WISH_DECIDE and WISH_CONTROL */
    char *path;
    char *text;
    int64_t number;
};

/* First in, first out. */
struct wishes {
    struct wish *items;
    size_t first;
    size_t count; /* from `first` on */
    size_t capacity;
};

/* Copies its texts; NULL counts as "". */
void wishes_add(struct wishes *wishes, const struct wish *wish);

/* The oldest, or false. wish_free() it. */
bool wishes_take(struct wishes *wishes, struct wish *wish);
void wishes_free(struct wishes *wishes);

void wish_free(struct wish *wish);

/* One line that says what is wished, for tests: `decide mine guide/a.md`. */
const char *wish_kind_name(enum wish_kind kind);

#endif
