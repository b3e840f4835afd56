/* SPDX-License-Identifier: MIT */
#include "config/template.h"

#include "config/settings.h"

#include <stdio.h>
#include <string.h>

enum { VALUE_COLUMNS = 34, LINE_BYTES = 256 };

/* What a person writes there, where the default is nothing. */
static const char *example(const struct setting *setting)
{
    if (setting->default_text[0] != '\0')
        return setting->default_text;
    static const struct {
        enum setting_id id;
        const char *text;
    } examples[] = {
        { SETTING_site_url, "https://example.atlassian.net/wiki" },
        { SETTING_site_user, "me@example.com" },
        { SETTING_site_space, "DOCS" },
        { SETTING_site_root_page, "\"65601\"" },
        { SETTING_docs_ignore, "[\"drafts/**\"]" },
    };
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        if (examples[i].id == setting_id_of(setting))
            return examples[i].text;
    }
    return setting->type == SETTING_TYPE_LIST ? "[]" : "\"\"";
}

void template_print(struct text *out)
{
    text_add_string(out, "# What cmsync publishes, and where to; cmsync.yaml(5) tells more.\n"
                         "# Take the # away from what you want otherwise.\n"
                         "version: 1\n");
    const char *section = "";
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        if (setting_is_private(setting))
            continue; /* from the user's own file alone */
        if (strcmp(section, setting->section) != 0)
            text_add_format(out, "%s:\n", setting->section);
        section = setting->section;
        char line[LINE_BYTES];
        snprintf(line, sizeof line, "  # %s: %s", setting->name, example(setting));
        text_add_format(out, "%-*s # %s\n", VALUE_COLUMNS, line, setting->help);
    }
}

void template_drop(struct text *text, const struct setting *setting)
{
    char section[LINE_BYTES];
    char comment[LINE_BYTES];
    snprintf(section, sizeof section, "\n%s:", setting->section);
    snprintf(comment, sizeof comment, "\n  # %s: ", setting->name);
    const char *at = strstr(text->data, section);
    const char *line = at == NULL ? NULL : strstr(at, comment);
    if (line == NULL)
        return;
    size_t start = (size_t)(line - text->data) + 1;
    size_t length = strcspn(text->data + start, "\n") + 1;
    if (start + length > text->length)
        return;
    memmove(text->data + start, text->data + start + length, text->length - start - length);
    text_cut(text, text->length - length);
}
