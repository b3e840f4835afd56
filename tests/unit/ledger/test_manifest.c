/* SPDX-License-Identifier: MIT */
#include "base/deflate.h"
#include "ledger/manifest.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static struct manifest_file picture = {
    .name = "a b.png", .id = "att7", .version = 2, .mark = "xy"
};

static struct manifest_page page_at(const char *path, const char *id)
{
    return (struct manifest_page){ .path = path,
        .page_id = id,
        .parent_id = "98422",
        .title = "Tïtle \"x\"",
        .labels = "one\ntwo",
        .look = "max",
        .version = 3,
        .mark = { 0, 1, 2, 253, 254, 255, 7, 8 },
        .has_mark = true,
        .is_ours = true,
        .has_source = true,
        .files = &picture,
        .file_count = 1 };
}

static void what_is_packed_comes_back(void **state)
{
    (void)state;
    struct manifest_page pages[] = { page_at("guide/", "1"), page_at("guide/\xff.md", "2"),
        page_at("a.md", "att3") };
    pages[0].has_mark = pages[0].is_ours = pages[0].has_source = false;
    pages[0].file_count = 0;
    pages[2].is_theirs = true;
    pages[1].is_beside = true;
    struct manifest manifest = { pages, 3 };
    struct text packed = text_new(MANIFEST_PACKED_MAX);
    assert_int_equal(manifest_pack(&manifest, &packed), 0);
    struct memory_pool *pool = memory_pool_new();
    struct manifest found;
    assert_int_equal(manifest_unpack(&found, packed.data, packed.length, pool), 0);
    assert_int_equal(found.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(found.pages[i].path, pages[i].path);
        assert_string_equal(found.pages[i].page_id, pages[i].page_id);
        assert_string_equal(found.pages[i].parent_id, "98422");
        assert_string_equal(found.pages[i].title, pages[i].title);
        assert_string_equal(found.pages[i].labels, "one\ntwo");
        assert_string_equal(found.pages[i].look, "max");
        assert_int_equal(found.pages[i].version, 3);
        assert_int_equal(found.pages[i].has_mark, i > 0);
        assert_int_equal(found.pages[i].is_ours, i > 0);
        assert_int_equal(found.pages[i].has_source, i > 0);
        assert_int_equal(found.pages[i].is_theirs, i == 2);
        assert_int_equal(found.pages[i].is_beside, i == 1);
        assert_int_equal(found.pages[i].file_count, i > 0);
    }
    assert_memory_equal(found.pages[1].mark, pages[1].mark, MANIFEST_MARK_BYTES);
    assert_string_equal(found.pages[2].files[0].name, "a b.png");
    assert_string_equal(found.pages[2].files[0].id, "att7");
    assert_memory_equal(found.pages[2].files[0].mark, picture.mark, MANIFEST_MARK_BYTES);
    memory_pool_free(&pool);
    text_free(&packed);
}

static int unpack_bytes(const void *data, size_t size)
{
    struct memory_pool *pool = memory_pool_new();
    struct manifest found;
    int result = manifest_unpack(&found, data, size, pool);
    assert_true(result == 0 || found.count == 0);
    memory_pool_free(&pool);
    return result;
}

static int unpack_plain(const char *plain)
{
    struct text packed = text_new(MANIFEST_PACKED_MAX);
    assert_int_equal(deflate_pack(plain, strlen(plain), &packed), 0);
    int result = unpack_bytes(packed.data, packed.length);
    text_free(&packed);
    return result;
}

/* One good entry in which `from` is replaced by `to`. */
static int unpack_changed(const char *from, const char *to)
{
    static const char good[] =
        "{\"format\":\"cmsync.manifest/1\",\"pages\":[[\"a.md\",\"11\",\"22\",\"T\",\"l\",5,"
        "\"0123456789abcdef\",3,[[\"f.png\",\"33\",6,\"fedcba9876543210\"]],\"wide\"]]}";
    const char *at = strstr(good, from);
    assert_non_null(at);
    struct text plain = text_new(64 * 1024);
    text_add(&plain, good, (size_t)(at - good));
    text_add_string(&plain, to);
    text_add_string(&plain, at + strlen(from));
    int result = unpack_plain(plain.data);
    text_free(&plain);
    return result;
}

