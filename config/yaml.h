/* SPDX-License-Identifier: MIT */
/*
 * YAML as a small bounded tree, for the configuration and for front matter. No aliases, anchors,
 * tags, merge keys, directives, second documents or complex keys, and no key twice. Scalars stay
 * text: `no`, `1.10` and `0123` are what the file says, types are the reader's business.
 */
#ifndef CMSYNC_CONFIG_YAML_H
#define CMSYNC_CONFIG_YAML_H

#include "config/problem.h"

#include <stdbool.h>
#include <stddef.h>

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAPPING };
enum yaml_style { YAML_PLAIN, YAML_QUOTED, YAML_BLOCK };

struct yaml_node {
    enum yaml_kind kind;
    enum yaml_style style; /* of a scalar: `null`, `true` mean something only when plain */
    const char *text;      /* of a scalar, never with a NUL inside; NULL otherwise */
    size_t line;           /* from 1, counted from first_line */
    size_t column;         /* in characters, from 1 */
    size_t length;         /* characters it takes on its line, at least 1 */
    bool is_flow;          /* of a list or mapping: in brackets */
    size_t start;     /* in bytes, behind a byte order mark; of a list in lines: its first `-` */
    size_t end;       /* behind the last byte; blank lines behind a YAML_BLOCK are part of it */
    const char *key;  /* in a mapping; NULL otherwise */
    size_t key_start; /* in bytes */
    size_t key_line;
    size_t key_column;
    size_t key_length;
    size_t count;            /* how many children */
    struct yaml_node *first; /* a list's items, a mapping's values */
    struct yaml_node *last;
    struct yaml_node *next; /* in the parent */
};

struct yaml_limits {
    size_t bytes;
    size_t depth;
    size_t nodes; /* keys count too */
};

/* What a configuration file and what a page's front matter may hold. */
#define YAML_LIMITS_CONFIG ((struct yaml_limits){ 1024 * 1024, 16, 10000 })
#define YAML_LIMITS_FRONT_MATTER ((struct yaml_limits){ 64 * 1024, 16, 10000 })

struct yaml_tree;

/*
 * Reads `size` bytes whose first line is line `first_line` of its file. 0 and a tree, or -1 and a
 * problem with line and column (its `file` is left to the caller) and *tree NULL. An empty
 * document is an empty mapping. The caller owns the tree: yaml_tree_free() it (libyaml itself
 * exports yaml_free).
 */
int yaml_read(const char *data, size_t size, size_t first_line, struct yaml_limits limits,
    struct yaml_tree **tree, struct problem *problem) __attribute__((warn_unused_result));
void yaml_tree_free(struct yaml_tree **tree);

/* Lives as long as the tree, as all its texts do. Never NULL. */
const struct yaml_node *yaml_root(const struct yaml_tree *tree);

/* The value of `key` in a mapping; NULL when there is none or `node` is no mapping. */
const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key);

/* An empty plain scalar, `~` or `null`: a key without a value. */
bool yaml_is_null(const struct yaml_node *node);

#endif
