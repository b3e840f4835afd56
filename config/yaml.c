/* SPDX-License-Identifier: MIT */
#include "config/yaml.h"

#include "base/diagnostic.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "config/yaml_hint.h"

#include <string.h>

#include <yaml.h>

enum { DEPTH_MOST = 64 };

struct yaml_tree {
    struct memory_pool *pool;
    struct yaml_node *root;
};

struct reader {
    yaml_parser_t parser;
    struct yaml_tree *tree;
    struct yaml_limits limits;
    size_t first_line;
    size_t node_count;
    struct yaml_node *open[DEPTH_MOST]; /* the lists and mappings being read */
    size_t depth;
    struct yaml_node key; /* read, its value still to come */
    bool has_key;
    const char *data;
    size_t size;
    size_t mark; /* where offset_of() was last, as libyaml counts */
    size_t offset;
    struct problem *problem;
};

static int refuse(struct reader *reader, const yaml_mark_t *mark, const char *message)
{
    problem_set(reader->problem, "CM-YAML-02", "%s", message);
    problem_place(reader->problem, mark->line + reader->first_line, mark->column + 1, 1);
    return -1;
}

/* Where a mark is in the data: libyaml counts characters. Marks come nearly in order. */
static size_t offset_of(struct reader *reader, const yaml_mark_t *mark)
{
    if (mark->index < reader->mark) {
        reader->mark = 0;
        reader->offset = 0;
    }
    for (; reader->mark < mark->index && reader->offset < reader->size; reader->mark++) {
        do {
            reader->offset++;
        } while (reader->offset < reader->size &&
                 ((unsigned char)reader->data[reader->offset] & 0xC0) == 0x80);
    }
    return reader->offset;
}

static struct yaml_node node_at(struct reader *reader, const yaml_event_t *event)
{
    const yaml_mark_t *start = &event->start_mark;
    const yaml_mark_t *end = &event->end_mark;
    size_t length = end->line == start->line ? end->column - start->column : 1;
    return (struct yaml_node){ .line = start->line + reader->first_line,
        .column = start->column + 1,
        .length = length == 0 ? 1 : length,
        .start = offset_of(reader, start),
        .end = offset_of(reader, end) };
}

static int add_key(struct reader *reader, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (is_plain && strcmp(text, "<<") == 0)
        return refuse(reader, &event->start_mark, "YAML merge keys are not supported here");
    struct yaml_node found = node_at(reader, event);
    const struct yaml_node *mapping = reader->open[reader->depth - 1];
    for (const struct yaml_node *other = mapping->first; other != NULL; other = other->next) {
        if (strcmp(other->key, text) != 0)
            continue;
        problem_set(reader->problem, "CM-YAML-03", "the key `%.100s` stands here twice", text);
        problem_help(reader->problem, "remove one of the two");
        problem_note(reader->problem, "it stands first in line %zu", other->key_line);
        problem_place(reader->problem, found.line, found.column, found.length);
        return -1;
    }
    reader->key = found;
    reader->key.key = memory_pool_copy(reader->tree->pool, text, strlen(text));
    reader->has_key = true;
    return 0;
}

/* Hangs a node into the innermost open one, or makes it the root. */
static struct yaml_node *add_node(struct reader *reader, struct yaml_node node)
{
    struct yaml_node *added = memory_pool_take(reader->tree->pool, sizeof *added);
    if (reader->has_key) {
        node.key = reader->key.key;
        node.key_start = reader->key.start;
        node.key_line = reader->key.line;
        node.key_column = reader->key.column;
        node.key_length = reader->key.length;
        reader->has_key = false;
    }
    *added = node;
    if (reader->depth == 0) {
        reader->tree->root = added;
        return added;
    }
    struct yaml_node *parent = reader->open[reader->depth - 1];
    if (parent->last == NULL)
        parent->first = added;
    else
        parent->last->next = added;
    parent->last = added;
    parent->count++;
    return added;
}

static bool expects_key(const struct reader *reader)
{
    return reader->depth > 0 && reader->open[reader->depth - 1]->kind == YAML_MAPPING &&
           !reader->has_key;
}

