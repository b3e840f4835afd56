/* SPDX-License-Identifier: MIT */
#include "storage/rendering.h"

#include "base/memory.h"
#include "storage/wellformed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

enum { LINE_MAX_BYTES = 16 * 1024 * 1024, SENTENCE_LEAST = 24, NAME_BYTES = 48 };

struct rendering {
    struct text *out;
    struct text line;   /* the block in work, of inline text */
    struct text prefix; /* before each line: of lists and quotations */
    struct text bullet; /* before the first line of an item, in place of the prefix's end */
    bool is_apart;      /* a blank line goes before the next block */
    size_t cell;        /* how deep in table cells: blocks become parts of one line */
    size_t items;       /* how deep in lists: there nothing stands apart */
};

static void add_children(struct rendering *rendering, const xmlNode *node);
static void add_node(struct rendering *rendering, const xmlNode *node);

/* ---------------------------------------------------------------- the tree */

static void name_of(const xmlNode *node, char name[NAME_BYTES])
{
    const char *prefix =
        node->ns != NULL && node->ns->prefix != NULL ? (const char *)node->ns->prefix : NULL;
    snprintf(name, NAME_BYTES, "%s%s%s", prefix == NULL ? "" : prefix, prefix == NULL ? "" : ":",
        (const char *)node->name);
}

static bool is_named(const xmlNode *node, const char *name)
{
    char found[NAME_BYTES];
    if (node->type != XML_ELEMENT_NODE)
        return false;
    name_of(node, found);
    return strcmp(found, name) == 0;
}

static const xmlNode *child_named(const xmlNode *node, const char *name)
{
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (is_named(child, name))
            return child;
    }
    return NULL;
}

/* The value of an attribute by its local name, or NULL. xmlFree() it. */
static char *attribute_of(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr != NULL; attr = attr->next) {
        if (strcmp((const char *)attr->name, name) == 0)
            return (char *)xmlNodeListGetString(node->doc, attr->children, 1);
    }
    return NULL;
}

static void add_attribute(const xmlNode *node, const char *name, struct text *out)
{
    char *value = attribute_of(node, name);
    if (value != NULL)
        text_add_string(out, value);
    xmlFree(value);
}

/* All text below the node, as it is. */
static void add_content(const xmlNode *node, struct text *out)
{
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            text_add_string(out, (const char *)child->content);
        else if (child->type == XML_ELEMENT_NODE)
            add_content(child, out);
    }
}

/* ---------------------------------------------------------------- lines */

static void start_line(struct rendering *rendering)
{
    struct text *out = rendering->out;
    size_t length = rendering->prefix.length;
    size_t bullet = rendering->bullet.length;
    if (bullet > length)
        bullet = 0;
    text_add(out, rendering->prefix.data, length - bullet);
    text_add(out, rendering->bullet.data, bullet);
    text_cut(&rendering->bullet, 0);
}

static void end_line(struct rendering *rendering)
{
    struct text *out = rendering->out;
    while (out->length > 0 && out->data[out->length - 1] == ' ')
        text_cut(out, out->length - 1);
    text_add_char(out, '\n');
}

static void set_apart(struct rendering *rendering)
{
    if (rendering->is_apart && rendering->out->length > 0) {
        text_add(rendering->out, rendering->prefix.data, rendering->prefix.length);
        end_line(rendering);
    }
    rendering->is_apart = false;
}

/* Where the sentence that begins here ends: behind its mark, if more follows. */
static size_t sentence_length(const char *text)
{
    size_t length = strcspn(text, "\n");
    for (size_t i = 0; i + 2 < length; i++) {
        bool is_end = strchr(".!?:", text[i]) != NULL && text[i + 1] == ' ';
        if (is_end && i >= SENTENCE_LEAST && text[i - 1] != '.')
            return i + 1;
    }
    return length;
}

/* The inline text that was collected becomes lines. */
static void flush(struct rendering *rendering)
{
    struct text *line = &rendering->line;
    if (rendering->cell > 0)
        return;
    const char *text = line->data + strspn(line->data, " \n");
    if (*text == '\0') {
        text_cut(line, 0);
        return;
    }
    set_apart(rendering);
    while (*text != '\0') {
        size_t length = sentence_length(text);
        start_line(rendering);
        text_add(rendering->out, text, length);
        end_line(rendering);
        text += length;
        text += strspn(text, " \n");
    }
    text_cut(line, 0);
}

