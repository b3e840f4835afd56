/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/wiki.h"

#include "sandbox/wiki/wiki_comments.h"
#include "sandbox/wiki/wiki_files.h"
#include "sandbox/wiki/wiki_labels.h"
#include "sandbox/wiki/wiki_pages.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

static int open_wiki(void **state)
{
    struct wiki *wiki = wiki_new(EDITION_CLOUD, 1000);
    wiki_add_space(wiki, "DEMO", "Demo");
    *state = wiki;
    return 0;
}

static int close_wiki(void **state)
{
    struct wiki *wiki = *state;
    wiki_free(&wiki);
    return 0;
}

static enum wiki_result create(
    struct wiki *wiki, const char *title, struct page *parent, struct page **page)
{
    struct wiki_error error;
    struct page_write write = { .space = wiki->spaces[0],
        .parent = parent,
        .title = title,
        .body = "<p>a</p>",
        .author = "me" };
    return wiki_page_create(wiki, &write, page, &error);
}

static struct page *new_page(struct wiki *wiki, const char *title, struct page *parent)
{
    struct page *page = NULL;
    assert_int_equal(create(wiki, title, parent, &page), WIKI_OK);
    return page;
}

static void titles_are_unique_in_the_space_whatever_their_case(void **state)
{
    struct wiki *wiki = *state;
    struct page *page;
    struct page *first = new_page(wiki, "Guide", NULL);
    assert_int_equal(create(wiki, "GUIDE", first, &page), WIKI_TITLE_TAKEN);
    assert_int_equal(create(wiki, "  guide ", NULL, &page), WIKI_TITLE_TAKEN);
    assert_int_equal(create(wiki, " ", NULL, &page), WIKI_TITLE_EMPTY);
    char title[300];
    memset(title, 'x', 256);
    title[256] = '\0';
    assert_int_equal(create(wiki, title, NULL, &page), WIKI_TITLE_LONG);
    title[255] = '\0';
    assert_int_equal(create(wiki, title, NULL, &page), WIKI_OK);
}

static void archived_pages_keep_their_title_and_trashed_ones_when_told_so(void **state)
{
    struct wiki *wiki = *state;
    struct page *page;
    wiki_page_archive(wiki, new_page(wiki, "Archived", NULL));
    assert_int_equal(create(wiki, "archived", NULL, &page), WIKI_TITLE_TAKEN);
    wiki_page_trash(wiki, new_page(wiki, "Trashed", NULL));
    wiki->trashed_reserve_titles = true;
    assert_int_equal(create(wiki, "trashed", NULL, &page), WIKI_TITLE_TAKEN);
    wiki->trashed_reserve_titles = false;
    assert_int_equal(create(wiki, "trashed", NULL, &page), WIKI_OK);
}

static void folders_and_drafts(void **state)
{
    struct wiki *wiki = *state;
    struct wiki_error error;
    struct page *page;
    struct page_write write = {
        .space = wiki->spaces[0], .type = PAGE_FOLDER, .title = "Same", .body = "", .author = "me"
    };
    assert_int_equal(wiki_page_create(wiki, &write, &page, &error), WIKI_OK);
    write.type = PAGE_PAGE;
    write.status = PAGE_DRAFT;
    assert_int_equal(wiki_page_create(wiki, &write, &page, &error), WIKI_OK);
    struct page *other;
    assert_int_equal(create(wiki, "same", NULL, &other), WIKI_TITLE_TAKEN);
    struct page_write publish = { .author = "me", .version = 2, .body = "<p>b</p>" };
    assert_int_equal(wiki_page_update(wiki, page, &publish, &error), WIKI_VERSION);
    publish.version = 1;
    assert_int_equal(wiki_page_update(wiki, page, &publish, &error), WIKI_OK);
    assert_int_equal(wiki_last(page)->number, 1);
    assert_int_equal(page->status, PAGE_CURRENT);
}

