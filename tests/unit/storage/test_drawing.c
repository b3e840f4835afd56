/* SPDX-License-Identifier: MIT */
#include "storage/drawing.h"

#include "base/memory.h"
#include "tests/unit/test.h"

#include <string.h>

static void a_path_leads_to_its_file_and_nowhere_else(void **state)
{
    (void)state;
    struct digest key = digest_of("x", 1);
    char path[DRAWING_PATH_BYTES];
    drawing_path(&key, ".png", path);
    const char *name = drawing_name(path);
    assert_non_null(name);
    assert_int_equal(strlen(name), 64 + 4);
    char *file = drawing_file("/state", name);
    assert_string_equal(file, strstr(file, "/state/drawings/"));
    memory_free(&file);
    static const char *const others[] = { "", "a.png", "drawings/a.png", "//drawings/",
        "//drawings/../../etc/passwd", "//drawings/0.png",
        "/drawings/0000000000000000000000000000000000000000000000000000000000000000.png",
        "//drawings/0000000000000000000000000000000000000000000000000000000000000000.png/x",
        "//drawings/0000000000000000000000000000000000000000000000000000000000000000.exe",
        "//drawings/000000000000000000000000000000000000000000000000000000000000000/.png" };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_null(drawing_name(others[i]));
}

static void images_are_known_by_their_first_bytes(void **state)
{
    (void)state;
    static const char png[] = "\x89PNG\r\n\x1A\nrest";
    static const char svg[] = "\xEF\xBB\xBF <?xml version='1.0'?>\n<!-- x -->\n<svg>";
    assert_string_equal(drawing_extension(png, sizeof png - 1), ".png");
    assert_string_equal(drawing_extension(svg, sizeof svg - 1), ".svg");
    assert_null(drawing_extension(png, 8));
    assert_null(drawing_extension("", 0));
    assert_null(drawing_extension("<html>", 6));
    assert_null(drawing_extension("error: <svg", 11));
    assert_null(drawing_extension("\0<svg", 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_leads_to_its_file_and_nowhere_else),
        cmocka_unit_test(images_are_known_by_their_first_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
