/* SPDX-License-Identifier: MIT */
#include "watcher/lineage.h"

#include "base/memory.h"
#include "base/text.h"
#include "tests/unit/test.h"
#include "watcher/unwanted.h"

#include <string.h>

/* `+a` was created, `-a` deleted, `a>b` renamed, `>b` came from outside, `a>` left for it. */
static void play(struct lineage *lineage, char *word)
{
    char *to = strchr(word, '>');
    if (to == NULL) {
        bool is_ignored = unwanted_name(word + 1, false);
        if (word[0] == '+')
            lineage_create(lineage, word + 1, is_ignored);
        else
            lineage_delete(lineage, word + 1, is_ignored);
        return;
    }
    *to++ = '\0';
    if (word[0] == '\0') {
        lineage_arrive(lineage, to, unwanted_name(to, false), NULL);
        return;
    }
    char *carried = lineage_leave(lineage, word, unwanted_name(word, false));
    if (to[0] != '\0')
        lineage_arrive(lineage, to, unwanted_name(to, false), carried);
    memory_free(&carried);
}

static void play_all(struct lineage *lineage, const char *words)
{
    char *copy = memory_copy_text(words);
    char *rest = NULL;
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        play(lineage, word);
    memory_free(&copy);
}

/* What is at a, b, c and d; `-`: nothing known. */
static void assert_places(const struct lineage *lineage, const char *expected)
{
    static const char *const paths[] = { "a", "b", "c", "d" };
    struct text out = text_new(64);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const char *origin = lineage_of(lineage, paths[i]);
        text_add_format(&out, "%s%s", i == 0 ? "" : " ", origin == NULL ? "-" : origin);
    }
    assert_string_equal(out.data, expected);
    text_free(&out);
}

static const struct {
    const char *said;
    const char *places;
} lives[] = {
    { "", "a b c d" },
    { "a>b", "- a c d" },
    { "a>b b>c", "- - a d" },
    { "b>c a>b", "- a b d" },
    { "a>a~ b>a a~>b", "b a c d" },
    { "a>a~ a~>d", "- b c a" },
    { "a>a~ a~>.x .x>d", "- b c a" },
    { "a>x x>d", "- b c a" },
    { "-a", "- b c d" },
    { "a>", "- b c d" },
    { "-a +x", "- b c d" },
    /* Saved: by each way that editors know. */
    { "+.new .new>a", "a b c d" },
    { "-a +a", "a b c d" },
    { "a>a~ +a", "a b c d" },
    { "a>a~ +a -a~", "a b c d" },
    { "a>a~ a~>a", "a b c d" },
    { "+a___jb_tmp___ a>a___jb_old___ a___jb_tmp___>a -a___jb_old___", "a b c d" },
    { ">a", "a b c d" },
    { "a> >a", "a b c d" },
    { "a>.swap >a .swap>d", "- b c a" },
    { "a>a~ >a~ a~>d", "- b c d" },
    /* Saved, and then moved. */
    { "+.new .new>a a>b", "- a c d" },
    { "a>a~ +a a>b", "- a c d" },
    { "a>a~ +a -a~ a>b", "- a c d" },
    { "b>d +.new .new>a a>b", "- a c b" },
    { "+.new .new>a a>.swap b>a .swap>b", "b a c d" },
    { "-a +a a>b +.new .new>b b>d", "- - c a" },
    { "+x x>a a>b", "- a c d" },
    /* Aside for another that was made meanwhile. */
    { "+d a>.swap d>a .swap>d", "- b c a" },
    { "+d +.new .new>a a>.swap d>a .swap>d a>c", "- b c a" },
    { "a>a~ +a -a a~>a", "a b c d" },
    /* What lives on under a name of the tree is not what is made in its place. */
    { "a>b +a", "- a c d" },
    { "a>b +.new .new>a", "- a c d" },
    { "a>b +a a>c", "- a c d" },
    { "a>b -b +a", "a - c d" },
    /* Put over another. */
    { "a>b b>c +b", "- - a d" },
    { "a>b -b +b", "- a c d" },
};

static void a_known_file_keeps_what_it_is_through_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lives / sizeof lives[0]; i++) {
        struct lineage *lineage = lineage_new();
        play_all(lineage, lives[i].said);
        assert_places(lineage, lives[i].places);
        lineage_free(&lineage);
    }
}

static void what_is_being_saved_or_on_its_way_is_aside(void **state)
{
    (void)state;
    struct lineage *lineage = lineage_new();
    assert_false(lineage_is_aside(lineage, "a"));
    play_all(lineage, "a>a~");
    assert_true(lineage_is_aside(lineage, "a"));
    play_all(lineage, "b>a");
    assert_true(lineage_is_aside(lineage, "a"));
    play_all(lineage, "a~>b");
    assert_false(lineage_is_aside(lineage, "a"));
    play_all(lineage, "c>c~ +c");
    assert_false(lineage_is_aside(lineage, "c"));
    lineage_free(&lineage);
}

static void what_was_looked_at_is_known_where_it_is(void **state)
{
    (void)state;
    struct lineage *lineage = lineage_new();
    play_all(lineage, "a>a~ +a b>c");
    lineage_forget(lineage, "a");
    lineage_forget(lineage, "b");
    lineage_forget(lineage, "c");
    assert_places(lineage, "a b c d");
    play_all(lineage, "a~>d c>b");
    assert_places(lineage, "a c - d");
    lineage_free(&lineage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_file_keeps_what_it_is_through_names),
        cmocka_unit_test(what_is_being_saved_or_on_its_way_is_aside),
        cmocka_unit_test(what_was_looked_at_is_known_where_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
