/* SPDX-License-Identifier: MIT */
#include "storage/escape.h"

#include "tests/unit/test.h"

#include <string.h>

typedef void escaper(struct text *out, const char *data, size_t length);

static void expect(escaper *escape, const char *data, const char *wanted)
{
    struct text out = text_new(1000);
    escape(&out, data, strlen(data));
    assert_string_equal(out.data, wanted);
    text_free(&out);
}

static void markup_in_text_is_escaped(void **state)
{
    (void)state;
    expect(escape_text, "a < b && \"c\" ]]> d", "a &lt; b &amp;&amp; \"c\" ]]&gt; d");
    expect(escape_text, "", "");
}

static void quotes_and_line_ends_in_attributes_are_escaped(void **state)
{
    (void)state;
    expect(escape_attribute, "\"a\"\n\t<b>", "&quot;a&quot;&#10;&#9;&lt;b&gt;");
}

static void the_end_of_cdata_is_split(void **state)
{
    (void)state;
    expect(escape_cdata, "a]]>b", "<![CDATA[a]]]]><![CDATA[>b]]>");
    expect(escape_cdata, "]]>]]>", "<![CDATA[]]]]><![CDATA[>]]]]><![CDATA[>]]>");
    expect(escape_cdata, "]]", "<![CDATA[]]]]>");
}

static void what_xml_does_not_allow_is_replaced(void **state)
{
    (void)state;
    expect(escape_clean,
        "a\x01"
        "b\xFF"
        "c\n",
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD"
        "c\n");
    expect(escape_clean, "\xEF\xBF\xBF\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD");
    expect(escape_clean, "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    expect(escape_clean, "gr\xC3\xBC\xC3\x9F", "gr\xC3\xBC\xC3\x9F");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_in_text_is_escaped),
        cmocka_unit_test(quotes_and_line_ends_in_attributes_are_escaped),
        cmocka_unit_test(the_end_of_cdata_is_split),
        cmocka_unit_test(what_xml_does_not_allow_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
