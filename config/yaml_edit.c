/* SPDX-License-Identifier: MIT */
#include "config/yaml_edit.h"

#include "base/memory.h"
#include "config/yaml.h"

#include <string.h>
#include <strings.h>

enum { VALUE_BYTES = 1024 * 1024 };

/* What is cut out of the text, and what comes there instead. */
struct splice {
    size_t start;
    size_t end;
    struct text put;
};

struct editor {
    const char *data; /* behind a byte order mark */
    size_t size;
    size_t mark;          /* bytes of that */
    const char *line_end; /* as the file has it */
    const struct yaml_edit *edit;
    const struct yaml_node *root;
    const struct yaml_node *section; /* NULL: not there */
    const struct yaml_node *old;     /* the value; NULL: not there */
    struct splice splice;
};

/* ---------------------------------------------------------------- writing values */

/* Words that other readers of YAML take for something else than a text. */
static bool looks_like_no_text(const char *text)
{
    static const char *const words[] = { "true", "false", "yes", "no", "on", "off", "null", "y",
        "n", "~" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i]) == 0)
            return true;
    }
    size_t length = strspn(text, "0123456789+-._:eExXabcdefABCDEFoO");
    return text[length] == '\0' && strpbrk(text, "0123456789") != NULL;
}

/* Also inside brackets. */
static bool is_safe_plain(const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || strchr("-?:,[]{}#&*!|>'\"%@` =<.", text[0]) != NULL ||
        text[length - 1] == ' ' || text[length - 1] == ':')
        return false;
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c < ' ' || *c >= 0x7F || strchr(",[]{}", *c) != NULL)
            return false;
    }
    return strstr(text, ": ") == NULL && strstr(text, " #") == NULL && strcmp(text, "null") != 0;
}

static void print_double_quoted(const char *text, struct text *out)
{
    text_add_char(out, '"');
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            text_add_format(out, "\\%c", *c);
        else if (*c < ' ' || *c == 0x7F)
            text_add_format(out, "\\x%02X", *c);
        else
            text_add_char(out, (char)*c);
    }
    text_add_char(out, '"');
}

static bool has_control(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c < ' ' || *c == 0x7F)
            return true;
    }
    return false;
}

void yaml_edit_print_scalar(const char *text, bool is_text, char quote, struct text *out)
{
    if (quote == '\'' && !has_control(text)) {
        text_add_char(out, '\'');
        for (const char *c = text; *c != '\0'; c++)
            text_add_string(out, *c == '\'' ? "''" : (char[]){ *c, '\0' });
        text_add_char(out, '\'');
    } else if (quote != '\0' || !is_safe_plain(text) || (is_text && looks_like_no_text(text))) {
        print_double_quoted(text, out);
    } else {
        text_add_string(out, text);
    }
}

static void print_item(const struct yaml_edit *edit, size_t i, struct text *out)
{
    yaml_edit_print_scalar(edit->texts.items[i], edit->is_text, '\0', out);
}

/* On one line, whatever the value is. */
static void print_value(const struct yaml_edit *edit, char quote, struct text *out)
{
    if (!edit->is_list) {
        yaml_edit_print_scalar(edit->texts.items[0], edit->is_text, quote, out);
        return;
    }
    text_add_char(out, '[');
    for (size_t i = 0; i < edit->texts.count; i++) {
        if (i > 0)
            text_add_string(out, ", ");
        print_item(edit, i, out);
    }
    text_add_char(out, ']');
}

/* ---------------------------------------------------------------- places in the text */

static size_t line_start(const struct editor *editor, size_t at)
{
    while (at > 0 && editor->data[at - 1] != '\n')
        at--;
    return at;
}

/* Behind the line's end. */
static size_t next_line(const struct editor *editor, size_t at)
{
    while (at < editor->size && editor->data[at] != '\n')
        at++;
    return at < editor->size ? at + 1 : at;
}

/* Where a value ends for a person: without the blank lines behind a block of text. */
static size_t value_end(const struct editor *editor, const struct yaml_node *node)
{
    size_t end = node->end < editor->size ? node->end : editor->size;
    while (end > node->start && strchr(" \t\r\n", editor->data[end - 1]) != NULL)
        end--;
    return end;
}

/* What stands on the line before its first character: the indentation. */
static void add_indentation(const struct editor *editor, size_t at, struct text *out)
{
    size_t start = line_start(editor, at);
    for (size_t i = start; i < at; i++)
        text_add_char(out, ' ');
}

