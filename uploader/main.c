/* SPDX-License-Identifier: MIT */
#include "uploader/probe.h"
#include "uploader/uploader.h"

int main(int argc, char **argv)
{
    uploader_lock_down();
    if (probe_is_wanted(argc, argv))
        return probe_main(uploader.options, uploader.option_count, argc, argv);
    return stage_main(&uploader, argc, argv);
}
