/* SPDX-License-Identifier: MIT */
#include "config/value_checks.h"

#include <string.h>

int value_check_characters(
    const char *key, const char *value, const char *forbidden, struct problem *problem)
{
    const char *found = strpbrk(value, forbidden);
    if (found == NULL)
        return 0;
    problem_set(problem, "CM-CONF-03", "`%s` cannot hold `%c`", key, *found);
    return -1;
}

int value_check_page(const char *key, const char *value, struct problem *problem)
{
    if (value[strspn(value, "0123456789")] == '\0')
        return 0;
    problem_set(problem, "CM-CONF-03", "`%.100s` is no page id for `%s`", value, key);
    problem_help(problem,
        "write the number in the page's address, as 65601 in .../pages/65601/Title "
        "or ?pageId=65601");
    return -1;
}

int value_check_web(const char *key, const char *value, struct problem *problem)
{
    if (value[0] == '\0' || strncmp(value, "https://", 8) == 0 || strncmp(value, "http://", 7) == 0)
        return 0;
    problem_set(problem, "CM-CONF-03", "`%s` is no web address", key);
    problem_help(problem, "it begins with https://");
    return -1;
}

int value_check_map(const char *key, const struct config_list *list, struct problem *problem)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *equals = strchr(list->items[i], '=');
        if (equals != NULL && equals > list->items[i] && equals[1] != '\0' &&
            strpbrk(list->items[i], " \t<>&\"'") == NULL)
            continue;
        problem_set(problem, "CM-CONF-03", "`%s` cannot hold `%.100s`", key, list->items[i]);
        problem_help(problem, "write each as `word=word`, without blanks");
        return -1;
    }
    return 0;
}
