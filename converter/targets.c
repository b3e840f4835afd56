/* SPDX-License-Identifier: MIT */
#include "converter/targets.h"

#include "base/diagnostic.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "converter/convert_file.h"
#include "markdown/slugs.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct targets {
    int root;
    struct page_options options;
    struct memory_pool *pool;
    struct slugs *entries; /* target to index + 1 */
    struct target *items;
    size_t count;
    size_t capacity;
    struct slugs *links;  /* `path#fragment` that some page links to */
    struct slugs *offers; /* `index#fragment` of the pages read so far; count 2: the title's */
    bool has_links;
};

enum { NAMES_MAX = 2000 };

struct targets *targets_open(const char *root, const struct page_options *options)
{
    struct targets *targets = memory_new(sizeof *targets);
    targets->root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    targets->options = *options;
    targets->pool = memory_pool_new();
    targets->entries = slugs_new(targets->pool);
    targets->links = slugs_new(targets->pool);
    targets->offers = slugs_new(targets->pool);
    return targets;
}

void targets_close(struct targets **targets)
{
    if (*targets == NULL)
        return;
    if ((*targets)->root >= 0)
        close((*targets)->root);
    slugs_free(&(*targets)->entries);
    slugs_free(&(*targets)->links);
    slugs_free(&(*targets)->offers);
    memory_pool_free(&(*targets)->pool);
    memory_free(&(*targets)->items);
    memory_free(targets);
}

static char *keep(struct targets *targets, const char *text)
{
    return memory_pool_copy(targets->pool, text, strlen(text));
}

static bool is_hidden(const char *name)
{
    return name[0] == '.' || strcmp(name, "node_modules") == 0;
}

static bool has_hidden_part(const char *path)
{
    for (const char *at = path; *at != '\0';) {
        char name[NAME_MAX + 1];
        size_t length = strcspn(at, "/");
        size_t kept = length < NAME_MAX ? length : NAME_MAX;
        memcpy(name, at, kept);
        name[kept] = '\0';
        if (length > 0 && is_hidden(name))
            return true;
        at += length + (at[length] == '/');
    }
    return false;
}

