#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

id_of() { state_of_space | jq -r --arg title "$1" '.pages[] | select(.title == $title) | .id'; }
status_of() { state_of_space | jq -r --arg title "$1" '.pages[] | select(.title == $title) | .status'; }

start_sandbox
configure 'on_delete: trash'
for name in Kept Parent Edited Plain; do page "${name,}.md" $name; done
page other.md Other
page moved.md Moved
for name in Some More To Stay; do page "${name,}.md" $name; done
expect 0 apply --yes
stranger "{\"title\":\"Foreign\",\"body\":\"<p>x</p>\",\"parent\":$(id_of Parent)}"
if [ "${EDITION:-cloud}" = cloud ]; then
    stranger "{\"title\":\"A folder\",\"type\":\"folder\",\"parent\":$(id_of Kept)}"
fi
person edit Edited '{"body":"<p>By hand.</p>","user":"ann"}'
person move Moved "{\"parent\":$(id_of Other)}"
rm "$folder"/docs/{parent,edited,plain,moved}.md
[ "${EDITION:-cloud}" != cloud ] || rm "$folder/docs/kept.md"

# Neither an edit nor somebody's child goes unseen; what nobody touched goes.
expect 9 apply --yes
[ "$(status_of Plain)" = trashed ] || fail "the page that nobody touched did not go"
[ "$(status_of Parent)" = current ] || fail "a page with a foreign child went"
[ "$(status_of Edited)" = current ] || fail "an edited page went"
[ "$(status_of Moved)" = current ] || fail "a page went that somebody moved"
[ "$(status_of Kept)" = current ] || fail "a page with a folder below it went"
expect 0 status --porcelain=v1
grep '^D' "$folder/out" | grep -q 'Foreign' || fail "the child is not named: $(cat "$folder/out")"
expect 9 apply --yes

# A person who confirms has seen the edit; the child is in the way until it is gone.
expect 0 confirm --all
expect 9 apply --yes
[ "$(status_of Moved)" = trashed ] || fail "where it was shown it may go"
[ "$(status_of Edited)" = trashed ] || fail "the confirmed deletion did not happen"
[ "$(status_of Parent)" = current ] || fail "a confirmation is no permission to orphan a page"
person trash Foreign '{}'
expect 0 confirm parent.md
cm apply --yes
[ "$(status_of Parent)" = trashed ] || fail "nothing was in the way any more"

# Both come back: with their file up to date, without as they were.
plain=$(id_of Plain)
page plain.md Plain
expect 0 restore plain.md
printed "page $plain" || fail "not the same page"
[ "$(status_of Plain)" = current ] || fail "the page did not come back"
expect 0 restore docs/edited.md
expect_field Edited .body '<p>By hand.</p>'
mkdir "$folder/docs/tray"
page tray/index.md Tray
page tray/a.md Alpha
cm apply --yes
tray=$(id_of Tray)
rm -r "$folder/docs/tray"
cm apply --yes
[ "$(status_of Tray)" = trashed ] || fail "the folder's page is still there"
expect 0 restore tray
printed "tray/index.md is page $tray" || fail "another page: $(cat "$folder/out")"
expect 4 restore other-thing.md
expect 1 restore other.md
cm apply --yes
[ "$(count_titles Plain)" -eq 1 ] || fail "the restored page was made a second time"
[ "$(status_of Edited)" = current ] || fail "the restored page went again"
