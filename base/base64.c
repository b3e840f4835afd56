/* SPDX-License-Identifier: MIT */
#include "base/base64.h"

#include "base/memory.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

void base64_encode_to(const void *data, size_t size, char *text)
{
    assert(size <= INT_MAX);
    EVP_EncodeBlock((unsigned char *)text, data, (int)size);
}

char *base64_encode(const void *data, size_t size)
{
    char *text = memory_new(size / 3 * 4 + 5);
    base64_encode_to(data, size, text);
    return text;
}

char *base64_decode(const char *text, size_t *size)
{
    size_t length = strlen(text);
    if (length % 4 || length > INT_MAX)
        return NULL;
    char *data = memory_new(length / 4 * 3 + 1);
    int decoded = EVP_DecodeBlock((unsigned char *)data, (const unsigned char *)text, (int)length);
    if (decoded < 0) {
        free(data);
        return NULL;
    }
    /* OpenSSL counts the padding as zero bytes. */
    *size = (size_t)decoded;
    for (size_t i = length; i > 0 && text[i - 1] == '='; i--) {
        if (length - i == 2) { /* three are none: they would count below nothing */
            free(data);
            return NULL;
        }
        --*size;
    }
    data[*size] = '\0';
    return data;
}