static void the_next_version_is_the_current_one_plus_one(void **state)
{
    struct wiki *wiki = *state;
    struct wiki_error error;
    struct page *page = new_page(wiki, "A", NULL);
    struct page_write write = { .author = "me", .version = 1, .body = "<p>b</p>" };
    assert_int_equal(wiki_page_update(wiki, page, &write, &error), WIKI_VERSION);
    assert_int_equal(error.number, 1);
    write.version = 3;
    assert_int_equal(wiki_page_update(wiki, page, &write, &error), WIKI_VERSION);
    write.version = 2;
    assert_int_equal(wiki_page_update(wiki, page, &write, &error), WIKI_OK);
    assert_string_equal(wiki_last(page)->sent, "<p>b</p>");
    write.version = 3;
    write.body = NULL;
    assert_int_equal(wiki_page_update(wiki, page, &write, &error), WIKI_OK);
    assert_string_equal(wiki_last(page)->body, "<p>b</p>");
    assert_int_equal(page->revision_count, 3);
}

static void a_page_cannot_move_below_itself(void **state)
{
    struct wiki *wiki = *state;
    struct wiki_error error;
    struct page *a = new_page(wiki, "A", NULL);
    struct page *b = new_page(wiki, "B", a);
    struct page *c = new_page(wiki, "C", a);
    assert_int_equal(wiki_page_move(wiki, a, b, PLACE_APPEND, &error), WIKI_LOOP);
    assert_int_equal(wiki_page_move(wiki, c, b, PLACE_BEFORE, &error), WIKI_OK);
    assert_ptr_equal(a->children[0], c);
    assert_true(c->position < b->position);
    assert_int_equal(wiki_last(c)->number, 1);
    assert_int_equal(wiki_page_move(wiki, b, NULL, PLACE_APPEND, &error), WIKI_OK);
    assert_null(b->parent);
}

static void the_trash_lets_children_up_and_gives_back(void **state)
{
    struct wiki *wiki = *state;
    struct wiki_error error;
    struct page *a = new_page(wiki, "A", NULL);
    struct page *b = new_page(wiki, "B", a);
    struct page *home = wiki->spaces[0]->homepage;
    assert_ptr_equal(a->parent, home);
    wiki_page_trash(wiki, a);
    assert_ptr_equal(b->parent, home);
    assert_null(a->parent);
    assert_null(wiki_find_title(wiki, wiki->spaces[0], "A"));
    struct page_write write = { .author = "me", .version = 2 };
    assert_int_equal(wiki_page_restore(wiki, a, &write, &error), WIKI_OK);
    assert_ptr_equal(a->parent, home);
    assert_int_equal(wiki_page_purge(wiki, a), WIKI_NOT_TRASHED);
    wiki_page_trash_tree(wiki, b);
    int64_t id = b->id;
    assert_int_equal(wiki_page_purge(wiki, b), WIKI_OK);
    assert_null(wiki_find_page(wiki, id));
}

static void labels_split_and_are_lower_case(void **state)
{
    struct wiki *wiki = *state;
    struct page *page = new_page(wiki, "A", NULL);
    assert_int_equal(wiki_label_add(wiki, page, "global", "New abc, whatever"), WIKI_OK);
    assert_int_equal(page->label_count, 3);
    assert_string_equal(page->labels[0].name, "new");
    assert_int_equal(wiki_label_add(wiki, page, "global", "ABC"), WIKI_OK);
    assert_int_equal(page->label_count, 3);
    assert_int_equal(wiki_label_add(wiki, page, "global", "my:own"), WIKI_OK);
    assert_string_equal(page->labels[3].prefix, "my");
    assert_int_equal(wiki_label_add(wiki, page, "global", "a#b"), WIKI_BAD_LABEL);
    assert_int_equal(wiki_label_add(wiki, page, "wrong", "a"), WIKI_BAD_LABEL);
    assert_true(wiki_label_remove(page, "New"));
    assert_false(wiki_label_remove(page, "new"));
    assert_int_equal(wiki_last(page)->number, 1);
}

