/* SPDX-License-Identifier: MIT */
#include "uploader/uploader.h"

int main(int argc, char **argv)
{
    uploader_lock_down();
    return stage_main(&uploader, argc, argv);
}
