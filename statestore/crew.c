/* SPDX-License-Identifier: MIT */
#include "statestore/crew.h"

#include <string.h>

void crew_tell(struct crew *crew, const struct crew_member *news)
{
    size_t i = 0;
    while (i < crew->count && strcmp(crew->members[i].name, news->name) != 0)
        i++;
    if (strcmp(news->state, "down") == 0) {
        if (i < crew->count)
            crew->members[i] = crew->members[--crew->count];
        return;
    }
    if (i == CREW_MOST)
        return;
    crew->members[i] = *news;
    crew->count += i == crew->count ? 1 : 0;
}

bool crew_has(const struct crew *crew, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < crew->count && length > 0; i++) {
        const char *member = crew->members[i].name;
        if (strncmp(member, name, length) == 0 && (member[length] == '\0' || member[length] == '-'))
            return true;
    }
    return false;
}
