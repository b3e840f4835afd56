/* SPDX-License-Identifier: MIT */
#include "markdown/page.h"

#include "base/path.h"
#include "base/unicode.h"
#include "markdown/elements.h"
#include "markdown/footnotes.h"
#include "markdown/frontmatter.h"
#include "markdown/headings.h"
#include "markdown/markdown.h"
#include "markdown/prose.h"
#include "markdown/tasks.h"
#include "markdown/uri.h"
#include "storage/escape.h"

#include <assert.h>
#include <stdint.h>

struct page_options page_default_options(void)
{
    return (struct page_options){ .path = "", .features = PAGE_DEFAULT };
}

/* Says once what had to be replaced, and where the first of it stands. */
static void warn_of_bytes(struct conversion *c)
{
    const struct source *file = c->file;
    bool is_invalid = file->invalid_at <= file->control_at;
    size_t at = is_invalid ? file->invalid_at : file->control_at;
    if (at == SIZE_MAX)
        return;
    struct text message = text_new(200);
    text_add_format(&message, "%s; %zu replaced by U+FFFD",
        is_invalid ? "not UTF-8" : "character that XML cannot hold", file->replaced);
    size_t line = source_line(file, 0, 1, at);
    const char *start = at == 0 ? NULL : memrchr(file->data, '\n', at);
    size_t line_start = start == NULL ? 0 : (size_t)(start + 1 - file->data);
    size_t column = 1;
    for (size_t i = line_start; i < at; i++)
        column += ((unsigned char)file->data[i] & 0xC0) != 0x80;
    struct page_warning warning = { .code = is_invalid ? "CM-TEXT-01" : "CM-TEXT-02",
        .message = message.data,
        .help = is_invalid ? "save the file as UTF-8" : NULL,
        .line = line,
        .column = column };
    page_warn(c, &warning);
    text_free(&message);
}

/* `guide/install-linux.md`: `install-linux`; a folder's own file: the folder. */
static void title_from_path(struct conversion *c)
{
    const char *path = c->options->path;
    char *folder = path_folder(path);
    bool is_folder = folder[0] != '\0' && !c->options->is_beside &&
                     (path_is_index(path) || path_is_readme(path));
    char *name = memory_copy_text(path_name(is_folder ? folder : path));
    if (!is_folder)
        name[strlen(name) - strlen(path_extension(name))] = '\0';
    struct text clean = text_new(SIZE_MAX / 2);
    escape_clean(&clean, name, strlen(name));
    char *title = heading_title(clean.data);
    c->page->title = memory_pool_copy(c->page->pool, title, strlen(title));
    c->page->title_from = PAGE_TITLE_FILE_NAME;
    memory_free(&title);
    text_free(&clean);
    memory_free(&name);
    memory_free(&folder);
}

/* A title that was cut ends in an ellipsis at the limit; its beginning shows where it stands. */
static void warn_of_title(struct conversion *c)
{
    enum { CUT_UNITS = 240, SHOWN_UNITS = 40 };
    static const char ELLIPSIS[] = "\xE2\x80\xA6";
    const char *title = c->page->title;
    size_t length = strlen(title);
    if (unicode_utf16_length(title) < CUT_UNITS || length < sizeof ELLIPSIS ||
        strcmp(title + length - (sizeof ELLIPSIS - 1), ELLIPSIS) != 0)
        return;
    struct page_warning warning = { .code = "CM-TITLE-02",
        .message = "the title is longer than the 255 characters that Confluence takes; it is cut",
        .help = "give a shorter one as `title` in the front matter" };
    const char *hit =
        memmem(c->file->data, c->file->length, title, unicode_cut(title, SHOWN_UNITS));
    if (hit != NULL)
        warning.line = source_line(c->file, 0, 1, (size_t)(hit - c->file->data));
    page_warn(c, &warning);
}

/* The file's place in the repository, as a link where the repository has an address. */
static void put_file_link(struct conversion *c)
{
    const char *base = c->options->repository_url;
    const char *path = c->options->path;
    if (base == NULL || base[0] == '\0') {
        put_escaped(c, path, strlen(path));
        return;
    }
    struct text url = text_new(SIZE_MAX / 2);
    text_add_string(&url, base);
    if (url.data[url.length - 1] != '/')
        text_add_char(&url, '/');
    for (const char *at = path; *at != '\0'; at++)
        text_add_format(&url, strchr("%#?", *at) != NULL ? "%%%02X" : "%c", (unsigned char)*at);
    PUT(c, "<a href=\"");
    uri_put_attribute(c->out, url.data, url.length);
    PUT(c, "\">");
    put_escaped(c, path, strlen(path));
    PUT(c, "</a>");
    text_free(&url);
}

static void put_template(struct conversion *c, const char *template)
{
    static const char PATH[] = "{path}";
    static const char LINK[] = "{link}";
    for (const char *at = template; *at != '\0';) {
        size_t plain = strcspn(at, "{");
        put_escaped(c, at, plain);
        at += plain;
        if (strncmp(at, PATH, sizeof PATH - 1) == 0) {
            put_escaped(c, c->options->path, strlen(c->options->path));
            at += sizeof PATH - 1;
        } else if (strncmp(at, LINK, sizeof LINK - 1) == 0) {
            put_file_link(c);
            at += sizeof LINK - 1;
        } else if (*at != '\0') {
            put_escaped(c, at++, 1);
        }
    }
}

