/* SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include "base/log.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { POOL_BLOCK_BYTES = 16384 };

struct pool_block {
    struct pool_block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

struct memory_pool {
    struct pool_block *blocks;
};

static void *checked(void *memory, size_t size)
{
    if (memory == NULL && size > 0) {
        log_error("out of memory: cannot get %zu bytes", size);
        abort(); /* not exit: what made the process grow counts against the file in work */
    }
    return memory;
}

void *memory_new(size_t size)
{
    return checked(calloc(1, size), size);
}

void *memory_new_array(size_t count, size_t size)
{
    return checked(calloc(count, size), count);
}

void *memory_grow(void *old, size_t count, size_t size)
{
    return checked(reallocarray(old, count, size), count);
}

void *memory_copy(const void *data, size_t size)
{
    void *copy = memory_new(size + 1);
    if (size > 0)
        memcpy(copy, data, size);
    return copy;
}

char *memory_copy_text(const char *text)
{
    return text == NULL ? NULL : memory_copy(text, strlen(text));
}

char *memory_copy_part(const char *text, size_t length)
{
    return memory_copy(text, length);
}

void memory_free(void *pointer)
{
    void *held;
    memcpy(&held, pointer, sizeof held);
    free(held);
    held = NULL;
    memcpy(pointer, &held, sizeof held);
}

struct memory_pool *memory_pool_new(void)
{
    return memory_new(sizeof(struct memory_pool));
}

void memory_pool_free(struct memory_pool **pool)
{
    if (*pool == NULL)
        return;
    struct pool_block *block = (*pool)->blocks;
    while (block != NULL) {
        struct pool_block *next = block->next;
        free(block);
        block = next;
    }
    memory_free(pool);
}

void *memory_pool_take(struct memory_pool *pool, size_t size)
{
    size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct pool_block *block = pool->blocks;
    if (block == NULL || block->size - block->used < rounded) {
        size_t bytes = rounded > POOL_BLOCK_BYTES ? rounded : POOL_BLOCK_BYTES;
        block = memory_grow(NULL, sizeof *block + bytes, 1);
        block->used = 0;
        block->size = bytes;
        block->next = pool->blocks;
        pool->blocks = block;
    }
    void *taken = block->bytes + block->used;
    block->used += rounded;
    return memset(taken, 0, rounded);
}

char *memory_pool_copy(struct memory_pool *pool, const void *data, size_t length)
{
    char *copy = memory_pool_take(pool, length + 1);
    if (length > 0)
        memcpy(copy, data, length);
    return copy;
}
