/* SPDX-License-Identifier: MIT */
#include "config/fingerprint.h"

#include <stdint.h>
#include <string.h>

static bool decides_on_pages(const struct setting *setting)
{
    return strcmp(setting->section, "markdown") == 0 || strcmp(setting->section, "diagrams") == 0 ||
           setting_id_of(setting) == SETTING_docs_repository_url;
}

static void add_setting(
    const struct setting *setting, const struct config *config, struct text *all)
{
    text_add_format(all, "\n%s: ", setting->key);
    setting_print(setting, config, all);
}

void fingerprint_of(const struct config *config, char hex[DIGEST_HEX_BYTES])
{
    struct text all = text_new(SIZE_MAX / 2);
    text_add_string(&all, CMSYNC_VERSION);
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        if (decides_on_pages(setting))
            add_setting(setting, config, &all);
    }
    struct digest digest = digest_of(all.data, all.length);
    digest_to_hex(&digest, hex);
    text_free(&all);
}

struct digest fingerprint_of_all(const struct config *config)
{
    struct text all = text_new(SIZE_MAX / 2);
    text_add_format(&all, "%s\n%s\n%s", CMSYNC_VERSION, config->file != NULL ? config->file : "",
        config->state);
    for (int i = 0; i < SETTING_COUNT; i++)
        add_setting(setting_get((enum setting_id)i), config, &all);
    struct digest digest = digest_of(all.data, all.length);
    text_free(&all);
    return digest;
}
