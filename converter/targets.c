/* SPDX-License-Identifier: MIT */
#include "converter/targets.h"

#include "base/beneath.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "converter/convert_file.h"
#include "markdown/complaint.h"
#include "markdown/slugs.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct targets {
    char *root;
    int root_fd;
    struct page_options options;
    targets_ignores *ignores;
    void *context;
    struct memory_pool *pool;
    struct slugs *entries; /* target to index + 1 */
    struct target *items;
    size_t count;
    size_t capacity;
    struct slugs *folders; /* their contents; the count says what is known */
    struct slugs *links;   /* `path#fragment` that some page links to */
    struct slugs *offers;  /* `index#fragment` of the pages read so far; count 2: the title's */
    bool has_links;
};

enum { NAMES_MAX = 2000, HAS_NONE = 1, HAS_MARKDOWN = 2 };

/* What lies directly in a folder: the file that is its content (NULL: none), any Markdown. */
struct contents {
    const char *file;
    bool has_markdown;
};

struct targets *targets_open(
    const char *root, const struct page_options *options, targets_ignores *ignores, void *context)
{
    struct targets *targets = memory_new(sizeof *targets);
    targets->root = memory_copy_text(root);
    targets->root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    targets->options = *options;
    targets->ignores = ignores;
    targets->context = context;
    targets->pool = memory_pool_new();
    targets->entries = slugs_new(targets->pool);
    targets->folders = slugs_new(targets->pool);
    targets->links = slugs_new(targets->pool);
    targets->offers = slugs_new(targets->pool);
    return targets;
}

