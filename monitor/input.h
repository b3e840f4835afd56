/* SPDX-License-Identifier: MIT */
/* One line that a person types: the filter, the palette, a name to confirm. Pure. */
#ifndef CMSYNC_MONITOR_INPUT_H
#define CMSYNC_MONITOR_INPUT_H

#include "monitor/canvas.h"

#include <stdbool.h>
#include <stddef.h>

enum { INPUT_BYTES = 256 };

struct input {
    char text[INPUT_BYTES];
    size_t cursor; /* in bytes, between grapheme clusters */
};

/* Makes it `text`, as much as there is room for, with the cursor at the end. */
void input_set(struct input *input, const char *text);

/* A key that edits: a character, Left, Right, Home, End, Backspace, Delete, Ctrl-U, Ctrl-W. False
   for any other (Enter, Esc, Up ...), which is the caller's. */
bool input_press(struct input *input, int key);

/* Draws `label` and the text on one line of `area` and puts the terminal's cursor there; of a text
   that is too long the part at the cursor is shown. */
void input_draw(
    const struct input *input, struct canvas *canvas, struct area area, int row, const char *label);

#endif
