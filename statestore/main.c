/* SPDX-License-Identifier: MIT */
#include "statestore/statestore.h"

int main(int argc, char **argv)
{
    return stage_main(&statestore, argc, argv);
}
