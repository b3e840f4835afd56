/* SPDX-License-Identifier: MIT */
#include "watcher/unwanted.h"

#include <ctype.h>
#include <string.h>

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name);
    size_t end_length = strlen(end);
    return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

/* mkstemp's six characters behind a known beginning: sed -i, emacs's file-precious-flag. */
static bool is_made_by_mkstemp(const char *name)
{
    if (strncmp(name, "sed", 3) != 0 && strncmp(name, "tmp", 3) != 0)
        return false;
    size_t length = 0;
    bool is_word = true;
    for (const char *c = name + 3; *c != '\0'; c++, length++) {
        if (!isalnum((unsigned char)*c))
            return false;
        if (!islower((unsigned char)*c))
            is_word = false;
    }
    /* `sedentary` and `tmpfolder` are words. */
    return length == 6 && !is_word;
}

static bool is_temporary(const char *name)
{
    static const char *const ends[] = { "~", ".swp", ".swx", ".tmp", "___jb_tmp___", "___jb_old___",
        "___jb_bak___" };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (ends_with(name, ends[i]))
            return true;
    return strcmp(name, "4913") == 0 || (name[0] == '#' && ends_with(name + 1, "#")) ||
           is_made_by_mkstemp(name);
}

bool unwanted_name(const char *name, bool is_folder)
{
    if (name[0] == '.' || strcmp(name, "node_modules") == 0)
        return true;
    return !is_folder && is_temporary(name);
}
