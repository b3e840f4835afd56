/* SPDX-License-Identifier: MIT */
#include "base/control.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const char *const verb_names[CONTROL_COUNT] = { [CONTROL_none] = "none",
#define CONTROL_NAME(name) [CONTROL_##name] = #name,
    CONTROL_VERBS(CONTROL_NAME)
#undef CONTROL_NAME
};

const char *control_verb_name(enum control_verb verb)
{
    return verb_names[verb];
}

size_t control_pack(const struct control *control, char record[CONTROL_BYTES])
{
    int length = snprintf(record, CONTROL_BYTES, "%s %ld %ld %s", verb_names[control->verb],
        control->number, control->detail, control->text);
    assert(length > 0 && length < CONTROL_BYTES);
    return (size_t)length;
}

static enum control_verb find_verb(const char *name, size_t length)
{
    for (int verb = 1; verb < CONTROL_COUNT; verb++) {
        if (strlen(verb_names[verb]) == length && memcmp(verb_names[verb], name, length) == 0)
            return (enum control_verb)verb;
    }
    return CONTROL_none;
}

/* A decimal number and the blank behind it; NULL when there is none. */
static const char *read_number(const char *text, long *number)
{
    char *end = NULL;
    errno = 0;
    *number = strtol(text, &end, 10);
    if (end == text || *end != ' ' || errno != 0)
        return NULL;
    return end + 1;
}

int control_unpack(struct control *control, const char *record, size_t length)
{
    *control = (struct control){ .verb = CONTROL_none };
    char line[CONTROL_BYTES];
    if (length == 0 || length >= sizeof line || memchr(record, '\0', length) != NULL)
        return -1;
    memcpy(line, record, length);
    line[length] = '\0';
    size_t name_length = strcspn(line, " ");
    if (line[name_length] != ' ')
        return -1;
    const char *rest = read_number(line + name_length + 1, &control->number);
    if (rest != NULL)
        rest = read_number(rest, &control->detail);
    if (rest == NULL || strlen(rest) >= sizeof control->text)
        return -1;
    memcpy(control->text, rest, strlen(rest) + 1);
    control->verb = find_verb(line, name_length);
    return control->verb == CONTROL_none ? -1 : 0;
}

int control_send(int fd, const struct control *control)
{
    char record[CONTROL_BYTES];
    size_t length = control_pack(control, record);
    ssize_t sent;
    do {
        sent = send(fd, record, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)length ? 0 : -1;
}

int control_receive(int fd, struct control *control)
{
    while (1) {
        char record[CONTROL_BYTES];
        ssize_t got = recv(fd, record, sizeof record, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
        if (got == 0)
            return -1;
        if (control_unpack(control, record, (size_t)got) == 0)
            return 1;
    }
}
