/* SPDX-License-Identifier: MIT */
/*
 * The views: what fills the screen between header and footer. Each is a file view_NAME.c with a
 * `const struct view view_NAME`.
 */
#ifndef CMSYNC_MONITOR_VIEWS_H
#define CMSYNC_MONITOR_VIEWS_H

#include "monitor/canvas.h"

#include <stdbool.h>

/* VIEW(enumerator behind MODEL_VIEW_, symbol); those with a title are tabs, in this order. */
#define VIEWS(VIEW)                                                                                \
    VIEW(FILES, view_files)                                                                        \
    VIEW(ACTIVITY, view_activity)                                                                  \
    VIEW(LOG, view_log)                                                                            \
    VIEW(SETTINGS, view_settings)                                                                  \
    VIEW(BUS, view_bus)                                                                            \
    VIEW(IDLE, view_idle)                                                                          \
    VIEW(WELCOME, view_welcome)                                                                    \
    VIEW(SIGNIN, view_signin)

enum model_view {
#define VIEW(name, symbol) MODEL_VIEW_##name,
    VIEWS(VIEW)
#undef VIEW
        MODEL_VIEW_COUNT
};

struct model;
struct text;

struct view {
    const char *title; /* NULL: no tab; it takes another's place when things are as they are */
    void (*draw)(struct model *model, struct canvas *canvas, struct area area);
    /* The rest may be NULL. */
    void (*move)(struct model *model, long lines); /* moving keys; a page is model->page_lines */
    bool (*press)(struct model *model, int key);   /* before the keys of the table; true: done */
    bool (*is_typing)(const struct model *model);  /* keys are text: the table's do not apply */
    void (*open)(struct model *model);             /* it came on the screen */
    void (*print_state)(struct model *model, struct text *out); /* beside the tabs: filter, sort */
    const char *hints; /* names of actions for the footer, most important first */
};

const struct view *views_at(enum model_view view);

#define VIEW(name, symbol) extern const struct view symbol;
VIEWS(VIEW)
#undef VIEW

#endif