/* A path has one page, and those of files that are gone beside it. */
static void a_path_has_one_page(void **state)
{
    (void)state;
    struct manifest_page pages[] = { page_at("a.md", "1"), page_at("a.md", "2"),
        page_at("a.md", "3"), page_at("a.md", "4") };
    struct manifest manifest = { pages, 4 };
    for (unsigned beside = 0; beside < 16; beside++) {
        int count = 0;
        for (unsigned i = 0; i < 4; i++) {
            pages[i].is_beside = (beside >> i & 1) != 0;
            count += !pages[i].is_beside;
        }
        struct text packed = text_new(MANIFEST_PACKED_MAX);
        assert_int_equal(manifest_pack(&manifest, &packed), 0);
        assert_int_equal(unpack_bytes(packed.data, packed.length), count > 1 ? -1 : 0);
        text_free(&packed);
    }
}

static void anything_odd_refuses_the_whole(void **state)
{
    (void)state;
    static const char *const changes[][2] = {
        { "cmsync.manifest/1", "cmsync.manifest/2" },
        { "\"a.md\"", "\"../a.md\"" },
        { "\"a.md\"", "\"/a.md\"" },
        { "\"a.md\"", "\"a//b.md\"" },
        { "\"a.md\"", "\"\"" },
        { "\"a.md\"", "\"/\"" },
        { "\"a.md\"", "\"a\\u0000.md\"" },
        { "\"a.md\"", "{\"hex\":\"2e2e\"}" },
        { "\"a.md\"", "{\"hex\":\"6g\"}" },
        { "\"a.md\"", "7" },
        { "\"11\"", "\"1/1\"" },
        { "\"11\"", "\"\"" },
        { "\"22\"", "\"..\"" },
        { "\"T\"", "\"\"" },
        { "\"T\"", "null" },
        { ",5,", ",0," },
        { ",5,", ",-1," },
        { ",5,", ",4294967296," },
        { ",5,", ",5.5," },
        { "\"0123456789abcdef\"", "\"0123456789abcde\"" },
        { "\"0123456789abcdef\"", "\"0123456789ABCDEF\"" },
        { ",3,[", ",16,[" },
        { ",3,[", ",-1,[" },
        { "\"33\"", "\"3 3\"" },
        { ",6,", "," },
        { "\"fedcba9876543210\"", "\"\"" },
        { "[[\"a.md\"", "[[\"a.md\",\"11\",\"22\",\"T\",\"l\",5,\"\",3,[],\"\"],[\"a.md\"" },
        { "[[\"a.md\"", "[[\"b.md\",\"11\",\"22\",\"T\",\"l\",5,\"\",3,[],\"\"],[\"a.md\"" },
        { "]]}", "]]" },
        { "]]}", "]]}x" },
        { "\"wide\"", "7" },
        { "]],\"wide\"", "]]" },
    };
    assert_int_equal(unpack_changed("\"l\"", "\"other\""), 0);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        if (unpack_changed(changes[i][0], changes[i][1]) != -1)
            fail_msg("%s for %s was taken", changes[i][1], changes[i][0]);
    }
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    struct manifest_page pages[] = { page_at("a.md", "1") };
    struct manifest manifest = { pages, 1 };
    struct text packed = text_new(MANIFEST_PACKED_MAX);
    assert_int_equal(manifest_pack(&manifest, &packed), 0);
    for (size_t i = 0; i < packed.length; i++)
        assert_int_equal(unpack_bytes(packed.data, i), -1);
    text_add_char(&packed, 'x');
    assert_int_equal(unpack_bytes(packed.data, packed.length), -1);
    text_free(&packed);
}

/* A hundred kilobytes that would be a hundred megabytes. */
static void a_bomb_does_not_go_off(void **state)
{
    (void)state;
    size_t size = (size_t)MANIFEST_PLAIN_MAX + 1;
    char *blanks = memory_new(size);
    memset(blanks, ' ', size);
    struct text packed = text_new(MANIFEST_PACKED_MAX);
    assert_int_equal(deflate_pack(blanks, size, &packed), 0);
    assert_int_equal(unpack_bytes(packed.data, packed.length), -1);
    text_free(&packed);
    memory_free(&blanks);
    struct text out = text_new(100);
    struct text hundred = text_new(1000);
    struct text hundred_one = text_new(1000);
    char bytes[101] = { 0 };
    assert_int_equal(deflate_pack(bytes, 100, &hundred), 0);
    assert_int_equal(deflate_pack(bytes, 101, &hundred_one), 0);
    assert_int_equal(deflate_unpack(hundred_one.data, hundred_one.length, &out), -1);
    assert_int_equal(out.length, 0);
    assert_int_equal(deflate_unpack(hundred.data, hundred.length, &out), 0);
    assert_int_equal(out.length, 100);
    text_free(&out);
    text_free(&hundred);
    text_free(&hundred_one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_comes_back),
        cmocka_unit_test(a_path_has_one_page),
        cmocka_unit_test(anything_odd_refuses_the_whole),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(a_bomb_does_not_go_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