/* A line of its own at `at`, the start of a line; gives the last line of the file its end. */
static void begin_line(struct editor *editor, size_t at)
{
    editor->splice.start = at;
    editor->splice.end = at;
    if (at > 0 && editor->data[at - 1] != '\n')
        text_add_string(&editor->splice.put, editor->line_end);
}

/* ---------------------------------------------------------------- setting */

/* `, key: value` in front of the closing bracket. */
static void add_in_brackets(struct editor *editor, const struct yaml_node *mapping, bool is_section)
{
    const struct yaml_edit *edit = editor->edit;
    struct text *put = &editor->splice.put;
    size_t end = mapping->end - 1;
    while (end > mapping->start + 1 && strchr(" \t\r\n", editor->data[end - 1]) != NULL)
        end--;
    editor->splice.start = end;
    editor->splice.end = end;
    if (mapping->count > 0)
        text_add_string(put, editor->data[end - 1] == ',' ? " " : ", ");
    if (is_section)
        text_add_format(put, "%s: {", edit->section);
    text_add_format(put, "%s: ", edit->key);
    print_value(edit, '\0', put);
    if (is_section)
        text_add_char(put, '}');
}

static void add_section(struct editor *editor)
{
    const struct yaml_edit *edit = editor->edit;
    struct text *put = &editor->splice.put;
    if (editor->root->is_flow) {
        add_in_brackets(editor, editor->root, true);
        return;
    }
    begin_line(editor, editor->size);
    text_add_format(put, "%s:%s  %s: ", edit->section, editor->line_end, edit->key);
    print_value(edit, '\0', put);
    text_add_string(put, editor->line_end);
}

/* The section stands there without keys: `site:`, or `site: ~`, which goes. */
static void fill_section(struct editor *editor)
{
    const struct yaml_edit *edit = editor->edit;
    const struct yaml_node *section = editor->section;
    struct text *put = &editor->splice.put;
    size_t end = next_line(editor, section->end);
    editor->splice.start = section->start;
    editor->splice.end = end;
    text_add(put, editor->data + section->end, end - section->end);
    if (put->length == 0 || put->data[put->length - 1] != '\n')
        text_add_string(put, editor->line_end);
    add_indentation(editor, section->key_start, put);
    text_add_format(put, "  %s: ", edit->key);
    print_value(edit, '\0', put);
    text_add_string(put, editor->line_end);
}

static void add_key(struct editor *editor)
{
    const struct yaml_edit *edit = editor->edit;
    const struct yaml_node *section = editor->section;
    struct text *put = &editor->splice.put;
    if (section->is_flow) {
        add_in_brackets(editor, section, false);
        return;
    }
    begin_line(editor, next_line(editor, value_end(editor, section->last)));
    add_indentation(editor, section->first->key_start, put);
    text_add_format(put, "%s: ", edit->key);
    print_value(edit, '\0', put);
    text_add_string(put, editor->line_end);
}

static const struct yaml_node *item_at(const struct yaml_node *list, size_t place)
{
    const struct yaml_node *item = list->first;
    while (place > 0) {
        item = item->next;
        place--;
    }
    return item;
}

/* A list in lines stays one, and the lines of items that stay are not touched. */
static void replace_items(struct editor *editor)
{
    const struct yaml_edit *edit = editor->edit;
    const struct yaml_node *old = editor->old;
    size_t most = old->count < edit->texts.count ? old->count : edit->texts.count;
    size_t before = 0;
    while (before < most && strcmp(item_at(old, before)->text, edit->texts.items[before]) == 0)
        before++;
    size_t behind = 0;
    while (behind < most - before && strcmp(item_at(old, old->count - behind - 1)->text,
                                         edit->texts.items[edit->texts.count - behind - 1]) == 0)
        behind++;
    size_t end = before == 0 ? line_start(editor, old->start)
                             : next_line(editor, value_end(editor, item_at(old, before - 1)));
    begin_line(editor, end);
    if (before + behind < old->count) {
        editor->splice.start = line_start(editor, item_at(old, before)->start);
        editor->splice.end =
            next_line(editor, value_end(editor, item_at(old, old->count - behind - 1)));
    }
    for (size_t i = before; i < edit->texts.count - behind; i++) {
        add_indentation(editor, old->start, &editor->splice.put);
        text_add_string(&editor->splice.put, "- ");
        print_item(edit, i, &editor->splice.put);
        text_add_string(&editor->splice.put, editor->line_end);
    }
}

