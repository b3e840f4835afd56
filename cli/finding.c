/* SPDX-License-Identifier: MIT */
#include "cli/finding.h"

#include "base/file.h"
#include "base/path.h"
#include "base/unicode.h"
#include "cli/document.h"
#include "cli/summary.h"
#include "markdown/complaint.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

enum { SOURCE_MAX_BYTES = 64 * 1024 * 1024, PLACE_MAX_BYTES = 64 * 1024 };

struct findings findings_new(void)
{
    return (struct findings){ .pool = memory_pool_new() };
}

void findings_free(struct findings *findings)
{
    memory_free(&findings->items);
    memory_pool_free(&findings->pool);
    *findings = (struct findings){ 0 };
}

static const char *keep(struct findings *findings, const char *text)
{
    return text == NULL ? NULL : memory_pool_copy(findings->pool, text, strlen(text));
}

void findings_add(struct findings *findings, const struct finding *finding)
{
    if (finding->severity == DIAGNOSTIC_ERROR)
        findings->errors++;
    else
        findings->warnings++;
    if (findings->count == FINDINGS_MAX)
        return;
    if (findings->count == findings->capacity) {
        findings->capacity = findings->capacity == 0 ? 64 : findings->capacity * 2;
        findings->items = memory_grow(findings->items, findings->capacity, sizeof *findings->items);
    }
    struct finding *kept = &findings->items[findings->count++];
    *kept = *finding;
    kept->code = keep(findings, finding->code);
    kept->message = keep(findings, finding->message);
    kept->help = keep(findings, finding->help);
    kept->path = keep(findings, finding->path);
}

static int compare(const void *a, const void *b)
{
    const struct finding *x = a;
    const struct finding *y = b;
    int order = path_compare(x->path, y->path);
    if (order == 0 && x->line != y->line)
        order = x->line < y->line ? -1 : 1;
    if (order == 0 && x->column != y->column)
        order = x->column < y->column ? -1 : 1;
    return order != 0 ? order : strcmp(x->message, y->message);
}

void findings_sort(struct findings *findings)
{
    if (findings->count > 0)
        qsort(findings->items, findings->count, sizeof *findings->items, compare);
}

/* Where it is, as the shell would find it. The caller owns the result. */
static char *place_of(const struct finding *finding, const char *shown)
{
    struct text place = text_new(PLACE_MAX_BYTES);
    text_add_format(&place, "%s%s", shown, finding->path);
    if (place.length == 0)
        text_add_char(&place, '.');
    return text_take(&place);
}

static const char *severity_of(const struct finding *finding)
{
    return finding->severity == DIAGNOSTIC_ERROR ? "error" : "warning";
}

static void print_rest(const struct findings *findings, struct text *out)
{
    size_t dropped = findings->errors + findings->warnings - findings->count;
    if (dropped > 0)
        text_add_format(out, "%zu more are not listed\n", dropped);
}

/* ---------------------------------------------------------------- for a person */

/* The file that was quoted last. */
struct quoted {
    int root;
    const char *path;
    char *data;
    size_t size;
};

static void open_source(struct quoted *quoted, const struct finding *finding)
{
    if (finding->line == 0 || (quoted->path != NULL && strcmp(quoted->path, finding->path) == 0))
        return;
    memory_free(&quoted->data);
    quoted->path = finding->path;
    quoted->size = 0;
    if (file_read(quoted->root, finding->path, SOURCE_MAX_BYTES, &quoted->data, &quoted->size) !=
        FILE_OK)
        quoted->data = NULL;
}

