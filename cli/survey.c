/* SPDX-License-Identifier: MIT */
#include "cli/survey.h"

#include "base/beneath.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/path.h"
#include "base/unicode.h"
#include "converter/product.h"
#include "ledger/entries.h"
#include "ledger/marks.h"
#include "ledger/titles.h"
#include "ledger/wanted.h"
#include "markdown/complaint.h"
#include "watcher/gitignore.h"
#include "watcher/scan.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BATCH_FILES = 64, BATCH_ENTRIES = 2000, NAMES_MAX = 2000, TEXT_BYTES = 64 * 1024 };

struct survey {
    const struct survey_order *order;
    struct findings *findings;
    struct database *database;
    struct ledger ledger;
    struct memory_pool *pool; /* of one batch */
    struct path_list entries; /* every file of the tree, for suggestions */
    int64_t page;             /* whose references are looked at */
    const char *source;       /* its file */
    char *data;
    size_t size;
};

static bool is_asked_for(const struct survey *survey, const char *path)
{
    for (size_t i = 0; i < survey->order->path_count; i++) {
        if (path_is_below(path, survey->order->paths[i]))
            return true;
    }
    return false;
}

static void add(struct survey *survey, const struct finding *finding)
{
    if (finding->path[0] == '\0' || is_asked_for(survey, finding->path))
        findings_add(survey->findings, finding);
}

/* ---------------------------------------------------------------- seen */

static void see_part(struct survey *survey, struct item_entry *entries, size_t count)
{
    struct message_entries_report report = { .changed = entries, .changed_count = count };
    entries_apply(&survey->ledger, &report);
}

static void see_entries(struct survey *survey, const struct changes *changes)
{
    struct item_entry *entries = memory_new_array(BATCH_ENTRIES, sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < changes->changed_count; i++) {
        const struct tree_entry *entry = changes->changed[i].entry;
        entries[count++] = (struct item_entry){ .path = entry->path,
            .kind = entry->values.is_folder ? ENTRY_FOLDER : ENTRY_FILE,
            .size = entry->values.size,
            .modified_ns = entry->values.modified_ns,
            .inode = entry->values.inode,
            .device = entry->values.device };
        if (!entry->values.is_folder)
            path_list_add(&survey->entries, entry->path);
        if (count == BATCH_ENTRIES || i + 1 == changes->changed_count) {
            see_part(survey, entries, count);
            count = 0;
        }
    }
    memory_free(&entries);
}

static void add_trouble(struct survey *survey, const char *trouble)
{
    while (*trouble != '\0') {
        size_t length = strcspn(trouble, "\n");
        char *line = memory_copy_part(trouble, length);
        add(survey,
            &(struct finding){
                .severity = DIAGNOSTIC_ERROR, .code = "CM-FILE-02", .message = line, .path = "" });
        memory_free(&line);
        trouble += length + (trouble[length] == '\n');
    }
}

static void add_skipped(void *context, const char *path, const char *reason)
{
    struct text message = text_new(TEXT_BYTES);
    text_add_format(&message, "the file makes no page: %s", reason);
    add(context, &(struct finding){ .severity = DIAGNOSTIC_WARNING,
                     .code = "CM-FILE-03",
                     .message = message.data,
                     .path = path });
    text_free(&message);
}

/* 0, or -1 (said): the root cannot be read. */
static int see(struct survey *survey)
{
    const struct config_list *patterns = &survey->order->config->docs.ignore;
    struct tree *tree = tree_new();
    struct compare *compare = compare_new(tree, true);
    struct ignore *ignore = ignore_new(&gitignore_matcher, patterns->items, patterns->count);
    struct scan scan = {
        .compare = compare, .ignore = ignore, .skipped = add_skipped, .context = survey
    };
    int result = scan_open(&scan, survey->order->root);
    if (result == 0) {
        scan_walk(&scan, "");
        compare_match(compare);
        see_entries(survey, compare_finish(compare));
        add_trouble(survey, scan.trouble.data);
    } else {
        log_error("%s", scan.trouble.data);
    }
    scan_close(&scan);
    compare_free(&compare);
    ignore_free(&ignore);
    tree_free(&tree);
    return result;
}

/* ---------------------------------------------------------------- wanted */

static void add_warnings(struct survey *survey, const char *path, const struct page *page)
{
    for (size_t i = 0; i < page->warning_count; i++) {
        const struct page_warning *warning = &page->warnings[i];
        add(survey, &(struct finding){ .severity = DIAGNOSTIC_WARNING,
                        .code = warning->code,
                        .message = warning->message,
                        .help = warning->help,
                        .path = path,
                        .line = warning->line,
                        .column = warning->column,
                        .length = warning->length });
    }
    if (page->warnings_dropped == 0)
        return;
    struct text message = text_new(TEXT_BYTES);
    text_add_format(&message, "%zu more warnings are not listed", page->warnings_dropped);
    add(survey, &(struct finding){ .severity = DIAGNOSTIC_WARNING,
                    .code = "CM-MORE-01",
                    .message = message.data,
                    .path = path });
    text_free(&message);
}

