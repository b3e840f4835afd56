/* SPDX-License-Identifier: MIT */
#include "cli/token_look.h"

#include "base/exit_code.h"
#include "cli/console.h"
#include "config/token_trust.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TEXT_BYTES = 4096 };

static void judge_variable(struct token_look *look, const char *value)
{
    if (token_source_length(value, strlen(value)) > 0)
        return;
    look->fault = memory_copy_text("there is no token in it");
    look->help = memory_copy_text(TOKEN_SOURCE_FORM);
}

/* systemd sees to who can read its own file. */
static void find_fault(struct token_look *look)
{
    struct stat status;
    if (look->file == NULL)
        return;
    bool is_ours = look->source != TOKEN_SOURCE_CREDENTIALS;
    bool is_there = (is_ours ? lstat(look->file, &status) : stat(look->file, &status)) == 0;
    const char *fault = !is_there                            ? strerror(errno)
                        : is_ours && S_ISLNK(status.st_mode) ? "it is a symbolic link"
                        : is_ours                            ? token_source_file_fault(&status)
                                                             : NULL;
    if (fault == NULL && status.st_size == 0)
        fault = "it is empty";
    if (fault == NULL)
        return;
    look->fault = memory_copy_text(fault);
    look->help = memory_copy_text(token_source_file_help(is_there ? &status : NULL));
}

void token_look_take(
    struct token_look *look, const struct config *config, const struct options *options)
{
    const char *variable = getenv("CMSYNC_TOKEN");
    if (variable == NULL)
        variable = "";
    char *credentials = token_source_credentials();
    const struct token_places places = {
        .config = config,
        .file_option = options_value(options, "token-file"),
        .credentials = credentials,
        .has_variable = variable[0] != '\0',
    };
    *look = (struct token_look){ .source = token_source_choose(&places) };
    const char *file = token_source_file(&places, look->source);
    look->file = file == NULL ? NULL : memory_copy_text(file);
    struct problem problem;
    if (token_trust_check(config, look->source, &problem) < 0) {
        look->fault = memory_copy_text(problem.message);
        look->help = memory_copy_text(problem.help);
    } else if (look->source == TOKEN_SOURCE_VARIABLE) {
        judge_variable(look, variable);
    } else {
        find_fault(look);
    }
    for (int i = (int)look->source + 1; i < TOKEN_SOURCE_NONE; i++)
        look->is_unused[i] = token_source_is_there(&places, (enum token_source)i);
    look->is_ci = console_is_ci();
    memory_free(&credentials);
}

void token_look_free(struct token_look *look)
{
    memory_free(&look->file);
    memory_free(&look->fault);
    memory_free(&look->help);
}

static void list_unused(const struct token_look *look, struct text *out)
{
    for (int i = 0; i < TOKEN_SOURCE_NONE; i++) {
        if (look->is_unused[i])
            text_add_format(out, "%s%s", out->length == 0 ? "; not used: " : ", ",
                token_source_name((enum token_source)i));
    }
}

void token_look_judge(const struct token_look *look, struct checks *checks)
{
    const char *name = token_source_name(look->source);
    if (look->source == TOKEN_SOURCE_NONE) {
        checks_add(checks, "token", CHECK_ERROR, "no token for Confluence was found");
        checks_blame(checks, "no-token", EXIT_CODE_SIGN_IN,
            "write it to a file that only you can read and name that file with `--token-file FILE` "
            "or `site.token_file`; `cmsync help tokens` says what else there is");
        return;
    }
    if (look->fault != NULL) {
        checks_add(checks, "token", CHECK_ERROR, "%s: %s cannot be used: %s", name,
            look->file == NULL ? "it" : look->file, look->fault);
        checks_blame(checks, "token-file", EXIT_CODE_SIGN_IN, "%s", look->help);
        return;
    }
    struct text unused = text_new(TEXT_BYTES);
    list_unused(look, &unused);
    bool is_shown = look->source == TOKEN_SOURCE_VARIABLE && !look->is_ci;
    checks_add(checks, "token", is_shown ? CHECK_WARNING : CHECK_OK, "from %s%s%s%s", name,
        look->file == NULL ? "" : ", ", look->file == NULL ? "" : look->file, unused.data);
    if (is_shown)
        checks_blame(checks, "token-variable", 0,
            "a variable of a service can be read by others (systemctl show): better are "
            "site.token_file and site.token_command");
    text_free(&unused);
}