/* A block ends, or begins: what comes next stands apart from it. */
static void part(struct rendering *rendering, bool is_apart)
{
    if (rendering->cell > 0) {
        if (rendering->line.length > 0 && rendering->line.data[rendering->line.length - 1] != ' ')
            text_add_char(&rendering->line, ' ');
        return;
    }
    flush(rendering);
    rendering->is_apart = rendering->items == 0 && (rendering->is_apart || is_apart);
}

static void add_verbatim(struct rendering *rendering, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        start_line(rendering);
        text_add(rendering->out, text, length);
        end_line(rendering);
        text += length + (text[length] == '\n');
    }
}

/* ---------------------------------------------------------------- inline */

static void add_text(struct rendering *rendering, const char *content)
{
    struct text *line = &rendering->line;
    for (const char *c = content; *c != '\0';) {
        size_t blanks = strspn(c, " \t\r\n");
        bool is_first = line->length == 0 || strchr(" \n", line->data[line->length - 1]) != NULL;
        if (blanks > 0 && !is_first)
            text_add_char(line, ' ');
        c += blanks;
        size_t length = strcspn(c, " \t\r\n");
        text_add(line, c, length);
        c += length;
    }
}

static const struct {
    const char *name;
    const char *mark;
} marked[] = {
    { "strong", "**" },
    { "b", "**" },
    { "em", "*" },
    { "i", "*" },
    { "code", "`" },
    { "s", "~~" },
    { "del", "~~" },
    { "strike", "~~" },
};

static bool add_marked(struct rendering *rendering, const xmlNode *node, const char *name)
{
    for (size_t i = 0; i < sizeof marked / sizeof marked[0]; i++) {
        if (strcmp(name, marked[i].name) != 0)
            continue;
        text_add_string(&rendering->line, marked[i].mark);
        add_children(rendering, node);
        text_add_string(&rendering->line, marked[i].mark);
        return true;
    }
    return false;
}

/* What a link or picture refers to. */
static void add_target(const xmlNode *node, struct text *out)
{
    static const char *const kinds[][2] = { { "ri:page", "content-title" },
        { "ri:blog-post", "content-title" }, { "ri:attachment", "filename" }, { "ri:url", "value" },
        { "ri:user", "account-id" }, { "ri:space", "space-key" } };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const xmlNode *target = child_named(node, kinds[i][0]);
        if (target != NULL)
            add_attribute(target, kinds[i][1], out);
    }
    char *anchor = attribute_of(node, "anchor");
    if (anchor != NULL && anchor[0] != '\0')
        text_add_format(out, "#%s", anchor);
    xmlFree(anchor);
}

static void add_link(struct rendering *rendering, const xmlNode *node)
{
    struct text *line = &rendering->line;
    const xmlNode *body = child_named(node, "ac:link-body");
    if (body == NULL)
        body = child_named(node, "ac:plain-text-link-body");
    text_add_char(line, '[');
    if (body != NULL)
        add_children(rendering, body);
    text_add_string(line, "](");
    add_target(node, line);
    text_add_char(line, ')');
}

static void add_web_link(struct rendering *rendering, const xmlNode *node)
{
    text_add_char(&rendering->line, '[');
    add_children(rendering, node);
    text_add_string(&rendering->line, "](");
    add_attribute(node, "href", &rendering->line);
    text_add_char(&rendering->line, ')');
}

static void add_image(struct rendering *rendering, const xmlNode *node)
{
    text_add_string(&rendering->line, "![");
    add_attribute(node, "alt", &rendering->line);
    text_add_string(&rendering->line, "](");
    add_target(node, &rendering->line);
    text_add_char(&rendering->line, ')');
}

/* ---------------------------------------------------------------- macros */

static void add_macro_head(struct text *out, const xmlNode *node, const char *name)
{
    text_add_format(out, "{%s", name);
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (!is_named(child, "ac:parameter"))
            continue;
        text_add_char(out, ' ');
        add_attribute(child, "name", out);
        text_add_char(out, '=');
        const xmlNode *target = child->children;
        if (target != NULL && target->type == XML_ELEMENT_NODE)
            add_target(child, out);
        add_content(child, out);
    }
    text_add_char(out, '}');
}

