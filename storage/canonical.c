/* SPDX-License-Identifier: MIT */
#include "storage/canonical.h"

#include "base/memory.h"
#include "storage/escape.h"
#include "storage/wellformed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

enum { PARAMETERS_MAX = 256, ENTITY_NAME_MAX = 16 };

static const char prologue[] = "<xml xmlns:ac=\"ac\" xmlns:ri=\"ri\" xmlns:at=\"at\">";
static const char epilogue[] = "</xml>";

/* Attributes that Confluence makes, or changes by itself. */
static const char *const dropped_attributes[] = { "ac:macro-id", "ac:local-id", "local-id",
    "ri:version-at-save", "ac:schema-version", "ac:card-appearance", "ac:anchor", NULL };

/* Attributes that mean nothing with this value. */
static const char *const empty_attributes[][2] = { { "data-layout", "default" }, { "style", "" },
    { "class", "" }, { NULL, NULL } };

/* Elements that are left out whole, and those of which only the content counts. */
static const char *const dropped_elements[] = { "ac:task-uuid", "ac:task-id", "colgroup", NULL };
static const char *const transparent_elements[] = { "ac:inline-comment-marker", "tbody", "thead",
    "tfoot", NULL };

static const char *const renamed_elements[][2] = { { "b", "strong" }, { "i", "em" }, { "del", "s" },
    { "strike", "s" }, { "ac:plain-text-link-body", "ac:link-body" }, { NULL, NULL } };

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

/* ---------------------------------------------------------------- named entities */

static void add_code_point(struct text *out, unsigned code)
{
    if (code < 0x80) {
        text_add_char(out, (char)code);
    } else if (code < 0x800) {
        text_add_char(out, (char)(0xc0 | code >> 6));
        text_add_char(out, (char)(0x80 | (code & 0x3f)));
    } else {
        text_add_char(out, (char)(0xe0 | code >> 12));
        text_add_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
        text_add_char(out, (char)(0x80 | (code & 0x3f)));
    }
}

/* Adds what the reference at `at` (`&name;`) stands for; its length, or 0 when it is one of XML's
   own, numeric or none. */
static size_t add_entity(struct text *out, const char *at, size_t left)
{
    char name[ENTITY_NAME_MAX];
    const char *end = memchr(at, ';', left < ENTITY_NAME_MAX ? left : ENTITY_NAME_MAX);
    if (end == NULL || end - at < 2)
        return 0;
    size_t length = (size_t)(end - at) - 1;
    memcpy(name, at + 1, length);
    name[length] = '\0';
    static const char *const xml[] = { "amp", "lt", "gt", "quot", "apos", NULL };
    const htmlEntityDesc *entity =
        is_one_of(name, xml) ? NULL : htmlEntityLookup((const xmlChar *)name);
    if (entity == NULL)
        return 0;
    add_code_point(out, entity->value);
    return length + 2;
}

/* The body with HTML's named entities decoded, CDATA sections as they are. */
static void decode_entities(const char *body, size_t length, struct text *out)
{
    static const char open[] = "<![CDATA[";
    size_t at = 0;
    while (at < length) {
        size_t step = 1;
        if (length - at >= 9 && memcmp(body + at, open, 9) == 0) {
            const char *end = memmem(body + at, length - at, "]]>", 3);
            step = end == NULL ? length - at : (size_t)(end - (body + at)) + 3;
        } else if (body[at] == '&') {
            size_t used = add_entity(out, body + at, length - at);
            at += used;
            if (used > 0)
                continue;
        }
        text_add(out, body + at, step);
        at += step;
    }
}

/* ---------------------------------------------------------------- writing the tree */

static void name_of(const xmlNs *ns, const xmlChar *name, char out[64])
{
    snprintf(out, 64, "%.20s%s%.40s",
        ns != NULL && ns->prefix != NULL ? (const char *)ns->prefix : "",
        ns != NULL && ns->prefix != NULL ? ":" : "", (const char *)name);
    for (int i = 0; renamed_elements[i][0] != NULL; i++)
        if (strcmp(out, renamed_elements[i][0]) == 0)
            snprintf(out, 64, "%s", renamed_elements[i][1]);
}

static void add_children(const xmlNode *node, bool is_verbatim, struct text *out);

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* Runs of white space as one blank; none at all where it only lays the source out. */
static void add_text(const char *content, bool is_verbatim, struct text *out)
{
    if (is_verbatim) {
        escape_text(out, content, strlen(content));
        return;
    }
    if (is_blank(content) && strchr(content, '\n') != NULL)
        return;
    for (const char *c = content; *c != '\0';) {
        size_t blanks = strspn(c, " \t\r\n");
        if (blanks > 0)
            text_add_char(out, ' ');
        c += blanks;
        size_t length = strcspn(c, " \t\r\n");
        escape_text(out, c, length);
        c += length;
    }
}

struct attribute {
    char name[64];
    char *value;
};

static int compare_attributes(const void *a, const void *b)
{
    return strcmp(((const struct attribute *)a)->name, ((const struct attribute *)b)->name);
}

static bool counts(const struct attribute *attribute)
{
    for (int i = 0; empty_attributes[i][0] != NULL; i++)
        if (strcmp(attribute->name, empty_attributes[i][0]) == 0 &&
            strcmp(attribute->value, empty_attributes[i][1]) == 0)
            return false;
    return !is_one_of(attribute->name, dropped_attributes);
}

