/* SPDX-License-Identifier: MIT */
#include "storage/references.h"

#include "base/memory.h"
#include "tests/unit/test.h"

#include <string.h>

/* `known.md` is a page with the fragment `part` (and `top`, its title), `file.pdf` a file. */
static void look_up(
    const struct reference *reference, struct reference_answer *answer, void *context)
{
    (void)context;
    if (strcmp(reference->target, "known.md") == 0) {
        answer->found = REFERENCE_IS_PAGE;
        answer->title = "Known & loved";
        answer->is_title = strcmp(reference->fragment, "top") == 0;
        answer->has_fragment = answer->is_title || strcmp(reference->fragment, "part") == 0;
    } else if (strcmp(reference->target, "file.pdf") == 0) {
        answer->found = REFERENCE_IS_FILE;
        answer->width = 4;
        answer->height = 3;
    }
    answer->is_linked = reference->fragment[0] == '\0' || strcmp(reference->fragment, "part") == 0;
}

static void count_problem(
    const struct reference *reference, enum reference_problem problem, void *context)
{
    (void)reference;
    int *problems = context;
    problems[problem]++;
}

static void expect(struct reference reference, const char *body, const char *wanted, int problem)
{
    int problems[3] = { 0 };
    struct references list = { .items = &reference, .count = 1 };
    struct references_resolver resolver = { look_up, count_problem, problems };
    struct text out = text_new(1000);
    references_resolve(body, strlen(body), &list, &resolver, &out);
    assert_string_equal(out.data, wanted);
    for (int i = 0; i < 3; i++)
        assert_int_equal(problems[i], i == problem);
    text_free(&out);
}

static struct reference link_to(enum reference_kind kind, const char *target, const char *fragment)
{
    return (struct reference){ kind, 7, target, fragment, "name.pdf", "[no <file>]" };
}

#define OPEN                                                                                       \
    "\x01"                                                                                         \
    "0\x02"
#define CLOSE "\x01/0\x02"
#define PAGE "<ri:page ri:content-title=\"Known &amp; loved\" />"

static void links_become_page_links(void **state)
{
    (void)state;
    expect(link_to(REFERENCE_PAGE, "known.md", ""), "a " OPEN "b" CLOSE " c",
        "a <ac:link>" PAGE "<ac:link-body>b</ac:link-body></ac:link> c", -1);
    expect(link_to(REFERENCE_PAGE, "known.md", "part"), OPEN "b" CLOSE,
        "<ac:link ac:anchor=\"part\">" PAGE "<ac:link-body>b</ac:link-body></ac:link>", -1);
    expect(
        link_to(REFERENCE_PAGE, "known.md", "top"), OPEN CLOSE, "<ac:link>" PAGE "</ac:link>", -1);
}

static void a_missing_fragment_links_to_the_page(void **state)
{
    (void)state;
    expect(link_to(REFERENCE_PAGE, "known.md", "gone"), OPEN "b" CLOSE,
        "<ac:link>" PAGE "<ac:link-body>b</ac:link-body></ac:link>", REFERENCE_FRAGMENT_MISSING);
}

static void a_link_to_nothing_is_its_text(void **state)
{
    (void)state;
    expect(link_to(REFERENCE_PAGE, "gone.md", ""), "a" OPEN "b" CLOSE "c", "abc",
        REFERENCE_TARGET_MISSING);
    expect(link_to(REFERENCE_SELF, "known.md", "gone"), "a" OPEN "b" CLOSE "c", "abc",
        REFERENCE_FRAGMENT_MISSING);
}

static void a_fragment_of_the_page_itself_needs_no_title(void **state)
{
    (void)state;
    expect(link_to(REFERENCE_SELF, "known.md", "part"), OPEN "b" CLOSE,
        "<ac:link ac:anchor=\"part\"><ac:link-body>b</ac:link-body></ac:link>", -1);
}

