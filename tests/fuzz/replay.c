/* SPDX-License-Identifier: MIT */
/* replay FOLDER: what a fuzz target does with each file of its seeds; without a fuzzer, in every
 * build. */
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>

enum { SEED_MAX_BYTES = 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t replay(const char *path)
{
    char *data = NULL;
    size_t size = 0;
    if (file_read(AT_FDCWD, path, SEED_MAX_BYTES, &data, &size) != FILE_OK)
        return 0;
    printf("%s\n", path);
    (void)LLVMFuzzerTestOneInput((const uint8_t *)data, size);
    memory_free(&data);
    return 1;
}

int main(int argc, char **argv)
{
    DIR *entries = argc == 2 ? opendir(argv[1]) : NULL;
    if (entries == NULL) {
        fprintf(stderr, "usage: replay FOLDER\n");
        return 2;
    }
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        struct text path = text_new(4096);
        text_add_format(&path, "%s/%s", argv[1], entry->d_name);
        count += replay(path.data);
        text_free(&path);
    }
    closedir(entries);
    printf("%zu seeds\n", count);
    return count > 0 ? 0 : 1;
}
