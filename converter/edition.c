/* SPDX-License-Identifier: MIT */
#include "converter/edition.h"

#include <string.h>
#include <strings.h>

/* Cloud's address is https://SITE.atlassian.net/wiki, under an own domain too it ends in /wiki. */
static bool is_cloud_address(const char *url)
{
    size_t length = strlen(url);
    while (length > 0 && url[length - 1] == '/')
        length--;
    return strcasestr(url, ".atlassian.net") != NULL ||
           (length >= 5 && strncmp(url + length - 5, "/wiki", 5) == 0);
}

enum page_edition edition_of(const struct config *config)
{
    if (config->site.edition == CONFIG_EDITION_cloud)
        return PAGE_CLOUD;
    if (config->site.edition == CONFIG_EDITION_datacenter)
        return PAGE_DATACENTER;
    bool is_cloud = config->site.api_url[0] != '\0' || is_cloud_address(config->site.url);
    return is_cloud ? PAGE_CLOUD : PAGE_DATACENTER;
}
