/* SPDX-License-Identifier: MIT */
/* Messages for people and for programs that watch: `cmsync tail`, `-v`, the monitor. */
#ifndef CMSYNC_BUS_MESSAGE_PRINT_H
#define CMSYNC_BUS_MESSAGE_PRINT_H

#include "bus/messages.h"

/* `name field=value ...` for people; control characters made harmless, long values cut. */
void message_print(const struct message *message, struct text *out);

/* The same without the name, a field a line. */
void message_print_fields(const struct message *message, struct text *out);

/* One JSON object {"type":"name", fields ...}; blobs as their size, what is no UTF-8 as U+FFFD. */
void message_print_json(const struct message *message, struct text *out);

#endif
