/* SPDX-License-Identifier: MIT */
/*
 * Names of the sockets in the run folder, and who may speak through them. Only this user: the
 * folder is 0700, sockets are made under umask 0177, and each peer's credentials are checked.
 */
#ifndef CMSYNC_BUS_ENDPOINT_H
#define CMSYNC_BUS_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

/* sun_path holds 108 bytes with its NUL; libzmq refuses longer ones. */
enum { ENDPOINT_PATH_MAX = 107, ENDPOINT_BYTES = ENDPOINT_PATH_MAX + 8 };

#define ENDPOINT_REQUESTS "statestore.requests"
#define ENDPOINT_EVENTS_SUFFIX ".events"
#define ENDPOINT_STORE_EVENTS "statestore.events"

/* `ipc://RUN/NAME` into `address`. 0, or -1 (logged, with path and limit) when it is too long. */
int endpoint_address(const char *run_folder, const char *name, char address[ENDPOINT_BYTES]);

/* Makes or checks the run folder. 0, or -1 (logged). */
int endpoint_check_folder(const char *run_folder);

/* Before a bind: what is at the path may be a socket of an earlier process, nothing else. 0, or -1
   (logged). libzmq would replace any file without a word. */
int endpoint_check_free(const char *run_folder, const char *name);

/* A file name in the run folder under which a stage publishes. */
bool endpoint_is_events(const char *name);

/* The pid in a message's `Peer-Address` (`localhost:UID:GID:PID`), or -1 when it is another user.
 */
long endpoint_peer(const char *peer_address);

#endif