static void add_error(struct survey *survey, const char *path, const char *error)
{
    if (error[0] != '\0')
        add(survey, &(struct finding){ .severity = DIAGNOSTIC_ERROR,
                        .code = "CM-FILE-01",
                        .message = error,
                        .path = path });
}

/* An attachment: that it can be opened and is not too large is all that matters here. */
static void look_at_file(
    struct survey *survey, const struct item_conversion *file, struct item_file_result *result)
{
    struct text error = text_new(TEXT_BYTES);
    int fd = beneath_open(survey->order->root, file->path);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0)
        inspect_explain(FILE_UNREADABLE, INSPECT_MAX_BYTES, &error);
    else if (status.st_size > INSPECT_MAX_BYTES)
        inspect_explain(FILE_TOO_LARGE, INSPECT_MAX_BYTES, &error);
    if (fd >= 0)
        close(fd);
    add_error(survey, file->path, error.data);
    *result = (struct item_file_result){ .path = file->path,
        .seen = file->seen,
        .error = memory_pool_copy(survey->pool, error.data, error.length) };
    text_free(&error);
}

/* A file that is written to at this moment is an error: nobody comes back to it. */
static void look_at_page(
    struct survey *survey, const struct item_conversion *file, struct product *product)
{
    const struct product_options options = { .root = survey->order->root,
        .page = survey->order->options,
        .config = survey->order->config,
        .only_looks = true };
    if (product_make(product, file, &options) < 0) {
        *product = (struct product){
            .page = { .path = file->path, .seen = file->seen },
            .error = text_new(TEXT_BYTES),
        };
        text_add_string(&product->error, file_result_text(FILE_CHANGED));
        product->page.error = product->error.data;
    }
    add_error(survey, file->path, product->error.data);
    if (product->has_content)
        add_warnings(survey, file->path, &product->content);
    survey->findings->files += is_asked_for(survey, file->path);
}

static void take_batch(struct survey *survey, const struct message_conversions_due *due)
{
    struct item_page_result pages[BATCH_FILES];
    struct item_file_result files[BATCH_FILES];
    struct product products[BATCH_FILES];
    char *made_with = database_get_text(survey->database, "made_with");
    struct message_conversions_report report = {
        .pages = pages, .files = files, .made_with = made_with
    };
    for (size_t i = 0; i < due->files_count; i++) {
        if (due->files[i].is_page) {
            struct product *product = &products[report.pages_count];
            look_at_page(survey, &due->files[i], product);
            pages[report.pages_count++] = product->page;
        } else {
            look_at_file(survey, &due->files[i], &files[report.files_count++]);
        }
    }
    wanted_apply(&survey->ledger, &report);
    for (size_t i = 0; i < report.pages_count; i++)
        product_free(&products[i]);
    memory_free(&made_with);
}

static void convert(struct survey *survey)
{
    bool is_last = false;
    while (!is_last) {
        struct message_conversions_due due = { 0 };
        survey->pool = memory_pool_new();
        wanted_list_conversions(&survey->ledger, BATCH_FILES, survey->pool, &due);
        is_last = due.files_count == 0;
        take_batch(survey, &due);
        memory_pool_free(&survey->pool);
    }
    titles_settle(&survey->ledger);
}

/* ---------------------------------------------------------------- what remains open */

/* A name in the target's folder, else a file of that name anywhere. NULL when there is none. */
static const char *find_similar(const struct survey *survey, const char *target)
{
    const char *names[NAMES_MAX];
    const char *paths[NAMES_MAX];
    size_t count = 0;
    const char *namesake = NULL;
    size_t folder = path_folder_length(target);
    for (size_t i = 0; i < survey->entries.count; i++) {
        const char *path = survey->entries.paths[i];
        const char *name = path_name(path);
        bool is_beside = path_folder_length(path) == folder && strncmp(path, target, folder) == 0;
        if (is_beside && count < NAMES_MAX) {
            paths[count] = path;
            names[count++] = name;
        }
        if (namesake == NULL && strcasecmp(name, path_name(target)) == 0)
            namesake = path;
    }
    const char *near = complaint_suggest_name(path_name(target), names, count);
    for (size_t i = 0; i < count; i++) {
        if (names[i] == near)
            return paths[i];
    }
    return namesake;
}

static void suggest(struct survey *survey, const struct reference *reference,
    enum reference_problem problem, struct text *out)
{
    struct text near = text_new(TEXT_BYTES);
    if (problem == REFERENCE_FRAGMENT_MISSING) {
        struct query *q =
            query(survey->database, "SELECT coalesce(anchors, '') FROM page WHERE id = ?");
        query_add_number(q, marks_page_of(&survey->ledger, survey->page, reference));
        char *anchors = query_single_text(q);
        if (anchors != NULL)
            complaint_suggest_fragment(anchors, reference->fragment, &near);
        memory_free(&anchors);
    } else {
        const char *path = find_similar(survey, reference->target);
        char *folder = path_folder(survey->source);
        if (path != NULL)
            complaint_relative(folder, path, &near);
        memory_free(&folder);
    }
    if (near.length > 0)
        text_add_format(out, "did you mean `%s`?", near.data);
    text_free(&near);
}