static int read_scalar(struct reader *reader, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    if (strlen(text) != event->data.scalar.length)
        return refuse(reader, &event->start_mark, "a value cannot hold a NUL character");
    if (event->data.scalar.tag != NULL)
        return refuse(reader, &event->start_mark, "YAML tags are not supported here");
    if (event->data.scalar.anchor != NULL)
        return refuse(reader, &event->start_mark, "YAML anchors are not supported here");
    if (expects_key(reader))
        return add_key(reader, event);
    struct yaml_node node = node_at(reader, event);
    node.kind = YAML_SCALAR;
    node.text = memory_pool_copy(reader->tree->pool, text, event->data.scalar.length);
    yaml_scalar_style_t style = event->data.scalar.style;
    if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        node.style = YAML_QUOTED;
    else
        node.style = style == YAML_PLAIN_SCALAR_STYLE ? YAML_PLAIN : YAML_BLOCK;
    add_node(reader, node);
    return 0;
}

static int open_node(struct reader *reader, const yaml_event_t *event, enum yaml_kind kind)
{
    bool is_list = kind == YAML_LIST;
    if ((is_list ? event->data.sequence_start.tag : event->data.mapping_start.tag) != NULL)
        return refuse(reader, &event->start_mark, "YAML tags are not supported here");
    if ((is_list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor) != NULL)
        return refuse(reader, &event->start_mark, "YAML anchors are not supported here");
    if (expects_key(reader))
        return refuse(reader, &event->start_mark, "a key must be a single word or text");
    if (reader->depth >= reader->limits.depth || reader->depth >= DEPTH_MOST)
        return refuse(reader, &event->start_mark, "lists and mappings are nested too deeply");
    struct yaml_node node = node_at(reader, event);
    node.kind = kind;
    node.is_flow = is_list ? event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
                           : event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    struct yaml_node *added = add_node(reader, node);
    reader->open[reader->depth++] = added;
    return 0;
}

/* What has no brackets ends with its last child: libyaml notices only at the next thing. */
static void close_node(struct reader *reader, const yaml_event_t *event)
{
    struct yaml_node *node = reader->open[--reader->depth];
    if (node->is_flow)
        node->end = offset_of(reader, &event->end_mark);
    else if (node->last != NULL)
        node->end = node->last->end;
}

static int read_document_start(struct reader *reader, const yaml_event_t *event)
{
    if (reader->tree->root != NULL)
        return refuse(reader, &event->start_mark, "there is a second YAML document");
    if (event->data.document_start.version_directive != NULL ||
        event->data.document_start.tag_directives.start !=
            event->data.document_start.tag_directives.end)
        return refuse(reader, &event->start_mark, "YAML directives are not supported here");
    return 0;
}

/* 1 at the end of the file, 0 to go on, -1 and the problem. */
static int read_event(struct reader *reader, const yaml_event_t *event)
{
    bool is_node = event->type == YAML_SCALAR_EVENT || event->type == YAML_SEQUENCE_START_EVENT ||
                   event->type == YAML_MAPPING_START_EVENT;
    if (is_node && ++reader->node_count > reader->limits.nodes)
        return refuse(reader, &event->start_mark, "there are too many values");
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(reader, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_node(reader, event, YAML_LIST);
    case YAML_MAPPING_START_EVENT:
        return open_node(reader, event, YAML_MAPPING);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_node(reader, event);
        return 0;
    case YAML_ALIAS_EVENT:
        return refuse(reader, &event->start_mark, "YAML aliases are not supported here");
    case YAML_DOCUMENT_START_EVENT:
        return read_document_start(reader, event);
    case YAML_STREAM_END_EVENT:
        return 1;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return 0;
    }
    return 0;
}

static void place_offset(struct reader *reader, const char *data, size_t offset)
{
    size_t line = 0;
    size_t column = 0;
    diagnostic_place(data, offset, &line, &column);
    problem_place(reader->problem, line - 1 + reader->first_line, column, 1);
}

