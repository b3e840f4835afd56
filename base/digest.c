/* SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include "base/hex.h"
#include "base/memory.h"

#include <string.h>

/*
 * The calls by the algorithm's own name. OpenSSL 3 would rather have EVP, which first sets up every
 * algorithm that there is: five million instructions in each process (40 % of `cmsync convert`),
 * and a search through them for each digest.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

struct digester {
    SHA256_CTX context;
};

struct digest digest_of(const void *data, size_t size)
{
    struct digest digest;
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, data, size);
    SHA256_Final(digest.bytes, &context);
    return digest;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

void digest_to_hex(const struct digest *digest, char hex[DIGEST_HEX_BYTES])
{
    hex_print(digest->bytes, DIGEST_BYTES, hex);
}

struct digester *digester_new(void)
{
    struct digester *digester = memory_new(sizeof *digester);
    SHA256_Init(&digester->context);
    return digester;
}

void digester_add(struct digester *digester, const void *data, size_t size)
{
    SHA256_Update(&digester->context, data, size);
}

struct digest digester_end(struct digester **digester)
{
    struct digest digest;
    SHA256_Final(digest.bytes, &(*digester)->context);
    memory_free(digester);
    return digest;
}
