/* SPDX-License-Identifier: MIT */
#include "cli/exit_code.h"

#include <stddef.h>

static const struct {
    int number;
    const char *meaning;
} codes[] = {
#define EXIT_CODE_ROW(name, number, meaning) { number, meaning },
    EXIT_CODES(EXIT_CODE_ROW)
#undef EXIT_CODE_ROW
};

enum { CODES = sizeof codes / sizeof codes[0] };

static size_t rank_of(int code)
{
    for (size_t i = 0; i < CODES; i++) {
        if (codes[i].number == code)
            return i;
    }
    return rank_of(EXIT_CODE_FAILURE);
}

int exit_code_first(int a, int b)
{
    size_t rank_a = rank_of(a);
    size_t rank_b = rank_of(b);
    return codes[rank_a < rank_b ? rank_a : rank_b].number;
}

const char *exit_code_text(int code)
{
    for (size_t i = 0; i < CODES; i++) {
        if (codes[i].number == code)
            return codes[i].meaning;
    }
    return NULL;
}