static bool holds_scalars(const struct yaml_node *list)
{
    for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
        if (item->kind != YAML_SCALAR)
            return false;
    }
    return true;
}

/* A value over several lines gives way to one on the key's line. */
static void replace_lines(struct editor *editor)
{
    const struct yaml_node *old = editor->old;
    struct text *put = &editor->splice.put;
    size_t colon = old->key_start;
    while (colon < old->start && editor->data[colon] != ':')
        colon++;
    /* Of a list the start is on another line; of a text it is the sign that opens it. */
    size_t from = old->kind == YAML_SCALAR ? old->start : colon + 1;
    size_t rest = from;
    while (old->kind == YAML_SCALAR && strchr(" \t\r\n", editor->data[rest]) == NULL)
        rest++;
    size_t rest_end = rest + strcspn(editor->data + rest, "\r\n");
    if (old->kind != YAML_SCALAR)
        text_add_char(put, ' ');
    print_value(editor->edit, '\0', put);
    text_add(put, editor->data + rest, rest_end - rest);
    editor->splice.start = from;
    editor->splice.end = value_end(editor, old);
}

static void replace_value(struct editor *editor)
{
    const struct yaml_edit *edit = editor->edit;
    const struct yaml_node *old = editor->old;
    bool is_in_lines = (old->kind != YAML_SCALAR && !old->is_flow) ||
                       (old->kind == YAML_SCALAR && old->style == YAML_BLOCK);
    if (is_in_lines && old->kind == YAML_LIST && edit->is_list && edit->texts.count > 0 &&
        holds_scalars(old)) {
        replace_items(editor);
        return;
    }
    if (is_in_lines) {
        replace_lines(editor);
        return;
    }
    bool is_quoted = old->kind == YAML_SCALAR && old->style == YAML_QUOTED;
    char quote = '\0';
    if (is_quoted)
        quote = editor->data[old->start];
    editor->splice.start = old->start;
    editor->splice.end = old->end;
    if (old->start > 0 && editor->data[old->start - 1] == ':')
        text_add_char(&editor->splice.put, ' ');
    print_value(edit, quote, &editor->splice.put);
}

/* ---------------------------------------------------------------- removing */

static void remove_in_brackets(struct editor *editor)
{
    const struct yaml_node *old = editor->old;
    size_t start = old->key_start;
    size_t end = old->end;
    size_t comma = end + strspn(editor->data + end, " \t\r\n");
    if (editor->data[comma] == ',') {
        end = comma + 1;
        end += strspn(editor->data + end, " \t");
    } else {
        while (start > 0 && strchr(" \t\r\n", editor->data[start - 1]) != NULL)
            start--;
        if (start > 0 && editor->data[start - 1] == ',')
            start--;
        else
            start = old->key_start;
    }
    editor->splice.start = start;
    editor->splice.end = end;
}

static void remove_key(struct editor *editor)
{
    if (editor->section->is_flow) {
        remove_in_brackets(editor);
        return;
    }
    editor->splice.start = line_start(editor, editor->old->key_start);
    editor->splice.end = next_line(editor, value_end(editor, editor->old));
}

/* ---------------------------------------------------------------- checking */

static bool is_same(const struct yaml_node *a, const struct yaml_node *b)
{
    if (a->kind != b->kind || a->count != b->count || yaml_is_null(a) != yaml_is_null(b) ||
        (a->kind == YAML_SCALAR && strcmp(a->text, b->text) != 0))
        return false;
    const struct yaml_node *y = b->first;
    for (const struct yaml_node *x = a->first; x != NULL; x = x->next, y = y->next) {
        if ((x->key != NULL && strcmp(x->key, y->key) != 0) || !is_same(x, y))
            return false;
    }
    return true;
}

static bool is_wanted(const struct yaml_node *node, const struct yaml_edit *edit)
{
    if (!edit->is_list)
        return node->kind == YAML_SCALAR && strcmp(node->text, edit->texts.items[0]) == 0;
    if (node->kind != YAML_LIST || node->count != edit->texts.count)
        return false;
    const struct yaml_node *item = node->first;
    for (size_t i = 0; i < edit->texts.count; i++, item = item->next) {
        if (item->kind != YAML_SCALAR || strcmp(item->text, edit->texts.items[i]) != 0)
            return false;
    }
    return true;
}