void targets_close(struct targets **targets)
{
    if (*targets == NULL)
        return;
    if ((*targets)->root_fd >= 0)
        close((*targets)->root_fd);
    memory_free(&(*targets)->root);
    slugs_free(&(*targets)->entries);
    slugs_free(&(*targets)->folders);
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

/* The folders above it are part of the tree. */
static bool is_ignored(const struct targets *targets, const char *path, bool is_folder)
{
    return targets->ignores != NULL && targets->ignores(path, is_folder, targets->context);
}

/* The path or a folder above it. */
static bool is_left_out(const struct targets *targets, const char *path, bool is_folder)
{
    bool is_out = false;
    for (const char *slash = path; !is_out && (slash = strchr(slash, '/')) != NULL; slash++) {
        char *folder = memory_copy_part(path, (size_t)(slash - path));
        is_out = is_ignored(targets, folder, true);
        memory_free(&folder);
    }
    return is_out || (path[0] != '\0' && is_ignored(targets, path, is_folder));
}

static DIR *open_folder(const struct targets *targets, const char *path)
{
    int fd = openat(targets->root_fd, path[0] == '\0' ? "." : path,
        O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (folder == NULL && fd >= 0)
        close(fd);
    return folder;
}

/* As a scan of the tree sees it: links to folders are nothing, those to files lead on as long as
   they stay in the root. -1: nothing. */
static int open_path(const struct targets *targets, const char *path, mode_t *mode)
{
    struct stat status;
    *mode = 0;
    int fd = beneath_open(targets->root, path[0] == '\0' ? "." : path);
    if (fd < 0)
        return -1;
    bool is_there = fstat(fd, &status) == 0;
    if (is_there && S_ISDIR(status.st_mode) && path[0] != '\0') {
        struct stat own;
        is_there =
            fstatat(targets->root_fd, path, &own, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(own.st_mode);
    }
    if (is_there) {
        *mode = status.st_mode;
        return fd;
    }
    close(fd);
    return -1;
}

static mode_t mode_of(const struct targets *targets, const char *path)
{
    mode_t mode;
    int fd = open_path(targets, path, &mode);
    if (fd >= 0)
        close(fd);
    return mode;
}

static bool read_file(const struct targets *targets, const char *path, char **data, size_t *size)
{
    mode_t mode;
    int fd = open_path(targets, path, &mode);
    if (fd < 0)
        return false;
    bool is_read = file_read_descriptor(fd, CONVERT_MAX_BYTES, data, size) == FILE_OK;
    close(fd);
    return is_read;
}

/* A name in a folder of the tree, and its path. */
struct found {
    const char *name;
    char *path;
    bool is_folder;
};

static void forget_found(struct found *found)
{
    memory_free(&found->path);
}

/* The next name in the folder at `path` that is part of the tree (`found` is zero, or the one
   before). False at the end. */
static bool find_next(
    const struct targets *targets, DIR *folder, const char *path, struct found *found)
{
    const struct dirent *entry;
    forget_found(found);
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        found->name = entry->d_name;
        found->path = path_join(path, entry->d_name);
        found->is_folder = entry->d_type == DT_DIR ||
                           (entry->d_type == DT_UNKNOWN && S_ISDIR(mode_of(targets, found->path)));
        if (!is_ignored(targets, found->path, found->is_folder))
            return true;
        forget_found(found);
    }
    return false;
}

static void close_folder(DIR *folder, struct found *found)
{
    forget_found(found);
    if (folder != NULL)
        closedir(folder);
}

/* `name` rather than `best` is the content of its folder: index before README. */
static bool is_better(const char *name, const char *best)
{
    return best == NULL || (path_is_index(name) && path_is_readme(best)) ||
           (path_is_index(name) == path_is_index(best) && strcmp(name, best) < 0);
}

/* Only what matters is looked at, for folders are large. */
static void read_contents(
    const struct targets *targets, const char *path, struct contents *contents)
{
    DIR *folder = open_folder(targets, path);
    struct found found = { 0 };
    while (find_next(targets, folder, path, &found)) {
        const char *name = found.name;
        bool may_be = path_is_index(name) || path_is_readme(name);
        bool is_new = may_be ? is_better(name, contents->file) : !contents->has_markdown;
        if (!is_new || !path_is_markdown(name) || !S_ISREG(mode_of(targets, found.path)))
            continue;
        contents->has_markdown = true;
        if (may_be)
            contents->file = memory_pool_copy(targets->pool, name, strlen(name));
    }
    close_folder(folder, &found);
}

static struct contents contents_of(struct targets *targets, const char *path)
{
    struct slug_entry *known = slugs_entry(targets->folders, path);
    if (known->count == 0) {
        struct contents contents = { 0 };
        read_contents(targets, path, &contents);
        known->value = contents.file;
        known->count = contents.has_markdown ? HAS_MARKDOWN : HAS_NONE;
    }
    return (struct contents){ known->value, known->count == HAS_MARKDOWN };
}

/* Some Markdown file lies below the folder. */
static bool has_markdown_below(const struct targets *targets, const char *path, unsigned depth)
{
    DIR *folder = depth > PATH_MAX_DEPTH ? NULL : open_folder(targets, path);
    struct found found = { 0 };
    bool is_any = false;
    while (!is_any && find_next(targets, folder, path, &found)) {
        if (found.is_folder)
            is_any = has_markdown_below(targets, found.path, depth + 1);
        else
            is_any = path_is_markdown(found.path) && S_ISREG(mode_of(targets, found.path));
    }
    close_folder(folder, &found);
    return is_any;
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

bool targets_is_beside(struct targets *targets, const char *path)
{
    if (!path_is_index(path) && !path_is_readme(path))
        return false;
    char *folder = path_folder(path);
    struct contents contents = contents_of(targets, folder);
    memory_free(&folder);
    return contents.file != NULL && strcmp(contents.file, path_name(path)) != 0;
}

static void read_page(struct targets *targets, struct target *entry, const char *path)
{
    char *data;
    size_t size;
    if (!read_file(targets, path, &data, &size))
        return;
    struct page page;
    struct page_options options = targets->options;
    options.path = path;
    options.is_beside = targets_is_beside(targets, path);
    page_convert(data, size, &options, &page);
    if (!page.is_skipped)
        set_page(targets, entry, &page);
    page_free(&page);
    memory_free(&data);
}

/* A folder page's content, or its name. */
static void find_folder(struct targets *targets, struct target *entry, const char *path)
{
    struct contents contents = contents_of(targets, path);
    if (contents.file != NULL && path[0] != '\0') {
        char *file = path_join(path, contents.file);
        read_page(targets, entry, file);
        memory_free(&file);
    } else if (path[0] != '\0' && (contents.has_markdown || has_markdown_below(targets, path, 0))) {
        entry->kind = TARGET_PAGE;
        entry->title = keep(targets, path_name(path));
    } else if (contents.file != NULL) {
        entry->path = contents.file;
        read_page(targets, entry, contents.file);
        return;
    }
    struct text folder = text_new(SIZE_MAX / 2);
    text_add_format(&folder, "%s/", path);
    entry->path = keep(targets, folder.data);
    text_free(&folder);
}

/* A file that is the content of its folder goes by the folder's path. */
static void set_path(struct targets *targets, struct target *entry, const char *path)
{
    char *folder = path_folder(path);
    const char *content = folder[0] == '\0' ? NULL : contents_of(targets, folder).file;
    if (content != NULL && strcmp(content, path_name(path)) == 0) {
        struct text canonical = text_new(SIZE_MAX / 2);
        text_add_format(&canonical, "%s/", folder);
        entry->path = keep(targets, canonical.data);
        text_free(&canonical);
    }
    memory_free(&folder);
}

/* Of what is no image: none. */
static struct pixels read_pixels(const struct targets *targets, const char *path)
{
    struct pixels pixels = { 0 };
    mode_t mode;
    int fd = open_path(targets, path, &mode);
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
    if (is_left_out(targets, path, S_ISDIR(mode)))
        mode = 0;
    if (S_ISDIR(mode)) {
        find_folder(targets, entry, path);
    } else if (S_ISREG(mode) && path_is_markdown(path)) {
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
    if (targets->root_fd >= 0)
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
    if (targets->root_fd >= 0)
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
    if (!read_file(targets, path, &data, &size))
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
    struct found found = { 0 };
    while (find_next(targets, folder, path, &found)) {
        if (found.is_folder)
            walk(targets, found.path, depth + 1);
        else if (path_is_markdown(found.path))
            note_links(targets, found.path);
    }
    close_folder(folder, &found);
}

bool targets_is_linked(struct targets *targets, const char *path, const char *fragment)
{
    if (!targets->has_links && targets->root_fd >= 0)
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
    struct found found = { 0 };
    while (count < NAMES_MAX && find_next(targets, folder, folder_path, &found))
        names[count++] = keep(targets, found.name);
    const char *near = complaint_suggest_name(path_name(path), names, count);
    if (near != NULL && strcmp(near, path_name(path)) != 0)
        text_add_string(out, near);
    close_folder(folder, &found);
    memory_free(&names);
    memory_free(&folder_path);
    memory_free(&path);
}