static DIR *open_folder(const struct targets *targets, const char *path)
{
    int fd =
        openat(targets->root, path[0] == '\0' ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (folder == NULL && fd >= 0)
        close(fd);
    return folder;
}

static mode_t mode_of(const struct targets *targets, const char *path)
{
    struct stat status;
    if (fstatat(targets->root, path[0] == '\0' ? "." : path, &status, 0) < 0)
        return 0;
    return status.st_mode;
}

/* The file that is the content of the folder (index before README), or NULL. The caller owns the
   result. *has_markdown: a Markdown file lies directly in it. */
static char *folder_content(const struct targets *targets, const char *path, bool *has_markdown)
{
    char *best = NULL;
    DIR *folder = open_folder(targets, path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        const char *name = entry->d_name;
        if (is_hidden(name) || !path_is_markdown(name))
            continue;
        *has_markdown = true;
        if (!path_is_index(name) && !path_is_readme(name))
            continue;
        bool is_better = best == NULL || (path_is_index(name) && path_is_readme(best)) ||
                         (path_is_index(name) == path_is_index(best) && strcmp(name, best) < 0);
        if (is_better) {
            memory_free(&best);
            best = memory_copy_text(name);
        }
    }
    if (folder != NULL)
        closedir(folder);
    return best;
}

/* Some Markdown file lies below the folder. */
static bool has_markdown_below(const struct targets *targets, const char *path, unsigned depth)
{
    DIR *folder = depth > PATH_MAX_DEPTH ? NULL : open_folder(targets, path);
    bool found = false;
    for (struct dirent *entry; folder != NULL && !found && (entry = readdir(folder)) != NULL;) {
        if (is_hidden(entry->d_name))
            continue;
        char *below = path_join(path, entry->d_name);
        if (path_is_markdown(below))
            found = S_ISREG(mode_of(targets, below));
        else if (entry->d_type == DT_DIR)
            found = has_markdown_below(targets, below, depth + 1);
        memory_free(&below);
    }
    if (folder != NULL)
        closedir(folder);
    return found;
}

static struct target *add_entry(struct targets *targets, const char *target)
{
    if (targets->count == targets->capacity) {
        targets->capacity = targets->capacity == 0 ? 64 : targets->capacity * 2;
        targets->items = memory_grow(targets->items, targets->capacity, sizeof *targets->items);
    }
    slugs_entry(targets->entries, target)->count = targets->count + 1;
    struct target *entry = &targets->items[targets->count++];
    *entry = (struct target){ .path = keep(targets, target), .title = "", .anchors = "\n" };
    return entry;
}

static struct slug_entry *offer(
    struct targets *targets, const struct target *entry, const char *fragment, size_t length)
{
    struct text name = text_new(SIZE_MAX / 2);
    text_add_format(&name, "%zu#", (size_t)(entry - targets->items));
    text_add(&name, fragment, length);
    struct slug_entry *found = slugs_entry(targets->offers, name.data);
    text_free(&name);
    return found;
}

static void set_page(struct targets *targets, struct target *entry, const struct page *page)
{
    entry->kind = TARGET_PAGE;
    entry->title = keep(targets, page->title);
    entry->anchors = keep(targets, page->anchors.data);
    for (const char *at = entry->anchors; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (length > 0)
            offer(targets, entry, at, length)->count = at == entry->anchors ? 2 : 1;
        at += length + (at[length] == '\n');
    }
}

bool targets_offers(
    struct targets *targets, const struct target *entry, const char *fragment, bool *is_title)
{
    size_t count = offer(targets, entry, fragment, strlen(fragment))->count;
    *is_title = count == 2;
    return count > 0;
}

static void read_page(struct targets *targets, struct target *entry, const char *path)
{
    char *data;
    size_t size;
    if (file_read(targets->root, path, CONVERT_MAX_BYTES, &data, &size) != FILE_OK)
        return;
    struct page page;
    struct page_options options = targets->options;
    options.path = path;
    page_convert(data, size, &options, &page);
    if (!page.is_skipped)
        set_page(targets, entry, &page);
    page_free(&page);
    memory_free(&data);
}

/* A folder page's content, or its name. */
static void find_folder(struct targets *targets, struct target *entry, const char *path)
{
    bool has_markdown = false;
    char *content = folder_content(targets, path, &has_markdown);
    if (content != NULL && path[0] != '\0') {
        char *file = path_join(path, content);
        read_page(targets, entry, file);
        memory_free(&file);
    } else if (path[0] != '\0' && (has_markdown || has_markdown_below(targets, path, 0))) {
        entry->kind = TARGET_PAGE;
        entry->title = keep(targets, path_name(path));
    } else if (content != NULL) {
        entry->path = keep(targets, content);
        read_page(targets, entry, content);
        memory_free(&content);
        return;
    }
    memory_free(&content);
    struct text folder = text_new(SIZE_MAX / 2);
    text_add_format(&folder, "%s/", path);
    entry->path = keep(targets, folder.data);
    text_free(&folder);
}

/* A file that is the content of its folder goes by the folder's path. */
static void set_path(struct targets *targets, struct target *entry, const char *path)
{
    char *folder = path_folder(path);
    bool has_markdown = false;
    char *content = folder[0] == '\0' ? NULL : folder_content(targets, folder, &has_markdown);
    if (content != NULL && strcmp(content, path_name(path)) == 0) {
        struct text canonical = text_new(SIZE_MAX / 2);
        text_add_format(&canonical, "%s/", folder);
        entry->path = keep(targets, canonical.data);
        text_free(&canonical);
    }
    memory_free(&content);
    memory_free(&folder);
}

/* Of what is no image: none. */
static struct pixels read_pixels(const struct targets *targets, const char *path)
{
    struct pixels pixels = { 0 };
    int fd = openat(targets->root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return pixels;
    unsigned char *header = memory_new(PIXELS_HEADER_BYTES);
    ssize_t length = read(fd, header, PIXELS_HEADER_BYTES);
    if (length > 0)
        pixels = pixels_of(header, (size_t)length);
    memory_free(&header);
    close(fd);
    return pixels;
}

static void look_at(struct targets *targets, struct target *entry, const char *target)
{
    char *path = memory_copy_text(target);
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] == '/')
        path[--length] = '\0';
    mode_t mode = mode_of(targets, path);
    bool is_page_path = !has_hidden_part(path);
    if (S_ISDIR(mode) && is_page_path) {
        find_folder(targets, entry, path);
    } else if (S_ISREG(mode) && path_is_markdown(path) && is_page_path) {
        read_page(targets, entry, path);
        set_path(targets, entry, path);
    } else if (S_ISREG(mode)) {
        entry->kind = TARGET_FILE;
        entry->pixels = read_pixels(targets, path);
    }
    memory_free(&path);
}

