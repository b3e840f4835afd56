/* SPDX-License-Identifier: MIT */
#include "converter/inspect.h"

#include "base/memory.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PART_BYTES = 256 * 1024 };

_Static_assert(
    (int)PART_BYTES >= (int)PIXELS_HEADER_BYTES, "an image's header comes in the first part");

/* Fills the buffer unless the file ends. -1 and errno. */
static ssize_t read_part(int fd, unsigned char *buffer, size_t size)
{
    size_t length = 0;
    while (length < size) {
        ssize_t got = read(fd, buffer + length, size - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        length += (size_t)got;
    }
    return (ssize_t)length;
}

static enum file_result read_all(
    int fd, struct inspection *inspection, inspect_tick *tick, void *context)
{
    unsigned char *buffer = memory_new(PART_BYTES);
    struct digester *digester = digester_new();
    enum file_result result = FILE_OK;
    ssize_t length = PART_BYTES;
    while (result == FILE_OK && length == PART_BYTES) {
        length = read_part(fd, buffer, PART_BYTES);
        if (length < 0) {
            result = FILE_UNREADABLE;
            break;
        }
        if (inspection->size == 0)
            inspection->pixels = pixels_of(buffer, (size_t)length);
        digester_add(digester, buffer, (size_t)length);
        inspection->size += length;
        if (inspection->size > INSPECT_MAX_BYTES)
            result = FILE_TOO_LARGE;
        else if (tick != NULL && !tick(context))
            result = FILE_CHANGED;
    }
    int reason = errno;
    inspection->digest = digester_end(&digester);
    memory_free(&buffer);
    errno = reason;
    return result;
}

enum file_result inspect_read(
    int fd, struct inspection *inspection, inspect_tick *tick, void *context)
{
    struct stat before;
    struct stat after;
    *inspection = (struct inspection){ 0 };
    if (fstat(fd, &before) < 0)
        return FILE_UNREADABLE;
    if (!S_ISREG(before.st_mode))
        return FILE_NOT_REGULAR;
    if (before.st_size > INSPECT_MAX_BYTES)
        return FILE_TOO_LARGE;
    enum file_result result = read_all(fd, inspection, tick, context);
    if (result != FILE_OK)
        return result;
    if (fstat(fd, &after) < 0)
        return FILE_UNREADABLE;
    return file_is_unchanged(&before, &after) ? FILE_OK : FILE_CHANGED;
}

static void explain_unreadable(struct text *out)
{
    if (errno == EXDEV || errno == ELOOP)
        text_add_string(out, "the link leads out of the folder that is published, or to nothing; "
                             "put the file itself there");
    else if (errno == EACCES || errno == EPERM)
        text_add_string(out, "no permission to read the file; give this user the right to "
                             "(chmod u+r), or leave it out in .cmsyncignore");
    else
        text_add_format(out, "the file cannot be read: %s", strerror(errno));
}

void inspect_explain(enum file_result result, size_t limit, struct text *out)
{
    switch (result) {
    case FILE_MISSING:
        text_add_string(out, "the file is not there any more; put it back, or remove what "
                             "refers to it");
        break;
    case FILE_UNREADABLE:
        explain_unreadable(out);
        break;
    case FILE_NOT_REGULAR:
        text_add_string(out, "this is not a regular file but a folder, FIFO, device or socket; "
                             "leave it out in .cmsyncignore");
        break;
    case FILE_TOO_LARGE:
        text_add_format(out,
            "the file is larger than %zu MiB; make it smaller, or leave it out "
            "in .cmsyncignore",
            limit / 1024 / 1024);
        break;
    case FILE_CHANGED:
    case FILE_OK:
        text_add_string(out, file_result_text(result));
        break;
    }
}
