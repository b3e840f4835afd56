/* SPDX-License-Identifier: MIT */
#include "supervisor/output.h"

#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *output_text(const char *line, const char *name)
{
    size_t length = strcspn(line, ":");
    /* `uploader-2` writes as `uploader` or as `uploader-2`. */
    size_t kind = strcspn(name, "-");
    bool is_name = (length == strlen(name) || length == kind) && strncmp(line, name, length) == 0;
    return is_name && line[length] == ':' && line[length + 1] == ' ' ? line + length + 2 : line;
}

void output_clean(char *line)
{
    unsigned char *c = (unsigned char *)line;
    for (; *c != '\0'; c++) {
        bool is_c1 = c[0] == 0xC2 && c[1] >= 0x80 && c[1] <= 0x9F;
        if ((*c < ' ' && *c != '\t') || *c == 0x7F)
            *c = '?';
        if (is_c1)
            c[0] = c[1] = '?';
    }
}

static void show(struct output *output, const char *name, long pid)
{
    char shown[OUTPUT_LINE_BYTES + 64];
    output->line[output->length] = '\0';
    output->length = 0;
    output_clean(output->line);
    int length =
        snprintf(shown, sizeof shown, "%s[%ld]: %s", name, pid, output_text(output->line, name));
    if (length >= (int)sizeof shown - 1)
        length = (int)sizeof shown - 2;
    log_redact(shown);
    shown[length] = '\n';
    if (write(STDERR_FILENO, shown, (size_t)length + 1) < 0)
        output->dropped++;
}

static void tell_dropped(struct output *output, const char *name, long pid)
{
    if (output->dropped > 0)
        log_warning("%s[%ld]: %lu lines were dropped", name, pid, output->dropped);
    output->dropped = 0;
}

static void take_line(struct output *output, const char *name, long pid, int64_t now_ms)
{
    if (now_ms / 1000 != output->second) {
        output->second = now_ms / 1000;
        output->lines = 0;
        tell_dropped(output, name, pid);
    }
    if (++output->lines > OUTPUT_LINES_A_SECOND) {
        output->dropped++;
        output->length = 0;
        return;
    }
    show(output, name, pid);
}

/* In the middle of a line, though not of a secret: neither half of one would be recognised. */
static void break_line(struct output *output, const char *name, long pid, int64_t now_ms)
{
    char open[OUTPUT_LINE_BYTES];
    output->line[output->length] = '\0';
    size_t kept = log_open_end(output->line);
    if (kept == output->length)
        kept = 0; /* it is there as a whole */
    output->length -= kept;
    memcpy(open, output->line + output->length, kept);
    take_line(output, name, pid, now_ms);
    memcpy(output->line, open, kept);
    output->length = kept;
}

bool output_read(struct output *output, const char *name, long pid, int64_t now_ms)
{
    char part[4096];
    /* Bounded, so that a stage that never stops writing cannot keep the loop here. */
    for (int i = 0; i < 16; i++) {
        ssize_t got = read(output->fd, part, sizeof part);
        if (got < 0)
            return errno == EAGAIN || errno == EINTR;
        if (got == 0)
            return false;
        for (ssize_t j = 0; j < got; j++) {
            if (part[j] == '\n') {
                take_line(output, name, pid, now_ms);
                continue;
            }
            if (output->length == sizeof output->line - 1)
                break_line(output, name, pid, now_ms);
            if (part[j] == '\0')
                part[j] = '?';
            output->line[output->length++] = part[j];
        }
    }
    return true;
}

void output_close(struct output *output, const char *name, long pid)
{
    if (output->fd < 0)
        return;
    if (output->length > 0)
        show(output, name, pid);
    tell_dropped(output, name, pid);
    close(output->fd);
    output->fd = -1;
}
