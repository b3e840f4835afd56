/* SPDX-License-Identifier: MIT */
#include "storage/wellformed.h"

#include "base/text.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

/* What Confluence declares around a body; the addresses never appear in one. */
static const char HEAD[] = "<xml xmlns:ac=\"http://atlassian.com/content\" "
                           "xmlns:ri=\"http://atlassian.com/resource/identifier\">";
static const char TAIL[] = "</xml>";

/* The 253 entities of HTML 4, as text of the document that asks for them. */
static xmlEntityPtr get_entity(void *context, const xmlChar *name)
{
    xmlEntityPtr known = xmlSAX2GetEntity(context, name);
    const htmlEntityDesc *html = known == NULL ? htmlEntityLookup(name) : NULL;
    if (html == NULL)
        return known;
    xmlDocPtr doc = ((xmlParserCtxtPtr)context)->myDoc;
    if (doc == NULL)
        return NULL;
    if (doc->intSubset == NULL && xmlCreateIntSubset(doc, BAD_CAST "xml", NULL, NULL) == NULL)
        return NULL;
    char value[16];
    snprintf(value, sizeof value, "&#%u;", html->value);
    return xmlAddDocEntity(doc, name, XML_INTERNAL_GENERAL_ENTITY, NULL, NULL, BAD_CAST value);
}

static void ignore_error(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

/* libxml2 names a line of its own here, which is none of the reader's. */
static bool note_mismatch(const xmlError *error, struct wellformed_problem *problem)
{
    if (error->code != XML_ERR_TAG_NAME_MISMATCH || error->str1 == NULL || error->str2 == NULL)
        return false;
    bool is_end = strcmp(error->str2, "xml") == 0;
    if (is_end && error->int1 > 0) {
        problem->line = (size_t)error->int1;
        problem->column = 0;
    }
    snprintf(problem->message, sizeof problem->message,
        is_end ? "`%.60s` is never closed" : "`%.60s` is not closed before `%.60s` ends",
        error->str1, error->str2);
    return true;
}

static void note_problem(const xmlParserCtxt *parser, struct wellformed_problem *problem)
{
    const xmlError *error = &parser->lastError;
    if (problem == NULL)
        return;
    *problem = (struct wellformed_problem){ .line = error->line > 0 ? (size_t)error->line : 1 };
    if (error->int2 > 0) {
        size_t head = problem->line == 1 ? sizeof HEAD - 1 : 0;
        problem->column = (size_t)error->int2 > head ? (size_t)error->int2 - head : 1;
    }
    if (note_mismatch(error, problem))
        return;
    snprintf(problem->message, sizeof problem->message, "%s",
        error->message != NULL ? error->message : "not well-formed");
    problem->message[strcspn(problem->message, "\n")] = '\0';
}

struct _xmlDoc *wellformed_parse(
    const char *body, size_t length, struct wellformed_problem *problem)
{
    if (length > INT_MAX / 2)
        return NULL;
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(NULL, NULL, HEAD, sizeof HEAD - 1, NULL);
    if (parser == NULL)
        return NULL;
    xmlCtxtUseOptions(parser, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_HUGE);
    parser->sax->getEntity = get_entity;
    parser->sax->serror = ignore_error;
    if (length > 0)
        xmlParseChunk(parser, body, (int)length, 0);
    xmlParseChunk(parser, TAIL, sizeof TAIL - 1, 1);
    xmlDocPtr doc = parser->myDoc;
    parser->myDoc = NULL;
    if (!parser->wellFormed || parser->nsWellFormed == 0) {
        note_problem(parser, problem);
        xmlFreeDoc(doc);
        doc = NULL;
    }
    xmlFreeParserCtxt(parser);
    return doc;
}

/* Without recursion, for it is what says whether there may be one. */
size_t wellformed_depth(const struct _xmlDoc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    size_t depth = 0;
    size_t deepest = 0;
    const xmlNode *node = root->children;
    while (node != NULL && node != root) {
        if (node->type == XML_ELEMENT_NODE && depth + 1 > deepest)
            deepest = depth + 1;
        if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
            node = node->children;
            depth++;
            continue;
        }
        while (node != root && node->next == NULL) {
            node = node->parent;
            depth -= depth > 0;
        }
        if (node != root)
            node = node->next;
    }
    return deepest;
}

/* What ends our wrapper early could hold a second document: `</xml><xml>`. */
static int check_root(const xmlDoc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    return root == NULL || root->next != NULL ? -1 : 0;
}

int wellformed_check(
    const char *body, size_t length, size_t depth, struct wellformed_problem *problem)
{
    xmlDocPtr doc = wellformed_parse(body, length, problem);
    if (doc == NULL)
        return -1;
    int result = check_root(doc);
    if (result == 0 && wellformed_depth(doc) > depth)
        result = -1;
    if (result < 0 && problem != NULL) {
        *problem = (struct wellformed_problem){ .line = 1 };
        snprintf(
            problem->message, sizeof problem->message, "elements lie more than %zu deep", depth);
    }
    xmlFreeDoc(doc);
    return result;
}
