/* SPDX-License-Identifier: MIT */
#include "uploader/credential.h"

#include "base/base64.h"
#include "base/control.h"
#include "base/log.h"
#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { USER_MAX = 1024, PAIR_MAX = CREDENTIAL_TOKEN_MAX + USER_MAX };

/* One mapping of its own: locked and kept out of dumps without touching the heap. */
struct credential {
    bool is_basic;
    char token[CREDENTIAL_TOKEN_MAX + 1];
    char pair[PAIR_MAX + 2];
    char header[PAIR_MAX * 2];
};

static struct credential *new_credential(void)
{
    struct credential *credential =
        mmap(NULL, sizeof *credential, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (credential == MAP_FAILED)
        fatal("cannot get memory for the token: %s", strerror(errno));
    /* Without the right to lock it may be swapped out; that is no reason not to work. */
    if (mlock(credential, sizeof *credential) != 0)
        log_debug("cannot lock the token in memory: %s", strerror(errno));
    madvise(credential, sizeof *credential, MADV_DONTDUMP);
    return credential;
}

void credential_free(struct credential **credential)
{
    if (*credential == NULL)
        return;
    explicit_bzero(*credential, sizeof **credential);
    munmap(*credential, sizeof **credential);
    *credential = NULL;
}

static int token_descriptor(void)
{
    const char *text = getenv(CONTROL_TOKEN_VARIABLE);
    char *end;
    long fd = text == NULL ? -1 : strtol(text, &end, 10);
    return text == NULL || end == text || *end != '\0' || fd < 0 || fd > 1024 * 1024 ? -1 : (int)fd;
}

/* 0, or -1 when the descriptor cannot be read or the token is too long or empty. */
static int read_token(struct credential *credential, int fd)
{
    size_t length = 0;
    while (length < sizeof credential->token) {
        ssize_t got =
            pread(fd, credential->token + length, sizeof credential->token - length, (off_t)length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            log_error("cannot read the token: %s", strerror(errno));
            return -1;
        }
        if (got == 0)
            break;
        length += (size_t)got;
    }
    if (length > CREDENTIAL_TOKEN_MAX) {
        log_error("cannot use the token: it is longer than %d bytes", CREDENTIAL_TOKEN_MAX);
        return -1;
    }
    credential->token[length] = '\0';
    length = strcspn(credential->token, "\r\n");
    while (length > 0 && strchr(" \t", credential->token[length - 1]) != NULL)
        length--;
    explicit_bzero(credential->token + length, sizeof credential->token - length);
    for (size_t i = 0; i < length; i++)
        if (credential->token[i] <= ' ' || credential->token[i] == 127) {
            log_error("cannot use the token: it holds a blank or a control character");
            return -1;
        }
    if (length == 0)
        log_error("cannot use the token: it is empty");
    return length == 0 ? -1 : 0;
}

static void build_header(struct credential *credential, const char *user)
{
    char *header = credential->header;
    credential->is_basic = user[0] != '\0';
    if (!credential->is_basic) {
        snprintf(header, sizeof credential->header, "Authorization: Bearer %s", credential->token);
        return;
    }
    snprintf(
        credential->pair, sizeof credential->pair, "%.*s:%s", USER_MAX, user, credential->token);
    int start = snprintf(header, sizeof credential->header, "Authorization: Basic ");
    base64_encode_to(credential->pair, strlen(credential->pair), header + start);
    log_hide(header + start, strlen(header + start));
    explicit_bzero(credential->pair, sizeof credential->pair);
}

struct credential *credential_read(const char *user)
{
    int fd = token_descriptor();
    if (fd < 0) {
        log_error("cannot read the token: %s names no descriptor", CONTROL_TOKEN_VARIABLE);
        return NULL;
    }
    struct credential *credential = new_credential();
    if (read_token(credential, fd) != 0) {
        credential_free(&credential);
        return NULL;
    }
    log_hide(credential->token, strlen(credential->token));
    build_header(credential, user);
    return credential;
}

const char *credential_header(const struct credential *credential)
{
    return credential->header;
}

bool credential_is_basic(const struct credential *credential)
{
    return credential->is_basic;
}
