/* SPDX-License-Identifier: MIT */
/*
 * Changes one key in a YAML text and leaves every other byte as it is: comments, order, blank
 * lines, quotes. It cuts and pastes in the text and never writes YAML anew; what comes out is read
 * again and compared, so a file that cannot be changed so is refused, not damaged. Pure.
 */
#ifndef CMSYNC_CONFIG_YAML_EDIT_H
#define CMSYNC_CONFIG_YAML_EDIT_H

#include "base/text.h"
#include "config/problem.h"
#include "config/settings.h"

#include <stdbool.h>
#include <stddef.h>

struct yaml_edit {
    const char *section;
    const char *key;
    struct config_list texts;
    bool is_list;
    bool is_text;   /* quotes for what other readers would take as a number or truth value */
    bool is_absent; /* take the key away; texts do not count */
};

/*
 * Appends the changed text to `out`. 0, or -1 and a problem: the text cannot be read (with its
 * place) or cannot be changed in place.
 */
int yaml_edit_apply(const char *data, size_t size, const struct yaml_edit *edit, struct text *out,
    struct problem *problem) __attribute__((warn_unused_result));

/* A scalar as it stands in a YAML file: plain where that is safe, else in double quotes. `quote`
   is '\0', or '\'' or '"' where those are preferred. */
void yaml_edit_print_scalar(const char *text, bool is_text, char quote, struct text *out);

#endif
