/* SPDX-License-Identifier: MIT */
#include "base/deflate.h"

#include "base/memory.h"

#include <limits.h>

#include <zlib.h>

enum { STEP_BYTES = 64 * 1024 };

int deflate_pack(const void *data, size_t size, struct text *out)
{
    uLongf length = compressBound(size);
    unsigned char *packed = memory_new(length);
    int result = compress2(packed, &length, data, size, Z_BEST_COMPRESSION) == Z_OK ? 0 : -1;
    if (result == 0)
        text_add(out, (const char *)packed, length);
    memory_free(&packed);
    return out->overflowed ? -1 : result;
}

/* One step; Z_OK while there is more to come. */
static int unpack_step(z_stream *stream, struct text *out)
{
    size_t room = out->limit - out->length;
    if (room > STEP_BYTES)
        room = STEP_BYTES;
    /* At the limit one byte more shows whether there is more. */
    unsigned char beyond[1];
    char *to = room == 0 ? NULL : text_reserve(out, room);
    stream->next_out = to == NULL ? beyond : (Bytef *)to;
    stream->avail_out = to == NULL ? 1 : (uInt)room;
    uInt before = stream->avail_out;
    int result = inflate(stream, Z_NO_FLUSH);
    size_t came = before - stream->avail_out;
    if (to == NULL)
        return came > 0 ? Z_BUF_ERROR : result;
    out->length += came;
    out->data[out->length] = '\0';
    return result;
}

int deflate_unpack(const void *data, size_t size, struct text *out)
{
    size_t start = out->length;
    /* zlib reads it only; its type says otherwise unless z_const is set. */
    z_stream stream = { .next_in = (Bytef *)data, .avail_in = (uInt)size };
    if (size > INT_MAX || inflateInit(&stream) != Z_OK)
        return -1;
    int result = Z_OK;
    while (result == Z_OK)
        result = unpack_step(&stream, out);
    bool is_whole = result == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (is_whole)
        return 0;
    text_cut(out, start);
    return -1;
}
