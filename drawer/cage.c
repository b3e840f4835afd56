/* SPDX-License-Identifier: MIT */
#include "drawer/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef CMSYNC_HAS_SECCOMP
#include <seccomp.h>
#endif

enum { OWN = CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC };

static int write_line(const char *path, const char *line)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t written = write(fd, line, strlen(line));
    close(fd);
    return written == (ssize_t)strlen(line) ? 0 : -1;
}

/* The same user and group inside as outside, and no other. */
static int map_user(uid_t user, gid_t group)
{
    char line[64];
    if (write_line("/proc/self/setgroups", "deny") < 0)
        return -1;
    snprintf(line, sizeof line, "%u %u 1", (unsigned)user, (unsigned)user);
    if (write_line("/proc/self/uid_map", line) < 0)
        return -1;
    snprintf(line, sizeof line, "%u %u 1", (unsigned)group, (unsigned)group);
    return write_line("/proc/self/gid_map", line);
}

enum cage cage_prepare(void)
{
    uid_t user = geteuid();
    gid_t group = getegid();
    /* All or none: a user namespace alone would only leave us without our own files. */
    if (unshare(CLONE_NEWUSER | OWN) == 0)
        return map_user(user, group) == 0 ? CAGE_NAMESPACES : CAGE_NONE;
    if (user == 0 && unshare(OWN) == 0)
        return CAGE_NAMESPACES;
#ifdef CMSYNC_HAS_SECCOMP
    return CAGE_FILTER;
#else
    return CAGE_NONE;
#endif
}

/* Renderers that drive a browser talk to it over loopback. */
static void raise_loopback(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    struct ifreq request = { .ifr_flags = IFF_UP | IFF_RUNNING };
    memcpy(request.ifr_name, "lo", sizeof "lo");
    (void)ioctl(fd, SIOCSIFFLAGS, &request);
    close(fd);
}

/* A file that is not there needs no hiding. */
static int hide(const char *file)
{
    if (access(file, F_OK) < 0)
        return 0;
    return mount("/dev/null", file, NULL, MS_BIND, NULL);
}

static int change_mounts(const char *folder, const char *const *hidden, size_t hidden_count)
{
    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0700,size=256m") < 0)
        return -1;
    for (size_t i = 0; i < hidden_count; i++) {
        if (hide(hidden[i]) < 0)
            return -1;
    }
    /* Where the container hides parts of it, the kernel refuses a new one; the old one then shows
       processes of ours, but not their memory. */
    (void)mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    return 0;
}

/* For good: mounts cannot be undone any more, and no program gives anything back. */
static int drop_privileges(void)
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct none[2] = { { 0 } };
    (void)prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED); /* needs a privilege */
    if (syscall(SYS_capset, &header, none) < 0)
        return -1;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

#ifdef CMSYNC_HAS_SECCOMP

/* No socket of any kind; io_uring could make one past the filter. socketpair() stays: it reaches
   nobody. */
static int filter_calls(void)
{
    static const int calls[] = { SCMP_SYS(socket), SCMP_SYS(io_uring_setup), SCMP_SYS(ptrace),
        SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd) };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == NULL)
        return -1;
    int result = 0;
    for (size_t i = 0; i < sizeof calls / sizeof calls[0] && result == 0; i++)
        result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), calls[i], 0);
    if (result == 0)
        result = seccomp_load(filter);
    seccomp_release(filter);
    return result == 0 ? 0 : -1;
}

#else

static int filter_calls(void)
{
    return -1;
}

#endif

/* The filter leaves the disk as it is: what is to be hidden must not be there. */
static int enter_filter(const char *const *hidden, size_t hidden_count)
{
    for (size_t i = 0; i < hidden_count; i++) {
        if (access(hidden[i], R_OK) == 0)
            return -1;
    }
    return drop_privileges() < 0 ? -1 : filter_calls();
}

int cage_enter(enum cage cage, const char *folder, const char *const *hidden, size_t hidden_count)
{
    switch (cage) {
    case CAGE_NAMESPACES:
        raise_loopback();
        return change_mounts(folder, hidden, hidden_count) < 0 ? -1 : drop_privileges();
    case CAGE_FILTER:
        return enter_filter(hidden, hidden_count);
    case CAGE_NONE:
        break;
    }
    return -1;
}
