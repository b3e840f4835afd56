/* SPDX-License-Identifier: MIT */
#include "bus/endpoint.h"

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int endpoint_address(const char *run_folder, const char *name, char address[ENDPOINT_BYTES])
{
    size_t length = strlen(run_folder) + 1 + strlen(name);
    if (length > ENDPOINT_PATH_MAX) {
        log_error(
            "cannot use the run folder %s: a socket path has at most %d bytes, %s/%s has %zu; "
            "choose a shorter one with --run",
            run_folder, ENDPOINT_PATH_MAX, run_folder, name, length);
        return -1;
    }
    snprintf(address, ENDPOINT_BYTES, "ipc://%s/%s", run_folder, name);
    return 0;
}

int endpoint_check_folder(const char *run_folder)
{
    if (file_make_private_folder(run_folder) == 0)
        return 0;
    log_error("cannot use the run folder %s: %s", run_folder,
        errno == EPERM ? "it belongs to another user" : strerror(errno));
    return -1;
}

int endpoint_check_free(const char *run_folder, const char *name)
{
    char *path = path_join(run_folder, name);
    struct stat found;
    int result = 0;
    if (lstat(path, &found) == 0 && !S_ISSOCK(found.st_mode)) {
        log_error("cannot bind %s: there is a file that is not a socket; remove it", path);
        result = -1;
    }
    memory_free(&path);
    return result;
}

bool endpoint_is_events(const char *name)
{
    size_t length = strlen(name);
    size_t suffix = strlen(ENDPOINT_EVENTS_SUFFIX);
    return length > suffix && strcmp(name + length - suffix, ENDPOINT_EVENTS_SUFFIX) == 0;
}

/* The number behind the colon at *at, which moves behind it; -1 when there is none. */
static long take_number(const char **at)
{
    if (**at != ':' || (*at)[1] < '0' || (*at)[1] > '9')
        return -1;
    char *end = NULL;
    long number = strtol(*at + 1, &end, 10);
    *at = end;
    return number;
}

long endpoint_peer(const char *peer_address)
{
    const char *at = peer_address == NULL ? NULL : strchr(peer_address, ':');
    if (at == NULL)
        return -1;
    long uid = take_number(&at);
    long gid = take_number(&at);
    long pid = take_number(&at);
    return uid == (long)geteuid() && gid >= 0 && pid > 0 ? pid : -1;
}
