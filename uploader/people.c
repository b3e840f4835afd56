/* SPDX-License-Identifier: MIT */
#include "uploader/people.h"

#include "base/unicode.h"
#include "uploader/intent.h"

#include <string.h>

#include <jansson.h>

enum { QUESTIONS_MOST = 10 };

/* ---------------------------------------------------------------- what is known */

/* The part up to the next TAB, which is left behind. */
static size_t part_length(const char *at)
{
    return strcspn(at, "\t");
}

static const char *behind(const char *at)
{
    at += part_length(at);
    return *at == '\t' ? at + 1 : at;
}

const char *people_find(const char *known, const char *id, struct memory_pool *pool)
{
    size_t length = strlen(id);
    for (const char *at = known; *at != '\0'; at = behind(behind(at))) {
        const char *name = behind(at);
        if (part_length(at) == length && memcmp(at, id, length) == 0)
            return memory_pool_copy(pool, name, part_length(name));
    }
    return NULL;
}

/* Nothing in it may end a fact, or steer a terminal. */
static void add_part(struct text *out, const char *text)
{
    char *shown = unicode_printable(text);
    size_t length = unicode_cut(shown, PEOPLE_NAME_BYTES / 4);
    if (memchr(shown, '\t', length) == NULL)
        text_add(out, shown, length);
    memory_free(&shown);
}

const char *people_add(
    const char *known, const char *id, const char *name, struct memory_pool *pool)
{
    struct text out = text_new(PEOPLE_KNOWN_BYTES);
    text_add_string(&out, id);
    text_add_char(&out, '\t');
    add_part(&out, name);
    for (const char *at = known; *at != '\0' && !out.overflowed; at = behind(behind(at))) {
        const char *next = behind(behind(at));
        size_t length = (size_t)(next - at) - (next > at && next[-1] == '\t');
        if (out.length + 1 + length > PEOPLE_KNOWN_BYTES)
            break;
        text_add_char(&out, '\t');
        text_add(&out, at, length);
    }
    const char *kept = memory_pool_copy(pool, out.data, out.length);
    text_free(&out);
    return kept;
}

/* ---------------------------------------------------------------- asking */

static const char *name_in(const struct answer *answer, const char *id, struct memory_pool *pool)
{
    json_t *json = answer_json(answer);
    const char *name = confluence_parse_name(json, id, pool);
    json_decref(json);
    return name;
}

/* "" where there is none, NULL where it could not be asked. */
static const char *ask(struct wire *wire, const char *id)
{
    struct call call;
    struct answer answer;
    struct verdict verdict;
    const char *name = NULL;
    wire->api->find_person(id, &call);
    if (wire_send(wire, &call, NULL, &answer, &verdict) == 0 && verdict.class == RETRY_DONE)
        name = name_in(&answer, id, wire->pool);
    /* A token without that scope, a site that hides people: the next question has the same answer.
     */
    wire->has_no_names = wire->has_no_names || name == NULL;
    answer_free(&answer);
    call_free(&call);
    return name;
}

static const char *find_name(struct wire *wire, const char *id, size_t *questions)
{
    const char *name = people_find(wire->site.people, id, wire->pool);
    if (name != NULL || *questions == 0 || wire->has_no_names)
        return name;
    --*questions;
    name = ask(wire, id);
    if (name == NULL)
        return NULL;
    site_set(&wire->site, &wire->site.people, people_add(wire->site.people, id, name, wire->pool));
    return wire_report_site(wire) == 0 ? name : NULL;
}

static bool is_unnamed(const struct wire *wire, const struct remote_page *page)
{
    return wire->api->find_person != NULL && page->author_id[0] != '\0' &&
           strcmp(page->author_name, page->author_id) == 0;
}

static void name_page(struct wire *wire, struct remote_page *page, size_t *questions)
{
    const char *name = find_name(wire, page->author_id, questions);
    if (name != NULL && name[0] != '\0')
        page->author_name = name;
}

const struct remote_page *people_name(struct job *job, const struct remote_page *page)
{
    if (page == NULL || !is_unnamed(job->wire, page))
        return page;
    size_t questions = 1;
    struct remote_page *named = memory_pool_take(job->wire->pool, sizeof *named);
    *named = *page;
    name_page(job->wire, named, &questions);
    return named;
}

void people_name_list(struct job *job, struct remote_page *pages, size_t count)
{
    const struct wire *wire = job->wire;
    size_t questions = QUESTIONS_MOST;
    for (size_t i = 0; i < count; i++) {
        bool is_ours = wire->site.account_id[0] == '\0' ||
                       strcmp(pages[i].author_id, wire->site.account_id) == 0 ||
                       intent_is_marked(pages[i].message);
        if (!is_ours && is_unnamed(wire, &pages[i]))
            name_page(job->wire, &pages[i], &questions);
    }
}
