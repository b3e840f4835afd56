/* SPDX-License-Identifier: MIT */
#include "uploader/answer.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <jansson.h>

void answer_start(struct answer *answer)
{
    *answer = (struct answer){ .remaining = -1 };
    answer->body = text_new(ANSWER_BODY_MAX);
}

void answer_free(struct answer *answer)
{
    text_free(&answer->body);
}

static void start_over(struct answer *answer)
{
    answer->content_type[0] = answer->location[0] = answer->date[0] = '\0';
    answer->trace[0] = answer->login[0] = answer->failure[0] = '\0';
    answer->retry_after[0] = answer->deprecation[0] = '\0';
    answer->remaining = -1;
    answer->is_near_limit = false;
}

/* Printable ASCII of the value, cut to what there is room for. */
static void keep_value(char *out, const char *value, size_t length)
{
    size_t kept = 0;
    for (size_t i = 0; i < length && kept < ANSWER_VALUE_BYTES - 1; i++)
        out[kept++] = (char)(value[i] >= ' ' && value[i] < 127 ? value[i] : '?');
    out[kept] = '\0';
}

static void take_value(
    struct answer *answer, const char *name, size_t name_length, const char *value, size_t length)
{
    const struct {
        const char *name;
        char *out;
    } kept[] = {
        { "content-type", answer->content_type },
        { "location", answer->location },
        { "date", answer->date },
        { "atl-traceid", answer->trace },
        { "atl-request-id", answer->trace },
        { "x-request-id", answer->trace },
        { "x-seraph-loginreason", answer->login },
        { "x-failure-category", answer->failure },
        { "retry-after", answer->retry_after },
        { "deprecation", answer->deprecation },
    };
    char text[ANSWER_VALUE_BYTES];
    keep_value(text, value, length);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strlen(kept[i].name) == name_length &&
            strncasecmp(kept[i].name, name, name_length) == 0 &&
            (kept[i].out != answer->trace || answer->trace[0] == '\0'))
            snprintf(kept[i].out, ANSWER_VALUE_BYTES, "%s", text);
    char *end;
    if (name_length == 21 && strncasecmp(name, "x-ratelimit-remaining", 21) == 0) {
        long long number = strtoll(text, &end, 10);
        answer->remaining = end != text && number >= 0 ? number : -1;
    }
    if (name_length == 21 && strncasecmp(name, "x-ratelimit-nearlimit", 21) == 0)
        answer->is_near_limit = strcasecmp(text, "true") == 0;
}

void answer_take_header(struct answer *answer, const char *line, size_t length)
{
    answer->header_bytes += length;
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    if (length >= 5 && strncasecmp(line, "HTTP/", 5) == 0) {
        start_over(answer);
        return;
    }
    const char *colon = memchr(line, ':', length);
    if (colon == NULL)
        return;
    const char *value = colon + 1;
    const char *end = line + length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    take_value(answer, line, (size_t)(colon - line), value, (size_t)(end - value));
}

struct json_t *answer_json(const struct answer *answer)
{
    if (answer->body.length == 0)
        return NULL;
    return json_loadb(answer->body.data, answer->body.length, 0, NULL);
}

bool answer_is_html(const struct answer *answer)
{
    if (strncasecmp(answer->content_type, "text/html", 9) == 0)
        return true;
    const char *start = answer->body.data;
    while (*start != '\0' && isspace((unsigned char)*start))
        start++;
    return *start == '<';
}

int64_t answer_date_ms(const char *date)
{
    struct tm parts = { 0 };
    const char *rest = strptime(date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return rest == NULL || *rest != '\0' ? -1 : (int64_t)timegm(&parts) * 1000;
}

/* Two digits as number, or -1. */
static int two_digits(const char *text)
{
    bool are_digits = isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[1]);
    return are_digits ? (text[0] - '0') * 10 + text[1] - '0' : -1;
}

/* Milliseconds behind the point, and the offset from UTC. -1 when it is neither. */
static int take_rest(const char *rest, int64_t *ms)
{
    if (*rest == '.') {
        int64_t scale = 100;
        for (rest++; isdigit((unsigned char)*rest); rest++, scale /= 10)
            *ms += (*rest - '0') * scale;
    }
    if (*rest == 'Z' || *rest == '\0')
        return 0;
    if (*rest != '+' && *rest != '-')
        return -1;
    int hours = two_digits(rest + 1);
    int minutes = hours < 0 ? -1 : two_digits(rest + (rest[3] == ':' ? 4 : 3));
    if (minutes < 0)
        return -1;
    int64_t offset = (int64_t)(hours * 60 + minutes) * 60 * 1000;
    *ms -= *rest == '+' ? offset : -offset;
    return 0;
}

int64_t answer_time_ms(const char *time)
{
    struct tm parts = { 0 };
    const char *rest = strptime(time, "%Y-%m-%dT%H:%M:%S", &parts);
    if (rest == NULL)
        return -1;
    int64_t ms = (int64_t)timegm(&parts) * 1000;
    return take_rest(rest, &ms) == 0 ? ms : -1;
}