static void a_comment_changes_the_body_but_not_the_version(void **state)
{
    struct wiki *wiki = *state;
    struct wiki_error error;
    struct page *page = new_page(wiki, "A", NULL);
    struct page_write write = { .author = "me", .body = "<p class=\"word\">a word here</p>" };
    assert_int_equal(wiki_page_update(wiki, page, &write, &error), WIKI_OK);
    assert_null(wiki_comment_add(wiki, page, "nowhere", "t", "you"));
    struct comment *comment = wiki_comment_add(wiki, page, "word", "t", "you");
    assert_non_null(comment);
    assert_int_equal(wiki_last(page)->number, 2);
    assert_non_null(strstr(wiki_last(page)->body, ">a <ac:inline-comment-marker ac:ref="));
    assert_string_equal(wiki_last(page)->sent, write.body);
    write.body = "<p>without</p>";
    assert_int_equal(wiki_page_update(wiki, page, &write, &error), WIKI_OK);
    assert_true(page->comments[0].is_resolved);
}

static void attachments_are_found_by_name(void **state)
{
    struct wiki *wiki = *state;
    struct wiki_error error;
    struct page *page = new_page(wiki, "A", NULL);
    struct attachment *attachment;
    struct file_write write = { .name = "dir/a.png", .data = "123", .size = 3, .author = "me" };
    assert_int_equal(wiki_file_add(wiki, page, &write, &attachment, &error), WIKI_OK);
    assert_string_equal(attachment->name, "a.png");
    assert_string_equal(wiki_last_file(attachment)->media_type, "image/png");
    assert_int_equal(wiki_file_add(wiki, page, &write, &attachment, &error), WIKI_NAME_TAKEN);
    write.name = NULL;
    assert_int_equal(wiki_file_update(wiki, attachment, &write), WIKI_OK);
    assert_int_equal(wiki_last_file(attachment)->number, 2);
    wiki->attachment_limit = 2;
    assert_int_equal(wiki_file_update(wiki, attachment, &write), WIKI_TOO_LARGE);
    wiki_file_trash(attachment);
    assert_null(wiki_file_find(page, "a.png"));
}

static void properties_have_versions_and_a_limit(void **state)
{
    struct wiki *wiki = *state;
    struct page *page = new_page(wiki, "A", NULL);
    assert_int_equal(wiki_property_create(wiki, page, "k", "1", "me"), WIKI_OK);
    assert_int_equal(wiki_property_create(wiki, page, "k", "1", "me"), WIKI_EXISTS);
    struct property *property = wiki_property_find(page, "k");
    assert_int_equal(wiki_property_update(wiki, page, property, "2", 1), WIKI_VERSION);
    assert_int_equal(wiki_property_update(wiki, page, property, "2", 2), WIKI_OK);
    char *large = malloc(PROPERTY_LIMIT + 2);
    assert_non_null(large);
    memset(large, '1', PROPERTY_LIMIT + 1);
    large[PROPERTY_LIMIT + 1] = '\0';
    assert_int_equal(wiki_property_update(wiki, page, property, large, 3), WIKI_TOO_LARGE);
    free(large);
    wiki_property_remove(page, property);
    assert_int_equal(page->property_count, 0);
}

static void restricted_pages_are_hidden_but_hold_their_title(void **state)
{
    struct wiki *wiki = *state;
    struct page *a = new_page(wiki, "A", NULL);
    struct page *b = new_page(wiki, "B", a);
    struct page *page;
    a->viewer = strdup("you");
    assert_false(wiki_may_see(b, "me"));
    assert_true(wiki_may_see(b, "you"));
    assert_int_equal(create(wiki, "a", NULL, &page), WIKI_TITLE_TAKEN);
}

int main(void)
{
#define ON_A_WIKI(test) cmocka_unit_test_setup_teardown(test, open_wiki, close_wiki)
    const struct CMUnitTest tests[] = {
        ON_A_WIKI(titles_are_unique_in_the_space_whatever_their_case),
        ON_A_WIKI(archived_pages_keep_their_title_and_trashed_ones_when_told_so),
        ON_A_WIKI(folders_and_drafts),
        ON_A_WIKI(the_next_version_is_the_current_one_plus_one),
        ON_A_WIKI(a_page_cannot_move_below_itself),
        ON_A_WIKI(the_trash_lets_children_up_and_gives_back),
        ON_A_WIKI(labels_split_and_are_lower_case),
        ON_A_WIKI(a_comment_changes_the_body_but_not_the_version),
        ON_A_WIKI(attachments_are_found_by_name),
        ON_A_WIKI(properties_have_versions_and_a_limit),
        ON_A_WIKI(restricted_pages_are_hidden_but_hold_their_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
