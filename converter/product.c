/* SPDX-License-Identifier: MIT */
#include "converter/product.h"

#include "base/beneath.h"
#include "base/memory.h"
#include "base/unicode.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { WARNINGS_MAX_BYTES = 256 * 1024, ERROR_MAX_BYTES = 4096, EVENT_TEXT_MAX_BYTES = 4096 };

/* Warnings go over the bus one a line: `line:column: CODE: message; help`. */
static void add_warning(struct text *out, const struct page_warning *warning)
{
    struct text line = text_new(EVENT_TEXT_MAX_BYTES);
    text_add_format(&line, "%zu:%zu: %s: %s%s%s", warning->line, warning->column, warning->code,
        warning->message, warning->help != NULL ? "; " : "",
        warning->help != NULL ? warning->help : "");
    char *shown = unicode_printable(line.data);
    text_add_format(out, "%s%s", out->length > 0 ? "\n" : "", shown);
    memory_free(&shown);
    text_free(&line);
}

static void list_warnings(struct product *product)
{
    const struct page *content = &product->content;
    for (size_t i = 0; i < content->warning_count; i++)
        add_warning(&product->warnings, &content->warnings[i]);
    if (content->warnings_dropped > 0)
        text_add_format(&product->warnings, "\n0:0: %zu more warnings are not listed",
            content->warnings_dropped);
}

static void refuse_size(struct product *product)
{
    const double mib = 1024 * 1024;
    text_add_format(&product->error,
        "the page would be %.1f MiB, more than the %.0f MiB that Confluence takes; split the file",
        (double)product->content.body.length / mib, PRODUCT_BODY_MAX_BYTES / mib);
}

static void convert(
    struct product *product, const struct product_options *options, const char *data, size_t size)
{
    struct page_options page_options = *options->page;
    page_options.path = product->page.path;
    page_options.is_beside = product->is_beside;
    struct page_artist assumed = { 0 };
    if (options->config != NULL) {
        drawings_open(product->drawings, options->config);
        product->drawings->has_state = true;
        product->drawings->tick = options->tick;
        product->drawings->context = options->context;
        assumed = drawings_assumed(options->config);
        page_options.artist = options->only_looks ? &assumed : &product->drawings->artist;
    }
    page_convert(data, size, &page_options, &product->content);
    product->has_content = true;
    references_pack(&product->content.references, &product->references);
    list_warnings(product);
    if (product->content.body.length > PRODUCT_BODY_MAX_BYTES)
        refuse_size(product);
    else if (product->content.body.overflowed || product->references.overflowed)
        text_add_string(&product->error, "the page has too many links and images; split the file");
}

static void fill_page(struct product *product)
{
    struct item_page_result *result = &product->page;
    result->error = product->error.data;
    if (product->error.length > 0 || !product->has_content)
        return;
    const struct page *content = &product->content;
    result->title = content->title;
    result->labels = content->labels.data;
    result->anchors = content->anchors.data;
    result->options = content->options.data;
    result->body.data = (const unsigned char *)content->body.data;
    result->body.size = content->body.length;
    result->references.data = (const unsigned char *)product->references.data;
    result->references.size = product->references.length;
    result->warnings = product->warnings.data;
    result->is_skipped = content->is_skipped;
}

static void fill_file(struct product *product)
{
    struct item_file_result *result = &product->file;
    result->error = product->error.data;
    if (product->error.length > 0)
        return;
    result->digest.data = product->inspection->digest.bytes;
    result->digest.size = DIGEST_BYTES;
    result->size = product->inspection->size;
    result->width = product->inspection->pixels.width;
    result->height = product->inspection->pixels.height;
}

/* Why beneath_open() failed. */
static enum file_result opening_result(void)
{
    return errno == ENOENT || errno == ENOTDIR ? FILE_MISSING
           : errno == ENXIO                    ? FILE_NOT_REGULAR
                                               : FILE_UNREADABLE;
}

static enum file_result make_page(
    struct product *product, const struct product_options *options, int fd)
{
    char *data = NULL;
    size_t size = 0;
    enum file_result result = file_read_descriptor(fd, PRODUCT_SOURCE_MAX_BYTES, &data, &size);
    int reason = errno;
    if (result == FILE_OK)
        convert(product, options, data, size);
    memory_free(&data);
    errno = reason;
    return result;
}

int product_make(struct product *product, const struct item_conversion *conversion,
    const struct product_options *options)
{
    *product = (struct product){
        .page = { .path = conversion->path, .seen = conversion->seen },
        .file = { .path = conversion->path, .seen = conversion->seen },
        .is_beside = conversion->is_beside,
        .references = text_new(REFERENCES_MAX_BYTES),
        .warnings = text_new(WARNINGS_MAX_BYTES),
        .error = text_new(ERROR_MAX_BYTES),
        .inspection = memory_new(sizeof(struct inspection)),
        .drawings = memory_new(sizeof(struct drawings)),
    };
    int fd = beneath_open(options->root, conversion->path);
    enum file_result result = FILE_OK;
    if (fd < 0)
        result = opening_result();
    else if (conversion->is_page)
        result = make_page(product, options, fd);
    else
        result = inspect_read(fd, product->inspection, options->tick, options->context);
    if (result != FILE_OK)
        inspect_explain(result, conversion->is_page ? PRODUCT_SOURCE_MAX_BYTES : INSPECT_MAX_BYTES,
            &product->error);
    if (fd >= 0)
        close(fd);
    if (conversion->is_page)
        fill_page(product);
    else
        fill_file(product);
    if (result != FILE_CHANGED && !product->drawings->is_cut)
        return 0;
    product_free(product);
    return -1;
}

void product_free(struct product *product)
{
    if (product->has_content)
        page_free(&product->content);
    product->has_content = false;
    memory_free(&product->inspection);
    if (product->drawings != NULL)
        drawings_free(product->drawings);
    memory_free(&product->drawings);
    text_free(&product->references);
    text_free(&product->warnings);
    text_free(&product->error);
}

size_t product_bytes(const struct product *product)
{
    enum { OVERHEAD_BYTES = 256 };
    size_t size = OVERHEAD_BYTES + strlen(product->page.path) + product->error.length;
    if (product->has_content && product->error.length == 0)
        size += product->page.body.size + product->references.length + product->warnings.length +
                product->content.labels.length + product->content.anchors.length +
                product->content.options.length + product->drawings->bytes;
    return size;
}

struct message product_event(const struct product *product, bool is_page)
{
    struct message event = { .type = MESSAGE_file_converted };
    event.file_converted.path = product->page.path;
    event.file_converted.title = is_page ? product->page.title : NULL;
    event.file_converted.bytes =
        is_page ? (int64_t)product->page.body.size : product->inspection->size;
    event.file_converted.warnings =
        (int64_t)(product->content.warning_count + product->content.warnings_dropped);
    event.file_converted.error = product->error.data;
    return event;
}
