/* SPDX-License-Identifier: MIT */
#include "converter/converter.h"

int main(int argc, char **argv)
{
    return stage_main(&converter, argc, argv);
}
