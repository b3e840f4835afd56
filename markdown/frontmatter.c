/* SPDX-License-Identifier: MIT */
#include "markdown/frontmatter.h"

#include "base/unicode.h"
#include "config/yaml.h"
#include "markdown/conversion.h"
#include "markdown/headings.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

enum { LABEL_MAX_UNITS = 255, LABELS_MAX = 100 };

/* The lines between two fences. */
struct block {
    const char *data;
    size_t length;
    struct frontmatter whole;
};

static bool is_fence(const char *line, const char *end, const char *fence)
{
    size_t length = strlen(fence);
    if ((size_t)(end - line) < length || memcmp(line, fence, length) != 0)
        return false;
    for (line += length; line < end; line++)
        if (!isspace((unsigned char)*line))
            return false;
    return true;
}

static const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline == NULL ? end : newline + 1;
}

/* Finds the block that `fence` opens on the first line; `other` may close it too. */
static bool find_block(
    const struct source *file, const char *fence, const char *other, struct block *block)
{
    enum { LOOK_BYTES = 256 * 1024 };
    const char *end = file->data + (file->length < LOOK_BYTES ? file->length : LOOK_BYTES);
    const char *at = line_end(file->data, end);
    if (!is_fence(file->data, at, fence))
        return false;
    block->data = at;
    size_t lines = 1;
    while (at < end) {
        const char *next = line_end(at, end);
        lines++;
        if (is_fence(at, next, fence) || is_fence(at, next, other)) {
            block->length = (size_t)(at - block->data);
            if (block->length == 0 && is_fence(next, end, ""))
                return false; /* two rules, and nothing else */
            block->whole = (struct frontmatter){ (size_t)(next - file->data), lines };
            return true;
        }
        at = next;
    }
    return false;
}

/* A heading between two rules is no front matter: it begins with a key, a comment or nothing. */
static bool looks_like_keys(const struct block *block)
{
    const char *at = block->data;
    const char *end = at + block->length;
    for (; at < end; at = line_end(at, end)) {
        const char *next = line_end(at, end);
        const char *p = at;
        while (p < next && isspace((unsigned char)*p))
            p++;
        if (p == next || *p == '#')
            continue;
        const char *colon = memchr(p, ':', (size_t)(next - p));
        return *p == '{' || *p == '"' || *p == '\'' ||
               (colon != NULL && (colon + 1 == next || isspace((unsigned char)colon[1])));
    }
    return true;
}

static bool is_label_char(unsigned char c)
{
    return c > 0x20 && strchr(":;,.?&[]()#^*!@\"\\<>{}", c) == NULL && c != 0x7F;
}

static bool has_label(const struct text *labels, const char *label)
{
    size_t length = strlen(label);
    for (const char *at = labels->data; *at != '\0'; at = strchr(at, '\n') + 1)
        if (strncmp(at, label, length) == 0 && at[length] == '\n')
            return true;
    return false;
}

/* Appends `label` and a line end as Confluence takes labels: lower case, without blanks and
   forbidden characters; nothing when nothing is left or it is there already. */
static void add_label(struct conversion *c, const char *label, size_t length)
{
    enum { LABEL_MAX_BYTES = 4096 };
    struct text clean = text_new(LABEL_MAX_BYTES);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)label[i];
        bool is_gap = byte <= 0x20 || strchr("./\\&", byte) != NULL;
        bool is_after_gap = clean.length == 0 || clean.data[clean.length - 1] == '-';
        if (is_gap && !is_after_gap)
            text_add_char(&clean, '-');
        else if (!is_gap && is_label_char(byte))
            text_add_char(&clean, label[i]);
    }
    while (clean.length > 0 && clean.data[clean.length - 1] == '-')
        text_cut(&clean, clean.length - 1);
    char *lower = unicode_lower(clean.data);
    lower[unicode_cut(lower, LABEL_MAX_UNITS)] = '\0';
    struct text *labels = &c->page->labels;
    if (lower[0] != '\0' && !has_label(labels, lower) && c->label_count++ < LABELS_MAX) {
        text_add_string(labels, lower);
        text_add_char(labels, '\n');
    }
    memory_free(&lower);
    text_free(&clean);
}

