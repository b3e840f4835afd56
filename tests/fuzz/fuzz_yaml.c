/* SPDX-License-Identifier: MIT */
/* Any bytes give a tree or a problem with a place inside the text. */
#include "config/yaml.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count_nodes(const struct yaml_node *node)
{
    size_t count = 1;
    assert(node->kind != YAML_SCALAR || node->text != NULL);
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next)
        count += count_nodes(child);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yaml_tree *tree = NULL;
    struct problem problem;
    struct text shown = text_new(100000);
    if (yaml_read((const char *)data, size, 1, YAML_LIMITS_FRONT_MATTER, &tree, &problem) == 0) {
        assert(count_nodes(yaml_root(tree)) <= YAML_LIMITS_FRONT_MATTER.nodes + 1);
    } else {
        assert(tree == NULL && problem.message[0] != '\0');
        problem.file = "fuzz";
        problem_print(&problem, (const char *)data, size, &shown);
    }
    text_free(&shown);
    yaml_tree_free(&tree);
    return 0;
}
