/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"
#include "watcher/revision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_file(const char *folder, const char *name, const char *content)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    assert_int_equal(fclose(file), 0);
}

static void make_folder(const char *folder, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void it_is_what_head_names(void **state)
{
    (void)state;
    char folder[] = "/tmp/cmsync-revision-XXXXXX";
    char revision[REVISION_BYTES] = "x";
    char docs[256];
    assert_non_null(mkdtemp(folder));
    snprintf(docs, sizeof docs, "%s/docs", folder);
    make_folder(folder, "docs");
    revision_find(docs, revision);
    assert_string_equal(revision, "");
    static const char *const folders[] = { ".git", ".git/objects", ".git/refs", ".git/refs/heads" };
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        make_folder(folder, folders[i]);
    write_file(folder, ".git/HEAD", "ref: refs/heads/main\n");
    write_file(folder, ".git/config", "[core]\nrepositoryformatversion = 0\nbare = false\n");
    revision_find(docs, revision);
    assert_string_equal(revision, "");
    static const char commit[] = "0123456789abcdef0123456789abcdef01234567";
    write_file(folder, ".git/refs/heads/main", "0123456789abcdef0123456789abcdef01234567\n");
    revision_find(docs, revision);
    assert_string_equal(revision, commit);
    char path[300];
    static const char *const leavings[] = { ".git/refs/heads/main", ".git/HEAD", ".git/config",
        ".git/refs/heads", ".git/refs", ".git/objects", ".git", "docs" };
    for (size_t i = 0; i < sizeof leavings / sizeof leavings[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, leavings[i]);
        assert_int_equal(remove(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_what_head_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
