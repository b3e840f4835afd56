/* SPDX-License-Identifier: MIT */
/* Bare addresses that GFM links and md4c 0.4.8 does not: on hosts without a dot or beyond ASCII. */
#ifndef CMSYNC_MARKDOWN_ADDRESSES_H
#define CMSYNC_MARKDOWN_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>

struct conversion;

/* Links the address around the colon, once what stands before the colon has been written. How many
   bytes from the colon on were used; 0: it is none. */
size_t address_put(struct conversion *c, const char *data, size_t colon, size_t length);

/* There is a `www.` whose host md4c does not know for one. */
bool address_is_foreign_www(const char *data, size_t length);

/* Such a one at `at` of data[0..length]: a link. How many bytes are used; 0 for none. */
size_t address_put_www(struct conversion *c, const char *data, size_t at, size_t length);

#endif
