/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/wiki_comments.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* The first occurrence in text: not in a tag, not in CDATA. */
static const char *find_selection(const char *body, const char *selection)
{
    size_t length = strlen(selection);
    for (const char *p = body; length && *p;) {
        if (strncmp(p, "<![CDATA[", 9) == 0) {
            p = strstr(p, "]]>");
        } else if (*p == '<') {
            p = strchr(p, '>');
        } else {
            if (strncmp(p, selection, length) == 0 && !memchr(p, '<', length))
                return p;
            p++;
        }
        if (!p)
            return NULL;
    }
    return NULL;
}

static struct comment *add_comment(struct page *page)
{
    page->comments = memory_grow(page->comments, page->comment_count + 1, sizeof *page->comments);
    return &page->comments[page->comment_count++];
}

struct comment *wiki_comment_add(struct wiki *wiki, struct page *page, const char *selection,
    const char *text, const char *author)
{
    struct revision *last = wiki_last(page);
    const char *place = find_selection(last->body, selection);
    if (!place)
        return NULL;
    int64_t id = wiki_take_id(wiki);
    char ref[WIKI_UUID_BYTES];
    wiki_uuid(id, ref);
    struct text body = text_new(SIZE_MAX / 2);
    text_add(&body, last->body, (size_t)(place - last->body));
    text_add_format(&body, "<ac:inline-comment-marker ac:ref=\"%s\">%s</ac:inline-comment-marker>",
        ref, selection);
    text_add_string(&body, place + strlen(selection));
    free(last->body);
    last->body = text_take(&body);
    struct comment *comment = add_comment(page);
    *comment = (struct comment){ .id = id,
        .ref = memory_copy_text(ref),
        .selection = memory_copy_text(selection),
        .text = memory_copy_text(text),
        .author = memory_copy_text(author) };
    page->is_dirty = true;
    return comment;
}

void wiki_comments_settle(struct page *page)
{
    for (size_t i = 0; i < page->comment_count; i++)
        page->comments[i].is_resolved = !strstr(wiki_last(page)->body, page->comments[i].ref);
}
