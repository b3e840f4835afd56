/* SPDX-License-Identifier: MIT */
/* Compression (zlib), with a limit on what comes out of bytes that nobody vouches for. */
#ifndef CMSYNC_BASE_DEFLATE_H
#define CMSYNC_BASE_DEFLATE_H

#include "base/text.h"

/* Appends the bytes compressed. 0, or -1 when `out` cannot hold them. */
int deflate_pack(const void *data, size_t size, struct text *out)
    __attribute__((warn_unused_result));

/* Appends what was compressed. 0, or -1 when it is damaged, has more behind it, or is larger than
   the limit of `out`; then `out` is as before. */
int deflate_unpack(const void *data, size_t size, struct text *out)
    __attribute__((warn_unused_result));

#endif
