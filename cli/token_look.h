/* SPDX-License-Identifier: MIT */
/* Where the token comes from and whether that is good, without a look at the token. */
#ifndef CMSYNC_CLI_TOKEN_LOOK_H
#define CMSYNC_CLI_TOKEN_LOOK_H

#include "bus/checks.h"
#include "config/token_source.h"

struct token_look {
    enum token_source source;
    char *file;                        /* of the source; NULL: it is no file */
    char *fault;                       /* why it cannot be used; NULL: it can */
    char *help;                        /* what to do about that */
    bool is_unused[TOKEN_SOURCE_NONE]; /* there too, and not looked at */
    bool is_ci;
};

void token_look_take(
    struct token_look *look, const struct config *config, const struct options *options);
void token_look_free(struct token_look *look);

/* Adds the check `token`. Pure. */
void token_look_judge(const struct token_look *look, struct checks *checks);

#endif