/* `a, b` or `a b` or `a`. */
static void add_labels(struct conversion *c, const char *list)
{
    const char *separators = strpbrk(list, ",;") != NULL ? ",;" : " ";
    for (const char *at = list; *at != '\0';) {
        size_t length = strcspn(at, separators);
        add_label(c, at, length);
        at += length + (at[length] != '\0');
    }
}

static void take_labels(struct conversion *c, const struct yaml_node *node)
{
    if (node == NULL)
        return;
    if (node->kind == YAML_SCALAR && !yaml_is_null(node))
        add_labels(c, node->text);
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
        if (node->kind == YAML_LIST && item->kind == YAML_SCALAR)
            add_label(c, item->text, strlen(item->text));
}

static void take_title(struct conversion *c, const char *text)
{
    char *title = heading_title(text);
    if (title[0] != '\0') {
        c->page->title = memory_pool_copy(c->page->pool, title, strlen(title));
        c->page->title_from = PAGE_TITLE_FRONT_MATTER;
    }
    memory_free(&title);
}

static void add_option(struct conversion *c, const char *key, const char *value)
{
    if (strpbrk(key, "=\n") != NULL || strchr(value, '\n') != NULL)
        return;
    text_add_format(&c->page->options, "%s=", key);
    text_add_string(&c->page->options, value);
    text_add_char(&c->page->options, '\n');
}

static bool is_true(const char *value)
{
    return strcasecmp(value, "true") == 0 || strcasecmp(value, "yes") == 0;
}

static void warn_at(struct conversion *c, const char *code, const char *help, const char *message,
    const struct yaml_node *node)
{
    struct page_warning warning = { .code = code,
        .message = message,
        .help = help,
        .line = node->key_line,
        .column = node->key_column,
        .length = node->key_length };
    page_warn(c, &warning);
}

static bool is_flag(const char *value)
{
    static const char *const FLAGS[] = { "true", "yes", "false", "no" };
    for (size_t i = 0; i < sizeof FLAGS / sizeof FLAGS[0]; i++)
        if (strcasecmp(FLAGS[i], value) == 0)
            return true;
    return false;
}

static bool is_number(const char *value)
{
    size_t digits = strspn(value + (*value == '-'), "0123456789");
    return digits > 0 && digits < 19 && value[digits + (*value == '-')] == '\0';
}

static bool is_id(const char *value)
{
    return is_number(value) && *value != '-';
}

static bool is_width(const char *value)
{
    return strcmp(value, "narrow") == 0 || strcmp(value, "wide") == 0 || strcmp(value, "max") == 0;
}

/* What may stand under `confluence:`; labels and title are taken apart. */
static const struct page_key {
    const char *name;
    bool (*is_good)(const char *value);
    const char *help;
} KEYS[] = {
    { "title", NULL, NULL },
    { "labels", NULL, NULL },
    { "width", is_width, "narrow, wide or max" },
    { "order", is_number, "a whole number" },
    { "id", is_id, "the number in the page's address" },
    { "toc", is_flag, "true or false" },
    { "skip", is_flag, "true or false" },
    { "banner", is_flag, "true or false" },
};

static const struct page_key *find_key(const char *name)
{
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++)
        if (strcmp(KEYS[i].name, name) == 0)
            return &KEYS[i];
    return NULL;
}

static void take_option(struct conversion *c, const struct yaml_node *item)
{
    const struct page_key *key = find_key(item->key);
    if (key == NULL) {
        warn_at(c, "CM-FRONT-03", "known keys: title, labels, width, order, id, toc, skip, banner",
            "unknown key under `confluence`; left out", item);
    } else if (strcmp(key->name, "labels") == 0) {
        take_labels(c, item);
    } else if (item->kind != YAML_SCALAR || (key->is_good != NULL && !key->is_good(item->text))) {
        warn_at(c, "CM-FRONT-04", key->help, "this value means nothing here; left out", item);
    } else if (strcmp(key->name, "title") == 0) {
        take_title(c, item->text);
    } else {
        add_option(c, item->key, item->text);
        if (strcmp(key->name, "skip") == 0)
            c->page->is_skipped = is_true(item->text);
        if (strcmp(key->name, "toc") == 0)
            c->wants_toc = is_true(item->text);
    }
}

