/* SPDX-License-Identifier: MIT */
/*
 * The token, in one place: read from a descriptor, locked in memory, hidden from the log, wiped at
 * the end. No other module keeps a copy (libcurl holds the header while a request runs).
 */
#ifndef CMSYNC_UPLOADER_CREDENTIAL_H
#define CMSYNC_UPLOADER_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

enum { CREDENTIAL_TOKEN_MAX = 8 * 1024 };

struct credential;

/*
 * Reads the token from the descriptor that CMSYNC_TOKEN_FD names, its first line without blanks at
 * the end, by pread: several processes share the descriptor. `user` not empty: Basic, else Bearer.
 * NULL (logged) when there is none. credential_free() it.
 */
struct credential *credential_read(const char *user);
void credential_free(struct credential **credential);

/* The whole `Authorization: ...` line; lives as long as the credential. */
const char *credential_header(const struct credential *credential);

/* The token goes with a user name. */
bool credential_is_basic(const struct credential *credential);

#endif
