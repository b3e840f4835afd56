/* SPDX-License-Identifier: MIT */
#include "converter/tree.h"

#include "base/diagnostic.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "converter/convert_file.h"
#include "converter/slugs.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tree {
    int root;
    struct page_options options;
    struct memory_pool *pool;
    struct slugs *entries; /* target to index + 1 */
    struct tree_entry *items;
    size_t count;
    size_t capacity;
    struct slugs *links;  /* `path#fragment` that some page links to */
    struct slugs *offers; /* `index#fragment` of the pages read so far; count 2: the title's */
    bool has_links;
};

enum { NAMES_MAX = 2000 };

struct tree *tree_open(const char *root, const struct page_options *options)
{
    struct tree *tree = memory_new(sizeof *tree);
    tree->root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    tree->options = *options;
    tree->pool = memory_pool_new();
    tree->entries = slugs_new(tree->pool);
    tree->links = slugs_new(tree->pool);
    tree->offers = slugs_new(tree->pool);
    return tree;
}

void tree_close(struct tree **tree)
{
    if (*tree == NULL)
        return;
    if ((*tree)->root >= 0)
        close((*tree)->root);
    slugs_free(&(*tree)->entries);
    slugs_free(&(*tree)->links);
    slugs_free(&(*tree)->offers);
    memory_pool_free(&(*tree)->pool);
    memory_free(&(*tree)->items);
    memory_free(tree);
}

