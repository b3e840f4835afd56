/* SPDX-License-Identifier: MIT */
/* Which file systems let others change files without a word to inotify. */
#ifndef CMSYNC_WATCHER_FILESYSTEM_H
#define CMSYNC_WATCHER_FILESYSTEM_H

/* The name of such a file system, or NULL where events arrive. */
const char *filesystem_without_events(int fd);

#endif
