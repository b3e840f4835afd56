/* SPDX-License-Identifier: MIT */
#include "markdown/output.h"

#include "storage/escape.h"

void put_escaped(struct conversion *c, const char *data, size_t length)
{
    escape_text(c->out, data, length);
}

void put_attribute(struct conversion *c, const char *data, size_t length)
{
    escape_attribute(c->out, data, length);
}

void put_parameter(struct conversion *c, const char *name, const char *value, size_t length)
{
    PUT(c, "<ac:parameter ac:name=\"");
    put_string(c, name);
    PUT(c, "\">");
    put_escaped(c, value, length);
    PUT(c, "</ac:parameter>");
}

void put_mark(struct conversion *c, bool is_close, size_t number)
{
    char mark[32];
    size_t at = sizeof mark;
    mark[--at] = '\x02';
    do
        mark[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    if (is_close)
        mark[--at] = '/';
    mark[--at] = '\x01';
    put(c, mark + at, sizeof mark - at);
}