static void add_attributes(const xmlNode *node, struct text *out)
{
    struct attribute *list = NULL;
    size_t count = 0;
    for (const xmlAttr *attr = node->properties; attr != NULL; attr = attr->next) {
        list = memory_grow(list, count + 1, sizeof *list);
        name_of(attr->ns, attr->name, list[count].name);
        xmlChar *value = xmlNodeListGetString(node->doc, attr->children, 1);
        list[count].value = memory_copy_text(value == NULL ? "" : (const char *)value);
        xmlFree(value);
        count++;
    }
    if (count > 0)
        qsort(list, count, sizeof *list, compare_attributes);
    for (size_t i = 0; i < count; i++) {
        if (counts(&list[i])) {
            text_add_format(out, " %s=\"", list[i].name);
            escape_attribute(out, list[i].value, strlen(list[i].value));
            text_add_char(out, '"');
        }
        memory_free(&list[i].value);
    }
    memory_free(&list);
}

/* The paragraph that is all there is in a cell or list item; NULL when there is more. */
static const xmlNode *only_paragraph(const xmlNode *node)
{
    const xmlNode *found = NULL;
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_TEXT_NODE && is_blank((const char *)child->content))
            continue;
        if (found != NULL || child->type != XML_ELEMENT_NODE || child->ns != NULL ||
            strcmp((const char *)child->name, "p") != 0)
            return NULL;
        found = child;
    }
    return found;
}

static bool is_parameter(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
           strcmp((const char *)node->name, "parameter") == 0;
}

static void add_element(const xmlNode *node, bool is_verbatim, struct text *out);

static int compare_texts(const void *a, const void *b)
{
    return strcmp(((const struct text *)a)->data, ((const struct text *)b)->data);
}

/* A macro's parameters come first and in order. */
static void add_parameters(const xmlNode *node, struct text *out)
{
    struct text *list = memory_new_array(PARAMETERS_MAX, sizeof *list);
    size_t count = 0;
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (!is_parameter(child) || count == PARAMETERS_MAX)
            continue;
        list[count] = text_new(CANONICAL_MAX_BYTES);
        add_element(child, true, &list[count++]);
    }
    qsort(list, count, sizeof *list, compare_texts);
    for (size_t i = 0; i < count; i++) {
        text_add(out, list[i].data, list[i].length);
        text_free(&list[i]);
    }
    memory_free(&list);
}

static void add_element(const xmlNode *node, bool is_verbatim, struct text *out)
{
    static const char *const single[] = { "td", "th", "li", NULL };
    static const char *const verbatim[] = { "pre", "ac:plain-text-body", NULL };
    char name[64];
    name_of(node->ns, node->name, name);
    if (is_one_of(name, dropped_elements))
        return;
    if (is_one_of(name, transparent_elements)) {
        add_children(node, is_verbatim, out);
        return;
    }
    text_add_format(out, "<%s", name);
    add_attributes(node, out);
    text_add_char(out, '>');
    if (strcmp(name, "ac:structured-macro") == 0)
        add_parameters(node, out);
    const xmlNode *paragraph = is_one_of(name, single) ? only_paragraph(node) : NULL;
    add_children(
        paragraph != NULL ? paragraph : node, is_verbatim || is_one_of(name, verbatim), out);
    text_add_format(out, "</%s>", name);
}

static void add_children(const xmlNode *node, bool is_verbatim, struct text *out)
{
    bool is_macro = strcmp((const char *)node->name, "structured-macro") == 0;
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && !(is_macro && is_parameter(child)))
            add_element(child, is_verbatim, out);
        else if (child->type == XML_TEXT_NODE)
            add_text((const char *)child->content, is_verbatim, out);
        else if (child->type == XML_CDATA_SECTION_NODE)
            add_text((const char *)child->content, true, out);
    }
}

int canonical_add(const char *body, size_t length, struct text *out)
{
    struct text source = text_new(CANONICAL_MAX_BYTES);
    text_add_string(&source, prologue);
    decode_entities(body, length, &source);
    text_add_string(&source, epilogue);
    xmlDoc *document = NULL;
    if (!source.overflowed)
        document = xmlReadMemory(source.data, (int)source.length, NULL, "UTF-8",
            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    text_free(&source);
    if (document == NULL)
        return -1;
    int result = wellformed_depth(document) <= WELLFORMED_DEPTH_MAX ? 0 : -1;
    if (result == 0)
        add_children(xmlDocGetRootElement(document), false, out);
    xmlFreeDoc(document);
    return result;
}

bool canonical_equal(const char *a, size_t a_length, const char *b, size_t b_length)
{
    if (a_length == b_length && (a_length == 0 || memcmp(a, b, a_length) == 0))
        return true;
    struct text first = text_new(CANONICAL_MAX_BYTES);
    struct text second = text_new(CANONICAL_MAX_BYTES);
    bool is_equal = canonical_add(a, a_length, &first) == 0 &&
                    canonical_add(b, b_length, &second) == 0 && !first.overflowed &&
                    first.length == second.length &&
                    memcmp(first.data, second.data, first.length) == 0;
    text_free(&first);
    text_free(&second);
    return is_equal;
}

int64_t canonical_count_anchors(const char *body, size_t length)
{
    static const char attribute[] = "ac:anchor=";
    int64_t count = 0;
    const char *end = body + length;
    for (const char *at = body; at < end; at += sizeof attribute - 1) {
        at = memmem(at, (size_t)(end - at), attribute, sizeof attribute - 1);
        if (at == NULL)
            break;
        count++;
    }
    return count;
}
