#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
page one.md One
page two.md Two
printf '# Three\n\n![shot](shot.png)\n' > "$folder/docs/three.md"
printf 'a picture' > "$folder/docs/shot.png"
fault 'match POST * every 2 lose'
cm apply --yes
no_faults
wait_for 200 applies
for title in One Two Three; do
    [ "$(count_titles $title)" -eq 1 ] || fail "$title is there $(count_titles $title) times"
    expect_field $title .version 1
done
expect_field Three '.attachments | length' 1
expect_field Three '.attachments[0].version' 1

# The same for an update: found again by its version and message, not written twice.
page one.md One-more
fault 'match PUT * count 1 lose'
cm apply --yes
no_faults
wait_for 200 applies
expect_field One-more .version 2
# libcurl may repeat a PUT by itself: its version makes that harmless (409).
[ "$(jq -r 'select(.method == "PUT" and .status == 200) | .path' "$folder/record" | wc -l)" -eq 0 ] ||
    fail "the update was carried out again"
