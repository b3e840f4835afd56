/* SPDX-License-Identifier: MIT */
/* A configuration that is being read: config.c puts it together, requirements.c looks at the whole.
   Nobody else. */
#ifndef CMSYNC_CONFIG_LOADER_H
#define CMSYNC_CONFIG_LOADER_H

#include "config/config.h"
#include "config/problem.h"

struct loader_source {
    const char *path; /* absolute; NULL when there is no such file */
    const char *folder;
    char *data;
    size_t size;
};

struct loader {
    struct config *config;
    const struct options *options;
    const struct config_draft *drafts; /* two; NULL for none */
    struct text *problems;
    struct loader_source sources[CONFIG_SOURCE_OPTION + 1]; /* only files have one */
    int result;
};

/* Prints the problem, with its place in the source (NULL: none), and makes the result -1. */
void loader_report(
    struct loader *loader, struct problem *problem, const struct loader_source *source);

/* The same of a value that is stored already: shown where it came from. */
void loader_report_setting(struct loader *loader, enum setting_id id, struct problem *problem);

#endif