static const struct target *find_exactly(struct targets *targets, const char *target)
{
    const struct slug_entry *known = slugs_find(targets->entries, target);
    if (known != NULL)
        return &targets->items[known->count - 1];
    struct target *entry = add_entry(targets, target);
    if (targets->root >= 0)
        look_at(targets, entry, target);
    return entry;
}

const struct target *targets_find(struct targets *targets, const char *target)
{
    const struct target *entry = find_exactly(targets, target);
    char *other = entry->kind == TARGET_NOTHING ? reference_alternative(target) : NULL;
    if (other == NULL)
        return entry;
    size_t index = (size_t)(entry - targets->items);
    entry = find_exactly(targets, other);
    memory_free(&other);
    return entry->kind == TARGET_NOTHING ? &targets->items[index] : entry;
}

void targets_add_page(struct targets *targets, const char *path, const struct page *page)
{
    struct target *entry = add_entry(targets, path);
    set_page(targets, entry, page);
    if (targets->root >= 0)
        set_path(targets, entry, path);
}

/* A link with a fragment to another page needs one of these. */
static bool may_link(const char *data, size_t size)
{
    return memmem(data, size, ".md#", 4) != NULL || memmem(data, size, "/#", 2) != NULL ||
           memmem(data, size, ".MD#", 4) != NULL;
}

static void note_links(struct targets *targets, const char *path)
{
    char *data;
    size_t size;
    if (file_read(targets->root, path, CONVERT_MAX_BYTES, &data, &size) != FILE_OK)
        return;
    struct page page = { 0 };
    struct page_options options = targets->options;
    options.path = path;
    if (may_link(data, size))
        page_convert(data, size, &options, &page);
    for (size_t i = 0; i < page.references.count; i++) {
        const struct reference *reference = &page.references.items[i];
        if (reference->kind > REFERENCE_FILE || reference->fragment[0] == '\0')
            continue;
        struct text link = text_new(SIZE_MAX / 2);
        text_add_string(&link, targets_find(targets, reference->target)->path);
        text_add_char(&link, '#');
        text_add_string(&link, reference->fragment);
        slugs_entry(targets->links, link.data)->count++;
        text_free(&link);
    }
    page_free(&page);
    memory_free(&data);
}

static void walk(struct targets *targets, const char *path, unsigned depth)
{
    DIR *folder = depth > PATH_MAX_DEPTH ? NULL : open_folder(targets, path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (is_hidden(entry->d_name))
            continue;
        char *below = path_join(path, entry->d_name);
        if (entry->d_type == DT_DIR)
            walk(targets, below, depth + 1);
        else if (path_is_markdown(below))
            note_links(targets, below);
        memory_free(&below);
    }
    if (folder != NULL)
        closedir(folder);
}

bool targets_is_linked(struct targets *targets, const char *path, const char *fragment)
{
    if (!targets->has_links && targets->root >= 0)
        walk(targets, "", 0);
    targets->has_links = true;
    struct text link = text_new(SIZE_MAX / 2);
    text_add_format(&link, "%s#", targets_find(targets, path)->path);
    text_add_string(&link, fragment);
    bool is_linked = slugs_find(targets->links, link.data) != NULL;
    text_free(&link);
    return is_linked;
}

void targets_suggest(struct targets *targets, const char *target, struct text *out)
{
    char *path = memory_copy_text(target);
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] == '/')
        path[--length] = '\0';
    char *folder_path = path_folder(path);
    DIR *folder = open_folder(targets, folder_path);
    const char **names = memory_new_array(NAMES_MAX, sizeof *names);
    size_t count = 0;
    for (struct dirent *entry;
         folder != NULL && count < NAMES_MAX && (entry = readdir(folder)) != NULL;)
        if (!is_hidden(entry->d_name))
            names[count++] = keep(targets, entry->d_name);
    const char *near = diagnostic_suggest(path_name(path), names, count);
    if (near != NULL && strcmp(near, path_name(path)) != 0)
        text_add_string(out, near);
    if (folder != NULL)
        closedir(folder);
    memory_free(&names);
    memory_free(&folder_path);
    memory_free(&path);
}
