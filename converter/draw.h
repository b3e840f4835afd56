/* SPDX-License-Identifier: MIT */
/* Having a diagram drawn: a command of the user's, in the cage that cmsync-drawer makes for it. */
#ifndef CMSYNC_CONVERTER_DRAW_H
#define CMSYNC_CONVERTER_DRAW_H

#include "base/text.h"
#include "config/settings.h"
#include "converter/inspect.h"

struct draw_order {
    const struct config_command *command;
    long seconds;
    size_t image_bytes;        /* at most */
    const char *const *hidden; /* files that it must not see */
    size_t hidden_count;
    inspect_tick *tick; /* NULL: none */
    void *context;
};

/* What the command makes of `source`, into `image` (its limit is the image's). 0, or -1 and why,
   for a person. */
int draw_run(const struct draw_order *order, const char *source, size_t length, struct text *image,
    struct text *reason);

#endif