static void add_code(struct rendering *rendering, const xmlNode *node, const xmlNode *body)
{
    struct text content = text_new(LINE_MAX_BYTES);
    struct text head = text_new(LINE_MAX_BYTES);
    if (body != NULL)
        add_content(body, &content);
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (is_named(child, "ac:parameter")) {
            text_add_string(&head, head.length > 0 ? " " : "");
            add_content(child, &head);
        }
    }
    part(rendering, true);
    set_apart(rendering);
    start_line(rendering);
    text_add_format(rendering->out, "```%s", head.data);
    end_line(rendering);
    add_verbatim(rendering, content.data);
    add_verbatim(rendering, "```");
    part(rendering, true);
    text_free(&head);
    text_free(&content);
}

static void add_macro(struct rendering *rendering, const xmlNode *node)
{
    char *name = attribute_of(node, "name");
    const char *shown = name == NULL ? "macro" : name;
    const xmlNode *rich = child_named(node, "ac:rich-text-body");
    const xmlNode *plain = child_named(node, "ac:plain-text-body");
    if (strcmp(shown, "anchor") == 0) {
        /* Ours stand at headings, and say nothing to a reader. */
    } else if (plain != NULL && rendering->cell == 0) {
        add_code(rendering, node, plain);
    } else if (rich != NULL) {
        part(rendering, true);
        add_macro_head(&rendering->line, node, shown);
        part(rendering, false);
        add_children(rendering, rich);
        part(rendering, false);
        rendering->is_apart = false;
        text_add_format(&rendering->line, "{/%s}", shown);
        part(rendering, true);
    } else {
        add_macro_head(&rendering->line, node, shown);
        if (plain != NULL)
            add_content(plain, &rendering->line);
    }
    xmlFree(name);
}

/* ---------------------------------------------------------------- blocks */

static void add_heading(struct rendering *rendering, const xmlNode *node, const char *name)
{
    part(rendering, true);
    for (int i = 0; i < name[1] - '0'; i++)
        text_add_char(&rendering->line, '#');
    text_add_char(&rendering->line, ' ');
    add_children(rendering, node);
    part(rendering, true);
}

static void add_paragraph(struct rendering *rendering, const xmlNode *node)
{
    part(rendering, true);
    add_children(rendering, node);
    part(rendering, true);
}

/* What belongs to one item: its first line behind `bullet`, the others below it. */
static void add_item(struct rendering *rendering, const xmlNode *node, const char *bullet)
{
    part(rendering, false);
    if (rendering->cell > 0) {
        text_add_string(&rendering->line, bullet);
        add_children(rendering, node);
        return;
    }
    set_apart(rendering);
    rendering->items++;
    size_t before = rendering->prefix.length;
    for (size_t i = 0; bullet[i] != '\0'; i++)
        text_add_char(&rendering->prefix, ' ');
    text_cut(&rendering->bullet, 0);
    text_add_string(&rendering->bullet, bullet);
    add_children(rendering, node);
    flush(rendering);
    if (rendering->bullet.length > 0) {
        start_line(rendering);
        end_line(rendering);
    }
    rendering->items--;
    text_cut(&rendering->prefix, before);
}

static void add_list(struct rendering *rendering, const xmlNode *node, bool is_numbered)
{
    part(rendering, true);
    char *start = attribute_of(node, "start");
    size_t number = start != NULL ? strtoul(start, NULL, 10) : 1;
    xmlFree(start);
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        char bullet[32] = "- ";
        if (child->type != XML_ELEMENT_NODE)
            continue;
        if (is_numbered)
            snprintf(bullet, sizeof bullet, "%zu. ", number++);
        add_item(rendering, child, bullet);
    }
    part(rendering, true);
}

static void add_tasks(struct rendering *rendering, const xmlNode *node)
{
    part(rendering, true);
    for (const xmlNode *task = node->children; task != NULL; task = task->next) {
        if (!is_named(task, "ac:task"))
            continue;
        const xmlNode *status = child_named(task, "ac:task-status");
        const xmlNode *body = child_named(task, "ac:task-body");
        struct text word = text_new(LINE_MAX_BYTES);
        if (status != NULL)
            add_content(status, &word);
        if (body != NULL)
            add_item(rendering, body, strcmp(word.data, "complete") == 0 ? "- [x] " : "- [ ] ");
        text_free(&word);
    }
    part(rendering, true);
}

