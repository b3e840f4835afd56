/* SPDX-License-Identifier: MIT */
/* SHA-256: the one identity of content in the project. */
#ifndef CMSYNC_BASE_DIGEST_H
#define CMSYNC_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_BYTES = 32, DIGEST_HEX_BYTES = 2 * DIGEST_BYTES + 1 };

struct digest {
    unsigned char bytes[DIGEST_BYTES];
};

struct digest digest_of(const void *data, size_t size);
bool digest_equal(const struct digest *a, const struct digest *b);

/* 64 lower-case hexadecimal digits and a NUL into `hex`. */
void digest_to_hex(const struct digest *digest, char hex[DIGEST_HEX_BYTES]);

/* For content that comes in parts. digest_end() releases the digester. */
struct digester;
struct digester *digester_new(void);
void digester_add(struct digester *digester, const void *data, size_t size);
struct digest digester_end(struct digester **digester);

#endif
