/* SPDX-License-Identifier: MIT */
#include "sandbox/settings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const struct setting setting_list[] = {
#define SETTING_ENTRY(name, value, meaning)                                                        \
    { #name, meaning, value, (unsigned)offsetof(struct settings, name) },
    SANDBOX_SETTINGS(SETTING_ENTRY)
#undef SETTING_ENTRY
        { NULL, NULL, 0, 0 },
};

static int64_t *place(struct settings *settings, const struct setting *setting)
{
    return (int64_t *)(void *)((char *)settings + setting->offset);
}

void settings_set_defaults(struct settings *settings)
{
    for (const struct setting *s = setting_list; s->name; s++)
        *place(settings, s) = s->missing;
}

int64_t *settings_find(struct settings *settings, const char *name)
{
    for (const struct setting *s = setting_list; s->name; s++) {
        if (strcmp(s->name, name) == 0)
            return place(settings, s);
    }
    return NULL;
}

int settings_parse(struct settings *settings, const char *text)
{
    char name[64];
    size_t length = strcspn(text, "=");
    if (length >= sizeof name || text[length] != '=')
        return -1;
    memcpy(name, text, length);
    name[length] = '\0';
    char *end;
    long long value = strtoll(text + length + 1, &end, 10);
    int64_t *where = settings_find(settings, name);
    if (!where || *end || end == text + length + 1 || value < 0)
        return -1;
    *where = value;
    return 0;
}
