/* SPDX-License-Identifier: MIT */
/*
 * What the screen should show: a grid of cells that views draw into and that screen.c copies to the
 * terminal. All clipping happens here, by columns between grapheme clusters (ncurses itself lets a
 * wide character run over the border). Pure.
 */
#ifndef CMSYNC_MONITOR_CANVAS_H
#define CMSYNC_MONITOR_CANVAS_H

#include "base/text.h"

enum style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_SELECTED,
    STYLE_GOOD,
    STYLE_BUSY,
    STYLE_BAD,
    STYLE_COUNT
};

enum { CELL_BYTES = 16 };

struct cell {
    char text[CELL_BYTES]; /* one cluster; "" behind a wide one */
    unsigned char style;   /* enum style */
};

/* A part of the canvas. */
struct area {
    int top;
    int left;
    int lines;
    int columns;
};

struct canvas {
    int rows;
    int columns;
    struct cell *cells;
    int clip;       /* nothing is drawn from this column on */
    int cursor_row; /* where the terminal's cursor goes; for Braille displays, too */
    int cursor_column;
};

/* Makes it that large and blank. canvas_free() it. */
void canvas_reset(struct canvas *canvas, int rows, int columns);
void canvas_free(struct canvas *canvas);

/* Draws nothing outside the columns of `area` from now on (NULL: the whole canvas). */
void canvas_clip(struct canvas *canvas, const struct area *area);

const struct cell *canvas_cell(const struct canvas *canvas, int row, int column);

/*
 * Puts `text` (any bytes: made harmless first) at a place, at most `width` columns, `~` at the end
 * when it was cut. The number of columns it took. Places outside the canvas are ignored.
 */
int canvas_put(
    struct canvas *canvas, int row, int column, int width, enum style style, const char *text);

/* The same in printf's way, to the end of the line. */
int canvas_print(struct canvas *canvas, int row, int column, enum style style, const char *format,
    ...) __attribute__((format(printf, 5, 6)));

/* A line of an area in one style, its text kept. */
void canvas_style_line(struct canvas *canvas, struct area area, int row, enum style style);

/* A rule over the whole line. */
void canvas_rule(struct canvas *canvas, int row);

/* Blanks an area. */
void canvas_clear(struct canvas *canvas, struct area area);

/* Clears an area and draws a border at its edge, with `title` in its upper and `end` (may be "") at
   the right of its lower line. What is inside, without the blank at each side. */
struct area canvas_box(struct canvas *canvas, struct area area, const char *title, const char *end);

/* As text, one line a row, without blanks at the ends of lines. */
void canvas_print_text(const struct canvas *canvas, struct text *out);

#endif
