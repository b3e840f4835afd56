/* SPDX-License-Identifier: MIT */
/* A sandbox of one's own and a folder that is gone afterwards: for the demo and for previews. */
#ifndef CMSYNC_CLI_SHOWROOM_H
#define CMSYNC_CLI_SHOWROOM_H

#include <sys/types.h>

enum { SHOWROOM_URL_BYTES = 256, SHOWROOM_PATH_BYTES = 4200 };

struct showroom {
    char folder[64];              /* "" while there is none */
    char url[SHOWROOM_URL_BYTES]; /* of the sandbox */
    pid_t sandbox;                /* -1: none */
};

/* Makes the folder, `/tmp/cmsync-NAME-XXXXXX`, and starts the sandbox (`port` NULL: a free one;
   `edition` cloud or datacenter). 0, or an exit code (said, unless interrupted). interrupt_open()
   comes first; showroom_close() in both cases. */
int showroom_make_folder(struct showroom *showroom, const char *name);
int showroom_start(struct showroom *showroom, const char *port, const char *edition);

/* `name` in the folder. */
void showroom_path(
    const struct showroom *showroom, const char *name, char path[SHOWROOM_PATH_BYTES]);

/* Writes a file for its owner alone. 0, or an exit code (said). */
int showroom_write(const struct showroom *showroom, const char *name, const char *data);

/* Stops the sandbox and removes the folder. 0, or an exit code (said). */
int showroom_close(struct showroom *showroom);

#endif
