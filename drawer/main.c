/* SPDX-License-Identifier: MIT */
#include "drawer/drawer.h"

int main(int argc, char **argv)
{
    return drawer_main(argc, argv);
}