/* The page's file, once a page that has something to complain of; a generated page has none. */
static void read_source(struct survey *survey)
{
    if (survey->data != NULL || !path_is_markdown(survey->source))
        return;
    int fd = beneath_open(survey->order->root, survey->source);
    if (fd < 0)
        return;
    if (file_read_descriptor(fd, PRODUCT_SOURCE_MAX_BYTES, &survey->data, &survey->size) != FILE_OK)
        survey->data = NULL;
    close(fd);
}

static void complain(
    const struct reference *reference, enum reference_problem problem, void *context)
{
    struct survey *survey = context;
    struct text message = text_new(TEXT_BYTES);
    struct text help = text_new(TEXT_BYTES);
    reference_problem_text(reference, problem, &message);
    suggest(survey, reference, problem, &help);
    read_source(survey);
    struct diagnostic where = complaint_of(reference, problem, survey->data, survey->size);
    add(survey, &(struct finding){ .severity = DIAGNOSTIC_WARNING,
                    .code = where.code,
                    .message = message.data,
                    .help = help.length > 0 ? help.data : NULL,
                    .path = survey->source,
                    .line = where.line,
                    .column = where.column,
                    .length = where.length });
    text_free(&message);
    text_free(&help);
}

/* The file whose page has the title that `page` wanted. The caller owns the result. */
static char *owner_of(struct survey *survey, int64_t page, const char *raw)
{
    char *key = unicode_title_key(raw);
    struct query *q = query(survey->database,
        "SELECT coalesce(source, path) FROM page WHERE title_key = ? AND is_present = 1 AND id <> "
        "? LIMIT 1");
    query_add_text(q, key);
    query_add_number(q, page);
    char *owner = query_single_text(q);
    memory_free(&key);
    return owner;
}

static void complain_of_title(
    struct survey *survey, int64_t page, const char *path, const char *raw, const char *title)
{
    char *owner = owner_of(survey, page, raw);
    struct text message = text_new(TEXT_BYTES);
    text_add_format(
        &message, "the title `%s` is taken by %s; ", raw, owner == NULL ? "another page" : owner);
    if (title[0] == '\0')
        text_add_string(&message, "the page waits for a decision");
    else
        text_add_format(&message, "this page is called `%s`", title);
    struct finding finding = { .severity = DIAGNOSTIC_WARNING,
        .code = "CM-TITLE-01",
        .message = message.data,
        .help = "give one of them another `title` in its front matter",
        .path = path };
    read_source(survey);
    const char *hit =
        survey->data == NULL ? NULL : memmem(survey->data, survey->size, raw, strlen(raw));
    if (hit != NULL && raw[0] != '\0') {
        diagnostic_place(
            survey->data, (size_t)(hit - survey->data), &finding.line, &finding.column);
        finding.length = unicode_width(raw);
    }
    add(survey, &finding);
    text_free(&message);
    memory_free(&owner);
}

static void review(struct survey *survey)
{
    struct query *q = query(survey->database,
        "SELECT id, path, source, raw_title, coalesce(title, '') FROM page WHERE is_present = 1 "
        "AND is_skipped = 0 AND error IS NULL AND raw_title IS NOT NULL ORDER BY path");
    while (query_next(q)) {
        const char *path = query_text(q, query_is_null(q, 2) ? 1 : 2);
        if (!is_asked_for(survey, path))
            continue;
        survey->page = query_number(q, 0);
        survey->source = path;
        if (strcmp(query_text(q, 3), query_text(q, 4)) != 0)
            complain_of_title(survey, survey->page, path, query_text(q, 3), query_text(q, 4));
        if (!query_is_null(q, 2))
            marks_report(&survey->ledger, survey->page, complain, survey);
        memory_free(&survey->data);
    }
}

int survey_make(const struct survey_order *order, struct findings *findings)
{
    struct survey survey = { .order = order, .findings = findings };
    survey.database = database_open(":memory:");
    if (survey.database == NULL)
        return -1;
    ledger_open(&survey.ledger, survey.database);
    survey.ledger.settings.asks_title_clash =
        order->config->publish.on_title_clash == CONFIG_ON_TITLE_CLASH_ask;
    database_begin(survey.database);
    ledger_begin(&survey.ledger, clock_wall_ms());
    int result = see(&survey);
    if (result == 0) {
        convert(&survey);
        review(&survey);
        findings_sort(findings);
    }
    if (database_commit(survey.database) < 0)
        result = -1;
    path_list_free(&survey.entries);
    ledger_close(&survey.ledger);
    database_close(&survey.database);
    return result;
}
