/* SPDX-License-Identifier: MIT */
/*
 * What a stage writes on standard error, line by line onto ours: `uploader-2[4711]: info: text`.
 * Control characters and secrets are masked again here, and a stage that floods is cut short.
 */
#ifndef CMSYNC_SUPERVISOR_OUTPUT_H
#define CMSYNC_SUPERVISOR_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OUTPUT_LINE_BYTES = 8192, OUTPUT_LINES_A_SECOND = 200 };

struct output {
    int fd; /* our end of the pipe, non-blocking; -1: none */
    size_t length;
    int64_t second; /* in which `lines` are counted */
    unsigned int lines;
    unsigned long dropped;
    char line[OUTPUT_LINE_BYTES];
};

/* Takes what there is without waiting. False when the other end is closed. */
bool output_read(struct output *output, const char *name, long pid, int64_t now_ms);

/* Shows what is left of a last line and what was dropped; closes the descriptor. */
void output_close(struct output *output, const char *name, long pid);

/* `line` without the name a stage puts before it (`uploader: info: text`), since ours says more.
   Points into `line`. */
const char *output_text(const char *line, const char *name);

/* Takes control characters out, in place, so that a line cannot steer a terminal. */
void output_clean(char *line);

#endif
