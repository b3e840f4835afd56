/* SPDX-License-Identifier: MIT */
/* A body that the sandbox accepts stays acceptable when it is saved, and a second save changes
   nothing. */
#include "base/memory.h"
#include "base/unicode.h"
#include "sandbox/wiki/normalise.h"
#include "sandbox/wiki/storage_check.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void save(const char *body, enum edition edition)
{
    struct normalise_options options = { .edition = edition };
    char message[512];
    char *once = normalise_storage(body, &options);
    assert(storage_check(once, message, sizeof message) == 0);
    char *twice = normalise_storage(once, &options);
    assert(strcmp(once, twice) == 0);
    free(normalise_rename(once, "A", "B"));
    free(once);
    free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char message[512];
    char *body = memory_copy_part((const char *)data, size);
    /* JSON lets neither NUL nor bytes that are not UTF-8 through. */
    bool is_text = strlen(body) == size && unicode_valid_length(body, size) == size;
    if (is_text && storage_check(body, message, sizeof message) == 0) {
        save(body, EDITION_CLOUD);
        save(body, EDITION_DATACENTER);
    }
    free(body);
    return 0;
}
