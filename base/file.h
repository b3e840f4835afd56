/* SPDX-License-Identifier: MIT */
/* Whole files and private folders. */
#ifndef CMSYNC_BASE_FILE_H
#define CMSYNC_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct stat;

enum file_result {
    FILE_OK,
    FILE_MISSING,     /* no such file */
    FILE_UNREADABLE,  /* no permission, an I/O error: errno says */
    FILE_NOT_REGULAR, /* a folder, FIFO, device or socket */
    FILE_TOO_LARGE,   /* more than the limit */
    FILE_CHANGED,     /* it was written to while it was read */
};

/*
 * Reads the regular file `path` (relative to the folder `at`, or AT_FDCWD) into *data (NUL behind
 * it) and *size. Never blocks on a FIFO. FILE_CHANGED when size or times differ after reading.
 * The caller owns *data: free() it; it is NULL unless FILE_OK.
 */
enum file_result file_read(int at, const char *path, size_t limit, char **data, size_t *size);

/* The same of an open descriptor, from its start. */
enum file_result file_read_descriptor(int fd, size_t limit, char **data, size_t *size);

/* The first line of a file that the kernel makes, cut to `size`; "" when it cannot be read. */
void file_read_line(const char *path, char *line, size_t size);

/* Size and times say that nobody wrote to the file in between. */
bool file_is_unchanged(const struct stat *before, const struct stat *after);

/* Why, in words: `no such file`, `too large` ... Uses errno for FILE_UNREADABLE. */
const char *file_result_text(enum file_result result);

/* Replaces the file `path` as a whole, through a temporary file and rename. 0, or -1 and errno. */
int file_write(const char *path, const void *data, size_t size, mode_t mode);

/*
 * The same for a file that a person owns: a symbolic link is followed, the mode of a file that is
 * there is kept (a new one gets `mode` as the umask allows), and the rename is on the disk.
 */
int file_replace(const char *path, const void *data, size_t size, mode_t mode);

/* Writes all of it, whatever EINTR and short writes do. 0, or -1 and errno. */
int file_write_all(int fd, const void *data, size_t size);

/*
 * Makes `path` (and its parents, 0700) a folder that only this user can reach. An existing one
 * must be a real folder of ours; a mode wider than 0700 is narrowed. 0, or -1 and errno.
 */
int file_make_private_folder(const char *path);

#endif
