/* SPDX-License-Identifier: MIT */
#include "watcher/filesystem.h"

#include <stddef.h>
#include <sys/vfs.h>

/* From statfs(2) and the kernel's magic.h; virtiofs and WSL's drives are FUSE and 9p. */
static const struct {
    unsigned long magic;
    const char *name;
} silent[] = {
    { 0x6969, "NFS" },
    { 0xff534d42, "CIFS" },
    { 0xfe534d42, "SMB" },
    { 0x517b, "SMB" },
    { 0x01021997, "9p" },
    { 0x65735546, "FUSE" },
    { 0x786f4256, "vboxsf" },
    { 0x00c36400, "Ceph" },
    { 0x5346414f, "AFS" },
    { 0x73757245, "Coda" },
};

const char *filesystem_without_events(int fd)
{
    struct statfs status;
    if (fstatfs(fd, &status) < 0)
        return NULL;
    /* f_type is signed on some machines: compare 32 bits. */
    unsigned long type = (unsigned long)status.f_type & 0xffffffff;
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++)
        if (silent[i].magic == type)
            return silent[i].name;
    return NULL;
}
