/* SPDX-License-Identifier: MIT */
#include "converter/product.h"

#include "base/memory.h"
#include "base/path.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/cmsync-product-XXXXXX";

static int make_root(void **state)
{
    (void)state;
    return mkdtemp(root) == NULL ? -1 : 0;
}

static int remove_root(void **state)
{
    (void)state;
    return rmdir(root);
}

static void write_file(const char *name, const char *data, size_t size)
{
    char *path = path_join(root, name);
    assert_int_equal(file_write(path, data, size, 0644), 0);
    memory_free(&path);
}

static void remove_file(const char *name)
{
    char *path = path_join(root, name);
    assert_int_equal(unlink(path), 0);
    memory_free(&path);
}

static struct product make(const char *path, bool is_page)
{
    struct product product;
    const struct page_options page = page_default_options();
    struct product_options options = { .root = root, .page = &page };
    struct item_conversion conversion = { .path = path, .seen = 7, .is_page = is_page };
    assert_int_equal(product_make(&product, &conversion, &options), 0);
    return product;
}

static void a_page_comes_with_all_that_belongs_to_it(void **state)
{
    (void)state;
    static const char text[] = "# Title\n\n[other](b.md)\n";
    write_file("a.md", text, sizeof text - 1);
    struct product product = make("a.md", true);
    assert_string_equal(product.page.error, "");
    assert_string_equal(product.page.title, "Title");
    assert_int_equal(product.page.seen, 7);
    assert_true(product.page.body.size > 0);
    struct references references;
    assert_int_equal(
        references_unpack(&references, product.page.references.data, product.page.references.size),
        0);
    bool is_found = false;
    for (size_t i = 0; i < references.count; i++)
        is_found |= references.items[i].kind == REFERENCE_PAGE &&
                    strcmp(references.items[i].target, "b.md") == 0;
    assert_true(is_found);
    references_free(&references);
    assert_in_range(product_bytes(&product), product.page.body.size, 10000);
    product_free(&product);
    remove_file("a.md");
}

static void a_page_that_confluence_would_refuse_names_both_sizes(void **state)
{
    (void)state;
    size_t size = 6 * 1024 * 1024;
    char *text = memory_new(size);
    for (size_t i = 0; i < size; i++)
        text[i] = i % 80 == 79 ? '\n' : 'x';
    write_file("large.md", text, size);
    struct product product = make("large.md", true);
    assert_string_equal(product.page.error,
        "the page would be 6.0 MiB, more than the 5 MiB that Confluence takes; split the file");
    assert_int_equal(product.page.body.size, 0);
    product_free(&product);
    memory_free(&text);
    remove_file("large.md");
}

static void a_file_gets_digest_and_size(void **state)
{
    (void)state;
    static const char gif[] = "GIF89a\x0a\x01\x14\0\0\0\0";
    write_file("a.gif", gif, sizeof gif - 1);
    struct product product = make("a.gif", false);
    struct digest expected = digest_of(gif, sizeof gif - 1);
    assert_memory_equal(product.file.digest.data, expected.bytes, DIGEST_BYTES);
    assert_int_equal(product.file.size, sizeof gif - 1);
    assert_int_equal(product.file.width, 266);
    product_free(&product);
    remove_file("a.gif");
}

static const struct {
    const char *path;
    bool is_page;
    const char *error; /* its beginning */
} troubles[] = {
    { "missing.md", true, "the file is not there any more" },
    { "missing.png", false, "the file is not there any more" },
    { "folder", true, "this is not a regular file" },
    { "fifo.md", true, "this is not a regular file" },
    { "fifo.md", false, "this is not a regular file" },
    { "out.md", true, "the link leads out of the folder" },
};

static void what_cannot_be_read_gets_an_error_that_helps(void **state)
{
    (void)state;
    char *folder = path_join(root, "folder");
    char *fifo = path_join(root, "fifo.md");
    char *link = path_join(root, "out.md");
    assert_int_equal(mkdir(folder, 0755), 0);
    assert_int_equal(mkfifo(fifo, 0644), 0);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    for (size_t i = 0; i < sizeof troubles / sizeof troubles[0]; i++) {
        struct product product = make(troubles[i].path, troubles[i].is_page);
        const char *error = troubles[i].is_page ? product.page.error : product.file.error;
        assert_memory_equal(error, troubles[i].error, strlen(troubles[i].error));
        product_free(&product);
    }
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(unlink(fifo), 0);
    assert_int_equal(unlink(link), 0);
    memory_free(&folder);
    memory_free(&fifo);
    memory_free(&link);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_comes_with_all_that_belongs_to_it),
        cmocka_unit_test(a_page_that_confluence_would_refuse_names_both_sizes),
        cmocka_unit_test(a_file_gets_digest_and_size),
        cmocka_unit_test(what_cannot_be_read_gets_an_error_that_helps),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
