/* SPDX-License-Identifier: MIT */
#include "config/token_trust.h"

#include "base/path.h"
#include "config/site_url.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HOST_BYTES = 300 };

/* The folder of `file` without links; false where there is none. */
static bool real_folder(const char *file, char real[PATH_MAX])
{
    char *folder = memory_copy_part(file, path_folder_length(file));
    bool is_there = realpath(folder[0] == '\0' ? "/" : folder, real) != NULL;
    memory_free(&folder);
    return is_there;
}

static bool lies_beside(const char *token_file, const char *project_file)
{
    char token[PATH_MAX];
    char project[PATH_MAX];
    if (!real_folder(project_file, project) || !real_folder(token_file, token))
        return false;
    size_t length = strlen(project);
    return strncmp(token, project, length) == 0 &&
           (token[length] == '\0' || token[length] == '/' || length == 1);
}

static bool is_of_project(const struct config *config, enum setting_id id)
{
    return config->origins[id].source == CONFIG_SOURCE_PROJECT;
}

/* Named in the user's own file; or a file of the user that a project names, outside of itself. */
static bool is_of_user(const struct config *config, enum token_source source)
{
    bool is_file = source == TOKEN_SOURCE_FILE;
    enum setting_id id = is_file ? SETTING_site_token_file : SETTING_site_token_command;
    if (is_file && is_of_project(config, id))
        return !lies_beside(config->site.token_file, config->file);
    return config->origins[id].source == CONFIG_SOURCE_USER;
}

static bool names_host(const struct config_list *hosts, const char *host)
{
    for (size_t i = 0; i < hosts->count; i++)
        if (strcasecmp(hosts->items[i], host) == 0)
            return true;
    return false;
}

static int check_host(const struct config *config, const char *url, struct problem *problem)
{
    struct text host = text_new(HOST_BYTES);
    site_url_host(url, &host);
    int result =
        url[0] == '\0' || site_url_is_loopback(url) || names_host(&config->site.hosts, host.data)
            ? 0
            : -1;
    if (result < 0) {
        problem_set(problem, "CM-AUTH-04",
            "your token is not for %.200s, where this project sends it", host.data);
        problem_help(problem,
            "if you trust it, add %.200s to `site.hosts` in your own configuration, or name a "
            "token for it with --token-file",
            host.data);
    }
    text_free(&host);
    return result;
}

/* With certificates and a proxy of its own a project could read what goes to the right host. */
static int check_way(const struct config *config, struct problem *problem)
{
    bool is_diverted =
        is_of_project(config, SETTING_site_proxy) && is_of_project(config, SETTING_site_ca_file);
    if (!is_diverted || site_url_is_loopback(config->site.url))
        return 0;
    problem_set(problem, "CM-AUTH-04",
        "this project sends your token through a proxy, with certificates of its own");
    problem_help(problem, "if you trust it, set site.proxy or site.ca_file in your own file");
    return -1;
}

int token_trust_check(
    const struct config *config, enum token_source source, struct problem *problem)
{
    if (source != TOKEN_SOURCE_FILE && source != TOKEN_SOURCE_COMMAND)
        return 0; /* named for this one run */
    if (config->site.hosts.count == 0 || !is_of_user(config, source))
        return 0;
    if (is_of_project(config, SETTING_site_url) &&
        check_host(config, config->site.url, problem) < 0)
        return -1;
    if (is_of_project(config, SETTING_site_api_url) &&
        check_host(config, config->site.api_url, problem) < 0)
        return -1;
    return check_way(config, problem);
}