/* Every child of `old` but `key` is in `new`, and nothing else but perhaps `key`. */
static bool is_same_but(const struct yaml_node *old, const struct yaml_node *new, const char *key)
{
    size_t others = 0;
    for (const struct yaml_node *child = old->first; child != NULL; child = child->next) {
        if (strcmp(child->key, key) == 0)
            continue;
        const struct yaml_node *now = yaml_get(new, child->key);
        if (now == NULL || !is_same(child, now))
            return false;
        others++;
    }
    return new->count == others + (yaml_get(new, key) != NULL ? 1 : 0);
}

static bool is_as_wanted(const struct editor *editor, const struct yaml_node *new)
{
    const struct yaml_edit *edit = editor->edit;
    const struct yaml_node *section = yaml_get(new, edit->section);
    if (new->kind != YAML_MAPPING || !is_same_but(editor->root, new, edit->section) ||
        section == NULL)
        return false;
    const struct yaml_node *value = yaml_get(section, edit->key);
    if (editor->section != NULL && editor->section->kind == YAML_MAPPING &&
        section->kind == YAML_MAPPING && !is_same_but(editor->section, section, edit->key))
        return false;
    if (edit->is_absent)
        return value == NULL;
    return value != NULL && is_wanted(value, edit);
}

static int refuse(const struct editor *editor, struct problem *problem)
{
    problem_set(problem, "CM-YAML-06", "`%s.%s` cannot be changed in place in this file",
        editor->edit->section, editor->edit->key);
    problem_help(problem, "change it in an editor");
    const struct yaml_node *at = editor->old != NULL ? editor->old : editor->section;
    if (at != NULL)
        problem_place(problem, at->line, at->column, at->length);
    return -1;
}

/* ---------------------------------------------------------------- all of it */

static void cut_and_paste(struct editor *editor)
{
    if (editor->edit->is_absent)
        remove_key(editor);
    else if (editor->old != NULL)
        replace_value(editor);
    else if (editor->section == NULL)
        add_section(editor);
    else if (editor->section->kind == YAML_SCALAR)
        fill_section(editor);
    else
        add_key(editor);
}

static int edit_tree(struct editor *editor, struct text *out, struct problem *problem)
{
    const struct yaml_edit *edit = editor->edit;
    if (editor->root->kind != YAML_MAPPING)
        return refuse(editor, problem);
    editor->section = yaml_get(editor->root, edit->section);
    if (editor->section != NULL && editor->section->kind != YAML_MAPPING &&
        !yaml_is_null(editor->section))
        return refuse(editor, problem);
    editor->old = editor->section == NULL ? NULL : yaml_get(editor->section, edit->key);
    if (edit->is_absent && editor->old == NULL) {
        text_add(out, editor->data, editor->size);
        return 0;
    }
    cut_and_paste(editor);
    size_t start = out->length - editor->mark;
    text_add(out, editor->data, editor->splice.start);
    text_add(out, editor->splice.put.data, editor->splice.put.length);
    text_add(out, editor->data + editor->splice.end, editor->size - editor->splice.end);
    struct yaml_tree *tree = NULL;
    int result =
        yaml_read(out->data + start, out->length - start, 1, YAML_LIMITS_CONFIG, &tree, problem);
    if (out->overflowed || result < 0 || !is_as_wanted(editor, yaml_root(tree)))
        result = refuse(editor, problem);
    yaml_tree_free(&tree);
    return result;
}

int yaml_edit_apply(const char *data, size_t size, const struct yaml_edit *edit, struct text *out,
    struct problem *problem)
{
    struct yaml_tree *tree = NULL;
    if (yaml_read(data, size, 1, YAML_LIMITS_CONFIG, &tree, problem) < 0)
        return -1;
    struct editor editor = { .edit = edit, .root = yaml_root(tree) };
    size_t mark = size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    editor.mark = mark;
    text_add(out, data, mark);
    /* A NUL behind it: whoever looks for the end of something finds one. */
    char *copy = memory_copy_part(data + mark, size - mark);
    editor.data = copy;
    editor.size = size - mark;
    const char *first = memchr(copy, '\n', editor.size);
    editor.line_end = first != NULL && first > copy && first[-1] == '\r' ? "\r\n" : "\n";
    editor.splice.put = text_new(VALUE_BYTES);
    int result = edit_tree(&editor, out, problem);
    text_free(&editor.splice.put);
    memory_free(&copy);
    yaml_tree_free(&tree);
    return result;
}
