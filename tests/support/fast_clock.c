/* SPDX-License-Identifier: MIT */
/*
 * Loaded before the C library (LD_PRELOAD): in the program that FAST_CLOCK_PROGRAM names, clocks
 * run FAST_CLOCK_TIMES as fast, from its start on. So a test sees what happens after a minute
 * without waiting for one. In every program the wall clock is ahead by the seconds that the file
 * CLOCK_AHEAD_FILE says at that moment: so a test sets the clock of all of them, and of nobody
 * else.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SECOND_NS = 1000000000, IDS_MOST = 16 };

static long times = 1;
static long long start_ns[IDS_MOST];

static long long read_ns(clockid_t id)
{
    struct timespec now;
    if (syscall(SYS_clock_gettime, id, &now) < 0)
        return 0;
    return (long long)now.tv_sec * SECOND_NS + now.tv_nsec;
}

__attribute__((constructor)) static void start(void)
{
    const char *program = getenv("FAST_CLOCK_PROGRAM");
    const char *number = getenv("FAST_CLOCK_TIMES");
    if (program == NULL || number == NULL || strcmp(program, program_invocation_short_name) != 0)
        return;
    for (int id = 0; id < IDS_MOST; id++)
        start_ns[id] = read_ns(id);
    times = atol(number);
}

static time_t seconds_ahead(void)
{
    const char *name = getenv("CLOCK_AHEAD_FILE");
    int fd = name == NULL ? -1 : (int)syscall(SYS_open, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    char number[32] = "";
    long size = syscall(SYS_read, fd, number, sizeof number - 1);
    syscall(SYS_close, fd);
    return size <= 0 ? 0 : (time_t)atol(number);
}

static int read_clock(clockid_t id, struct timespec *now)
{
    int result = (int)syscall(SYS_clock_gettime, id, now);
    if (result == 0 && id == CLOCK_REALTIME)
        now->tv_sec += seconds_ahead();
    return result;
}

__attribute__((visibility("default"))) int clock_gettime(clockid_t id, struct timespec *now)
{
    if (times == 1 || id < 0 || id >= IDS_MOST || start_ns[id] == 0)
        return read_clock(id, now);
    long long fast_ns = start_ns[id] + (read_ns(id) - start_ns[id]) * times;
    *now = (struct timespec){ .tv_sec = fast_ns / SECOND_NS, .tv_nsec = fast_ns % SECOND_NS };
    return 0;
}
