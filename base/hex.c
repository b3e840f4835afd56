/* SPDX-License-Identifier: MIT */
#include "base/hex.h"

static int lower_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

int hex_value(char digit)
{
    return lower_value((char)(digit >= 'A' && digit <= 'F' ? digit - 'A' + 'a' : digit));
}

void hex_print(const void *data, size_t size, char *hex)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * size] = '\0';
}

bool hex_read(const char *hex, void *data, size_t size)
{
    unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) {
        int high = lower_value(hex[2 * i]);
        int low = high < 0 ? -1 : lower_value(hex[2 * i + 1]);
        if (low < 0)
            return false;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}
