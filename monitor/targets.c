/* SPDX-License-Identifier: MIT */
#include "monitor/targets.h"

#include "base/memory.h"

#include <string.h>

static void add(struct targets *targets, const struct row *row, const char *letters)
{
    if (letters != NULL && strchr(letters, row->letter) == NULL) {
        targets->left_out++;
        return;
    }
    targets->paths = memory_grow(targets->paths, targets->count + 1, sizeof *targets->paths);
    targets->paths[targets->count++] = memory_copy_text(row->path);
}

struct targets *targets_find(const struct model *model, const char *letters)
{
    struct targets *targets = memory_new(sizeof *targets);
    const struct rows *rows = &model->mirror.rows;
    for (size_t i = 0; rows->marked > 0 && i < rows->count; i++) {
        if (rows->items[i].is_marked)
            add(targets, &rows->items[i], letters);
    }
    const struct row *row = model_selected(model);
    if (rows->marked == 0 && row != NULL)
        add(targets, row, letters);
    return targets;
}

void targets_free(void *data)
{
    struct targets *targets = data;
    if (targets == NULL)
        return;
    for (size_t i = 0; i < targets->count; i++)
        memory_free(&targets->paths[i]);
    memory_free(&targets->paths);
    memory_free(&targets);
}

void targets_print(const struct targets *targets, size_t most, struct text *out)
{
    size_t shown = targets->count <= most ? targets->count : most - 1;
    for (size_t i = 0; i < shown; i++)
        text_add_format(out, "  %s\n", targets->paths[i]);
    if (shown < targets->count)
        text_add_format(out, "  and %zu more\n", targets->count - shown);
}
