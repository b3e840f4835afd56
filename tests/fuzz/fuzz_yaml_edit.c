/* SPDX-License-Identifier: MIT */
/* Any file and any value: a change that is not refused gives the value back when it is read. */
#include "config/yaml.h"
#include "config/yaml_edit.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* What stands in front of the first NUL is the value, the rest the file. */
    const uint8_t *end = memchr(data, '\0', size);
    if (end == NULL)
        return 0;
    const char *const texts[] = { (const char *)data };
    struct yaml_edit edit = { .section = "site",
        .key = "url",
        .texts = { .items = texts, .count = 1 },
        .is_list = size % 3 == 0,
        .is_text = true,
        .is_absent = size % 5 == 0 };
    struct problem problem;
    struct text out = text_new(1024 * 1024);
    size_t used = (size_t)(end - data) + 1;
    if (yaml_edit_apply((const char *)data + used, size - used, &edit, &out, &problem) == 0) {
        struct yaml_tree *tree = NULL;
        assert(yaml_read(out.data, out.length, 1, YAML_LIMITS_CONFIG, &tree, &problem) == 0);
        const struct yaml_node *section = yaml_get(yaml_root(tree), "site");
        const struct yaml_node *value = section == NULL ? NULL : yaml_get(section, "url");
        assert(edit.is_absent == (value == NULL));
        assert(value == NULL || value->kind == (edit.is_list ? YAML_LIST : YAML_SCALAR));
        yaml_tree_free(&tree);
    } else {
        assert(problem.message[0] != '\0');
    }
    text_free(&out);
    return 0;
}
