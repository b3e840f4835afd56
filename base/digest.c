/* SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include "base/log.h"

#include <string.h>

#include <openssl/evp.h>

struct digest digest_of(const void *data, size_t size)
{
    struct digest digest;
    if (EVP_Digest(data, size, digest.bytes, NULL, EVP_sha256(), NULL) != 1)
        fatal("cannot compute SHA-256");
    return digest;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

void digest_to_hex(const struct digest *digest, char hex[DIGEST_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        hex[2 * i] = digits[digest->bytes[i] >> 4];
        hex[2 * i + 1] = digits[digest->bytes[i] & 15];
    }
    hex[DIGEST_HEX_BYTES - 1] = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

int digest_from_hex(struct digest *digest, const char *hex)
{
    if (strlen(hex) != DIGEST_HEX_BYTES - 1)
        return -1;
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        int high = hex_value(hex[2 * i]);
        int low = hex_value(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return -1;
        digest->bytes[i] = (unsigned char)(high << 4 | low);
    }
    return 0;
}

/* The library's own context under our name: there is nothing to add to it. */
struct digester *digester_new(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
        fatal("cannot start SHA-256");
    return (struct digester *)context;
}

void digester_add(struct digester *digester, const void *data, size_t size)
{
    if (EVP_DigestUpdate((EVP_MD_CTX *)digester, data, size) != 1)
        fatal("cannot compute SHA-256");
}

struct digest digester_end(struct digester **digester)
{
    struct digest digest;
    EVP_MD_CTX *context = (EVP_MD_CTX *)*digester;
    if (EVP_DigestFinal_ex(context, digest.bytes, NULL) != 1)
        fatal("cannot compute SHA-256");
    EVP_MD_CTX_free(context);
    *digester = NULL;
    return digest;
}
