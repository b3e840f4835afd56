/* SPDX-License-Identifier: MIT */
#include "sandbox/wiki/normalise.h"

#include "sandbox/wiki/storage_check.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

static int64_t version_four(const char *element, const char *name, void *context)
{
    (void)context;
    return strcmp(element, "ri:page") == 0 && strcmp(name, "A & B") == 0 ? 4 : 0;
}

struct saved {
    enum edition edition;
    const char *sent;
    const char *stored;
};

static void saving_changes_what_it_is_known_to_change(void **state)
{
    (void)state;
    static const struct saved cases[] = {
        { EDITION_CLOUD, "<p>x<br/>y</p>", "<p>x<br />y</p>" },
        { EDITION_CLOUD, "<hr /><b>a</b><i class=\"q\">b</i>",
            "<hr /><strong>a</strong><em class=\"q\">b</em>" },
        { EDITION_CLOUD, "<p>&quot;a&apos;&#39; &#233; \xc3\xbc &nbsp; &lt;&amp;</p>",
            "<p>\"a'' \xc3\xa9 \xc3\xbc &nbsp; &lt;&amp;</p>" },
        { EDITION_DATACENTER, "<p>m\xc3\xbcqavil\xc9\x99 \xe2\x80\x99\xc2\xa0</p>",
            "<p>m&uuml;qavil\xc9\x99 &rsquo;&nbsp;</p>" },
        { EDITION_CLOUD, "<p style=\"text-align: start\">a</p>", "<p style=\"\">a</p>" },
        { EDITION_CLOUD, "<!-- gone --><p title=\"&quot;\">a</p>", "<p title=\"&quot;\">a</p>" },
        { EDITION_CLOUD, "<ri:page ri:content-title=\"A &amp; B\"/>",
            "<ri:page ri:content-title=\"A &amp; B\" ri:version-at-save=\"4\" />" },
        { EDITION_CLOUD, "<ri:page ri:content-title=\"C\" />",
            "<ri:page ri:content-title=\"C\" />" },
        { EDITION_DATACENTER, "<x><![CDATA[<b>\xc3\xbc</b> &quot; <br/>]]></x>",
            "<x><![CDATA[<b>\xc3\xbc</b> &quot; <br/>]]></x>" },
        { EDITION_CLOUD, "&#38;#60;&#60;", "&#38;#60;&#60;" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct normalise_options options = { .edition = cases[i].edition,
            .version_of = version_four };
        char *stored = normalise_storage(cases[i].sent, &options);
        assert_string_equal(stored, cases[i].stored);
        free(stored);
    }
}

static void macros_gain_version_and_id(void **state)
{
    (void)state;
    struct normalise_options options = { .edition = EDITION_CLOUD, .seed = 7 };
    char *stored = normalise_storage(
        "<ac:structured-macro ac:name=\"toc\" data-x=\"1\"/><ac:structured-macro ac:name=\"x\" "
        "ac:schema-version=\"3\" ac:macro-id=\"m\"/>",
        &options);
    assert_non_null(strstr(stored, "ac:name=\"toc\" ac:schema-version=\"1\" ac:macro-id=\""));
    assert_non_null(strstr(stored, "\" data-x=\"1\" />"));
    assert_non_null(strstr(stored, "ac:name=\"x\" ac:schema-version=\"3\" ac:macro-id=\"m\" />"));
    free(stored);
}

static int64_t no_page(const char *element, const char *name, void *context)
{
    (void)element;
    (void)name;
    (void)context;
    return -1;
}

static void cloud_loses_the_anchor_of_a_link_to_nowhere(void **state)
{
    (void)state;
    static const char link[] =
        "<ac:link ac:anchor=\"x\"><ri:page ri:content-title=\"A &amp; B\" /></ac:link>"
        "<ac:link ac:anchor=\"y\"><ac:link-body>b</ac:link-body></ac:link>";
    struct normalise_options options = {
        .edition = EDITION_CLOUD, .drops_anchors = true, .version_of = no_page
    };
    char *stored = normalise_storage(link, &options);
    assert_string_equal(stored,
        "<ac:link><ri:page ri:content-title=\"A &amp; B\" /></ac:link>"
        "<ac:link ac:anchor=\"y\"><ac:link-body>b</ac:link-body></ac:link>");
    free(stored);
    options.version_of = version_four;
    stored = normalise_storage(link, &options);
    assert_non_null(strstr(stored, "<ac:link ac:anchor=\"x\"><ri:page"));
    free(stored);
}

static void links_follow_a_renamed_page(void **state)
{
    (void)state;
    char *renamed = normalise_rename(
        "<p><ri:page ri:content-title=\"A &amp; B\" ri:version-at-save=\"1\" /><![CDATA[<ri:page "
        "ri:content-title=\"A &amp; B\" />]]><ri:page ri:space-key=\"X\" "
        "ri:content-title=\"A &amp; B\" /></p>",
        "A & B", "C \"<\"");
    assert_string_equal(renamed,
        "<p><ri:page ri:content-title=\"C &quot;&lt;&quot;\" ri:version-at-save=\"1\" />"
        "<![CDATA[<ri:page ri:content-title=\"A &amp; B\" />]]><ri:page ri:space-key=\"X\" "
        "ri:content-title=\"A &amp; B\" /></p>");
    free(renamed);
    assert_null(normalise_rename("<p>A</p>", "A", "B"));
}

static void a_second_save_changes_nothing(void **state)
{
    (void)state;
    static const char body[] =
        "<p>&rsquo;\xc3\xbc<b>x</b></p><ac:structured-macro ac:name=\"toc\"/><ac:image>"
        "<ri:attachment ri:filename=\"a\"/></ac:image>";
    for (enum edition edition = EDITION_CLOUD; edition <= EDITION_DATACENTER; edition++) {
        struct normalise_options options = { .edition = edition };
        char message[256];
        char *once = normalise_storage(body, &options);
        char *twice = normalise_storage(once, &options);
        assert_string_equal(once, twice);
        assert_int_equal(storage_check(once, message, sizeof message), 0);
        free(once);
        free(twice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saving_changes_what_it_is_known_to_change),
        cmocka_unit_test(macros_gain_version_and_id),
        cmocka_unit_test(cloud_loses_the_anchor_of_a_link_to_nowhere),
        cmocka_unit_test(links_follow_a_renamed_page),
        cmocka_unit_test(a_second_save_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
