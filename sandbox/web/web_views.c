/* SPDX-License-Identifier: MIT */
#include "sandbox/web/web_views.h"

#include "base/clock.h"
#include "base/memory.h"
#include "sandbox/rest/shapes.h"
#include "sandbox/web/embedded.h"
#include "sandbox/web/render.h"
#include "sandbox/wiki/wiki_pages.h"
#include "sandbox/wiki/wiki_places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIME_SHOWN = 19 };

/* Text with what HTML takes for markup escaped. */
static void escape(struct text *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '&')
            text_add_string(out, "&amp;");
        else if (*text == '<')
            text_add_string(out, "&lt;");
        else if (*text == '>')
            text_add_string(out, "&gt;");
        else if (*text == '"')
            text_add_string(out, "&quot;");
        else
            text_add_char(out, *text);
    }
}

static void add_time(struct text *out, int64_t when_ms)
{
    char text[CLOCK_TEXT_BYTES];
    clock_to_text(when_ms, text);
    text[10] = ' ';
    text_add(out, text, TIME_SHOWN);
}

static void add_link(struct text *out, const struct exchange *exchange, const struct page *page,
    const char *class, const char *mark)
{
    char *webui = shape_webui(page);
    text_add_format(
        out, "<a%s href=\"%s%s\">%s", class, exchange->sandbox->options.context, webui, mark);
    escape(out, page->title);
    text_add_string(out, "</a>");
    free(webui);
}

/* Open down to the shown page, closed elsewhere. */
static void add_tree(struct text *out, const struct exchange *exchange, const struct page *top,
    const struct page *shown)
{
    bool is_open = shown && wiki_place_is_below(shown, top);
    const char *mark = top->child_count == 0 ? "<span class=\"twist\">&middot;</span>"
                       : is_open             ? "<span class=\"twist\">&#9662;</span>"
                                             : "<span class=\"twist\">&#9656;</span>";
    text_add_string(out, "<li>");
    add_link(out, exchange, top, top == shown ? " class=\"here\"" : "", mark);
    if (is_open && top->child_count) {
        text_add_string(out, "<ul>");
        for (size_t i = 0; i < top->child_count; i++) {
            if (top->children[i]->status == PAGE_CURRENT)
                add_tree(out, exchange, top->children[i], shown);
        }
        text_add_string(out, "</ul>");
    }
    text_add_string(out, "</li>");
}

static void add_navigation(
    struct text *out, const struct exchange *exchange, const struct page *shown)
{
    text_add_string(out, "<nav>");
    for (size_t i = 0; i < exchange->wiki->space_count; i++) {
        const struct space *space = exchange->wiki->spaces[i];
        text_add_format(out, "<a class=\"space\" href=\"%s/spaces/%s/overview\">",
            exchange->sandbox->options.context, space->key);
        escape(out, space->name);
        text_add_string(out, "</a><ul>");
        for (size_t j = 0; j < space->page_count; j++) {
            const struct page *page = space->pages[j];
            if (!page->parent && page->status == PAGE_CURRENT)
                add_tree(out, exchange, page, shown);
        }
        text_add_string(out, "</ul>");
    }
    text_add_string(out, "</nav>");
}

