/* SPDX-License-Identifier: MIT */
#include "sandbox/options.h"

#include "base/diagnostic.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What an option's value does; false when it makes no sense. */
typedef bool option_setter(struct options *options, const char *value);

struct option_entry {
    const char *name;
    const char *value; /* how help calls it */
    const char *help;
    option_setter *set;
};

static bool set_port(struct options *options, const char *value)
{
    char *end;
    long port = strtol(value, &end, 10);
    options->port = (int)port;
    return *value && !*end && port >= 0 && port <= 65535;
}

static bool set_edition(struct options *options, const char *value)
{
    options->edition = strcmp(value, "datacenter") == 0 ? EDITION_DATACENTER : EDITION_CLOUD;
    return strcmp(value, "cloud") == 0 || strcmp(value, "datacenter") == 0;
}

static bool set_context(struct options *options, const char *value)
{
    size_t length = strlen(value);
    options->context = strcmp(value, "/") == 0 ? "" : value;
    return !*options->context || (*value == '/' && value[length - 1] != '/');
}

static bool set_space(struct options *options, const char *value)
{
    options->space = value;
    return *value != '\0';
}

static bool set_token(struct options *options, const char *value)
{
    options->token = value;
    return *value != '\0';
}

static bool set_user(struct options *options, const char *value)
{
    options->user = value;
    return *value != '\0';
}

static bool set_latency(struct options *options, const char *value)
{
    char text[64];
    snprintf(text, sizeof text, "latency_ms=%s", value);
    return settings_parse(&options->settings, text) == 0;
}

static bool set_faults(struct options *options, const char *value)
{
    options->faults = value;
    return *value != '\0';
}

static bool set_record(struct options *options, const char *value)
{
    options->record = value;
    return *value != '\0';
}

static bool set_data(struct options *options, const char *value)
{
    options->data = value;
    return *value != '\0';
}

static bool set_tls_certificate(struct options *options, const char *value)
{
    options->tls_certificate = value;
    return *value != '\0';
}

static bool set_tls_key(struct options *options, const char *value)
{
    options->tls_key = value;
    return *value != '\0';
}

static bool set_setting(struct options *options, const char *value)
{
    return settings_parse(&options->settings, value) == 0;
}

static const struct option_entry entries[] = {
    { "--port", "N", "listen there on 127.0.0.1; 0 takes a free port (default)", set_port },
    { "--edition", "cloud|datacenter", "which Confluence it is (cloud)", set_edition },
    { "--context", "PATH", "path before everything (/wiki, on Data Center /confluence)",
        set_context },
    { "--space", "KEY", "the space that is there at the start (DEMO)", set_space },
    { "--token", "T", "the only token that is accepted; any without this option", set_token },
    { "--user", "U", "the only user name that is accepted", set_user },
    { "--latency-ms", "N", "how long each answer takes", set_latency },
    { "--faults", "FILE", "misbehave by this script", set_faults },
    { "--record", "FILE", "append a JSON line for each request", set_record },
    { "--data", "DIR", "keep everything in this folder; without it, in memory", set_data },
    { "--tls-certificate", "FILE", "speak https with this certificate (PEM)", set_tls_certificate },
    { "--tls-key", "FILE", "the certificate's key", set_tls_key },
    { "--set", "NAME=VALUE", "one of the settings below; may be repeated", set_setting },
};

enum { ENTRY_COUNT = sizeof entries / sizeof *entries };

static void show_help(void)
{
    printf(
        "usage: cmsync-sandbox [OPTION]...\n\n"
        "A server on this computer that behaves like Confluence. The first line it prints is\n"
        "`listening URL`; URL is what `site.url` wants. Pages can be looked at in a browser.\n\n");
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        char form[64];
        snprintf(form, sizeof form, "%s %s", entries[i].name, entries[i].value);
        printf("  %-28s %s\n", form, entries[i].help);
    }
    printf(
        "  %-28s %s\n  %-28s %s\n\nsettings:\n", "--help", "this text", "--version", "the version");
    for (const struct setting *s = setting_list; s->name; s++)
        printf("  %-28s %s (%lld)\n", s->name, s->meaning, (long long)s->missing);
}

static const struct option_entry *find_entry(const char *argument, size_t length)
{
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        if (strlen(entries[i].name) == length && strncmp(entries[i].name, argument, length) == 0)
            return &entries[i];
    }
    return NULL;
}

static enum options_result refuse_unknown(const char *argument, size_t length)
{
    const char *names[ENTRY_COUNT];
    char word[64];
    for (size_t i = 0; i < ENTRY_COUNT; i++)
        names[i] = entries[i].name;
    snprintf(word, sizeof word, "%.*s", (int)length, argument);
    const char *near = diagnostic_suggest(word, names, ENTRY_COUNT);
    if (near)
        log_error("unknown option `%s`: did you mean `%s`?", word, near);
    else
        log_error("unknown option `%s`: see cmsync-sandbox --help", word);
    return OPTIONS_WRONG;
}

static enum options_result parse_one(struct options *options, char **argv, int *at)
{
    const char *argument = argv[*at];
    size_t length = strcspn(argument, "=");
    if (strcmp(argument, "--help") == 0) {
        show_help();
        return OPTIONS_SHOWN;
    }
    if (strcmp(argument, "--version") == 0) {
        printf("cmsync-sandbox %s\n", CMSYNC_VERSION);
        return OPTIONS_SHOWN;
    }
    const struct option_entry *entry = find_entry(argument, length);
    if (!entry)
        return refuse_unknown(argument, length);
    const char *value = argument[length] ? argument + length + 1 : argv[++*at];
    if (!value) {
        log_error("option `%s` wants a value: %s %s", entry->name, entry->name, entry->value);
        return OPTIONS_WRONG;
    }
    if (entry->set(options, value))
        return OPTIONS_RUN;
    log_error("`%s` is no value for %s (%s)", value, entry->name, entry->value);
    return OPTIONS_WRONG;
}

enum options_result options_parse(struct options *options, int argc, char **argv)
{
    *options = (struct options){ .edition = EDITION_CLOUD, .space = "DEMO" };
    settings_set_defaults(&options->settings);
    for (int i = 1; i < argc; i++) {
        enum options_result result = parse_one(options, argv, &i);
        if (result != OPTIONS_RUN)
            return result;
    }
    if (!options->tls_certificate != !options->tls_key) {
        log_error("--tls-certificate and --tls-key go together");
        return OPTIONS_WRONG;
    }
    if (!options->context)
        options->context = options->edition == EDITION_CLOUD ? "/wiki" : "/confluence";
    return OPTIONS_RUN;
}
