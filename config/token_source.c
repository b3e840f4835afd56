/* SPDX-License-Identifier: MIT */
#include "config/token_source.h"

#include "base/path.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool token_source_is_there(const struct token_places *places, enum token_source source)
{
    bool has_option = places->file_option != NULL;
    bool is_input = has_option && strcmp(places->file_option, "-") == 0;
    switch (source) {
    case TOKEN_SOURCE_INPUT:
        return is_input;
    case TOKEN_SOURCE_OPTION:
        return has_option && !is_input;
    case TOKEN_SOURCE_CREDENTIALS:
        return places->credentials != NULL;
    case TOKEN_SOURCE_COMMAND:
        return places->config->site.token_command.words.count > 0;
    case TOKEN_SOURCE_FILE:
        return places->config->site.token_file[0] != '\0';
    case TOKEN_SOURCE_VARIABLE:
        return places->has_variable;
    case TOKEN_SOURCE_NONE:
        break;
    }
    return true;
}

enum token_source token_source_choose(const struct token_places *places)
{
    int source = TOKEN_SOURCE_INPUT;
    while (!token_source_is_there(places, (enum token_source)source))
        source++;
    return (enum token_source)source;
}

size_t token_source_length(const char *data, size_t size)
{
    size_t length = 0;
    while (length < size && data[length] > ' ' && data[length] < 0x7F)
        length++;
    bool is_line = length == size || data[length] == '\n' ||
                   (data[length] == '\r' && (length + 1 == size || data[length + 1] == '\n'));
    return is_line && length < TOKEN_BYTES ? length : 0;
}

const char *token_source_name(enum token_source source)
{
    static const char *const names[] = {
        [TOKEN_SOURCE_INPUT] = "--token-file - (standard input)",
        [TOKEN_SOURCE_OPTION] = "--token-file",
        [TOKEN_SOURCE_CREDENTIALS] = "$CREDENTIALS_DIRECTORY/cmsync-token",
        [TOKEN_SOURCE_COMMAND] = "site.token_command",
        [TOKEN_SOURCE_FILE] = "site.token_file",
        [TOKEN_SOURCE_VARIABLE] = "CMSYNC_TOKEN",
        [TOKEN_SOURCE_NONE] = "nothing",
    };
    return names[source];
}

const char *token_source_file(const struct token_places *places, enum token_source source)
{
    if (source == TOKEN_SOURCE_OPTION)
        return places->file_option;
    if (source == TOKEN_SOURCE_CREDENTIALS)
        return places->credentials;
    return source == TOKEN_SOURCE_FILE ? places->config->site.token_file : NULL;
}

char *token_source_credentials(void)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    if (folder == NULL || folder[0] != '/')
        return NULL;
    char *path = path_join(folder, "cmsync-token");
    if (access(path, R_OK) < 0)
        memory_free(&path);
    return path;
}

const char *token_source_file_fault(const struct stat *status)
{
    if (!S_ISREG(status->st_mode))
        return "it is not a regular file";
    if (status->st_uid != geteuid())
        return "it belongs to another user";
    if ((status->st_mode & 077) != 0)
        return "others than its owner can read or write it";
    return NULL;
}

const char *token_source_file_help(const struct stat *status)
{
    if (status == NULL || !S_ISREG(status->st_mode) || status->st_size == 0)
        return "write the token to a regular file that only you can read, and name that file with "
               "`--token-file FILE` or `site.token_file`";
    return "`chown $USER` and `chmod 600` it, and make a new token if others could read this one";
}
