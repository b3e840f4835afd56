/* SPDX-License-Identifier: MIT */
#include "config/loader.h"

void loader_report(
    struct loader *loader, struct problem *problem, const struct loader_source *source)
{
    loader->result = -1;
    if (source != NULL)
        problem->file = source->path;
    const char *data = source == NULL ? NULL : source->data;
    problem_print(problem, data, data == NULL ? 0 : source->size, loader->problems);
}

void loader_report_setting(struct loader *loader, enum setting_id id, struct problem *problem)
{
    const struct config_origin *origin = &loader->config->origins[id];
    const struct loader_source *source = &loader->sources[origin->source];
    if (source->path != NULL) {
        problem_place(problem, origin->line, origin->column, origin->length);
        loader_report(loader, problem, source);
        return;
    }
    if (origin->source != CONFIG_SOURCE_DEFAULT) {
        struct text from = text_new(PROBLEM_BYTES);
        config_print_origin(loader->config, id, &from);
        problem_note(problem, "it was set by %s", from.data);
        text_free(&from);
    }
    loader_report(loader, problem, NULL);
}
