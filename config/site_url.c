/* SPDX-License-Identifier: MIT */
#include "config/site_url.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_host_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

/* Bytes of the host at the start of `text`, brackets of an IPv6 address included; 0: none. */
static size_t host_length(const char *text)
{
    size_t length = 0;
    if (text[0] == '[') {
        length = strspn(text + 1, "0123456789abcdefABCDEF:.") + 1;
        return text[length] == ']' && length > 1 ? length + 1 : 0;
    }
    while (is_host_character(text[length]))
        length++;
    return length;
}

/* Exactly four numbers, the first 127: `127.evil.example` is a name. */
static bool is_loopback_address(const char *host, size_t length)
{
    if (length < 9 || strncmp(host, "127.", 4) != 0)
        return false;
    size_t dots = 0;
    for (size_t i = 0; i < length; i++) {
        if (host[i] == '.')
            dots++;
        else if (host[i] < '0' || host[i] > '9')
            return false;
    }
    return dots == 3;
}

static bool is_loopback(const char *host, size_t length)
{
    static const char *const names[] = { "localhost", "[::1]" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (length == strlen(names[i]) && strncasecmp(host, names[i], length) == 0)
            return true;
    }
    return is_loopback_address(host, length);
}

/* Whether `text` is nothing, or a port and then nothing or a path. */
static bool is_port_and_path(const char *text)
{
    if (*text == ':') {
        size_t digits = strspn(text + 1, "0123456789");
        long port = strtol(text + 1, NULL, 10);
        if (digits == 0 || digits > 5 || port < 1 || port > 65535)
            return false;
        text += digits + 1;
    }
    return *text == '\0' || *text == '/';
}

static int refuse(struct problem *problem, const char *key, const char *what, const char *help)
{
    problem_set(problem, "CM-CONF-06", "`%s` %s", key, what);
    problem_help(problem, "%s", help);
    return -1;
}

int site_url_check(const char *key, const char *url, struct problem *problem)
{
    static const char form[] = "write it as https://example.atlassian.net/wiki";
    for (const char *c = url; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7F || strchr("\"<>\\^`{|}", *c))
            return refuse(problem, key, "holds a character that no address holds", form);
    }
    bool is_https = strncasecmp(url, "https://", 8) == 0;
    bool is_http = strncasecmp(url, "http://", 7) == 0;
    if (!is_https && !is_http)
        return refuse(problem, key, "does not start with https://", form);
    const char *host = url + (is_https ? 8 : 7);
    if (memchr(host, '@', strcspn(host, "/")) != NULL)
        return refuse(problem, key, "holds credentials",
            "take them out: the account is `site.user`, the token has sources of its own");
    if (strpbrk(url, "?#") != NULL)
        return refuse(problem, key, "holds a query or a fragment",
            "take out everything from the first `?` or `#`");
    size_t length = host_length(host);
    if (length == 0 || !is_port_and_path(host + length))
        return refuse(problem, key, "has no valid host", form);
    if (is_http && !is_loopback(host, length))
        return refuse(problem, key, "uses http to another machine",
            "use https: the token would travel in the clear");
    return 0;
}

bool site_url_seems_cloud(const char *url)
{
    size_t length = strlen(url);
    while (length > 0 && url[length - 1] == '/')
        length--;
    return strcasestr(url, ".atlassian.net") != NULL ||
           (length >= 5 && strncmp(url + length - 5, "/wiki", 5) == 0);
}

/* ---------------------------------------------------------------- what a person types */

#define CLOUD ".atlassian.net"

/* Behind `https://`, where the host starts. */
static const char *host_of(const char *url)
{
    const char *host = strstr(url, "://");
    return host == NULL ? url : host + 3;
}

void site_url_host(const char *url, struct text *host)
{
    const char *from = host_of(url);
    size_t length = host_length(from);
    for (size_t i = 0; i < length; i++)
        text_add_char(host, (char)tolower((unsigned char)from[i]));
}

bool site_url_is_loopback(const char *url)
{
    const char *host = host_of(url);
    return is_loopback(host, host_length(host));
}

bool site_url_is_cloud(const char *url)
{
    const char *host = host_of(url);
    size_t length = strcspn(host, "/:");
    size_t suffix = strlen(CLOUD);
    return length > suffix && strncasecmp(host + length - suffix, CLOUD, suffix) == 0;
}

void site_url_tidy(const char *typed, struct text *out)
{
    typed += strspn(typed, " ");
    size_t length = strcspn(typed, " ?#");
    if (site_url_is_cloud(typed)) {
        const char *host = host_of(typed);
        text_add_string(out, "https://");
        text_add(out, host, strcspn(host, "/:"));
        text_add_string(out, "/wiki");
        return;
    }
    if (strstr(typed, "://") == NULL)
        text_add_string(out, "https://");
    while (length > 0 && typed[length - 1] == '/')
        length--;
    text_add(out, typed, length);
}

void site_url_space(const char *typed, struct text *out)
{
    static const char *const marks[] = { "/spaces/", "/display/" };
    typed += strspn(typed, " ");
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *mark = strstr(typed, marks[i]);
        if (mark != NULL)
            typed = mark + strlen(marks[i]);
    }
    text_add(out, typed, strcspn(typed, "/?# "));
}
