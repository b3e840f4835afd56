/* SPDX-License-Identifier: MIT */
#include "converter/confine.h"

#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef CMSYNC_SANITIZED

/* Sanitizers map terabytes and write their reports. */
void confine_process(void)
{
}

#else

enum { DESCRIPTORS = 64 };
static const rlim_t memory_bytes = (rlim_t)2 * 1024 * 1024 * 1024;

static void limit(__rlimit_resource_t resource, const char *name, rlim_t value)
{
    struct rlimit now;
    if (getrlimit(resource, &now) < 0)
        return;
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < value)
        return;
    /* The hard one stays: what draws a diagram has limits of its own. */
    if (setrlimit(resource, &(struct rlimit){ value, now.rlim_max }) < 0)
        log_warning("cannot limit %s: %s", name, strerror(errno));
}

/* A log that goes to a file is the one thing that is written. */
static bool logs_to_a_file(void)
{
    struct stat status;
    return fstat(STDERR_FILENO, &status) == 0 && S_ISREG(status.st_mode);
}

void confine_process(void)
{
    limit(RLIMIT_NOFILE, "open files", DESCRIPTORS);
    limit(RLIMIT_CORE, "core dumps", 0);
    limit(RLIMIT_AS, "memory", memory_bytes);
    if (!logs_to_a_file())
        limit(RLIMIT_FSIZE, "file sizes", 0);
}

#endif
