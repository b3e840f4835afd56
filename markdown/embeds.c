/* SPDX-License-Identifier: MIT */
#include "markdown/embeds.h"

#include "markdown/elements.h"
#include "markdown/images.h"
#include "markdown/links.h"
#include "markdown/prose.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

enum { EMBED_MAX_BYTES = 300 };

static bool is_picture(const char *name)
{
    static const char *const EXTENSIONS[] = { ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp",
        ".bmp", ".avif" };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof EXTENSIONS / sizeof EXTENSIONS[0]; i++)
        if (strcasecmp(dot, EXTENSIONS[i]) == 0)
            return true;
    return false;
}

/* Behind the bar stands a width, `300` or `300x200`, or a text. */
static void put_picture(struct conversion *c, char *name, char *rest)
{
    struct image image = { .source = name, .alt = name };
    char *height = rest == NULL ? NULL : strchr(rest, 'x');
    bool is_size = rest != NULL && isdigit((unsigned char)*rest) &&
                   strspn(rest, "0123456789x") == strlen(rest);
    if (is_size && height != NULL)
        *height++ = '\0';
    if (is_size) {
        image.width = rest;
        image.height = height;
    } else if (rest != NULL) {
        image.alt = rest;
    }
    image_put(c, &image);
}

static void put_note(struct conversion *c, const char *name, const char *rest)
{
    const char *words = rest == NULL ? name : rest;
    size_t depth = c->depth;
    if (c->link_depth == 0)
        link_open_wiki(c, name);
    put_plain(c, words, strlen(words));
    element_close_to(c, depth);
}

/* How long `![[name]]` is, in one line of the file; 0 when it is none. */
static size_t embed_length(const struct conversion *c, const char *data)
{
    size_t offset = (size_t)(data - c->prepared->data);
    if (offset >= c->prepared->length || (offset > 0 && data[-1] == '\\'))
        return 0;
    size_t left = c->prepared->length - offset;
    size_t window = left < EMBED_MAX_BYTES ? left : EMBED_MAX_BYTES;
    if (window < 6 || memcmp(data, "![[", 3) != 0)
        return 0;
    const char *close = memmem(data + 3, window - 3, "]]", 2);
    size_t length = close == NULL ? 0 : (size_t)(close + 2 - data);
    const char *bar = memchr(data, '|', length);
    if (c->is_in_cell && bar != NULL && bar[-1] != '\\')
        return 0;
    bool is_name = length > 5 && !isspace((unsigned char)data[3]) && data[3] != '|' &&
                   memchr(data, '\n', length) == NULL && memchr(data + 3, '[', length - 5) == NULL;
    return is_name ? length : 0;
}

size_t embed_put(struct conversion *c, const char *data, size_t length)
{
    size_t whole = embed_length(c, data);
    if (whole == 0)
        return 0;
    if ((c->options->features & PAGE_WIKI_LINKS) == 0) {
        if (!c->has_embed)
            conversion_warn(c, "CM-LINK-06",
                "set `markdown.wiki_links: true`, or write `![](file)`", "![[",
                "what `![[...]]` stands for in a wiki is shown as it was written");
        c->has_embed = true;
        return 0;
    }
    char *name = memory_copy_part(data + 3, whole - 5);
    char *bar = strchr(name, '|');
    if (bar != NULL && bar > name && bar[-1] == '\\')
        bar[-1] = '\0';
    if (bar != NULL)
        *bar++ = '\0';
    if (is_picture(name))
        put_picture(c, name, bar);
    else
        put_note(c, name, bar);
    memory_free(&name);
    if (whole <= length)
        return whole;
    c->skip_until = data + whole;
    return length;
}
