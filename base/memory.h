/* SPDX-License-Identifier: MIT */
/* Heap memory that either is there or ends the process: no caller checks for NULL. */
#ifndef CMSYNC_BASE_MEMORY_H
#define CMSYNC_BASE_MEMORY_H

#include <stddef.h>

/* `size` zeroed bytes. The caller owns the result: free() it. */
void *memory_new(size_t size) __attribute__((returns_nonnull));

/* `count` zeroed elements of `size` bytes; refuses overflow. The caller owns the result. */
void *memory_new_array(size_t count, size_t size) __attribute__((returns_nonnull));

/* Resizes `old` (may be NULL) to `count` elements of `size` bytes; new bytes are not zeroed. */
void *memory_grow(void *old, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of `size` bytes. The caller owns the result. */
void *memory_copy(const void *data, size_t size) __attribute__((returns_nonnull));

/* A copy of a text; NULL stays NULL. The caller owns the result. */
char *memory_copy_text(const char *text);

/* A copy of the first `length` bytes with a NUL behind them. The caller owns the result. */
char *memory_copy_part(const char *text, size_t length) __attribute__((returns_nonnull));

/* Frees *pointer and sets it to NULL; may be called twice. `pointer` is the address of a pointer.
 */
void memory_free(void *pointer);

/* Many small allocations with one end. */
struct memory_pool;

struct memory_pool *memory_pool_new(void);
void memory_pool_free(struct memory_pool **pool);

/* `size` zeroed bytes that live as long as the pool. */
void *memory_pool_take(struct memory_pool *pool, size_t size) __attribute__((returns_nonnull));

/* A NUL-terminated copy of `length` bytes that lives as long as the pool. */
char *memory_pool_copy(struct memory_pool *pool, const void *data, size_t length)
    __attribute__((returns_nonnull));

#endif
