/* SPDX-License-Identifier: MIT */
/*
 * Where the token comes from. It is kept in a sealed memfd that uploaders inherit: never in an
 * argument, an environment or a log line.
 */
#ifndef CMSYNC_SUPERVISOR_TOKEN_H
#define CMSYNC_SUPERVISOR_TOKEN_H

#include "base/text.h"
#include "config/config.h"

#include <stdbool.h>
#include <stdint.h>

/* Moves CMSYNC_TOKEN into a memfd and wipes it from this process's environment. The descriptor (of
   nothing when what stands there is no token), or -1 when there is no such variable. Call it before
   anything is started. */
int token_take_variable(void);

/* What token_find() looks at. */
struct token_sources {
    const struct config *config;
    const char *file_option; /* --token-file: a path, `-` for standard input; NULL: not given */
    int variable_fd;         /* of token_take_variable() */
    int64_t command_ms;      /* how long site.token_command may take */
};

/*
 * A descriptor with the token, from the first source that there is: --token-file,
 * $CREDENTIALS_DIRECTORY/cmsync-token, site.token_command, site.token_file, CMSYNC_TOKEN. -1 and
 * the problem appended when there is none or the first one cannot be used.
 */
int token_find(const struct token_sources *sources, struct text *problems);

/* Both hold the same token. */
bool token_equal(int a, int b);

#endif
