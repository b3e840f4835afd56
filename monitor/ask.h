/* SPDX-License-Identifier: MIT */
/*
 * A question with letters for answers. The key that opened it never answers it, Enter never does,
 * and Esc always leaves everything as it is. Pure.
 */
#ifndef CMSYNC_MONITOR_ASK_H
#define CMSYNC_MONITOR_ASK_H

#include "base/text.h"
#include "monitor/input.h"
#include "monitor/model.h"

struct ask;

struct ask_choice {
    int key;
    const char *label;
    bool is_severe; /* the phrase is to be typed first, then y */
    void (*act)(struct model *model, const struct ask *ask);
};

enum { ASK_CHOICES = 8 };

struct ask {
    char *title;
    struct text body; /* lines; cut at the border */
    struct ask_choice choices[ASK_CHOICES];
    size_t choice_count;
    const char *cancel; /* what Esc means, `decide later` */
    const char *shell;  /* the same from a shell; NULL: none. The ask owns it */
    char *phrase;       /* what to type for a severe choice: a name or a number */
    char *number;       /* or this in its place; NULL: only that */
    char *note;         /* for act(): a text */
    void *data;         /* for act(); given to free_data() at the end, unless that is NULL */
    void (*free_data)(void *data);

    int opened_by; /* key */
    const struct ask_choice *chosen;
    struct input input;
    int top; /* first line of the body that is shown */
};

/* An empty question with a title. The caller fills it and gives it to ask_open(). */
struct ask *ask_new(const char *title);

void ask_add_choice(struct ask *ask, int key, const char *label, bool is_severe,
    void (*act)(struct model *model, const struct ask *ask));

/* Shows it. The model owns it from now on. */
void ask_open(struct model *model, struct ask *ask);

#endif
