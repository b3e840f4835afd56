/* SPDX-License-Identifier: MIT */
#include "base/exit_code.h"

#include <stddef.h>

static const int codes[] = {
#define EXIT_CODE_NUMBER(name, number, meaning) number,
    EXIT_CODES(EXIT_CODE_NUMBER)
#undef EXIT_CODE_NUMBER
};

enum { CODES = sizeof codes / sizeof codes[0] };

static size_t rank_of(int code)
{
    for (size_t i = 0; i < CODES; i++) {
        if (codes[i] == code)
            return i;
    }
    return rank_of(EXIT_CODE_FAILURE);
}

int exit_code_first(int a, int b)
{
    size_t rank_a = rank_of(a);
    size_t rank_b = rank_of(b);
    return codes[rank_a < rank_b ? rank_a : rank_b];
}