static void take_options(struct conversion *c, const struct yaml_node *node)
{
    if (node == NULL || yaml_is_null(node))
        return;
    if (node->kind != YAML_MAPPING) {
        warn_at(c, "CM-FRONT-04", "`confluence:` and below it, indented, `toc: true`",
            "this value means nothing here; left out", node);
        return;
    }
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
        take_option(c, item);
}

static void take_tree(struct conversion *c, const struct yaml_node *root)
{
    const struct yaml_node *title = yaml_get(root, "title");
    if (title != NULL && title->kind == YAML_SCALAR && !yaml_is_null(title))
        take_title(c, title->text);
    take_labels(c, yaml_get(root, "labels"));
    take_labels(c, yaml_get(root, "tags"));
    take_options(c, yaml_get(root, "confluence"));
}

/* The value behind `key:` on a line, without quotes; NULL when the line has another key. */
static char *value_of(const char *line, const char *end, const char *key)
{
    size_t length = strlen(key);
    if ((size_t)(end - line) <= length || strncasecmp(line, key, length) != 0 ||
        line[length] != ':')
        return NULL;
    line += length + 1;
    while (line < end && isspace((unsigned char)*line))
        line++;
    while (end > line && isspace((unsigned char)end[-1]))
        end--;
    if (end - line >= 2 && (*line == '"' || *line == '\'') && end[-1] == *line) {
        line++;
        end--;
    }
    return memory_copy_part(line, (size_t)(end - line));
}

/* `- item` lines below `labels:`. */
static const char *take_items(struct conversion *c, const char *at, const char *end)
{
    for (; at < end; at = line_end(at, end)) {
        const char *next = line_end(at, end);
        const char *p = at;
        while (p < next && (*p == ' ' || *p == '\t'))
            p++;
        if (p == next || *p != '-')
            return at;
        add_label(c, p + 1, (size_t)(next - p - 1));
    }
    return at;
}

/* What is no YAML as a whole may still say title and labels on lines of their own. */
static void take_lines(struct conversion *c, const struct block *block)
{
    static const char *const LABELS[] = { "labels", "tags" };
    const char *end = block->data + block->length;
    for (const char *at = block->data; at < end;) {
        const char *next = line_end(at, end);
        char *title = value_of(at, next, "title");
        if (title != NULL && title[0] != '\0' && c->page->title == NULL)
            take_title(c, title);
        memory_free(&title);
        for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
            char *labels = value_of(at, next, LABELS[i]);
            if (labels != NULL && labels[0] != '\0')
                add_labels(c, labels);
            else if (labels != NULL)
                next = take_items(c, next, end);
            memory_free(&labels);
        }
        at = next;
    }
}

static void read_yaml(struct conversion *c, const struct block *block)
{
    struct yaml_tree *tree = NULL;
    struct problem problem;
    if (yaml_read(block->data, block->length, 2, YAML_LIMITS_FRONT_MATTER, &tree, &problem) == 0) {
        take_tree(c, yaml_root(tree));
        yaml_tree_free(&tree);
        return;
    }
    struct page_warning warning = { .code = "CM-FRONT-01",
        .message = problem.message,
        .help = problem.help[0] != '\0' ? problem.help
                                        : "title and labels are read line by line instead",
        .line = problem.line,
        .column = problem.column,
        .length = problem.length };
    page_warn(c, &warning);
    take_lines(c, block);
}

struct frontmatter frontmatter_read(struct conversion *c)
{
    struct block block;
    if (find_block(c->file, "---", "...", &block) && looks_like_keys(&block)) {
        read_yaml(c, &block);
        return block.whole;
    }
    if (find_block(c->file, "+++", "+++", &block)) {
        struct page_warning warning = { .code = "CM-FRONT-02",
            .message = "front matter in TOML is not read; it is left out",
            .help = "write it as YAML between `---` lines",
            .line = 1 };
        page_warn(c, &warning);
        return block.whole;
    }
    return (struct frontmatter){ 0 };
}
