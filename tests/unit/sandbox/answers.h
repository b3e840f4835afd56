/* SPDX-License-Identifier: MIT */
/* Looking into answers, and making what most tests start with. */
#ifndef CMSYNC_TESTS_UNIT_SANDBOX_ANSWERS_H
#define CMSYNC_TESTS_UNIT_SANDBOX_ANSWERS_H

#include "tests/unit/sandbox/ask.h"

/* The member at a path like `results/0/title`; NULL when there is none. */
static inline json_t *ask_at(const struct asked *asked, const char *path)
{
    json_t *json = asked->json;
    while (json && *path) {
        char name[64];
        size_t length = strcspn(path, "/");
        snprintf(name, sizeof name, "%.*s", (int)length, path);
        json = json_is_array(json) ? json_array_get(json, (size_t)strtol(name, NULL, 10))
                                   : json_object_get(json, name);
        path += length + (path[length] == '/');
    }
    return json;
}

static inline const char *ask_text(const struct asked *asked, const char *path)
{
    const char *text = json_string_value(ask_at(asked, path));
    return text ? text : "(no text)";
}

static inline int64_t ask_number(const struct asked *asked, const char *path)
{
    return json_integer_value(ask_at(asked, path));
}

/* A Cloud page below the home page; its id. */
static inline int64_t ask_new_page(struct sandbox *sandbox, const char *title, const char *body)
{
    char json[ASK_BYTES];
    snprintf(json, sizeof json,
        "{\"spaceId\":\"%lld\",\"title\":\"%s\",\"status\":\"current\",\"body\":{"
        "\"representation\":\"storage\",\"value\":\"%s\"}}",
        (long long)sandbox->wiki->spaces[0]->id, title, body);
    struct asked asked = ask(sandbox, "POST", "/wiki/api/v2/pages", json);
    assert_int_equal(asked.status, 200);
    int64_t id = strtoll(ask_text(&asked, "id"), NULL, 10);
    ask_free(&asked);
    return id;
}

/* A text made by a format; four may be in use at a time. */
static inline const char *form(const char *format, ...) __attribute__((format(printf, 1, 2)));
static inline const char *form(const char *format, ...)
{
    static char texts[4][ASK_BYTES];
    static size_t next;
    char *text = texts[next++ % 4];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, ASK_BYTES, format, arguments);
    va_end(arguments);
    return text;
}

#endif
