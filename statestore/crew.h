/* SPDX-License-Identifier: MIT */
/* Which processes there are, as the supervisor told last; for people, nothing is decided by it. */
#ifndef CMSYNC_STATESTORE_CREW_H
#define CMSYNC_STATESTORE_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CREW_MOST = 40, CREW_NAME_BYTES = 24 };

struct crew_member {
    char name[CREW_NAME_BYTES];
    char state[CREW_NAME_BYTES];
    long pid;
    long restarts;
    int64_t since_ms; /* wall clock: when the state was told */
};

struct crew {
    struct crew_member members[CREW_MOST];
    size_t count;
};

/* Takes note of a member's state; one that is `down` is forgotten. */
void crew_tell(struct crew *crew, const struct crew_member *news);

/* There is a member of that name (`uploader-2`), or one of that kind (`uploader`). */
bool crew_has(const struct crew *crew, const char *name);

#endif
