/* SPDX-License-Identifier: MIT */
#include "markdown/raw.h"

#include "markdown/elements.h"

#define SECTION_BEGIN "\x03l\x04"
#define SECTION_FINISH "\x03m\x04"

/* One tag, or what only looks like one (CDATA, a comment). */
struct tag {
    const char *at;
    const char *end; /* behind it */
    const char *name;
    size_t length;
    bool is_note; /* a comment or an instruction: none of it is published */
    bool is_end;
    bool is_empty;
};

/* Where a walk over the tags is. What it writes goes to `out`. */
struct walk {
    struct text *out;
    size_t depth; /* of open elements, the layout itself aside */
    bool is_in_layout;
    bool is_in_section; /* which is open at depth 1 then */
};

static const char *behind(const char *at, const char *end, const char *mark)
{
    const char *hit = memmem(at, (size_t)(end - at), mark, strlen(mark));
    return hit == NULL ? end : hit + strlen(mark);
}

static const char *end_of_tag(const char *at, const char *end)
{
    char quote = '\0';
    for (; at < end; at++) {
        if (quote != '\0')
            quote = *at == quote ? '\0' : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '>')
            return at + 1;
    }
    return end;
}

/* At a `<` of text that is well-formed. */
static struct tag read_tag(const char *at, const char *end)
{
    struct tag tag = { .at = at, .name = "" };
    size_t left = (size_t)(end - at);
    if (left > 9 && memcmp(at, "<![CDATA[", 9) == 0) {
        tag.end = behind(at + 9, end, "]]>");
    } else if (left > 4 && memcmp(at, "<!--", 4) == 0) {
        tag.end = behind(at + 4, end, "-->"); /* `<!-->` has no end yet */
        tag.is_note = true;
    } else if (left > 2 && at[1] == '?') {
        tag.end = behind(at + 2, end, "?>");
        tag.is_note = true;
    } else {
        tag.end = end_of_tag(at, end);
        tag.is_end = left > 1 && at[1] == '/';
        tag.is_empty = tag.end - at > 2 && tag.end[-2] == '/';
        tag.name = at + 1 + tag.is_end;
        while (tag.name + tag.length < tag.end && strchr(" \t\n/>", tag.name[tag.length]) == NULL)
            tag.length++;
    }
    return tag;
}

static bool is_named(const struct tag *tag, const char *name)
{
    return tag->length == strlen(name) && memcmp(tag->name, name, tag->length) == 0;
}

static void count(struct walk *walk, const struct tag *tag)
{
    if (tag->length == 0 || tag->is_empty)
        return;
    if (!tag->is_end)
        walk->depth++;
    else if (walk->depth > 0)
        walk->depth--;
}

/* `ac:layout`: the page has one of its own. False when it lies in something. */
static bool take_layout(struct walk *walk, const struct tag *tag)
{
    if (walk->depth > 0 || (!tag->is_end && walk->is_in_layout))
        return false;
    walk->is_in_layout = !tag->is_end && !tag->is_empty;
    return true;
}

static bool take_section(struct walk *walk, const struct tag *tag)
{
    if (walk->depth != (tag->is_end ? 1 : 0) || tag->is_empty)
        return false;
    walk->is_in_section = !tag->is_end;
    if (!tag->is_end)
        text_add_string(walk->out, SECTION_BEGIN);
    text_add(walk->out, tag->at, (size_t)(tag->end - tag->at));
    if (tag->is_end)
        text_add_string(walk->out, SECTION_FINISH);
    count(walk, tag);
    return true;
}

/* False when the tag is one of a layout, where none can stand. */
static bool take_tag(struct walk *walk, const struct tag *tag)
{
    if (tag->is_note)
        return true;
    if (is_named(tag, "ac:layout"))
        return take_layout(walk, tag);
    if (is_named(tag, "ac:layout-section"))
        return take_section(walk, tag);
    bool is_cell = is_named(tag, "ac:layout-cell");
    if (is_cell && (!walk->is_in_section || walk->depth != (tag->is_end ? 2 : 1)))
        return false;
    text_add(walk->out, tag->at, (size_t)(tag->end - tag->at));
    count(walk, tag);
    return true;
}

/* False, and the line, at the first tag that cannot stand where it does. */
static bool walk_over(struct walk *walk, const char *at, const char *end, size_t *line)
{
    *line = 1;
    while (at < end) {
        const char *hit = memchr(at, '<', (size_t)(end - at));
        const char *stop = hit == NULL ? end : hit;
        text_add(walk->out, at, (size_t)(stop - at));
        for (; at < stop; at++)
            *line += *at == '\n';
        if (hit == NULL)
            break;
        struct tag tag = read_tag(hit, end);
        if (!take_tag(walk, &tag))
            return false;
        for (; at < tag.end; at++)
            *line += *at == '\n';
    }
    return true;
}

static bool is_top_level(const struct conversion *c)
{
    for (size_t i = 0; i < c->depth; i++)
        if (c->stack[i].kind != ELEMENT_NONE || c->stack[i].is_html)
            return false;
    return true;
}

static bool has_special(const char *data, size_t length)
{
    static const char *const MARKS[] = { "<ac:layout", "<!--", "<?" };
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++)
        if (memmem(data, length, MARKS[i], strlen(MARKS[i])) != NULL)
            return true;
    return false;
}

bool raw_settle(struct conversion *c, size_t start, size_t *line)
{
    size_t length = c->out->length - start;
    if (!has_special(c->out->data + start, length))
        return true;
    struct text out = text_new(PAGE_BODY_MAX_BYTES);
    struct walk walk = { .out = &out, .depth = is_top_level(c) ? 0 : 1 };
    const char *raw = c->out->data + start;
    bool is_good = walk_over(&walk, raw, raw + length, line);
    if (is_good && memchr(out.data, '\x03', out.length) != NULL) {
        c->has_layout = true;
        c->has_patches = true;
    }
    if (is_good) {
        text_cut(c->out, start);
        put(c, out.data, out.length);
    }
    text_free(&out);
    return is_good;
}
