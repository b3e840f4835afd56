/* SPDX-License-Identifier: MIT */
#include "tests/unit/test.h"
#include "uploader/intent.h"

#include <string.h>

static const unsigned char bytes[32] = { 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0xff };
static const char body[] = "<p>Text <ac:link ac:anchor=\"x\"><ri:page ri:content-title=\"T\" />"
                           "</ac:link></p>";

#define BLOB(text) ((struct blob){ (const unsigned char *)(text), strlen(text) })

static struct intent sent_create(void)
{
    return (struct intent){ .kind = INTENT_CREATE,
        .title = "Title",
        .parent_id = "7",
        .body = BLOB(body),
        .digest = { bytes, 32 },
        .name = "",
        .labels = "",
        .at_ms = 1000,
        .date = "Sun, 22 Nov 2026 14:04:30 GMT" };
}

/* As a Cloud site shows it right afterwards. */
static struct remote_page page_of_ours(void)
{
    return (struct remote_page){ .id = "12",
        .status = "current",
        .title = "Title",
        .parent_id = "7",
        .message = "",
        .author_id = "me",
        .author_name = "me",
        .creator_id = "me",
        .created = "2026-11-22T14:04:30.016Z",
        .version = 1,
        .body = BLOB("<p>Text <ac:link><ri:page ri:content-title=\"T\" "
                     "ri:version-at-save=\"4\" /></ac:link></p>"),
        .has_body = true };
}

static void a_marker_is_short_and_of_the_digest(void **state)
{
    (void)state;
    char marker[INTENT_MARKER_BYTES];
    intent_marker((struct blob){ bytes, 32 }, marker);
    assert_string_equal(marker, "cmsync 123456789abcdef0");
}

static void a_lost_create_is_recognised_without_a_marker(void **state)
{
    (void)state;
    struct intent sent = sent_create();
    struct remote_page page = page_of_ours();
    assert_int_equal(intent_judge_create(&sent, &page, "me"), INTENT_APPLIED);
    assert_int_equal(intent_judge_create(&sent, NULL, "me"), INTENT_NOT_APPLIED);
}

static void everything_has_to_fit_for_a_page_to_be_ours(void **state)
{
    (void)state;
    struct intent sent = sent_create();
    struct remote_page page = page_of_ours();
    assert_int_equal(intent_judge_create(&sent, &page, "somebody"), INTENT_FOREIGN);
    assert_int_equal(intent_judge_create(&sent, &page, ""), INTENT_FOREIGN);
    page.parent_id = "8";
    assert_int_equal(intent_judge_create(&sent, &page, "me"), INTENT_FOREIGN);
    page = page_of_ours();
    page.version = 2;
    assert_int_equal(intent_judge_create(&sent, &page, "me"), INTENT_FOREIGN);
    page = page_of_ours();
    page.created = "2026-11-22T15:04:29+01:00"; /* a second before the intent */
    assert_int_equal(intent_judge_create(&sent, &page, "me"), INTENT_FOREIGN);
    /* Another runner's, that reads as ours. */
    assert_int_equal(intent_judge_refused(&sent, &page, "me"), INTENT_APPLIED);
    assert_int_equal(intent_judge_refused(&sent, &page, "somebody"), INTENT_FOREIGN);
    page.created = "2026-11-22T15:04:30+01:00";
    assert_int_equal(intent_judge_create(&sent, &page, "me"), INTENT_APPLIED);
    page.body = BLOB("<p>Other text</p>");
    assert_int_equal(intent_judge_create(&sent, &page, "me"), INTENT_FOREIGN);
}

static void data_centers_marker_needs_no_account(void **state)
{
    (void)state;
    struct intent sent = sent_create();
    struct remote_page page = page_of_ours();
    page.has_body = false;
    page.created = "";
    page.message = "cmsync 123456789abcdef0";
    assert_int_equal(intent_judge_create(&sent, &page, ""), INTENT_APPLIED);
    page.message = "cmsync 1111111111111111";
    assert_int_equal(intent_judge_create(&sent, &page, ""), INTENT_FOREIGN);
}

static void an_update_is_told_by_its_version_and_message(void **state)
{
    (void)state;
    struct intent sent = sent_create();
    struct remote_page page = page_of_ours();
    sent.kind = INTENT_UPDATE;
    sent.version = 4;
    page.version = 4;
    assert_int_equal(intent_judge_update(&sent, &page, "me"), INTENT_NOT_APPLIED);
    page.version = 5;
    page.message = "cmsync 123456789abcdef0";
    assert_int_equal(intent_judge_update(&sent, &page, ""), INTENT_APPLIED);
    page.message = "a typo"; /* of ourselves, in a browser */
    assert_int_equal(intent_judge_update(&sent, &page, "me"), INTENT_FOREIGN);
    page.message = "cmsync 123456789abcdef0";
    page.version = 6; /* and somebody went on from there */
    assert_int_equal(intent_judge_update(&sent, &page, "me"), INTENT_FOREIGN);
    page.version = 5;
    page.title = "Other";
    assert_int_equal(intent_judge_update(&sent, &page, "me"), INTENT_FOREIGN);
}

static void a_deletion_happened_when_the_page_is_in_the_trash(void **state)
{
    (void)state;
    struct remote_page page = page_of_ours();
    assert_int_equal(intent_judge_delete(NULL), INTENT_APPLIED);
    assert_int_equal(intent_judge_delete(&page), INTENT_NOT_APPLIED);
    page.status = "trashed";
    assert_int_equal(intent_judge_delete(&page), INTENT_APPLIED);
}

static void an_upload_is_told_by_name_size_and_comment(void **state)
{
    (void)state;
    struct intent sent = sent_create();
    struct remote_file file = {
        .id = "att1", .name = "a.png", .comment = "cmsync 123456789abcdef0", .size = 9, .version = 1
    };
    sent.kind = INTENT_ATTACH;
    assert_int_equal(intent_judge_upload(&sent, NULL, 9), INTENT_NOT_APPLIED);
    assert_int_equal(intent_judge_upload(&sent, &file, 9), INTENT_APPLIED);
    assert_int_equal(intent_judge_upload(&sent, &file, -1), INTENT_APPLIED);
    assert_int_equal(intent_judge_upload(&sent, &file, 8), INTENT_FOREIGN);
    file.comment = "";
    assert_int_equal(intent_judge_upload(&sent, &file, 9), INTENT_FOREIGN);
    sent.kind = INTENT_ATTACH_DATA;
    sent.version = 1;
    assert_int_equal(intent_judge_upload(&sent, &file, 9), INTENT_NOT_APPLIED);
}

static void looks_are_spread_over_seven_seconds(void **state)
{
    (void)state;
    int64_t sum = 0;
    for (int i = 0; i < INTENT_LOOKS; i++)
        sum += intent_look_wait_ms(i);
    assert_int_equal(intent_look_wait_ms(0), 0);
    assert_int_equal(sum, 7000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_marker_is_short_and_of_the_digest),
        cmocka_unit_test(a_lost_create_is_recognised_without_a_marker),
        cmocka_unit_test(everything_has_to_fit_for_a_page_to_be_ours),
        cmocka_unit_test(data_centers_marker_needs_no_account),
        cmocka_unit_test(an_update_is_told_by_its_version_and_message),
        cmocka_unit_test(a_deletion_happened_when_the_page_is_in_the_trash),
        cmocka_unit_test(an_upload_is_told_by_name_size_and_comment),
        cmocka_unit_test(looks_are_spread_over_seven_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