static void add_row(struct rendering *rendering, const xmlNode *row)
{
    part(rendering, false);
    rendering->cell++;
    text_add_char(&rendering->line, '|');
    for (const xmlNode *cell = row->children; cell != NULL; cell = cell->next) {
        if (cell->type != XML_ELEMENT_NODE)
            continue;
        text_add_char(&rendering->line, ' ');
        bool is_head = is_named(cell, "th");
        text_add_string(&rendering->line, is_head ? "**" : "");
        add_children(rendering, cell);
        while (
            rendering->line.length > 0 && rendering->line.data[rendering->line.length - 1] == ' ')
            text_cut(&rendering->line, rendering->line.length - 1);
        text_add_string(&rendering->line, is_head ? "** |" : " |");
    }
    rendering->cell--;
    if (rendering->cell > 0)
        return;
    set_apart(rendering);
    start_line(rendering);
    text_add(rendering->out, rendering->line.data, rendering->line.length);
    end_line(rendering);
    text_cut(&rendering->line, 0);
}

static void add_quotation(struct rendering *rendering, const xmlNode *node)
{
    part(rendering, true);
    set_apart(rendering);
    size_t before = rendering->prefix.length;
    text_add_string(&rendering->prefix, "> ");
    add_children(rendering, node);
    part(rendering, false);
    text_cut(&rendering->prefix, before);
    part(rendering, true);
}

static bool add_block(struct rendering *rendering, const xmlNode *node, const char *name)
{
    if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0')
        add_heading(rendering, node, name);
    else if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0)
        add_list(rendering, node, name[0] == 'o');
    else if (strcmp(name, "ac:task-list") == 0)
        add_tasks(rendering, node);
    else if (strcmp(name, "tr") == 0)
        add_row(rendering, node);
    else if (strcmp(name, "p") == 0 || strcmp(name, "table") == 0 || strcmp(name, "div") == 0)
        add_paragraph(rendering, node);
    else if (strcmp(name, "blockquote") == 0)
        add_quotation(rendering, node);
    else if (strcmp(name, "pre") == 0 && rendering->cell == 0)
        add_code(rendering, node, node);
    else
        return false;
    return true;
}

static void add_element(struct rendering *rendering, const xmlNode *node)
{
    char name[NAME_BYTES];
    name_of(node, name);
    if (add_block(rendering, node, name) || add_marked(rendering, node, name))
        return;
    if (strcmp(name, "ac:structured-macro") == 0 || strcmp(name, "ac:macro") == 0) {
        add_macro(rendering, node);
    } else if (strcmp(name, "ac:link") == 0) {
        add_link(rendering, node);
    } else if (strcmp(name, "a") == 0) {
        add_web_link(rendering, node);
    } else if (strcmp(name, "ac:image") == 0) {
        add_image(rendering, node);
    } else if (strcmp(name, "br") == 0) {
        text_add_char(&rendering->line, rendering->cell > 0 ? ' ' : '\n');
    } else if (strcmp(name, "hr") == 0) {
        part(rendering, true);
        text_add_string(&rendering->line, "---");
        part(rendering, true);
    } else if (strcmp(name, "time") == 0) {
        add_attribute(node, "datetime", &rendering->line);
    } else if (strcmp(name, "ac:emoticon") == 0) {
        text_add_char(&rendering->line, ':');
        add_attribute(node, "name", &rendering->line);
        text_add_char(&rendering->line, ':');
    } else {
        add_children(rendering, node);
    }
}

static void add_node(struct rendering *rendering, const xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE)
        add_element(rendering, node);
    else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        add_text(rendering, (const char *)node->content);
}

static void add_children(struct rendering *rendering, const xmlNode *node)
{
    for (const xmlNode *child = node->children; child != NULL; child = child->next)
        add_node(rendering, child);
}

void rendering_add(const char *body, size_t length, struct text *out)
{
    xmlDoc *document = wellformed_parse(body, length, NULL);
    if (document == NULL || wellformed_depth(document) > WELLFORMED_DEPTH_MAX) {
        xmlFreeDoc(document);
        text_add(out, body, length);
        if (length > 0 && body[length - 1] != '\n')
            text_add_char(out, '\n');
        return;
    }
    struct rendering rendering = { .out = out,
        .line = text_new(LINE_MAX_BYTES),
        .prefix = text_new(LINE_MAX_BYTES),
        .bullet = text_new(LINE_MAX_BYTES) };
    add_children(&rendering, xmlDocGetRootElement(document));
    flush(&rendering);
    text_free(&rendering.line);
    text_free(&rendering.prefix);
    text_free(&rendering.bullet);
    xmlFreeDoc(document);
}