/* Front matter can leave the banner out on one page: `confluence: banner: false`. */
static bool wants_banner(const struct conversion *c)
{
    const char *banner = c->options->banner;
    const char *options = c->page->options.data;
    return banner != NULL && banner[0] != '\0' &&
           (options == NULL || strstr(options, "banner=false\n") == NULL);
}

static void put_banner(struct conversion *c)
{
    if (wants_banner(c)) {
        PUT(c, "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>");
        put_template(c, c->options->banner);
        PUT(c, "</p></ac:rich-text-body></ac:structured-macro>");
    }
    if (c->wants_toc)
        PUT(c, "<ac:structured-macro ac:name=\"toc\" />");
}

/* What was opened and never closed takes the rest of the page. */
static void warn_of_regions(struct conversion *c)
{
    struct page_warning unclosed = { .code = "CM-PANEL-01",
        .message = "this is never closed; it holds the rest of the page",
        .help = "close it with a line of as many colons",
        .line = c->prepared->unclosed_line };
    struct page_warning unknown = { .code = "CM-PANEL-02",
        .message = "no panel is called so; shown as text",
        .help = "`:::note`, `:::tip`, `:::warning` ..., `:::macro NAME` for a macro of Confluence",
        .line = c->prepared->unknown_line };
    struct page_warning empty = { .code = "CM-PANEL-03",
        .message = "this panel holds nothing",
        .help = "indent its text by four columns",
        .line = c->prepared->empty_line };
    struct page_warning ignored = { .code = "CM-HTML-03",
        .message = "the rest of the page is left out",
        .help = "end the region with `<!-- cmsync:ignore-end -->`",
        .line = c->prepared->ignored_line };
    struct page_warning cut = { .code = "CM-LINK-05",
        .message = "the address of this reference is too long; it is cut off",
        .help = "addresses have at most 2,000 characters; keep images in files",
        .line = c->prepared->cut_line };
    if (cut.line > 0)
        page_warn(c, &cut);
    if (unclosed.line > 0)
        page_warn(c, &unclosed);
    if (unknown.line > 0)
        page_warn(c, &unknown);
    if (empty.line > 0)
        page_warn(c, &empty);
    if (ignored.line > 0)
        page_warn(c, &ignored);
}

static void convert_body(struct conversion *c, struct frontmatter front)
{
    struct prepared prepared = prepared_open(c->file->data + front.length,
        c->file->length - front.length, front.lines, c->options->features);
    c->prepared = &prepared;
    c->has_patches =
        prepared.panel_count > 0 || prepared.footnote_count > 0 || prepared.has_definitions;
    warn_of_regions(c);
    c->has_tabs = memchr(prepared.data, '\t', prepared.length) != NULL;
    (void)text_reserve(c->out, prepared.length + prepared.length / 4 + 256);
    footnotes_define(c);
    prose_prepare(c);
    put_banner(c);
    markdown_convert(c);
    footnotes_finish(c);
    if (c->has_patches)
        tasks_finish(c);
    headings_finish(c);
    if (c->out->capacity > 0)
        c->out->data[c->out->length] = '\0';
    c->prepared = NULL;
    prepared_free(&prepared);
}

/* By line; those of one line as they came. There are few. */
static void sort_warnings(struct page *page)
{
    for (size_t i = 1; i < page->warning_count; i++) {
        struct page_warning warning = page->warnings[i];
        size_t to = i;
        for (; to > 0 && page->warnings[to - 1].line > warning.line; to--)
            page->warnings[to] = page->warnings[to - 1];
        page->warnings[to] = warning;
    }
}

void page_convert(
    const char *source, size_t length, const struct page_options *options, struct page *page)
{
    assert(source[length] == '\0');
    *page = (struct page){ .pool = memory_pool_new(),
        .labels = text_new(PAGE_BODY_MAX_BYTES),
        .anchors = text_new(PAGE_BODY_MAX_BYTES),
        .options = text_new(PAGE_BODY_MAX_BYTES),
        .body = text_new(PAGE_BODY_MAX_BYTES) };
    struct conversion *c = memory_new(sizeof *c);
    conversion_open(c, page, options);
    struct source file = source_open(source, length);
    c->file = &file;
    warn_of_bytes(c);
    struct frontmatter front = frontmatter_read(c);
    convert_body(c, front);
    if (page->title == NULL)
        title_from_path(c);
    warn_of_title(c);
    sort_warnings(page);
    source_free(&file);
    conversion_close(c);
    memory_free(&c);
}

void page_free(struct page *page)
{
    text_free(&page->labels);
    text_free(&page->anchors);
    text_free(&page->options);
    text_free(&page->body);
    memory_free(&page->references.items);
    memory_free(&page->warnings);
    memory_pool_free(&page->pool);
    *page = (struct page){ 0 };
}
