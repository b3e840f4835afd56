/* SPDX-License-Identifier: MIT */
#include "sandbox/web/web.h"

#include "base/memory.h"
#include "sandbox/rest/errors.h"
#include "sandbox/rest/shapes.h"
#include "sandbox/web/web_views.h"
#include "sandbox/wiki/wiki_files.h"

#include <stdlib.h>
#include <string.h>

void web_redirect(struct exchange *exchange, const char *location)
{
    response_set_empty(exchange->response, 302);
    response_add_header(exchange->response, "Location", location);
}

static void redirect_to_page(struct exchange *exchange, const struct page *page)
{
    struct text location = text_new(SIZE_MAX / 2);
    if (!page) {
        web_views_missing(exchange);
        return;
    }
    char *webui = shape_webui(page);
    text_add_format(&location, "%s%s", exchange->sandbox->base, webui);
    web_redirect(exchange, location.data);
    text_free(&location);
    free(webui);
}

static void show_front(struct exchange *exchange)
{
    const struct space *space = exchange->wiki->spaces[0];
    redirect_to_page(exchange, space->homepage);
}

static void show_space(struct exchange *exchange)
{
    const struct space *space = wiki_find_space(exchange->wiki, exchange->values[0]);
    if (space && space->homepage)
        web_views_page(exchange, space->homepage);
    else
        web_views_missing(exchange);
}

static void show_page(struct exchange *exchange)
{
    const struct page *page = wiki_find_page(exchange->wiki, exchange_id(exchange, 1));
    if (page)
        web_views_page(exchange, page);
    else
        web_views_missing(exchange);
}

static void show_by_title(struct exchange *exchange)
{
    const struct space *space = wiki_find_space(exchange->wiki, exchange->values[0]);
    for (char *p = exchange->values[1]; *p; p++) {
        if (*p == '+')
            *p = ' ';
    }
    redirect_to_page(
        exchange, space ? wiki_find_title(exchange->wiki, space, exchange->values[1]) : NULL);
}

static void show_by_id(struct exchange *exchange)
{
    redirect_to_page(
        exchange, wiki_find_page(exchange->wiki, request_number(exchange->request, "pageId", 0)));
}

static void show_by_tiny(struct exchange *exchange)
{
    for (size_t i = 0; i < exchange->wiki->space_count; i++) {
        const struct space *space = exchange->wiki->spaces[i];
        for (size_t j = 0; j < space->page_count; j++) {
            char tiny[32];
            shape_tinyui(space->pages[j], tiny);
            if (strcmp(tiny + 3, exchange->values[0]) == 0) {
                redirect_to_page(exchange, space->pages[j]);
                return;
            }
        }
    }
    web_views_missing(exchange);
}

static void send_file(struct exchange *exchange, const struct attachment *attachment)
{
    int64_t number = request_number(exchange->request, "version", 0);
    const struct file_revision *revision = wiki_last_file(attachment);
    if (number >= 1 && (size_t)number <= attachment->revision_count)
        revision = &attachment->revisions[number - 1];
    response_set(exchange->response, 200, revision->media_type, revision->data, revision->size);
    /* An attached page or drawing must not run scripts here. */
    response_add_header(exchange->response, "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    response_add_header(exchange->response, "X-Content-Type-Options", "nosniff");
}

/* Cloud refuses API tokens on this path; browsers come without one. */
static void download(struct exchange *exchange)
{
    const char *credentials = request_header(exchange->request, "Authorization");
    const struct page *page = wiki_find_page(exchange->wiki, exchange_id(exchange, 0));
    const struct attachment *attachment = page ? wiki_file_find(page, exchange->values[1]) : NULL;
    if (*credentials && exchange_is_cloud(exchange))
        error_html(exchange->response, 401);
    else if (attachment)
        send_file(exchange, attachment);
    else
        web_views_missing(exchange);
}

/* The real one takes a token in the address, and no credentials: seeing some is a leak. */
void web_answer_media(struct exchange *exchange)
{
    const struct attachment *attachment =
        wiki_find_attachment(exchange->wiki, request_number(exchange->request, "token", 0));
    if (*request_header(exchange->request, "Authorization"))
        response_set(exchange->response, 403, "text/plain", "credentials do not belong here", 30);
    else if (attachment && !attachment->is_trashed)
        send_file(exchange, attachment);
    else
        error_html(exchange->response, 404);
}

static const struct route routes[] = {
    { "GET", "/", show_front },
    { "GET", "/spaces", show_front },
    { "GET", "/spaces/{key}", show_space },
    { "GET", "/spaces/{key}/overview", show_space },
    { "GET", "/spaces/{key}/pages/{id}", show_page },
    { "GET", "/spaces/{key}/pages/{id}/{title}", show_page },
    { "GET", "/spaces/{key}/folder/{id}/{title}", show_page },
    { "GET", "/display/{key}", show_space },
    { "GET", "/display/{key}/{title}", show_by_title },
    { "GET", "/pages/viewpage.action", show_by_id },
    { "GET", "/x/{tiny}", show_by_tiny },
    { "GET", "/download/attachments/{id}/{name}", download },
    { NULL, NULL, NULL },
};

void web_answer(struct exchange *exchange)
{
    if (exchange_route(exchange, routes) != MATCH_HANDLED)
        web_views_missing(exchange);
}
