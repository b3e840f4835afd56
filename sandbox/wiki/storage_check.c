/* SPDX-License-Identifier: MIT */
/*
 * libxml2 gives the verdict; its error codes are put into the words of Woodstox, the parser of the
 * real one. The body stands inside an element `xml` whose start shares row 1 with it, so columns of
 * row 1 are shifted by WRAPPER_COLUMNS.
 */
#include "sandbox/wiki/storage_check.h"

#include "base/memory.h"
#include "base/text.h"
#include "sandbox/wiki/entities.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

/* Makes the recorded case of cloud-v1-content-400-xhtml come out at [1,405]. */
enum { WRAPPER_COLUMNS = 358, NAME_BYTES = 128, DEPTH_LIMIT = 1000 };

struct check {
    char *message;
    size_t size;
    int prefix_columns;
    bool failed;
    struct text names; /* of the open elements, each with a NUL behind it */
    size_t depth;
};

/* Where the last open element's name starts. */
static size_t last_name(const struct check *check)
{
    size_t at = check->names.length ? check->names.length - 1 : 0;
    while (at > 0 && check->names.data[at - 1] != '\0')
        at--;
    return at;
}

static void pop_name(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct check *check = ((xmlParserCtxtPtr)context)->_private;
    (void)name;
    (void)prefix;
    (void)uri;
    text_cut(&check->names, last_name(check));
    check->depth--;
}

/* The name behind the last `</` before the parser's place. */
static void closing_name(xmlParserCtxtPtr parser, char name[NAME_BYTES])
{
    const char *start = (const char *)parser->input->base;
    const char *at = (const char *)parser->input->cur - 1; /* behind the tag's end */
    while (at > start && !(at[0] == '<' && at[1] == '/'))
        at--;
    at += 2;
    snprintf(name, NAME_BYTES, "%.*s", (int)strcspn(at, " \t\r\n>/<"), at);
}

/* `'x' (code 120)` for the character at the parser's place. */
static void here(xmlParserCtxtPtr parser, char text[NAME_BYTES])
{
    int length = 0;
    int code = xmlCurrentChar(parser, &length);
    snprintf(text, NAME_BYTES, "'%.*s' (code %d)", length, (const char *)parser->input->cur, code);
}

static void word_mismatch(xmlParserCtxtPtr parser, const struct check *check, struct text *out)
{
    char name[NAME_BYTES];
    closing_name(parser, name);
    text_add_format(out, "Unexpected close tag </%s>; expected </%s>.", name,
        check->names.data + last_name(check));
}

static void word_missing_name(xmlParserCtxtPtr parser, const xmlError *error, struct text *out)
{
    const xmlChar *at = parser->input->cur;
    char text[NAME_BYTES];
    if (error->message && strstr(error->message, "attribute name")) {
        here(parser, text);
        text_add_format(out, "Unexpected character %s excepted space, or '>' or \"/>\"", text);
        return;
    }
    if (at[0] == '!' || (at[0] == '<' && at[1] == '!'))
        text_add_string(
            out, "Unrecognized XML directive; expected CDATA or comment ('<![CDATA[' or '<!--').");
    else
        text_add_format(out, "Unexpected character '%c' (missing name?)", at[0] ? at[0] : ' ');
}

static void word_character(const xmlError *error, struct text *out)
{
    if (error->message && strstr(error->message, "CharRef"))
        text_add_format(out,
            "Illegal character entity: expansion character (code 0x%x) not a valid XML character",
            (unsigned)error->int1);
    else
        text_add_format(out, "Illegal character ((CTRL-CHAR, code %d))", error->int1);
}

enum wording {
    WORDING_PLAIN,     /* as it stands */
    WORDING_CHARACTER, /* behind `Unexpected character 'c' (code N) ` */
    WORDING_NAME,      /* %s is the error's first text */
};

/* The message forms of Confluence, by libxml2's error. */
static const struct {
    int code;
    enum wording wording;
    const char *words;
} words[] = {
    { XML_ERR_MISPLACED_CDATA_END, WORDING_PLAIN,
        "String ']]>' not allowed in textual content, except as the end marker of CDATA section" },
    { XML_ERR_UNDECLARED_ENTITY, WORDING_NAME, "Undeclared general entity \"%s\"" },
    { XML_WAR_UNDECLARED_ENTITY, WORDING_NAME, "Undeclared general entity \"%s\"" },
    { XML_ERR_ENTITYREF_SEMICOL_MISSING, WORDING_CHARACTER,
        "expected a semi-colon after the reference for entity" },
    { XML_ERR_ATTRIBUTE_WITHOUT_VALUE, WORDING_CHARACTER, "expected '='" },
    { XML_ERR_ATTRIBUTE_NOT_STARTED, WORDING_CHARACTER, "in start tag Expected a quote" },
    { XML_ERR_SPACE_REQUIRED, WORDING_CHARACTER, "excepted space, or '>' or \"/>\"" },
    { XML_ERR_GT_REQUIRED, WORDING_CHARACTER, "excepted space, or '>' or \"/>\"" },
    { XML_ERR_LT_IN_ATTRIBUTE, WORDING_PLAIN,
        "Unexpected character '<' (code 60) in attribute value" },
    { XML_ERR_ATTRIBUTE_REDEFINED, WORDING_NAME, "Duplicate attribute '%s'." },
    { XML_NS_ERR_UNDEFINED_NAMESPACE, WORDING_NAME, "Undeclared namespace prefix \"%s\"" },
    { XML_ERR_HYPHEN_IN_COMMENT, WORDING_PLAIN,
        "String '--' not allowed in comment (missing '>'?)" },
    { XML_ERR_CDATA_NOT_FINISHED, WORDING_PLAIN, "Unexpected EOF in CDATA section" },
    { XML_ERR_COMMENT_NOT_FINISHED, WORDING_PLAIN, "Unexpected EOF in comment" },
};

