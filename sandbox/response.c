/* SPDX-License-Identifier: MIT */
#include "sandbox/response.h"

#include "base/memory.h"

#include <string.h>

void response_clear(struct response *response)
{
    fields_free(&response->headers);
    memory_free(&response->body);
    *response = (struct response){ 0 };
}

void response_add_header(struct response *response, const char *name, const char *value)
{
    fields_add(&response->headers, name, value);
}

void response_set(
    struct response *response, int status, const char *media_type, const void *body, size_t size)
{
    response_set_empty(response, status);
    response->body = memory_copy_part(body, size);
    response->size = size;
    response_add_header(response, "Content-Type", media_type);
}

void response_set_html(struct response *response, int status, const char *html)
{
    response_set(response, status, "text/html;charset=UTF-8", html, strlen(html));
}

void response_set_empty(struct response *response, int status)
{
    response_clear(response);
    response->status = status;
}
