/* SPDX-License-Identifier: MIT */
/* Who we are for Confluence: what is configured (status), and whether it is so (test). */
#include "base/exit_code.h"
#include "cli/check_list.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/document.h"
#include "cli/interrupt.h"
#include "cli/probe.h"
#include "cli/token_look.h"
#include "cli/usage.h"
#include "config/site_url.h"

#include <string.h>

#include <jansson.h>

enum { OUT_BYTES = 1024 * 1024, SAID_BYTES = 64 * 1024 };

static const char *edition_name(const struct config *config)
{
    static const char *const names[] = {
        [CONFIG_EDITION_auto] = "auto",
        [CONFIG_EDITION_cloud] = "cloud",
        [CONFIG_EDITION_datacenter] = "datacenter",
    };
    return names[config->site.edition];
}

static void describe(const struct config *config, struct checks *checks)
{
    bool is_auto = config->site.edition == CONFIG_EDITION_auto;
    bool is_cloud = site_url_is_cloud(config->site.url);
    checks_add(checks, "address", CHECK_OK, "%s", config->site.url);
    checks_add(checks, "edition", CHECK_OK, "%s%s", edition_name(config),
        !is_auto   ? ""
        : is_cloud ? ": Confluence Cloud, by its address"
                   : ": the server is asked");
    bool has_user = config->site.user[0] != '\0';
    if (!has_user && (is_cloud || config->site.edition == CONFIG_EDITION_cloud)) {
        checks_add(checks, "account", CHECK_ERROR, "site.user is not set");
        checks_blame(checks, "no-user", EXIT_CODE_SIGN_IN,
            "set site.user to the e-mail address of the account: on Cloud an API token goes with "
            "it");
    } else if (has_user) {
        checks_add(checks, "account", CHECK_OK, "%s with an API token or password (Basic)",
            config->site.user);
    } else {
        checks_add(checks, "account", CHECK_OK, "whoever made the personal access token (Bearer)");
    }
}

/* The checks of `test`: what Confluence says. 0, or the code to end with (said). */
static int try(const struct command_run *run, struct checks *checks, char **account)
{
    struct message report;
    struct text said = text_new(SAID_BYTES);
    int code = probe_ask(run->config, run->options, "sign-in", &report, &said);
    if (code == 0) {
        check_list_take(checks, &report.probe_report);
        *account = memory_copy_text(report.probe_report.account);
    }
    console_say("%s", said.data);
    message_free(&report);
    text_free(&said);
    return code;
}

static int print(const struct command_run *run, const struct checks *checks, const char *token,
    const char *account)
{
    struct text out = text_new(OUT_BYTES);
    if (options_has(run->options, "json")) {
        json_t *document = check_list_to_json(checks, "cmsync.auth/1.0");
        json_object_set_new(document, "token_source", json_string(token));
        json_object_set_new(document, "user", document_text(run->config->site.user));
        json_object_set_new(document, "url", document_text(run->config->site.url));
        json_object_set_new(document, "edition", json_string(edition_name(run->config)));
        json_object_set_new(document, "account", document_text(account));
        document_print(document, &out);
    } else {
        check_list_print(checks, console_has_colour(), &out);
    }
    int code = console_write(&out) < 0 ? EXIT_CODE_FAILURE : 0;
    text_free(&out);
    return code;
}

static int act(const struct command_run *run, bool is_test)
{
    struct checks checks = checks_new();
    struct token_look look;
    char *account = NULL;
    token_look_take(&look, run->config, run->options);
    token_look_judge(&look, &checks);
    int code = 0;
    if (!is_test)
        describe(run->config, &checks);
    else if (checks_count(&checks, CHECK_ERROR) == 0)
        code = try(run, &checks, &account);
    if (code == 0) {
        code = print(run, &checks, token_source_name(look.source), account == NULL ? "" : account);
        code = exit_code_first(code, check_list_exit_code(&checks));
    }
    memory_free(&account);
    token_look_free(&look);
    checks_free(&checks);
    return code;
}

static int auth_run(const struct command_run *run)
{
    bool is_test = strcmp(run->arguments[0], "test") == 0;
    if (!is_test && strcmp(run->arguments[0], "status") != 0)
        return usage_refuse(
            "`cmsync auth` cannot `%.100s`", run->arguments[0], "write status or test");
    if (run->config->site.url[0] == '\0')
        return usage_refuse("there is no `%s`", "site.url",
            "`cmsync init` sets it, or `cmsync config set site.url URL`");
    interrupt_open();
    return act(run, is_test);
}

static const struct option auth_options[] = {
    { "json", '\0', NULL, "one document of JSON (cmsync.auth/1.0)" },
    { "token-file", '\0', "FILE", "file with the token, for its owner alone; - is standard input" },
};

const struct command command_auth = {
    .name = "auth",
    .summary = "where the token comes from (status), and whether Confluence takes it (test)",
    .usage = "status|test",
    .example = "cmsync auth status\ncmsync auth test\ncmsync auth test --token-file token --json",
    .least = 1,
    .most = 1,
    .reads_config = true,
    .options = auth_options,
    .option_count = sizeof auth_options / sizeof auth_options[0],
    .run = auth_run,
};
