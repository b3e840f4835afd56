/* SPDX-License-Identifier: MIT */
/* What `apply` would complain of, without a server: a look at the tree alone. */
#include "base/exit_code.h"
#include "base/path.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/edition.h"
#include "cli/emptiness.h"
#include "cli/place.h"
#include "cli/survey.h"
#include "cli/usage.h"
#include "config/instance.h"
#include "markdown/page_settings.h"
#include "watcher/gitignore.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUT_BYTES = 1024 * 1024 * 1024 };

static int choose_form(const struct command_run *run, enum finding_form *form)
{
    const char *given = options_value(run->options, "output");
    *form = options_has(run->options, "json") ? FINDING_JSON : FINDING_TEXT;
    if (given == NULL || strcmp(given, "text") == 0)
        return 0;
    *form = strcmp(given, "json") == 0 ? FINDING_JSON : FINDING_GITHUB;
    if (*form == FINDING_JSON || strcmp(given, "github") == 0)
        return 0;
    return usage_refuse("there is no output `%.100s`", given, "write text, json or github");
}

/* Each argument is there. 0, or the exit code (said). */
static int check_arguments(const struct command_run *run)
{
    struct stat status;
    for (size_t i = 0; i < run->count; i++) {
        if (stat(run->arguments[i], &status) == 0)
            continue;
        console_say("error: %s: %s\n", run->arguments[i], strerror(errno));
        return EXIT_CODE_NOT_FOUND;
    }
    return 0;
}

/* The tree is the folder that was named, or the one that the files named lie in. 0, or the exit
   code (said). */
static int choose_own_tree(
    const struct command_run *run, struct survey_order *order, char **paths, char **own_root)
{
    struct stat status;
    char real[PATH_MAX];
    for (size_t i = 0; i < run->count; i++) {
        if (realpath(run->arguments[i], real) == NULL)
            return EXIT_CODE_FAILURE;
        if (i == 0)
            *own_root = stat(real, &status) == 0 && S_ISDIR(status.st_mode)
                            ? memory_copy_text(real)
                            : memory_copy_part(real, path_folder_length(real));
        if (!path_is_below(real, *own_root))
            return usage_refuse("`%.300s` lies outside of the folder that is published",
                run->arguments[i], "name files of `docs.root`, or of one folder");
        const char *below = real + strlen(*own_root);
        memory_free(&paths[i]);
        paths[i] = memory_copy_text(below + (*below == '/'));
    }
    order->root = *own_root;
    return 0;
}

/* The tree: docs.root, when all arguments lie in it; else a folder of their own. */
static int choose_tree(
    const struct command_run *run, struct survey_order *order, char **paths, char **own_root)
{
    struct stat status;
    bool are_below = true;
    for (size_t i = 0; i < run->count; i++) {
        paths[i] = place_below(run->config, run->arguments[i]);
        are_below = are_below && paths[i] != NULL;
    }
    order->root = run->config->docs.root;
    order->path_count = run->count;
    if (run->count == 0) {
        paths[order->path_count++] = memory_copy_text("");
        if (stat(order->root, &status) == 0 && S_ISDIR(status.st_mode))
            return 0;
        return usage_refuse("there is no folder `%.300s`", order->root,
            "name one, or set `docs.root` in cmsync.yaml");
    }
    return are_below ? 0 : choose_own_tree(run, order, paths, own_root);
}

/* What stands before a tree path, as seen from here, or from where GitHub's annotations count. */
static char *shown_root(const char *root, enum finding_form form)
{
    char here[PATH_MAX] = "";
    char real[PATH_MAX] = "";
    const char *workspace = form == FINDING_GITHUB ? getenv("GITHUB_WORKSPACE") : NULL;
    if (workspace == NULL || realpath(workspace, here) == NULL)
        here[0] = '\0';
    if (here[0] == '\0' && getcwd(here, sizeof here) == NULL)
        here[0] = '\0';
    if (realpath(root, real) == NULL || !path_is_below(real, here) || here[0] == '\0')
        return path_join(root, "");
    const char *below = real + strlen(here);
    below += *below == '/';
    return *below == '\0' ? memory_copy_text("") : path_join(below, "");
}

static int report(
    const struct findings *findings, enum finding_form form, const struct survey_order *order)
{
    struct text out = text_new(OUT_BYTES);
    char *shown = shown_root(order->root, form);
    findings_print(findings, form, order->root, shown, &out);
    int code = findings->errors > 0 ? EXIT_CODE_SOME_FAILED : 0;
    if (console_write(&out) < 0)
        code = exit_code_first(code, EXIT_CODE_FAILURE);
    text_cut(&out, 0);
    if (form == FINDING_TEXT && findings->files == 0)
        emptiness_print(order->root, &order->config->docs.ignore, &gitignore_matcher, &out);
    console_say("%s", out.data);
    memory_free(&shown);
    text_free(&out);
    return code;
}

static int check_run(const struct command_run *run)
{
    struct page_options options = page_settings(run->config);
    enum finding_form form = FINDING_TEXT;
    int code = edition_choose(run, &options.edition);
    if (code == 0)
        code = choose_form(run, &form);
    if (code == 0)
        code = check_arguments(run);
    if (code != 0)
        return code;
    char **paths = memory_new_array(run->count + 1, sizeof *paths);
    char *own_root = NULL;
    struct survey_order order = { .config = run->config, .options = &options, .paths = paths };
    code = choose_tree(run, &order, paths, &own_root);
    if (code == 0) {
        struct findings findings = findings_new();
        code = survey_make(&order, &findings) < 0 ? EXIT_CODE_FAILURE
                                                  : report(&findings, form, &order);
        findings_free(&findings);
    }
    for (size_t i = 0; i <= run->count; i++)
        memory_free(&paths[i]);
    memory_free(&paths);
    memory_free(&own_root);
    return code;
}

static const struct option check_options[] = {
    { "json", '\0', NULL, "print one JSON object" },
    { "output", '\0', "FORM", "text, json or github (annotations of a workflow)" },
    { "edition", '\0', "EDITION", "cloud or datacenter" },
};

const struct command command_check = {
    .name = "check",
    .summary = "look for broken links, missing images and the like; no server, no state",
    .usage = "[PATH..]",
    .example = "cmsync check\ncmsync check docs/guide --json\ncmsync check --output github",
    .most = COMMAND_ANY,
    .reads_config = true,
    .is_near = true,
    .options = check_options,
    .option_count = sizeof check_options / sizeof check_options[0],
    .run = check_run,
};
