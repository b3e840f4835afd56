/* SPDX-License-Identifier: MIT */
/* Any bytes as any message: what is accepted packs to bytes that are accepted again. */
#include "bus/message_print.h"
#include "bus/messages.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    enum message_type type = (enum message_type)(data[0] % MESSAGE_COUNT);
    struct message message;
    if (message_unpack(&message, type, data + 1, size - 1) < 0)
        return 0;
    struct text packed = text_new(MESSAGE_MAX_BYTES);
    struct message again;
    if (message_pack(&message, &packed) < 0 ||
        message_unpack(&again, type, packed.data, packed.length) < 0)
        abort();
    message_free(&again);
    text_cut(&packed, 0);
    message_print_json(&message, &packed);
    text_free(&packed);
    message_free(&message);
    return 0;
}
