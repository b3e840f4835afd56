/* SPDX-License-Identifier: MIT */
#include "watcher/gitignore.h"

#include "base/log.h"

#include <git2.h>
#include <git2/sys/repository.h>

/* Without these paths libgit2 would add the user's own core.excludesFile. */
static void forget_git_configuration(void)
{
    for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
        git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
}

/* The rules belong to a repository in memory, without any folder. */
static void *open_rules(void)
{
    git_repository *repository = NULL;
    git_libgit2_init();
    forget_git_configuration();
    if (git_repository_new(&repository) < 0)
        fatal("cannot set up ignore patterns: %s", git_error_last()->message);
    return repository;
}

static void close_rules(void *rules)
{
    git_repository_free(rules);
    git_libgit2_shutdown();
}

static void set_rules(void *rules, const char *text)
{
    git_ignore_clear_internal_rules(rules);
    if (git_ignore_add_rule(rules, text) < 0)
        log_error("cannot use the ignore patterns: %s", git_error_last()->message);
}

static bool has_path(void *rules, const char *slash_path)
{
    int is_ignored = 0;
    if (git_ignore_path_is_ignored(&is_ignored, rules, slash_path) < 0)
        log_warning(
            "cannot match %s with the ignore patterns: %s", slash_path, git_error_last()->message);
    return is_ignored != 0;
}

const struct ignore_matcher gitignore_matcher = {
    .open = open_rules,
    .close = close_rules,
    .set = set_rules,
    .has = has_path,
};
