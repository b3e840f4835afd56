#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"
# shellcheck source-path=SCRIPTDIR source=terminal.sh
. "$(dirname "$0")/terminal.sh"

start_sandbox
configure "on_delete: ask"
page index.md Home
page guide/install.md Installing
page guide/linking.md Linking
printf '\n[a](../old/a.md)\n' >> "$folder/docs/guide/linking.md"
for name in a b; do page old/$name.md "Old $name"; done
for name in 1 2 3 4 5; do page keep/$name.md "Keep $name"; done

# Started from the first screen, and a page is seen as it is published.
terminal 80 24
monitor
see 'NOT RUNNING'
keys s
see 'all 13 pages in step'
keys 2
see 'uploader-1 +ready'
keys 1

# A conflict: both sides are shown; the key that opened it, and Enter, decide nothing.
person edit Installing '{"body":"<p>Text of Installing.</p><p>By hand.</p>","user":"ann"}'
printf '# Installing\n\nText of Installing.\n\nMine.\n' > "$folder/docs/guide/install.md"
see '^> U guide/install.md'
keys c
see '\+Mine\.'
keys c Enter
see '\+Mine\.'
keys m
see 'is published over version 2'
keys m Enter
see 'is published over version 2'
expect_field Installing .version 2
keys y
see '= guide/install.md'
wait_for 20 eval '[ "$(field Installing .version)" = 3 ]'
field Installing .body | grep -q 'Mine' || fail "the file was not published"

# A deletion: what hangs on it; a wrong name does nothing, the right one and y do.
rm -r "$folder/docs/old"
see 'O old/a.md'
keys r
see 'D old/a.md'
keys g D
see 'Delete 3 pages'
see '1 of them linked from 1 page that stays'
keys t
keys -l "olt"
keys y
see 'Type old or 3 to allow it:  olty'
keys C-u
keys -l "old"
see 'Now press y'
[ "$(count_titles 'Old a')" = 1 ] || fail "deleted before it was allowed"
keys y
see '3 pages go to the trash'
wait_for 20 eval '[ "$(count_titles "Old a")" = 0 ]'

# A title that somebody else's page has.
stranger '{"title":"Policy","body":"<p>Theirs.</p>"}'
page policy.md Policy
see '^. U policy.md'
keys /
keys -l policy
keys Enter g c
see 'Another page has this title'
keys r
see 'Title: Policy'
keys -l " here"
keys Enter
see 'Publish under another title'
keys y
see '= policy.md'
[ "$(count_titles 'Policy here')" = 1 ] || fail "not published under the other title"
keys q
see 'left with 0'
