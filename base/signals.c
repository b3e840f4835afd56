/* SPDX-License-Identifier: MIT */
#include "base/signals.h"

#include <stddef.h>

static const int numbers[] = { SIGPIPE, SIGXFSZ };

static void set(void (*action)(int))
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        (void)signal(numbers[i], action); /* cannot fail for these two */
}

void signals_ignore(void)
{
    set(SIG_IGN);
}

void signals_restore(void)
{
    set(SIG_DFL);
}

void signals_list(sigset_t *list)
{
    sigemptyset(list);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaddset(list, numbers[i]);
}
