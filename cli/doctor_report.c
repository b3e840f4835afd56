/* SPDX-License-Identifier: MIT */
#include "cli/doctor_report.h"

#include "cli/check_list.h"
#include "cli/doctor.h"

#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { TEXT_BYTES = 4 * 1024 * 1024, SECRETS_MOST = 16, SHORT = 3 };

struct secrets {
    struct doctor_secret items[SECRETS_MOST];
    size_t count;
};

/* What is very short would be found in other words. */
static void hide(struct secrets *secrets, const char *secret, const char *instead)
{
    if (secret != NULL && strlen(secret) >= SHORT && secrets->count < SECRETS_MOST)
        secrets->items[secrets->count++] =
            (struct doctor_secret){ .secret = secret, .instead = instead };
}

/* `example` of https://example.atlassian.net/wiki: that it is Cloud may be known. */
static char *site_name(const char *url)
{
    const char *host = strstr(url, "://");
    host = host == NULL ? url : host + 3;
    size_t length = strcspn(host, ":/");
    static const char cloud[] = ".atlassian.net";
    size_t end = sizeof cloud - 1;
    if (length > end && strncmp(host + length - end, cloud, end) == 0)
        length -= end;
    return memory_copy_part(host, length);
}

/* What is set; a command can hold anything, and stays at home. */
static void print_settings(const struct config *config, struct text *out)
{
    text_add_string(out, "\nSettings that are not the default:\n");
    for (int i = 0; config->pool != NULL && i < SETTING_COUNT; i++) {
        const struct setting *setting = setting_get((enum setting_id)i);
        if (config->origins[i].source == CONFIG_SOURCE_DEFAULT)
            continue;
        text_add_format(out, "  %s: ", setting->key);
        if (setting->type == SETTING_TYPE_COMMAND || i == SETTING_site_proxy)
            text_add_string(out, "(set)");
        else
            setting_print(setting, config, out);
        text_add_string(out, "  # ");
        config_print_origin(config, (enum setting_id)i, out);
        text_add_char(out, '\n');
    }
}

static void print_whole(const struct checks *checks, const struct config *config,
    const struct message_probe_report *probe, struct text *out)
{
    struct utsname system;
    if (uname(&system) == 0)
        text_add_format(out, "cmsync %s on %s %s %s\n\n", CMSYNC_VERSION, system.sysname,
            system.release, system.machine);
    check_list_print(checks, false, out);
    print_settings(config, out);
    if (probe->requests != NULL && probe->requests[0] != '\0')
        text_add_format(out, "\nRequests:\n%s", probe->requests);
}

void doctor_report_print(const struct checks *checks, const struct config *config,
    const struct message_probe_report *probe, struct text *out)
{
    struct text whole = text_new(TEXT_BYTES);
    struct secrets secrets = { .count = 0 };
    char host[HOST_NAME_MAX + 1] = "";
    bool is_read = config->pool != NULL;
    char *site = site_name(is_read ? config->site.url : "");
    const struct passwd *user = getpwuid(getuid());
    print_whole(checks, config, probe, &whole);
    hide(&secrets, site, "SITE");
    hide(&secrets, is_read ? config->site.user : NULL, "USER@SITE");
    hide(&secrets, probe->account, "ACCOUNT");
    hide(&secrets, getenv("HOME"), "~");
    if (gethostname(host, sizeof host - 1) == 0)
        hide(&secrets, host, "HOST");
    if (user != NULL && strcmp(user->pw_name, "root") != 0)
        hide(&secrets, user->pw_name, "LOGIN");
    text_add_string(out,
        "In place of names and addresses stand SITE, USER@SITE, ACCOUNT, HOST, LOGIN "
        "and ~. Look it over before\nyou show it: titles, paths and the space's key "
        "are in it.\n\n");
    doctor_redact(whole.data, secrets.items, secrets.count, out);
    memory_free(&site);
    text_free(&whole);
}