static void files_become_attachments(void **state)
{
    (void)state;
    expect(link_to(REFERENCE_FILE, "file.pdf", ""), OPEN "b" CLOSE,
        "<ac:link><ri:attachment ri:filename=\"name.pdf\" /><ac:link-body>b</ac:link-body>"
        "</ac:link>",
        -1);
    expect(link_to(REFERENCE_FILE, "known.md", ""), OPEN "b" CLOSE,
        "<ac:link>" PAGE "<ac:link-body>b</ac:link-body></ac:link>", -1);
}

static void a_missing_image_shows_its_fallback(void **state)
{
    (void)state;
    expect(link_to(REFERENCE_IMAGE, "gone.png", ""), "a" OPEN "<ac:image>x</ac:image>" CLOSE "b",
        "a[no &lt;file&gt;]b", REFERENCE_IMAGE_MISSING);
    expect(link_to(REFERENCE_IMAGE, "file.pdf", ""), OPEN "<ac:image>x</ac:image>" CLOSE,
        "<ac:image ac:original-width=\"4\" ac:original-height=\"3\">x</ac:image>", -1);
}

static void anchors_appear_where_they_are_linked(void **state)
{
    (void)state;
    expect(link_to(REFERENCE_ANCHOR, "", "part"), "<h1>" OPEN "x</h1>",
        "<h1><ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">part"
        "</ac:parameter></ac:structured-macro>x</h1>",
        -1);
    expect(link_to(REFERENCE_ANCHOR, "", "other"), "<h1>" OPEN "x</h1>", "<h1>x</h1>", -1);
    expect(link_to(REFERENCE_ANCHOR, "", ""), "<h1>" OPEN "x</h1>", "<h1>x</h1>", -1);
}

static void marks_without_reference_vanish(void **state)
{
    (void)state;
    expect(link_to(REFERENCE_ANCHOR, "", "other"),
        "a\x01"
        "7\x02"
        "b",
        "a7\x02"
        "b",
        -1);
}

static void other_places_of_a_target(void **state)
{
    (void)state;
    char *other = reference_alternative("guide/");
    assert_string_equal(other, "guide.md");
    memory_free(&other);
    assert_null(reference_alternative("guide.MD"));
    assert_null(reference_alternative("/"));
}

static void a_list_survives_packing(void **state)
{
    (void)state;
    struct reference items[] = {
        link_to(REFERENCE_PAGE, "a.md", "x"),
        link_to(REFERENCE_ANCHOR, "", "y"),
    };
    items[1].line = 300;
    struct references list = { .items = items, .count = 2 };
    struct text packed = text_new(1000);
    references_pack(&list, &packed);
    struct references again;
    assert_int_equal(references_unpack(&again, packed.data, packed.length), 0);
    assert_int_equal(again.count, 2);
    assert_string_equal(again.items[0].target, "a.md");
    assert_string_equal(again.items[1].fragment, "y");
    assert_int_equal(again.items[1].line, 300);
    references_free(&again);
    for (size_t i = 1; i < packed.length; i++) {
        if (references_unpack(&again, packed.data, i) == 0)
            assert_int_equal(again.count, 1);
        references_free(&again);
    }
    packed.data[1] = 9;
    assert_int_equal(references_unpack(&again, packed.data, packed.length), -1);
    text_free(&packed);
}

static void an_empty_list_is_no_bytes(void **state)
{
    (void)state;
    struct references list = { 0 };
    assert_int_equal(references_unpack(&list, "", 0), 0);
    assert_int_equal(list.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_become_page_links),
        cmocka_unit_test(a_missing_fragment_links_to_the_page),
        cmocka_unit_test(a_link_to_nothing_is_its_text),
        cmocka_unit_test(a_fragment_of_the_page_itself_needs_no_title),
        cmocka_unit_test(files_become_attachments),
        cmocka_unit_test(a_missing_image_shows_its_fallback),
        cmocka_unit_test(anchors_appear_where_they_are_linked),
        cmocka_unit_test(marks_without_reference_vanish),
        cmocka_unit_test(other_places_of_a_target),
        cmocka_unit_test(a_list_survives_packing),
        cmocka_unit_test(an_empty_list_is_no_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
