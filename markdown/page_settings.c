/* SPDX-License-Identifier: MIT */
#include "markdown/page_settings.h"

#include "config/site_url.h"

static const char *or_none(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static void set(struct page_options *options, unsigned feature, bool is_on)
{
    options->features = is_on ? options->features | feature : options->features & ~feature;
}

static enum page_edition edition_of(const struct config *config)
{
    bool seems_cloud = config->site.url[0] == '\0' || config->site.api_url[0] != '\0' ||
                       site_url_seems_cloud(config->site.url);
    if (config->site.edition != CONFIG_EDITION_auto)
        seems_cloud = config->site.edition == CONFIG_EDITION_cloud;
    return seems_cloud ? PAGE_CLOUD : PAGE_DATACENTER;
}

struct page_options page_settings(const struct config *config)
{
    struct page_options options = page_default_options();
    options.edition = edition_of(config);
    set(&options, PAGE_ALERTS, config->markdown.alerts);
    set(&options, PAGE_ADMONITIONS, config->markdown.admonitions);
    set(&options, PAGE_DIRECTIVES, config->markdown.directives);
    set(&options, PAGE_MATH, config->markdown.math);
    set(&options, PAGE_WIKI_LINKS, config->markdown.wiki_links);
    options.math_macro = or_none(config->markdown.math_macro);
    options.math_inline_macro = or_none(config->markdown.math_inline_macro);
    options.languages = config->markdown.languages.items;
    options.language_count = config->markdown.languages.count;
    options.banner = or_none(config->markdown.banner);
    options.repository_url = or_none(config->docs.repository_url);
    return options;
}
