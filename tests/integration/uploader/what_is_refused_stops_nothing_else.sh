#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
stranger '{"title":"Taken","body":"<p>Not ours.</p>","user":"ann"}'
page taken.md Taken
page one.md One
printf '# Two\n\n![a](a.png) ![b](b.png)\n' > "$folder/docs/two.md"
printf a > "$folder/docs/a.png"
printf b > "$folder/docs/b.png"
fault 'match POST *attachment count 1 file-type'
cm apply --yes
[ "$status" -ne 0 ] || fail "nothing is wrong"
expect_field One .version 1
expect_field Two '.attachments | length' 1
[ "$(count_titles Taken)" -eq 1 ] || fail "the title is there twice"
field Taken .body | grep -q 'Not ours' || fail "a foreign page was written over"

# A page that somebody trashed is neither restored nor made anew.
person trash One '{}'
page one.md One-more
cm apply --yes
[ "$(count_titles One)$(count_titles One-more)" = 00 ] || fail "it came back"