static char *keep(struct tree *tree, const char *text)
{
    return memory_pool_copy(tree->pool, text, strlen(text));
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

static DIR *open_folder(const struct tree *tree, const char *path)
{
    int fd = openat(tree->root, path[0] == '\0' ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (folder == NULL && fd >= 0)
        close(fd);
    return folder;
}

static mode_t mode_of(const struct tree *tree, const char *path)
{
    struct stat status;
    if (fstatat(tree->root, path[0] == '\0' ? "." : path, &status, 0) < 0)
        return 0;
    return status.st_mode;
}

/* The file that is the content of the folder (index before README), or NULL. The caller owns the
   result. *has_markdown: a Markdown file lies directly in it. */
static char *folder_content(const struct tree *tree, const char *path, bool *has_markdown)
{
    char *best = NULL;
    DIR *folder = open_folder(tree, path);
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
static bool has_markdown_below(const struct tree *tree, const char *path, unsigned depth)
{
    DIR *folder = depth > PATH_MAX_DEPTH ? NULL : open_folder(tree, path);
    bool found = false;
    for (struct dirent *entry; folder != NULL && !found && (entry = readdir(folder)) != NULL;) {
        if (is_hidden(entry->d_name))
            continue;
        char *below = path_join(path, entry->d_name);
        if (path_is_markdown(below))
            found = S_ISREG(mode_of(tree, below));
        else if (entry->d_type == DT_DIR)
            found = has_markdown_below(tree, below, depth + 1);
        memory_free(&below);
    }
    if (folder != NULL)
        closedir(folder);
    return found;
}

static struct tree_entry *add_entry(struct tree *tree, const char *target)
{
    if (tree->count == tree->capacity) {
        tree->capacity = tree->capacity == 0 ? 64 : tree->capacity * 2;
        tree->items = memory_grow(tree->items, tree->capacity, sizeof *tree->items);
    }
    slugs_entry(tree->entries, target)->count = tree->count + 1;
    struct tree_entry *entry = &tree->items[tree->count++];
    *entry = (struct tree_entry){ .path = keep(tree, target), .title = "", .anchors = "\n" };
    return entry;
}

static struct slug_entry *offer(
    struct tree *tree, const struct tree_entry *entry, const char *fragment, size_t length)
{
    struct text name = text_new(SIZE_MAX / 2);
    text_add_format(&name, "%zu#", (size_t)(entry - tree->items));
    text_add(&name, fragment, length);
    struct slug_entry *found = slugs_entry(tree->offers, name.data);
    text_free(&name);
    return found;
}

static void set_page(struct tree *tree, struct tree_entry *entry, const struct page *page)
{
    entry->kind = TREE_PAGE;
    entry->title = keep(tree, page->title);
    entry->anchors = keep(tree, page->anchors.data);
    for (const char *at = entry->anchors; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (length > 0)
            offer(tree, entry, at, length)->count = at == entry->anchors ? 2 : 1;
        at += length + (at[length] == '\n');
    }
}

bool tree_offers(
    struct tree *tree, const struct tree_entry *entry, const char *fragment, bool *is_title)
{
    size_t count = offer(tree, entry, fragment, strlen(fragment))->count;
    *is_title = count == 2;
    return count > 0;
}

static void read_page(struct tree *tree, struct tree_entry *entry, const char *path)
{
    char *data;
    size_t size;
    if (file_read(tree->root, path, CONVERT_MAX_BYTES, &data, &size) != FILE_OK)
        return;
    struct page page;
    struct page_options options = tree->options;
    options.path = path;
    page_convert(data, size, &options, &page);
    if (!page.is_skipped)
        set_page(tree, entry, &page);
    page_free(&page);
    memory_free(&data);
}

/* A folder page's content, or its name. */
static void find_folder(struct tree *tree, struct tree_entry *entry, const char *path)
{
    bool has_markdown = false;
    char *content = folder_content(tree, path, &has_markdown);
    if (content != NULL && path[0] != '\0') {
        char *file = path_join(path, content);
        read_page(tree, entry, file);
        memory_free(&file);
    } else if (path[0] != '\0' && (has_markdown || has_markdown_below(tree, path, 0))) {
        entry->kind = TREE_PAGE;
        entry->title = keep(tree, path_name(path));
    } else if (content != NULL) {
        entry->path = keep(tree, content);
        read_page(tree, entry, content);
        memory_free(&content);
        return;
    }
    memory_free(&content);
    struct text folder = text_new(SIZE_MAX / 2);
    text_add_format(&folder, "%s/", path);
    entry->path = keep(tree, folder.data);
    text_free(&folder);
}

/* A file that is the content of its folder goes by the folder's path. */
static void set_path(struct tree *tree, struct tree_entry *entry, const char *path)
{
    char *folder = path_folder(path);
    bool has_markdown = false;
    char *content = folder[0] == '\0' ? NULL : folder_content(tree, folder, &has_markdown);
    if (content != NULL && strcmp(content, path_name(path)) == 0) {
        struct text canonical = text_new(SIZE_MAX / 2);
        text_add_format(&canonical, "%s/", folder);
        entry->path = keep(tree, canonical.data);
        text_free(&canonical);
    }
    memory_free(&content);
    memory_free(&folder);
}

static void look_at(struct tree *tree, struct tree_entry *entry, const char *target)
{
    char *path = memory_copy_text(target);
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] == '/')
        path[--length] = '\0';
    mode_t mode = mode_of(tree, path);
    bool is_page_path = !has_hidden_part(path);
    if (S_ISDIR(mode) && is_page_path) {
        find_folder(tree, entry, path);
    } else if (S_ISREG(mode) && path_is_markdown(path) && is_page_path) {
        read_page(tree, entry, path);
        set_path(tree, entry, path);
    } else if (S_ISREG(mode)) {
        entry->kind = TREE_FILE;
    }
    memory_free(&path);
}

static const struct tree_entry *find_exactly(struct tree *tree, const char *target)
{
    const struct slug_entry *known = slugs_find(tree->entries, target);
    if (known != NULL)
        return &tree->items[known->count - 1];
    struct tree_entry *entry = add_entry(tree, target);
    if (tree->root >= 0)
        look_at(tree, entry, target);
    return entry;
}

const struct tree_entry *tree_find(struct tree *tree, const char *target)
{
    const struct tree_entry *entry = find_exactly(tree, target);
    char *other = entry->kind == TREE_NOTHING ? reference_alternative(target) : NULL;
    if (other == NULL)
        return entry;
    size_t index = (size_t)(entry - tree->items);
    entry = find_exactly(tree, other);
    memory_free(&other);
    return entry->kind == TREE_NOTHING ? &tree->items[index] : entry;
}

void tree_add_page(struct tree *tree, const char *path, const struct page *page)
{
    struct tree_entry *entry = add_entry(tree, path);
    set_page(tree, entry, page);
    if (tree->root >= 0)
        set_path(tree, entry, path);
}

/* A link with a fragment to another page needs one of these. */
static bool may_link(const char *data, size_t size)
{
    return memmem(data, size, ".md#", 4) != NULL || memmem(data, size, "/#", 2) != NULL ||
           memmem(data, size, ".MD#", 4) != NULL;
}

static void note_links(struct tree *tree, const char *path)
{
    char *data;
    size_t size;
    if (file_read(tree->root, path, CONVERT_MAX_BYTES, &data, &size) != FILE_OK)
        return;
    struct page page = { 0 };
    struct page_options options = tree->options;
    options.path = path;
    if (may_link(data, size))
        page_convert(data, size, &options, &page);
    for (size_t i = 0; i < page.references.count; i++) {
        const struct reference *reference = &page.references.items[i];
        if (reference->kind > REFERENCE_FILE || reference->fragment[0] == '\0')
            continue;
        struct text link = text_new(SIZE_MAX / 2);
        text_add_string(&link, tree_find(tree, reference->target)->path);
        text_add_char(&link, '#');
        text_add_string(&link, reference->fragment);
        slugs_entry(tree->links, link.data)->count++;
        text_free(&link);
    }
    page_free(&page);
    memory_free(&data);
}

static void walk(struct tree *tree, const char *path, unsigned depth)
{
    DIR *folder = depth > PATH_MAX_DEPTH ? NULL : open_folder(tree, path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (is_hidden(entry->d_name))
            continue;
        char *below = path_join(path, entry->d_name);
        if (entry->d_type == DT_DIR)
            walk(tree, below, depth + 1);
        else if (path_is_markdown(below))
            note_links(tree, below);
        memory_free(&below);
    }
    if (folder != NULL)
        closedir(folder);
}

bool tree_is_linked(struct tree *tree, const char *path, const char *fragment)
{
    if (!tree->has_links && tree->root >= 0)
        walk(tree, "", 0);
    tree->has_links = true;
    struct text link = text_new(SIZE_MAX / 2);
    text_add_format(&link, "%s#", tree_find(tree, path)->path);
    text_add_string(&link, fragment);
    bool is_linked = slugs_find(tree->links, link.data) != NULL;
    text_free(&link);
    return is_linked;
}

void tree_suggest(struct tree *tree, const char *target, struct text *out)
{
    char *path = memory_copy_text(target);
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] == '/')
        path[--length] = '\0';
    char *folder_path = path_folder(path);
    DIR *folder = open_folder(tree, folder_path);
    const char **names = memory_new_array(NAMES_MAX, sizeof *names);
    size_t count = 0;
    for (struct dirent *entry;
         folder != NULL && count < NAMES_MAX && (entry = readdir(folder)) != NULL;)
        if (!is_hidden(entry->d_name))
            names[count++] = keep(tree, entry->d_name);
    const char *near = diagnostic_suggest(path_name(path), names, count);
    if (near != NULL && strcmp(near, path_name(path)) != 0)
        text_add_string(out, near);
    if (folder != NULL)
        closedir(folder);
    memory_free(&names);
    memory_free(&folder_path);
    memory_free(&path);
}
