/* SPDX-License-Identifier: MIT */
#include "config/requirements.h"

#include "config/site_url.h"
#include "config/value_checks.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static void require(struct loader *loader, enum setting_id id, const char *value, const char *what)
{
    if (value[0] != '\0')
        return;
    struct problem problem;
    const struct setting *setting = setting_get(id);
    char variable[SETTING_VARIABLE_BYTES];
    setting_variable(setting, variable);
    problem_set(&problem, "CM-CONF-07", "`%s` is not set: %s", setting->key, what);
    const char *file = loader->config->file;
    if (file != NULL)
        problem_help(&problem, "set it in %s, or with --%s or %s", file, setting->key, variable);
    else
        problem_help(&problem,
            "there is no cmsync.yaml here: `cmsync init` sets one up, --config names one that is "
            "elsewhere; or use --%s or %s",
            setting->key, variable);
    loader_report(loader, &problem, NULL);
}

static void check_url(struct loader *loader, enum setting_id id, const char **url)
{
    struct problem problem;
    if ((*url)[0] == '\0')
        return;
    if (site_url_check(setting_get(id)->key, *url, &problem) < 0) {
        loader_report_setting(loader, id, &problem);
        return;
    }
    size_t length = strlen(*url);
    while (length > 0 && (*url)[length - 1] == '/')
        length--;
    *url = memory_pool_copy(loader->config->pool, *url, length);
}

static void check_characters(
    struct loader *loader, enum setting_id id, const char *value, const char *forbidden)
{
    struct problem problem;
    if (value_check_characters(setting_get(id)->key, value, forbidden, &problem) < 0)
        loader_report_setting(loader, id, &problem);
}

static void check_page(struct loader *loader, enum setting_id id, const char *value)
{
    struct problem problem;
    if (value_check_page(setting_get(id)->key, value, &problem) < 0)
        loader_report_setting(loader, id, &problem);
}

static void check_web(struct loader *loader, enum setting_id id, const char *value)
{
    struct problem problem;
    if (value_check_web(setting_get(id)->key, value, &problem) < 0)
        loader_report_setting(loader, id, &problem);
}

static void check_map(struct loader *loader, enum setting_id id, const struct config_list *list)
{
    struct problem problem;
    if (value_check_map(setting_get(id)->key, list, &problem) < 0)
        loader_report_setting(loader, id, &problem);
}

static void check_pages(struct loader *loader)
{
    static const char NOT_IN_NAMES[] = " <>&\"'";
    const struct config *config = loader->config;
    check_web(loader, SETTING_docs_repository_url, config->docs.repository_url);
    check_characters(
        loader, SETTING_markdown_math_macro, config->markdown.math_macro, NOT_IN_NAMES);
    check_characters(loader, SETTING_markdown_math_inline_macro, config->markdown.math_inline_macro,
        NOT_IN_NAMES);
    check_map(loader, SETTING_markdown_languages, &config->markdown.languages);
    check_map(loader, SETTING_diagrams_macros, &config->diagrams.macros);
}

static void check_docs(struct loader *loader)
{
    const char *root = loader->config->docs.root;
    struct stat found;
    struct problem problem;
    if (root[0] == '\0') {
        require(loader, SETTING_docs_root, root, "it is the folder with the Markdown files");
        return;
    }
    if (stat(root, &found) < 0)
        problem_set(
            &problem, "CM-CONF-07", "cannot find the folder %.300s: %s", root, strerror(errno));
    else if (!S_ISDIR(found.st_mode))
        problem_set(&problem, "CM-CONF-07", "%.300s is not a folder", root);
    else
        return;
    problem_help(&problem, "`docs.root` names the folder with the Markdown files%s",
        loader->config->file == NULL ? "" : ", relative to the file that sets it");
    loader_report_setting(loader, SETTING_docs_root, &problem);
}

void requirements_check(struct loader *loader, unsigned int needs)
{
    struct config *config = loader->config;
    check_url(loader, SETTING_site_url, &config->site.url);
    check_url(loader, SETTING_site_api_url, &config->site.api_url);
    check_characters(loader, SETTING_site_user, config->site.user, ": ");
    check_characters(loader, SETTING_site_space, config->site.space, " /?#&%\"'\\");
    check_page(loader, SETTING_site_root_page, config->site.root_page);
    check_pages(loader);
    if (needs & CONFIG_NEEDS_SITE) {
        require(loader, SETTING_site_url, config->site.url, "it is the address of Confluence");
        require(loader, SETTING_site_space, config->site.space, "it is the space to publish to");
    }
    if (needs & CONFIG_NEEDS_DOCS)
        check_docs(loader);
}
