/* SPDX-License-Identifier: MIT */
#include "watcher/watcher.h"

int main(int argc, char **argv)
{
    return stage_main(&watcher, argc, argv);
}