/* The byte at a line and column, which libyaml counts in characters from 0; '\0' at the end. */
static char byte_at(const char *data, size_t size, const yaml_mark_t *mark)
{
    size_t line = 0;
    size_t column = 0;
    for (size_t i = 0; i < size; i++) {
        if (((unsigned char)data[i] & 0xC0) == 0x80)
            continue;
        if (line == mark->line && column == mark->column)
            return data[i];
        column++;
        if (data[i] == '\n') {
            line++;
            column = 0;
        }
    }
    return '\0';
}

static int refuse_syntax(struct reader *reader, const char *data, size_t size)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *what = parser->problem == NULL ? "not readable as YAML" : parser->problem;
    char at = byte_at(data, size, &parser->problem_mark);
    bool is_at_context = yaml_hint_set(reader->problem, what, parser->context, at);
    if (parser->error == YAML_READER_ERROR) {
        place_offset(reader, data, parser->problem_offset < size ? parser->problem_offset : size);
        return -1;
    }
    const yaml_mark_t *mark = is_at_context ? &parser->context_mark : &parser->problem_mark;
    problem_place(reader->problem, mark->line + reader->first_line, mark->column + 1, 1);
    return -1;
}

static int read_events(struct reader *reader, const char *data, size_t size)
{
    int result = 0;
    while (result == 0) {
        yaml_event_t event;
        if (!yaml_parser_parse(&reader->parser, &event))
            return refuse_syntax(reader, data, size);
        result = read_event(reader, &event);
        yaml_event_delete(&event);
    }
    return result < 0 ? -1 : 0;
}

static int check_bytes(struct reader *reader, const char *data, size_t size)
{
    if (size > reader->limits.bytes) {
        problem_set(
            reader->problem, "CM-YAML-04", "larger than %zu KiB", reader->limits.bytes / 1024);
        return -1;
    }
    size_t valid = unicode_valid_length(data, size);
    if (valid == size)
        return 0;
    problem_set(reader->problem, "CM-YAML-05", "byte 0x%02X is not valid UTF-8",
        (unsigned int)(unsigned char)data[valid]);
    problem_help(reader->problem, "save the file as UTF-8");
    place_offset(reader, data, valid);
    return -1;
}

int yaml_read(const char *data, size_t size, size_t first_line, struct yaml_limits limits,
    struct yaml_tree **tree, struct problem *problem)
{
    *tree = NULL;
    struct reader reader = { .limits = limits, .first_line = first_line, .problem = problem };
    if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
        data += 3;
        size -= 3;
    }
    reader.data = data;
    reader.size = size;
    if (check_bytes(&reader, data, size) < 0)
        return -1;
    reader.tree = memory_new(sizeof *reader.tree);
    reader.tree->pool = memory_pool_new();
    int result = -1;
    if (!yaml_parser_initialize(&reader.parser)) {
        problem_set(problem, "CM-YAML-01", "out of memory");
        goto done;
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)data, size);
    result = read_events(&reader, data, size);
    if (result == 0 && reader.tree->root == NULL)
        add_node(&reader, (struct yaml_node){
                              .kind = YAML_MAPPING, .line = first_line, .column = 1, .length = 1 });
    yaml_parser_delete(&reader.parser);
done:
    if (result < 0)
        yaml_tree_free(&reader.tree);
    *tree = reader.tree;
    return result;
}

void yaml_tree_free(struct yaml_tree **tree)
{
    if (*tree == NULL)
        return;
    memory_pool_free(&(*tree)->pool);
    memory_free(tree);
}

const struct yaml_node *yaml_root(const struct yaml_tree *tree)
{
    return tree->root;
}

const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key)
{
    if (node->kind != YAML_MAPPING)
        return NULL;
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (strcmp(child->key, key) == 0)
            return child;
    }
    return NULL;
}

bool yaml_is_null(const struct yaml_node *node)
{
    if (node->kind != YAML_SCALAR || node->style != YAML_PLAIN)
        return false;
    return node->text[0] == '\0' || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0;
}
