#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
for name in Moved Left Back Trashed Edited; do page "${name,}.md" $name; done
expect 0 apply --yes
stranger '{"title":"Elsewhere","body":"<p>x</p>"}'
parent=$(field Elsewhere .id)
person move Moved "{\"parent\":$parent}"
person move Left "{\"parent\":$parent}"
person trash Trashed '{}'
person trash Back '{}'
trashed=$(state_of_space | jq -r '.pages[] | select(.title == "Back") | .id')
person edit Edited '{"body":"<p>By hand.</p>","user":"ann"}'
for name in Moved Left Back Trashed Edited; do
    printf '# %s\n\nNew text.\n' $name > "$folder/docs/${name,}.md"
done
expect 7 apply --yes
expect 0 status --porcelain=v1
[ "$(grep -c ^U "$folder/out")" -eq 5 ] || fail "not five decisions: $(cat "$folder/out")"
printed 'moved the page' || fail "the move is not told"
expect_field Moved .parent "$parent"
expect_field Moved .version 1

# Mine moves back and publishes over; what lay in the trash comes back as the same page.
for name in moved back; do expect 0 resolve $name.md --mine; done
# Theirs leaves it where it is, until the file changes again: that is asked.
for name in left trashed edited; do expect 0 resolve $name.md --theirs; done
expect 0 apply --yes
[ "$(field Moved .parent)" != "$parent" ] || fail "mine did not move the page back"
expect_field Back .id "$trashed"
field Back .body | grep -q 'New text' || fail "the page came back with its old text"
expect_field Left .parent "$parent"
expect_field Edited .body '<p>By hand.</p>'
[ "$(count_titles Trashed)" -eq 0 ] || fail "theirs made the page anew"
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail "pages that are left alone cost requests"
for name in Left Trashed Edited; do
    printf '# %s\n\nNewer text.\n' $name > "$folder/docs/${name,}.md"
done
expect 7 apply --yes
expect 0 status --porcelain=v1
[ "$(grep -c ^U "$folder/out")" -eq 3 ] || fail "it is not asked again: $(cat "$folder/out")"
expect_field Edited .body '<p>By hand.</p>'
for name in left trashed edited; do expect 0 resolve $name.md --mine; done
expect 0 apply --yes
field Edited .body | grep -q 'Newer text' || fail "mine was not published"
[ "$(count_titles Trashed)" -eq 1 ] || fail "the trashed page did not come back"

# A purged page is made anew.
person purge Back '{}'
printf '# Back\n\nNewest text.\n' > "$folder/docs/back.md"
expect 7 apply --yes
expect 0 resolve back.md --mine
expect 0 apply --yes
[ "$(field Back .id)" != "$trashed" ] || fail "a purged page cannot be the same"
[ "$(count_titles Back)" -eq 1 ] || fail "not one page"

# Nor can one come back whose title somebody else's page has by now; the file has another one.
person trash Edited '{}'
stranger '{"title":"Edited","body":"<p>Another page.</p>"}'
printf '# Renamed\n\nText.\n' > "$folder/docs/edited.md"
expect 7 apply --yes
expect 0 resolve edited.md --mine
expect 0 apply --yes
[ "$(count_titles Renamed)" -eq 1 ] || fail "it is not made anew"
field Edited .body | grep -q 'Another page' || fail "the other page was written to"
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail "it is not in step"
