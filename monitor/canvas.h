/* SPDX-License-Identifier: MIT */
/*
 * What the screen should show: a grid of cells that views draw into and that screen.c copies to the
 * terminal. All clipping happens here, by columns between grapheme clusters (ux.md 1.6: ncurses
 * itself lets a wide character run over the border). Pure.
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

struct canvas {
    int rows;
    int columns;
    struct cell *cells;
    int cursor_row; /* where the terminal's cursor goes; for Braille displays, too */
    int cursor_column;
};

/* Makes it that large and blank. canvas_free() it. */
void canvas_reset(struct canvas *canvas, int rows, int columns);
void canvas_free(struct canvas *canvas);

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

/* A whole line in one style, its text kept. */
void canvas_style_line(struct canvas *canvas, int row, enum style style);

/* A rule over the whole line. */
void canvas_rule(struct canvas *canvas, int row);

/* As text, one line a row, without blanks at the ends of lines. */
void canvas_print_text(const struct canvas *canvas, struct text *out);

#endif
