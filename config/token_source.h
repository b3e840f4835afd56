/* SPDX-License-Identifier: MIT */
/* Which of the places where a token can be is the one that counts, and what one looks like. Nothing
   here reads a token. */
#ifndef CMSYNC_CONFIG_TOKEN_SOURCE_H
#define CMSYNC_CONFIG_TOKEN_SOURCE_H

#include "config/config.h"

#include <stdbool.h>

struct stat;

/* In order: the first one that is there wins, even if it cannot be used. */
enum token_source {
    TOKEN_SOURCE_INPUT,       /* --token-file - */
    TOKEN_SOURCE_OPTION,      /* --token-file FILE */
    TOKEN_SOURCE_CREDENTIALS, /* $CREDENTIALS_DIRECTORY/cmsync-token */
    TOKEN_SOURCE_COMMAND,     /* site.token_command */
    TOKEN_SOURCE_FILE,        /* site.token_file */
    TOKEN_SOURCE_VARIABLE,    /* CMSYNC_TOKEN */
    TOKEN_SOURCE_NONE,
};

struct token_places {
    const struct config *config;
    const char *file_option; /* --token-file; NULL: not given */
    const char *credentials; /* token_source_credentials() */
    bool has_variable;
};

bool token_source_is_there(const struct token_places *places, enum token_source source);
enum token_source token_source_choose(const struct token_places *places);

/* A token is shorter; what is read of a file or an output. */
enum { TOKEN_BYTES = 8192 };

/* The length of the token that is the first line of `data`; 0 when that is none, which is said of
   it with TOKEN_SOURCE_FORM. */
size_t token_source_length(const char *data, size_t size);
#define TOKEN_SOURCE_FORM "a token is one line of visible ASCII characters without blanks"

/* `--token-file`, `site.token_command` ...; `nothing` for NONE. */
const char *token_source_name(enum token_source source);

/* The file that the source is; NULL for one that is no file. */
const char *token_source_file(const struct token_places *places, enum token_source source);

/* The service manager's file with the token, if it can be read. The caller owns the result: free()
   it; NULL when there is none. */
char *token_source_credentials(void);

/* Why a file with this status cannot be trusted with the token; NULL when it can. */
const char *token_source_file_fault(const struct stat *status);

/* What to do about a file that cannot be used. NULL: it could not be opened. */
const char *token_source_file_help(const struct stat *status);

#endif