static bool word_by_table(xmlParserCtxtPtr parser, const xmlError *error, struct text *out)
{
    char text[NAME_BYTES];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].code != error->code)
            continue;
        here(parser, text);
        if (words[i].wording == WORDING_CHARACTER)
            text_add_format(out, "Unexpected character %s %s", text, words[i].words);
        else if (words[i].wording == WORDING_NAME)
            text_add_format(out, words[i].words, error->str1); // NOLINT: from the table
        else
            text_add_string(out, words[i].words);
        return true;
    }
    return false;
}

static void word_error(
    xmlParserCtxtPtr parser, const struct check *check, const xmlError *error, struct text *out)
{
    int code = error->code;
    if (code == XML_ERR_TAG_NAME_MISMATCH)
        word_mismatch(parser, check, out);
    else if (code == XML_ERR_NAME_REQUIRED || code == XML_ERR_ENTITYREF_NO_NAME)
        word_missing_name(parser, error, out);
    else if (code == XML_ERR_INVALID_CHAR || code == XML_ERR_INVALID_CHARREF)
        word_character(error, out);
    else if (!word_by_table(parser, error, out))
        text_add_format(out, "Unexpected EOF; was expecting a close tag for element <%s>",
            check->depth ? check->names.data + last_name(check) : "xml");
}

static void fail(xmlParserCtxtPtr parser, struct check *check, const xmlError *error)
{
    struct text out = text_new(check->size);
    int row = parser->input->line;
    int column = parser->input->col;
    check->failed = true;
    if (error)
        word_error(parser, check, error, &out);
    else
        text_add_format(&out, "Maximum Element Depth limit (%d) Exceeded", DEPTH_LIMIT);
    if (row == 1)
        column += WRAPPER_COLUMNS - check->prefix_columns;
    text_add_format(&out, "\n at [row,col {unknown-source}]: [%d,%d]", row, column);
    snprintf(check->message, check->size, "%s", out.data);
    text_free(&out);
    xmlStopParser(parser);
}

static void on_error(void *context, xmlErrorPtr error)
{
    xmlParserCtxtPtr parser = context;
    struct check *check = parser->_private;
    bool counts = error->level >= XML_ERR_ERROR || error->code == XML_WAR_UNDECLARED_ENTITY;
    if (!check->failed && counts && parser->input)
        fail(parser, check, error);
}

/* NOLINTNEXTLINE(readability-function-size): the library's signature */
static void push_name(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
    const xmlChar **attributes)
{
    xmlParserCtxtPtr parser = context;
    struct check *check = parser->_private;
    (void)uri;
    (void)namespace_count;
    (void)namespaces;
    (void)attribute_count;
    (void)defaulted;
    (void)attributes;
    if (prefix)
        text_add_format(&check->names, "%s:", (const char *)prefix);
    text_add(&check->names, (const char *)name, strlen((const char *)name) + 1);
    check->depth++;
    if (check->depth > DEPTH_LIMIT && !check->failed)
        fail(parser, check, NULL);
}

/* Everything before the body, on one row. */
static void add_wrapper(struct text *out)
{
    size_t count;
    const struct entity *entities = entity_list(&count);
    text_add_string(out, "<!DOCTYPE xml [");
    for (size_t i = 0; i < count; i++)
        text_add_format(out, "<!ENTITY %s \"&#%u;\">", entities[i].name, entities[i].code);
    text_add_string(out, "]><xml xmlns:ac=\"http://atlassian.com/content\" "
                         "xmlns:ri=\"http://atlassian.com/resource/identifier\">");
}

static xmlParserCtxtPtr new_parser(struct check *check)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (!parser)
        abort();
    parser->_private = check;
    parser->sax->serror = on_error;
    parser->sax->startElementNs = push_name;
    parser->sax->endElementNs = pop_name;
    parser->sax->characters = NULL;
    parser->sax->ignorableWhitespace = NULL;
    parser->sax->cdataBlock = NULL;
    parser->sax->comment = NULL;
    parser->sax->processingInstruction = NULL;
    parser->sax->reference = NULL;
    return parser;
}

int storage_check(const char *body, char *message, size_t size)
{
    struct text whole = text_new(SIZE_MAX / 2);
    add_wrapper(&whole);
    struct check check = { .message = message,
        .size = size,
        .prefix_columns = (int)whole.length,
        .names = text_new(SIZE_MAX / 2) };
    text_add_string(&whole, body);
    text_add_string(&whole, "</xml>");
    xmlParserCtxtPtr parser = new_parser(&check);
    xmlDocPtr document = xmlCtxtReadMemory(
        parser, whole.data, (int)whole.length, NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_HUGE);
    xmlFreeDoc(document);
    xmlFreeParserCtxt(parser);
    text_free(&check.names);
    text_free(&whole);
    return check.failed ? -1 : 0;
}
