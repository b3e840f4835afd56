/* SPDX-License-Identifier: MIT */
#include "monitor/views.h"

static const struct view *const table[] = {
#define VIEW(name, symbol) [MODEL_VIEW_##name] = &symbol,
    VIEWS(VIEW)
#undef VIEW
};

const struct view *views_at(enum model_view view)
{
    return table[view];
}
