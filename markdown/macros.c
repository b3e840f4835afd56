/* SPDX-License-Identifier: MIT */
#include "markdown/macros.h"

#include "base/path.h"
#include "markdown/attachments.h"
#include "markdown/headings.h"
#include "markdown/links.h"
#include "markdown/output.h"
#include "markdown/uri.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

enum { NAME_MAX_BYTES = 100 };

/* A piece of the file or of an address. */
struct piece {
    const char *at;
    size_t length;
};

static bool equals(struct piece piece, const char *word)
{
    return strlen(word) == piece.length && memcmp(piece.at, word, piece.length) == 0;
}

/* A plain name: letters, digits, `-`, `_`, `.`. */
static bool is_name(struct piece name)
{
    for (size_t i = 0; i < name.length; i++)
        if (!isalnum((unsigned char)name.at[i]) && strchr("-_.", name.at[i]) == NULL)
            return false;
    return name.length > 0 && name.length <= NAME_MAX_BYTES;
}

static bool warn_of_name(struct conversion *c, struct piece name)
{
    if (is_name(name))
        return false;
    if (name.length == 0) {
        conversion_warn(c, "CM-MACRO-01", NULL, "macro", "a macro needs a name; shown as text");
        return true;
    }
    struct text near = text_new(NAME_MAX_BYTES);
    text_add(&near, name.at, name.length < NAME_MAX_BYTES ? name.length : NAME_MAX_BYTES);
    conversion_warn(c, "CM-MACRO-01", "the name comes first: `toc maxLevel=3`, `macro:status?...`",
        near.data, "`%s` names no macro; shown as text", near.data);
    text_free(&near);
    return true;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* The quote that ends what `open` begins; one behind a backslash does not. */
static const char *closing_quote(const char *open, const char *end)
{
    for (const char *at = open + 1; at < end; at++) {
        if (*at == '\\' && at + 1 < end)
            at++;
        else if (*at == *open)
            return at;
    }
    return NULL;
}

/* One `key=value`, `key="value"` or `value` of a line; moves *at behind it. */
static bool read_word(const char **at, const char *end, struct piece *key, struct piece *value)
{
    const char *p = skip_blanks(*at, end);
    if (p == end)
        return false;
    const char *start = p;
    *key = (struct piece){ p, 0 };
    while (p < end && strchr("= \t\"'", *p) == NULL)
        p++;
    if (p < end && *p == '=') {
        key->length = (size_t)(p - start);
        start = ++p;
    } else {
        p = start;
    }
    bool is_quoted = p < end && (*p == '"' || *p == '\'');
    const char *close = is_quoted ? closing_quote(p, end) : NULL;
    if (close != NULL) {
        *value = (struct piece){ p + 1, (size_t)(close - p - 1) };
        *at = close + 1;
        return true;
    }
    while (p < end && *p != ' ' && *p != '\t')
        p++;
    *value = (struct piece){ start, (size_t)(p - start) };
    *at = p;
    return true;
}

/* Their parameter without a name is a page. */
static bool is_inclusion(struct piece macro)
{
    return equals(macro, "include") || equals(macro, "excerpt-include");
}

/* What these macros show is another page: by the path of its file, or by its title. */
static bool takes_page(struct piece macro, struct piece key)
{
    if (is_inclusion(macro))
        return key.length == 0 || equals(key, "page");
    return (equals(macro, "children") && equals(key, "page")) ||
           (equals(macro, "pagetree") && equals(key, "root"));
}

static void put_page(struct conversion *c, const char *value)
{
    char *target = path_is_markdown(value) ? link_target(c, value) : NULL;
    if (target != NULL) {
        struct reference reference = {
            .kind = REFERENCE_PAGE, .line = conversion_line(c), .target = target, .fragment = ""
        };
        size_t number = conversion_refer(c, &reference);
        put_mark(c, false, number);
        put_mark(c, true, number);
        memory_free(&target);
        return;
    }
    PUT(c, "<ac:link><ri:page ri:content-title=\"");
    put_string_attribute(c, value);
    PUT(c, "\" /></ac:link>");
}

/* A file of the tree as an attachment of the page. */
static bool put_file(struct conversion *c, const char *value)
{
    char *target = uri_scheme_length(value) == 0 ? link_target(c, value) : NULL;
    if (target == NULL || target[0] == '\0') {
        memory_free(&target);
        return false;
    }
    struct reference reference = { .kind = REFERENCE_IMAGE,
        .line = conversion_line(c),
        .target = target,
        .name = attachment_name(c, target),
        .fallback = value };
    size_t number = conversion_refer(c, &reference);
    put_mark(c, false, number);
    PUT(c, "<ri:attachment ri:filename=\"");
    put_string_attribute(c, reference.name);
    PUT(c, "\" />");
    put_mark(c, true, number);
    memory_free(&target);
    return true;
}

/* Colours of a status are written with a capital; `gray` is `Grey`. */
static void put_colour(struct conversion *c, const char *value)
{
    static const char *const COLOURS[] = { "Grey", "Red", "Yellow", "Green", "Blue", "Purple" };
    const char *name = strcasecmp(value, "gray") == 0 ? COLOURS[0] : NULL;
    for (size_t i = 0; i < sizeof COLOURS / sizeof COLOURS[0]; i++)
        if (strcasecmp(value, COLOURS[i]) == 0)
            name = COLOURS[i];
    if (name == NULL)
        conversion_warn(c, "CM-MACRO-02", "Grey, Red, Yellow, Green, Blue or Purple", value,
            "a status has no colour `%.40s`; left out", value);
    else
        put_parameter(c, "colour", name, strlen(name));
}

static void put_pair(
    struct conversion *c, struct piece macro, struct piece key, const struct text *value)
{
    if (equals(macro, "status") && (equals(key, "colour") || equals(key, "color"))) {
        put_colour(c, value->data);
        return;
    }
    if (key.length > 0 && !is_name(key)) {
        conversion_warn(c, "CM-MACRO-02", NULL, NULL, "`%.*s` names no parameter; left out",
            (int)(key.length < NAME_MAX_BYTES ? key.length : NAME_MAX_BYTES), key.at);
        return;
    }
    bool is_page = takes_page(macro, key);
    PUT(c, "<ac:parameter ac:name=\"");
    put(c, key.at, is_page && is_inclusion(macro) ? 0 : key.length);
    PUT(c, "\">");
    if (is_page)
        put_page(c, value->data);
    else if (!equals(macro, "view-file") || !equals(key, "name") || !put_file(c, value->data))
        put_escaped(c, value->data, value->length);
    PUT(c, "</ac:parameter>");
}

/* The versions that the present forms of these macros have; the server takes 1 for granted. */
static void put_head(struct conversion *c, struct piece name)
{
    static const struct {
        const char *name;
        char version;
    } VERSIONS[] = { { "children", '2' }, { "contentbylabel", '3' }, { "detailssummary", '2' } };
    PUT(c, "<ac:structured-macro ac:name=\"");
    put(c, name.at, name.length);
    PUT(c, "\"");
    for (size_t i = 0; i < sizeof VERSIONS / sizeof VERSIONS[0]; i++) {
        if (!equals(name, VERSIONS[i].name))
            continue;
        PUT(c, " ac:schema-version=\"");
        put(c, &VERSIONS[i].version, 1);
        PUT(c, "\"");
    }
    PUT(c, ">");
}

/* `\\"` is a quote; any other backslash is one. */
static void add_value(struct text *out, struct piece value)
{
    for (size_t i = 0; i < value.length; i++) {
        bool is_escape =
            value.at[i] == '\\' && i + 1 < value.length && strchr("\"'\\", value.at[i + 1]) != NULL;
        i += is_escape;
        text_add_char(out, value.at[i]);
    }
}

bool macro_open(struct conversion *c, const char *words)
{
    const char *end = words + strlen(words);
    const char *at = skip_blanks(words, end);
    struct piece name = { at, strcspn(at, " \t") };
    if (warn_of_name(c, name))
        return false;
    at += name.length;
    put_head(c, name);
    struct piece key;
    struct piece value;
    struct text copy = text_new(PAGE_BODY_MAX_BYTES);
    while (read_word(&at, end, &key, &value)) {
        text_cut(&copy, 0);
        add_value(&copy, value);
        put_pair(c, name, key, &copy);
    }
    text_free(&copy);
    return true;
}

/* The value of `key` in `a=b&c=d`, decoded into c->scratch; false when it is not there. */
static bool find_value(struct conversion *c, const char *query, const char *key)
{
    size_t key_length = strlen(key);
    for (const char *at = query; at != NULL && *at != '\0';) {
        const char *end = strchrnul(at, '&');
        if (strncmp(at, key, key_length) == 0 && at[key_length] == '=') {
            text_cut(&c->scratch, 0);
            uri_decode(&c->scratch, at + key_length + 1, (size_t)(end - at) - key_length - 1);
            return c->scratch.length > 0;
        }
        at = *end == '&' ? end + 1 : NULL;
    }
    return false;
}

/* Cloud knows people by their account's id, Data Center by a key or, of old, by their name. */
static bool put_user(struct conversion *c, const struct macro_link *link, const char *query)
{
    bool is_cloud = c->options->edition == PAGE_CLOUD;
    const char *kind = is_cloud ? "account-id" : "userkey";
    if (!find_value(c, query, kind) && !find_value(c, query, "id")) {
        kind = "username";
        if (is_cloud || !find_value(c, query, kind)) {
            conversion_warn(c, "CM-MACRO-02",
                "`account-id=...` on Cloud, `userkey=...` on Data Center", link->address,
                "a mention needs the id of an account; its text stays");
            return false;
        }
    }
    PUT(c, "<ac:link><ri:user ri:");
    put_string(c, kind);
    PUT(c, "=\"");
    put_attribute(c, c->scratch.data, c->scratch.length);
    PUT(c, "\" /></ac:link>");
    return true;
}

/* 2026-05-01, a day that there is. */
static bool is_date(const char *text)
{
    static const char FORM[] = "dddd-dd-dd";
    static const int DAYS[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    for (size_t i = 0; i < sizeof FORM; i++)
        if (FORM[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != FORM[i])
            return false;
    long year = strtol(text, NULL, 10);
    long month = strtol(text + 5, NULL, 10);
    long day = strtol(text + 8, NULL, 10);
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1] &&
           (month != 2 || day < 29 || is_leap);
}

static bool put_date(struct conversion *c, const struct macro_link *link, const char *query)
{
    const char *date = find_value(c, query, "date") ? c->scratch.data : link->text;
    if (!is_date(date)) {
        conversion_warn(c, "CM-MACRO-02", "`[2026-05-01](macro:date)`", link->address,
            "`%.40s` is no date; its text stays", date);
        return false;
    }
    PUT(c, "<time datetime=\"");
    put_string_attribute(c, date);
    PUT(c, "\" />");
    return true;
}

static void put_pairs(struct conversion *c, struct piece name, const char *query)
{
    struct text value = text_new(PAGE_BODY_MAX_BYTES);
    for (const char *at = query; *at != '\0';) {
        const char *end = strchrnul(at, '&');
        const char *equal = memchr(at, '=', (size_t)(end - at));
        const char *from = equal == NULL ? at : equal + 1;
        text_cut(&value, 0);
        uri_decode(&value, from, (size_t)(end - from));
        if (end > at)
            put_pair(
                c, name, (struct piece){ at, equal == NULL ? 0 : (size_t)(equal - at) }, &value);
        at = *end == '&' ? end + 1 : end;
    }
    text_free(&value);
}

/* What the link's text says when the address does not: the status, the issue. */
static void put_implied(
    struct conversion *c, struct piece name, const struct macro_link *link, const char *query)
{
    if (equals(name, "status") && !find_value(c, query, "title"))
        put_parameter(c, "title", link->text, strlen(link->text));
    if (equals(name, "jira") && !find_value(c, query, "key") && !find_value(c, query, "jqlQuery"))
        put_parameter(c, "key", link->text, strlen(link->text));
    if (equals(name, "anchor") && *query == '\0') {
        put_parameter(c, "", link->text, strlen(link->text));
        heading_add_anchor(c, link->text);
    }
}

bool macro_put_inline(struct conversion *c, const struct macro_link *link)
{
    struct piece name = { link->address, strcspn(link->address, "?") };
    const char *query = link->address + name.length;
    query += *query == '?';
    if (warn_of_name(c, name))
        return false;
    if (equals(name, "user"))
        return put_user(c, link, query);
    if (equals(name, "date"))
        return put_date(c, link, query);
    put_head(c, name);
    put_implied(c, name, link, query);
    put_pairs(c, name, query);
    if (equals(name, "excerpt")) {
        PUT(c, "<ac:parameter ac:name=\"atlassian-macro-output-type\">INLINE</ac:parameter>"
               "<ac:rich-text-body>");
        put_string(c, link->body);
        PUT(c, "</ac:rich-text-body>");
    }
    PUT(c, "</ac:structured-macro>");
    return true;
}

bool macro_is_block(const char *address)
{
    static const char *const INLINE[] = { "anchor", "date", "excerpt", "jira", "status", "user" };
    struct piece name = { address, strcspn(address, "?") };
    for (size_t i = 0; i < sizeof INLINE / sizeof INLINE[0]; i++)
        if (equals(name, INLINE[i]))
            return false;
    return true;
}
