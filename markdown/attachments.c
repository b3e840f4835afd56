/* SPDX-License-Identifier: MIT */
#include "markdown/attachments.h"

#include "base/digest.h"
#include "base/path.h"
#include "base/unicode.h"
#include "markdown/conversion.h"

enum { NAME_MAX_UNITS = 200, SHORT_DIGEST = 8 };

/* Characters that Confluence or a file system takes amiss become `_`. */
static void add_clean(struct text *out, const char *data, size_t length)
{
    size_t start = out->length;
    text_add(out, data, length);
    for (char *at = out->data + start; at < out->data + out->length; at++)
        if ((unsigned char)*at < 0x20 || strchr("\\/\":?*|<>", *at) != NULL)
            *at = '_';
}

/* `img/a/logo.png` with `folders` 1: `a-logo.png`. */
static char *candidate(const char *target, size_t folders)
{
    const char *start = path_name(target);
    while (folders > 0 && start > target) {
        start--;
        while (start > target && start[-1] != '/')
            start--;
        folders--;
    }
    struct text name = text_new(PATH_MAX_BYTES * 2);
    for (const char *at = start; *at != '\0';) {
        size_t length = strcspn(at, "/");
        if (length > 0 && name.length > 0)
            text_add_char(&name, '-');
        add_clean(&name, at, length);
        at += at[length] == '/' ? length + 1 : length;
    }
    if (name.length == 0)
        text_add_string(&name, "file");
    char *composed = unicode_compose(name.data);
    text_free(&name);
    return composed;
}

/* Takes the name if nobody has it. */
static bool take(struct conversion *c, const char *name)
{
    char *key = unicode_title_key(name);
    struct text entry_name = text_new(SIZE_MAX / 2);
    text_add_char(&entry_name, 'n');
    text_add_string(&entry_name, key);
    struct slug_entry *entry = slugs_entry(c->names, entry_name.data);
    bool is_free = entry->count++ == 0;
    text_free(&entry_name);
    memory_free(&key);
    return is_free;
}

/* The path's digest in front of the extension: what remains when folders do not help. */
static char *with_digest(const char *target)
{
    struct digest digest = digest_of(target, strlen(target));
    char hex[DIGEST_HEX_BYTES];
    digest_to_hex(&digest, hex);
    char *name = candidate(target, 0);
    const char *extension = path_extension(name);
    if (strlen(extension) > 16)
        extension = "";
    size_t stem = strlen(name) - strlen(extension);
    char *head = memory_copy_part(name, stem);
    head[unicode_cut(head, NAME_MAX_UNITS)] = '\0';
    struct text out = text_new(PATH_MAX_BYTES * 2);
    text_add_format(&out, "%s-%.*s%s", head, SHORT_DIGEST, hex, extension);
    memory_free(&head);
    memory_free(&name);
    return text_take(&out);
}

/* The name that was given to the target before; NULL: none. */
static const char *find_given(struct conversion *c, const char *target, struct text *key)
{
    text_add_char(key, 't');
    text_add_string(key, target);
    return slugs_entry(c->names, key->data)->value;
}

static const char *give(struct conversion *c, const struct text *key, const char *name)
{
    const char *kept = memory_pool_copy(c->page->pool, name, strlen(name));
    slugs_entry(c->names, key->data)->value = kept;
    return kept;
}

/* The caller owns the result. */
static char *choose_name(struct conversion *c, const char *target)
{
    size_t depth = path_depth(target);
    for (size_t folders = 0; folders < depth && folders < 8; folders++) {
        char *name = candidate(target, folders);
        if (unicode_utf16_length(name) <= NAME_MAX_UNITS && take(c, name))
            return name;
        memory_free(&name);
    }
    char *name = with_digest(target);
    (void)take(c, name);
    return name;
}

const char *attachment_name(struct conversion *c, const char *target)
{
    struct text key = text_new(SIZE_MAX / 2);
    const char *given = find_given(c, target, &key);
    if (given == NULL) {
        char *name = choose_name(c, target);
        given = give(c, &key, name);
        memory_free(&name);
    }
    text_free(&key);
    return given;
}

const char *attachment_name_of_diagram(struct conversion *c, const char *path)
{
    struct text key = text_new(SIZE_MAX / 2);
    struct text name = text_new(SIZE_MAX / 2);
    const char *given = find_given(c, path, &key);
    while (given == NULL) {
        text_cut(&name, 0);
        text_add_format(&name, "diagram-%zu%s", ++c->diagram_count, path_extension(path));
        if (take(c, name.data))
            given = give(c, &key, name.data);
    }
    text_free(&name);
    text_free(&key);
    return given;
}
