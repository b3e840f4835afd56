/* SPDX-License-Identifier: MIT */
/*
 * What a converted body leaves open: everything that depends on other files. The body holds marks
 * (0x01 N 0x02 and 0x01 '/' N 0x02, N the reference's place in the list, in decimal); the bytes
 * 0x01 and 0x02 occur in no other way. references_resolve() turns marks into storage format.
 *
 *   PAGE    [mark] link text [/mark]        a Markdown file or folder of the tree
 *   FILE    [mark] link text [/mark]        another local file: an attachment (or a folder's page)
 *   SELF    [mark] link text [/mark]        a fragment of the page itself
 *   IMAGE   [mark] <ac:image .../> [/mark]  vanishes, or is replaced by `fallback` when missing
 *   ANCHOR  [mark]                          an anchor macro where a page links to `fragment`
 */
#ifndef CMSYNC_STORAGE_REFERENCES_H
#define CMSYNC_STORAGE_REFERENCES_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum reference_kind {
    REFERENCE_PAGE,
    REFERENCE_FILE,
    REFERENCE_SELF,
    REFERENCE_IMAGE,
    REFERENCE_ANCHOR,
};

enum { REFERENCES_MAX_BYTES = 16 * 1024 * 1024 };

struct reference {
    enum reference_kind kind;
    size_t line;          /* of the source, from 1; 0 unknown */
    const char *target;   /* tree path as linked; may end in a slash; SELF: the page's own path */
    const char *fragment; /* decoded, without `#`; "" for none. ANCHOR: its name */
    const char *name;     /* FILE, IMAGE: file name of the attachment, unique on the page */
    const char *fallback; /* IMAGE: plain text shown when the file is missing */
};

/* A list of references; reference number N is items[N]. */
struct references {
    struct reference *items;
    size_t count;
    char *memory; /* what the texts point into, when unpacked */
};

/* What the tree has where a reference points to. */
enum reference_found { REFERENCE_MISSING, REFERENCE_IS_PAGE, REFERENCE_IS_FILE };

struct reference_answer {
    enum reference_found found;
    const char *title; /* IS_PAGE: its title in Confluence; borrowed until the next question */
    bool has_fragment; /* IS_PAGE: the page offers the reference's fragment */
    bool is_title;     /* IS_PAGE: the fragment names the heading that became the title */
    bool is_linked;    /* ANCHOR: some page links to this fragment of this page */
    unsigned width;    /* IMAGE: pixels; 0 unknown */
    unsigned height;
};

enum reference_problem {
    REFERENCE_TARGET_MISSING,   /* a link to nothing: its text stays */
    REFERENCE_FRAGMENT_MISSING, /* the page is there, the fragment is not: linked without it */
    REFERENCE_IMAGE_MISSING,    /* the fallback is shown */
};

struct references_resolver {
    /* Fills the zeroed answer. A target that is no file, folder or page is also looked for under
       reference_alternative(). */
    void (*look_up)(
        const struct reference *reference, struct reference_answer *answer, void *context);
    /* Told of each problem; may be NULL. */
    void (*report)(
        const struct reference *reference, enum reference_problem problem, void *context);
    void *context;
};

/* Appends the body with all marks resolved. Marks without a reference vanish. Well-formed for
   every body of the converter, whatever the answers. Linear. */
void references_resolve(const char *body, size_t length, const struct references *references,
    const struct references_resolver *resolver, struct text *out);

/* The other tree path that `target` may mean (`guide` or `guide/`: `guide.md`), or NULL. The
   caller owns the result. */
char *reference_alternative(const char *target);

/* `link to \`guide/x.md\`, which does not exist` and the like, into `out`. */
void reference_problem_text(
    const struct reference *reference, enum reference_problem problem, struct text *out);

/* Appends the list as bytes for ledger and bus: equal lists give equal bytes. */
void references_pack(const struct references *references, struct text *out);

/* The list from bytes (copied). 0, or -1 when they are not exactly a packed list. */
int references_unpack(struct references *references, const void *data, size_t length);

/* Frees an unpacked list. */
void references_free(struct references *references);

#endif
