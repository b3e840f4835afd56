/* SPDX-License-Identifier: MIT */
#include "config/fingerprint.h"

#include <stdint.h>
#include <string.h>

static bool decides_on_pages(const struct setting *setting)
{
    return strcmp(setting->section, "markdown") == 0 || strcmp(setting->section, "diagrams") == 0 ||
           setting_id_of(setting) == SETTING_docs_repository_url;
}

void fingerprint_of(const struct config *config, char hex[DIGEST_HEX_BYTES])
{
    struct text all = text_new(SIZE_MAX / 2);
    text_add_string(&all, CMSYNC_VERSION);
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        if (!decides_on_pages(setting))
            continue;
        text_add_format(&all, "\n%s: ", setting->key);
        setting_print(setting, config, &all);
    }
    struct digest digest = digest_of(all.data, all.length);
    digest_to_hex(&digest, hex);
    text_free(&all);
}
