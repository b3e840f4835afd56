/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as what a property of Confluence holds, as they are and compressed: refused, or read
 * and packed to the same again.
 */
#include "base/deflate.h"
#include "base/memory.h"
#include "ledger/manifest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const struct manifest *manifest, struct memory_pool *pool)
{
    struct text packed = text_new(MANIFEST_PACKED_MAX);
    struct text again = text_new(MANIFEST_PACKED_MAX);
    struct manifest unpacked;
    if (manifest_pack(manifest, &packed) == 0) {
        if (manifest_unpack(&unpacked, packed.data, packed.length, pool) < 0 ||
            manifest_pack(&unpacked, &again) < 0)
            abort();
        if (packed.length != again.length || memcmp(packed.data, again.data, packed.length) != 0)
            abort();
    }
    text_free(&packed);
    text_free(&again);
}

static void check(const void *data, size_t size)
{
    struct memory_pool *pool = memory_pool_new();
    struct manifest manifest;
    if (manifest_unpack(&manifest, data, size, pool) == 0)
        check_again(&manifest, pool);
    memory_pool_free(&pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check(data, size);
    struct text packed = text_new(MANIFEST_PACKED_MAX);
    if (deflate_pack(data, size, &packed) == 0)
        check(packed.data, packed.length);
    text_free(&packed);
    return 0;
}
