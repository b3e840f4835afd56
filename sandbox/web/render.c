/* SPDX-License-Identifier: MIT */
/*
 * The tree is completed first (what links and images point at, the pages of a children macro),
 * because a style sheet cannot look into the wiki.
 */
#include "sandbox/web/render.h"

#include "base/memory.h"
#include "base/text.h"
#include "sandbox/rest/shapes.h"
#include "sandbox/web/embedded.h"
#include "sandbox/wiki/entities.h"
#include "sandbox/wiki/wiki_files.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>

enum { CHILDREN_DEPTH = 8 };

struct render {
    const struct exchange *exchange;
    const struct page *page;
};

static xmlDocPtr parse(const char *storage)
{
    struct text whole = text_new(SIZE_MAX / 2);
    size_t count;
    const struct entity *entities = entity_list(&count);
    text_add_string(&whole, "<!DOCTYPE xml [");
    for (size_t i = 0; i < count; i++)
        text_add_format(&whole, "<!ENTITY %s \"&#%u;\">", entities[i].name, entities[i].code);
    text_add_string(&whole, "]><xml xmlns:ac=\"http://atlassian.com/content\" "
                            "xmlns:ri=\"http://atlassian.com/resource/identifier\">");
    text_add_string(&whole, storage);
    text_add_string(&whole, "</xml>");
    xmlDocPtr document = xmlReadMemory(whole.data, (int)whole.length, NULL, "UTF-8",
        XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOENT | XML_PARSE_NOERROR |
            XML_PARSE_NOWARNING);
    text_free(&whole);
    return document;
}

static bool is_element(const xmlNode *node, const char *prefix, const char *name)
{
    return node->type == XML_ELEMENT_NODE && node->ns && node->ns->prefix &&
           strcmp((const char *)node->ns->prefix, prefix) == 0 &&
           strcmp((const char *)node->name, name) == 0;
}

/* Attributes without regard to their namespace. The caller owns the result. */
static char *attribute(xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
    char *copy = memory_copy_text((const char *)value);
    xmlFree(value);
    return copy;
}

static void set(xmlNode *node, const char *name, const char *value)
{
    xmlSetProp(node, (const xmlChar *)name, (const xmlChar *)value);
}

static void set_page_address(const struct render *render, xmlNode *node, const struct page *page)
{
    struct text address = text_new(SIZE_MAX / 2);
    char *webui = shape_webui(page);
    text_add_format(&address, "%s%s", render->exchange->sandbox->options.context, webui);
    set(node, "href", address.data);
    set(node, "title", page->title);
    text_free(&address);
    free(webui);
}

static void complete_page_link(const struct render *render, xmlNode *node)
{
    char *title = attribute(node, "content-title");
    char *key = attribute(node, "space-key");
    const struct wiki *wiki = render->exchange->wiki;
    const struct space *space = key ? wiki_find_space(wiki, key) : render->page->space;
    const struct page *page = space && title ? wiki_find_title(wiki, space, title) : NULL;
    if (page)
        set_page_address(render, node, page);
    else
        set(node, "missing", title ? title : "");
    free(title);
    free(key);
}

static void complete_attachment(const struct render *render, xmlNode *node)
{
    char *name = attribute(node, "filename");
    struct attachment *attachment = name ? wiki_file_find(render->page, name) : NULL;
    if (attachment) {
        struct text address = text_new(SIZE_MAX / 2);
        char *encoded = request_encode(name);
        text_add_format(&address, "%s/download/attachments/%lld/%s",
            render->exchange->sandbox->options.context, (long long)render->page->id, encoded);
        set(node, "href", address.data);
        free(encoded);
        text_free(&address);
    } else {
        set(node, "missing", name ? name : "");
    }
    free(name);
}

static void add_children(
    const struct render *render, xmlNode *node, const struct page *page, int depth)
{
    for (size_t i = 0; depth > 0 && i < page->child_count; i++) {
        const struct page *child = page->children[i];
        if (child->status != PAGE_CURRENT)
            continue;
        xmlNode *item = xmlNewChild(node, NULL, (const xmlChar *)"child", NULL);
        xmlSetNs(item, NULL);
        set_page_address(render, item, child);
        add_children(render, item, child, depth - 1);
    }
}

static void complete_children(const struct render *render, xmlNode *node)
{
    char *name = attribute(node, "name");
    bool is_deep = false;
    for (xmlNode *child = node->children; child; child = child->next) {
        char *parameter = is_element(child, "ac", "parameter") ? attribute(child, "name") : NULL;
        is_deep = is_deep ||
                  (parameter && (strcmp(parameter, "all") == 0 || strcmp(parameter, "depth") == 0));
        free(parameter);
    }
    if (name && strcmp(name, "children") == 0)
        add_children(render, node, render->page, is_deep ? CHILDREN_DEPTH : 1);
    free(name);
}

static void complete(const struct render *render, xmlNode *node)
{
    if (is_element(node, "ri", "page"))
        complete_page_link(render, node);
    else if (is_element(node, "ri", "attachment"))
        complete_attachment(render, node);
    for (xmlNode *child = node->children; child; child = child->next)
        complete(render, child);
    if (is_element(node, "ac", "structured-macro"))
        complete_children(render, node);
}

static char *transform(xmlDocPtr document)
{
    xmlDocPtr source = xmlReadMemory(
        embedded_style_sheet, (int)strlen(embedded_style_sheet), NULL, "UTF-8", XML_PARSE_NONET);
    xsltStylesheetPtr sheet = source ? xsltParseStylesheetDoc(source) : NULL;
    xmlDocPtr result = sheet ? xsltApplyStylesheet(sheet, document, NULL) : NULL;
    xmlChar *html = NULL;
    int length = 0;
    if (result && xsltSaveResultToString(&html, &length, result, sheet) < 0)
        html = NULL;
    char *copy = memory_copy_part(html ? (const char *)html : "", html ? (size_t)length : 0);
    xmlFree(html);
    xmlFreeDoc(result);
    if (sheet)
        xsltFreeStylesheet(sheet); /* and with it `source` */
    return copy;
}

char *render_body(const struct exchange *exchange, const struct page *page, const char *storage)
{
    struct render render = { .exchange = exchange, .page = page };
    xmlDocPtr document = parse(storage);
    if (!document)
        return memory_copy_text("");
    complete(&render, xmlDocGetRootElement(document));
    char *html = transform(document);
    xmlFreeDoc(document);
    return html;
}