static void print_text(
    const struct findings *findings, const char *root, const char *shown, struct text *out)
{
    struct quoted quoted = { .root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        char *place = place_of(finding, shown);
        char *message = unicode_printable(finding->message);
        char *help = finding->help == NULL ? NULL : unicode_printable(finding->help);
        struct diagnostic diagnostic = { .severity = finding->severity,
            .code = finding->code,
            .message = message,
            .help = help,
            .file = place,
            .line = finding->line,
            .column = finding->column,
            .length = finding->length };
        open_source(&quoted, finding);
        complaint_print(&diagnostic, finding->line == 0 ? NULL : quoted.data, quoted.size, out);
        text_add_char(out, '\n');
        memory_free(&place);
        memory_free(&message);
        memory_free(&help);
    }
    print_rest(findings, out);
    memory_free(&quoted.data);
    if (quoted.root >= 0)
        close(quoted.root);
    text_add_string(out, "checked ");
    summary_print_count((int64_t)findings->files, "file", out);
    text_add_string(out, ": ");
    summary_print_count((int64_t)findings->errors, "error", out);
    text_add_string(out, ", ");
    summary_print_count((int64_t)findings->warnings, "warning", out);
    text_add_char(out, '\n');
}

/* ---------------------------------------------------------------- for programs */

/* A value of a workflow command: GitHub takes these bytes as its own. */
static void add_escaped(struct text *out, const char *value, bool is_property)
{
    char *shown = unicode_printable(value);
    for (const char *c = shown; *c != '\0'; c++) {
        if (strchr(is_property ? "%\r\n:," : "%\r\n", *c) != NULL)
            text_add_format(out, "%%%02X", (unsigned char)*c);
        else
            text_add_char(out, *c);
    }
    memory_free(&shown);
}

static void print_github(const struct findings *findings, const char *shown, struct text *out)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        char *place = place_of(finding, shown);
        text_add_format(out, "::%s file=", severity_of(finding));
        add_escaped(out, place, true);
        if (finding->line > 0)
            text_add_format(out, ",line=%zu", finding->line);
        if (finding->line > 0 && finding->column > 0)
            text_add_format(out, ",col=%zu", finding->column);
        text_add_string(out, ",title=");
        add_escaped(out, finding->code, true);
        text_add_string(out, "::");
        add_escaped(out, finding->message, false);
        if (finding->help != NULL) {
            text_add_string(out, "; ");
            add_escaped(out, finding->help, false);
        }
        text_add_char(out, '\n');
        memory_free(&place);
    }
    print_rest(findings, out);
}

static json_t *finding_to_json(const struct finding *finding, const char *shown)
{
    char *place = place_of(finding, shown);
    json_t *object = json_object();
    json_object_set_new(object, "severity", json_string(severity_of(finding)));
    json_object_set_new(object, "code", document_text(finding->code));
    json_object_set_new(object, "file", document_text(place));
    json_object_set_new(object, "line", json_integer((json_int_t)finding->line));
    json_object_set_new(object, "column", json_integer((json_int_t)finding->column));
    json_object_set_new(object, "length", json_integer((json_int_t)finding->length));
    json_object_set_new(object, "message", document_text(finding->message));
    if (finding->help != NULL)
        json_object_set_new(object, "help", document_text(finding->help));
    memory_free(&place);
    return object;
}

static void print_json(const struct findings *findings, const char *shown, struct text *out)
{
    json_t *document = json_object();
    json_object_set_new(document, "format", json_string("cmsync.check/1.0"));
    json_object_set_new(document, "files", json_integer((json_int_t)findings->files));
    json_object_set_new(document, "errors", json_integer((json_int_t)findings->errors));
    json_object_set_new(document, "warnings", json_integer((json_int_t)findings->warnings));
    json_t *list = json_array();
    for (size_t i = 0; i < findings->count; i++)
        json_array_append_new(list, finding_to_json(&findings->items[i], shown));
    json_object_set_new(document, "findings", list);
    document_print(document, out);
}

void findings_print(const struct findings *findings, enum finding_form form, const char *root,
    const char *shown, struct text *out)
{
    switch (form) {
    case FINDING_TEXT:
        print_text(findings, root, shown, out);
        break;
    case FINDING_JSON:
        print_json(findings, shown, out);
        break;
    case FINDING_GITHUB:
        print_github(findings, shown, out);
        break;
    }
}