static void start(
    struct text *out, const struct exchange *exchange, const char *title, const struct page *shown)
{
    text_add_string(out,
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    escape(out, title);
    text_add_format(out, " - Sandbox</title><style>%s</style></head><body>", embedded_css);
    text_add_string(
        out, "<div class=\"banner\">Sandbox preview. Real Confluence may look different</div>");
    text_add_format(out,
        "<div class=\"top\"><span class=\"mark\">S</span><a class=\"site\" href=\"%s/\">Sandbox"
        "</a><span class=\"edition\">%s</span></div><div class=\"frame\">",
        exchange->sandbox->options.context,
        exchange_is_cloud(exchange) ? "like Cloud" : "like Data Center");
    add_navigation(out, exchange, shown);
    text_add_string(out, "<main><div class=\"inner\">");
}

static void finish(struct text *out, struct exchange *exchange, int status)
{
    text_add_string(out, "</div></main></div></body></html>");
    response_set_html(exchange->response, status, out->data);
    response_add_header(exchange->response, "Content-Security-Policy",
        "default-src 'none'; img-src 'self' http: https: data:; style-src 'unsafe-inline'; "
        "frame-ancestors 'none'");
    response_add_header(exchange->response, "X-Content-Type-Options", "nosniff");
    text_free(out);
}

void web_views_missing(struct exchange *exchange)
{
    struct text out = text_new(SIZE_MAX / 2);
    start(&out, exchange, "Page Not Found", NULL);
    text_add_string(&out, "<h1 class=\"title\">Page not found</h1><p>There is nothing here, or it "
                          "is in the trash.</p>");
    finish(&out, exchange, 404);
}

static void add_crumbs(struct text *out, const struct exchange *exchange, const struct page *page)
{
    if (!page)
        return;
    add_crumbs(out, exchange, page->parent);
    add_link(out, exchange, page, "", "");
    text_add_string(out, " / ");
}

static void add_tabs(struct text *out, const struct page *page, const char *view)
{
    static const struct {
        const char *view;
        const char *title;
    } tabs[] = { { "rendered", "Rendered" }, { "storage", "Storage format" },
        { "versions", "Versions" }, { "attachments", "Attachments" } };
    size_t files = 0;
    for (size_t i = 0; i < page->attachment_count; i++)
        files += !page->attachments[i]->is_trashed;
    const size_t counts[] = { 0, 0, page->revision_count, files };
    text_add_string(out, "<div class=\"tabs\">");
    for (size_t i = 0; i < sizeof tabs / sizeof *tabs; i++) {
        bool is_here = strcmp(view, tabs[i].view) == 0;
        text_add_format(out, "<a%s href=\"?view=%s\">%s", is_here ? " class=\"here\"" : "",
            tabs[i].view, tabs[i].title);
        if (i >= 2)
            text_add_format(out, " (%zu)", counts[i]);
        text_add_string(out, "</a>");
    }
    text_add_string(out, "</div>");
}

static void add_head(struct text *out, const struct exchange *exchange, const struct page *page,
    const struct revision *revision)
{
    text_add_string(out, "<div class=\"crumbs\">");
    add_crumbs(out, exchange, page->parent);
    text_add_string(out, "</div><h1 class=\"title\">");
    escape(out, revision->title);
    text_add_string(out, "</h1><p class=\"by\">");
    text_add_format(out, "Version %lld by ", (long long)revision->number);
    escape(out, revision->author);
    text_add_string(out, ", ");
    add_time(out, revision->when_ms);
    if (page->status != PAGE_CURRENT)
        text_add_format(out, ", %s", wiki_status_name(page->status));
    if (page->label_count)
        text_add_string(out, " &nbsp; <span class=\"labels\">");
    for (size_t i = 0; i < page->label_count; i++) {
        text_add_string(out, "<span>");
        escape(out, page->labels[i].name);
        text_add_string(out, "</span>");
    }
    text_add_string(out, page->label_count ? "</span></p>" : "</p>");
}

static void show_rendered(struct text *out, const struct exchange *exchange,
    const struct page *page, const struct revision *revision)
{
    char *html = render_body(exchange, page, revision->body);
    text_add_string(out, "<div class=\"content\">");
    text_add_string(out, html);
    text_add_string(out, "</div>");
    free(html);
}

/* One tag, CDATA section or run of text, coloured. */
static const char *add_token(struct text *out, const char *at)
{
    const char *class = NULL;
    size_t length = strcspn(at, "<");
    if (strncmp(at, "<![CDATA[", 9) == 0) {
        const char *end = strstr(at, "]]>");
        class = "data";
        length = end ? (size_t)(end - at) + 3 : strlen(at);
    } else if (*at == '<') {
        const char *end = strchr(at, '>');
        class = strncmp(at, "<ac:", 4) == 0 || strncmp(at, "</ac:", 5) == 0 ||
                        strncmp(at, "<ri:", 4) == 0
                    ? "macro"
                    : "tag";
        length = end ? (size_t)(end - at) + 1 : strlen(at);
    }
    char *token = memory_copy_part(at, length);
    if (class)
        text_add_format(out, "<span class=\"%s\">", class);
    escape(out, token);
    if (class)
        text_add_string(out, "</span>");
    free(token);
    return at + length;
}

static void show_storage(struct text *out, const struct exchange *exchange, const struct page *page,
    const struct revision *revision)
{
    (void)exchange;
    (void)page;
    text_add_string(out, "<div class=\"source\"><pre>");
    for (const char *at = revision->body; *at;)
        at = add_token(out, at);
    text_add_string(out, "</pre></div>");
}

static void show_versions(struct text *out, const struct exchange *exchange,
    const struct page *page, const struct revision *revision)
{
    (void)exchange;
    (void)revision;
    text_add_string(out, "<table class=\"plain\"><tr><th>Version</th><th>When</th><th>Who</th>"
                         "<th>Title</th><th>Comment</th><th></th></tr>");
    for (size_t i = page->revision_count; i > 0; i--) {
        const struct revision *one = &page->revisions[i - 1];
        text_add_format(out, "<tr><td>%lld</td><td>", (long long)one->number);
        add_time(out, one->when_ms);
        text_add_string(out, "</td><td>");
        escape(out, one->author);
        text_add_string(out, "</td><td>");
        escape(out, one->title);
        text_add_string(out, "</td><td>");
        escape(out, one->message);
        text_add_format(out,
            "</td><td><a href=\"?view=rendered&amp;version=%lld\">show</a> "
            "<a href=\"?view=storage&amp;version=%lld\">source</a></td></tr>",
            (long long)one->number, (long long)one->number);
    }
    text_add_string(out, "</table>");
}

static void add_attachment(struct text *out, const struct exchange *exchange,
    const struct page *page, const struct attachment *attachment)
{
    const struct file_revision *last = wiki_last_file(attachment);
    char *name = request_encode(attachment->name);
    struct text address = text_new(SIZE_MAX / 2);
    text_add_format(&address, "%s/download/attachments/%lld/%s", exchange->sandbox->options.context,
        (long long)page->id, name);
    text_add_string(out, "<tr><td>");
    if (strncmp(last->media_type, "image/", 6) == 0)
        text_add_format(out, "<img class=\"thumb\" alt=\"\" src=\"%s\">", address.data);
    text_add_format(out, "</td><td><a href=\"%s\">", address.data);
    escape(out, attachment->name);
    text_add_format(out, "</a></td><td>%zu</td><td>", last->size);
    escape(out, last->media_type);
    text_add_format(out, "</td><td>%lld</td><td class=\"hash\" title=\"%s\">%.12s</td></tr>",
        (long long)last->number, last->digest, last->digest);
    text_free(&address);
    free(name);
}

static void show_attachments(struct text *out, const struct exchange *exchange,
    const struct page *page, const struct revision *revision)
{
    (void)revision;
    text_add_string(out, "<table class=\"plain\"><tr><th></th><th>Name</th><th>Bytes</th>"
                         "<th>Type</th><th>Version</th><th>SHA-256</th></tr>");
    for (size_t i = 0; i < page->attachment_count; i++) {
        if (!page->attachments[i]->is_trashed)
            add_attachment(out, exchange, page, page->attachments[i]);
    }
    text_add_string(out, "</table>");
}

typedef void page_view(struct text *out, const struct exchange *exchange, const struct page *page,
    const struct revision *revision);

static const struct {
    const char *name;
    page_view *show;
} views[] = {
    { "rendered", show_rendered },
    { "storage", show_storage },
    { "versions", show_versions },
    { "attachments", show_attachments },
};

void web_views_page(struct exchange *exchange, const struct page *page)
{
    const char *wanted = request_argument(exchange->request, "view");
    int64_t version = request_number(exchange->request, "version", 0);
    const struct revision *revision = wiki_last(page);
    struct text out = text_new(SIZE_MAX / 2);
    size_t view = 0;
    for (size_t i = 0; wanted && i < sizeof views / sizeof *views; i++) {
        if (strcmp(views[i].name, wanted) == 0)
            view = i;
    }
    for (size_t i = 0; version && i < page->revision_count; i++) {
        if (page->revisions[i].number == version)
            revision = &page->revisions[i];
    }
    start(&out, exchange, page->title, page);
    add_head(&out, exchange, page, revision);
    add_tabs(&out, page, views[view].name);
    if (revision != wiki_last(page))
        text_add_format(&out, "<p class=\"notice\">This is version %lld of %lld.</p>",
            (long long)revision->number, (long long)wiki_last(page)->number);
    views[view].show(&out, exchange, page, revision);
    finish(&out, exchange, 200);
}
