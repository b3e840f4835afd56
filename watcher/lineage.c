/* SPDX-License-Identifier: MIT */
#include "watcher/lineage.h"

#include "base/memory.h"

#include <search.h>
#include <stddef.h>
#include <string.h>

/* A name of which something was said. Ignored ones are here only while they hold something. */
struct name {
    char *path;
    char *holds; /* the known file that is here; NULL: none */
    char *held;  /* the last one that was */
    char *at; /* of the file known by this name: the name of the tree that holds it; NULL: none */
    char *aside; /* the ignored name that does, or did before it was written anew */
    bool is_ignored;
};

struct lineage {
    void *names; /* tsearch() of struct name */
};

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->path, ((const struct name *)b)->path);
}

/* The key that tfind() was given comes first. */
static int by_key(const void *key, const void *item)
{
    return strcmp(key, ((const struct name *)item)->path);
}

static void free_name(void *node)
{
    struct name *name = node;
    memory_free(&name->path);
    memory_free(&name->holds);
    memory_free(&name->held);
    memory_free(&name->at);
    memory_free(&name->aside);
    memory_free(&name);
}

struct lineage *lineage_new(void)
{
    return memory_new(sizeof(struct lineage));
}

void lineage_clear(struct lineage *lineage)
{
    tdestroy(lineage->names, free_name);
    lineage->names = NULL;
}

void lineage_free(struct lineage **lineage)
{
    if (*lineage == NULL)
        return;
    lineage_clear(*lineage);
    memory_free(lineage);
}

static struct name *find(const struct lineage *lineage, const char *path)
{
    struct name *const *node = tfind(path, &lineage->names, by_key);
    return node == NULL ? NULL : *node;
}

static struct name *add(struct lineage *lineage, const char *path)
{
    struct name *name = memory_new(sizeof *name);
    name->path = memory_copy_text(path);
    tsearch(name, &lineage->names, by_path);
    return name;
}

/* A name of the tree: as long as nothing was said it holds what is known by it. */
static struct name *name_of(struct lineage *lineage, const char *path)
{
    struct name *name = find(lineage, path);
    if (name != NULL)
        return name;
    name = add(lineage, path);
    name->holds = memory_copy_text(path);
    name->at = memory_copy_text(path);
    return name;
}

static void remove_name(struct lineage *lineage, struct name *name)
{
    tdelete(name, &lineage->names, by_path);
    free_name(name);
}

static void set_text(char **text, const char *value)
{
    char *copy = value == NULL ? NULL : memory_copy_text(value);
    memory_free(text);
    *text = copy;
}

static bool is_text(const char *text, const char *value)
{
    return text != NULL && strcmp(text, value) == 0;
}

static void vacate(struct lineage *lineage, struct name *name)
{
    if (name->holds == NULL)
        return;
    struct name *known = find(lineage, name->holds);
    if (known != NULL && is_text(known->at, name->path))
        memory_free(&known->at);
    memory_free(&name->held);
    name->held = name->holds;
    name->holds = NULL;
}

static void hold(struct lineage *lineage, struct name *name, const char *known_path)
{
    struct name *known = find(lineage, known_path);
    struct name *other = known == NULL || known->at == NULL ? NULL : find(lineage, known->at);
    if (other != NULL)
        vacate(lineage, other); /* taken for the file, which was aside and comes back here */
    set_text(&name->holds, known_path);
    if (known != NULL)
        set_text(&known->at, name->path);
}

static void drop_ignored(struct lineage *lineage, const char *path)
{
    struct name *name = find(lineage, path);
    if (name == NULL || !name->is_ignored)
        return;
    struct name *known = find(lineage, name->holds);
    if (known != NULL && is_text(known->aside, path))
        memory_free(&known->aside);
    remove_name(lineage, name);
}

static void put_aside(struct lineage *lineage, const char *path, const char *known_path)
{
    struct name *known = find(lineage, known_path);
    struct name *name = add(lineage, path);
    name->is_ignored = true;
    set_text(&name->holds, known_path);
    if (known != NULL)
        set_text(&known->aside, path);
}

/* Something unknown came to a name of the tree. Where a known file was, and went nowhere in the
   tree, it is that, anew. */
static void renew(struct lineage *lineage, struct name *name)
{
    if (name->holds != NULL || name->held == NULL)
        return;
    const struct name *known = find(lineage, name->held);
    if (known != NULL && known->at == NULL)
        hold(lineage, name, name->held);
}

void lineage_create(struct lineage *lineage, const char *path, bool is_ignored)
{
    struct name *name = find(lineage, path);
    if (is_ignored)
        drop_ignored(lineage, path);
    else if (name != NULL)
        renew(lineage, name);
    else
        add(lineage, path);
}

void lineage_delete(struct lineage *lineage, const char *path, bool is_ignored)
{
    if (is_ignored)
        drop_ignored(lineage, path);
    else
        vacate(lineage, name_of(lineage, path));
}

char *lineage_leave(struct lineage *lineage, const char *path, bool is_ignored)
{
    struct name *name = is_ignored ? find(lineage, path) : name_of(lineage, path);
    char *carried = NULL;
    if (name != NULL && name->holds != NULL)
        carried = memory_copy_text(name->holds);
    lineage_delete(lineage, path, is_ignored);
    return carried;
}

void lineage_arrive(struct lineage *lineage, const char *path, bool is_ignored, const char *carried)
{
    if (is_ignored) {
        drop_ignored(lineage, path);
        if (carried != NULL)
            put_aside(lineage, path, carried);
        return;
    }
    struct name *name = name_of(lineage, path);
    if (carried == NULL) {
        renew(lineage, name);
    } else {
        vacate(lineage, name);
        hold(lineage, name, carried);
    }
}

const char *lineage_of(const struct lineage *lineage, const char *path)
{
    const struct name *name = find(lineage, path);
    return name == NULL ? path : name->holds;
}

const char *lineage_before(const struct lineage *lineage, const char *path)
{
    const struct name *name = find(lineage, path);
    return name == NULL ? NULL : name->held;
}

bool lineage_is_aside(const struct lineage *lineage, const char *path)
{
    const struct name *name = find(lineage, path);
    return name != NULL && name->aside != NULL && name->at == NULL;
}

void lineage_forget(struct lineage *lineage, const char *path)
{
    struct name *name = find(lineage, path);
    if (name == NULL || name->is_ignored)
        return;
    if (name->aside != NULL)
        drop_ignored(lineage, name->aside);
    remove_name(lineage, name);
}
