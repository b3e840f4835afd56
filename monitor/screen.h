/* SPDX-License-Identifier: MIT */
/* The terminal: the only place that knows curses. One at a time. */
#ifndef CMSYNC_MONITOR_SCREEN_H
#define CMSYNC_MONITOR_SCREEN_H

#include "monitor/canvas.h"

#include <stdbool.h>

struct screen_look {
    bool is_mono;  /* no colours: letters, words, bold and reverse say it all anyway */
    bool is_ascii; /* lines of - | +, for fonts in which others are two columns wide */
};

/* 0, or -1 and a message on standard error when this terminal cannot show the monitor. */
int screen_open(struct screen_look look);

/* Gives the terminal back as it was; may be called twice. */
void screen_close(void);

/* Lines and columns of the terminal. */
void screen_size(int *rows, int *columns);

/* Copies the canvas to the terminal; only what differs is sent. */
void screen_show(const struct canvas *canvas);

/* Sends everything again, for a terminal that something else wrote to. */
void screen_redraw(void);

/* Stops this program as Ctrl-Z does, the terminal given back; returns when it goes on. */
void screen_suspend(void);

/* Gives the terminal to another program, and takes it back. */
void screen_lend(void);
void screen_take_back(void);

/* Puts a text on the clipboard of the terminal (OSC 52), whatever machine it is on. False when it
   is too long. */
bool screen_copy(const char *text);

/* The next key (keys.h) without waiting; 0 when there is none. */
int screen_key(void);

/* The terminal went away. */
bool screen_is_gone(void);

#endif
