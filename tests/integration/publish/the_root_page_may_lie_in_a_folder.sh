#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

# ask METHOD PATH [JSON]: of Confluence itself, as a person's script would; prints the answer.
ask() { curl -sf -u me@example.com:canary-token -X "$1" "$url$2" ${3:+--data-binary "$3"} -H 'Content-Type: application/json'; }
# make KIND TITLE PARENT: its id.
make()
{
    ask POST "/api/v2/$1" "{\"spaceId\":\"$space\",\"title\":\"$2\",\"parentId\":\"$3\",\"status\":\"current\"}" |
        jq -r .id
}
# expect_root_in FOLDER: as Confluence tells it.
expect_root_in()
{
    local found
    found=$(ask GET "/api/v2/pages/$root" | jq -r '"\(.parentType) \(.parentId)"')
    [ "$found" = "folder $1" ] || fail "the root page lies in $found, not in folder $1"
}
changes() { jq -r 'select(.method != "GET") | "\(.method) \(.path)"' "$folder/record"; }

start_sandbox
home=$(state_of_space | jq -r '.pages[] | select(.parent == null) | .id')
space=$(ask GET '/api/v2/spaces?keys=DEMO' | jq -r '.results[0].id')
outer=$(make folders Outer "$home")
inner=$(make folders Inner "$outer")
root=$(make pages Handbook "$inner")
sed -i "s/^  space: DEMO/&\n  root_page: '$root'/" "$folder/cmsync.yaml"
expect_root_in "$inner"

page plain.md Plain
page guide/index.md Guide
page guide/one.md One
expect 0 apply --yes
expect_field Plain .parent "$root"
expect_field Guide .parent "$root"
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail 'asked again'

# A new machine recognises its pages there, and a check finds nothing.
rm -rf "$folder/state" "$folder/run"
: > "$folder/record"
expect 0 apply --yes
expect 0 apply --yes --check-remote
[ -z "$(changes)" ] || fail "written: $(changes)"

# Without the manifest, too: by the list of the space's pages, in which no folder is.
ask GET "/api/v2/pages/$root/properties" | jq -r '.results[].id' > "$folder/properties"
[ -s "$folder/properties" ] || fail 'no manifest at the root page'
while read -r property; do
    ask DELETE "/api/v2/pages/$root/properties/$property"
done < "$folder/properties"
rm -rf "$folder/state" "$folder/run"
expect 0 apply --yes --json
[ "$(jq -c '[.created,.updated,.deleted]' "$folder/out")" = '[0,0,0]' ] || fail "$(cat "$folder/out")"

# The root page changes folders: that is not our matter. What changes then is published.
person move Handbook "{\"parent\":$outer}"
expect_root_in "$outer"
page guide/one.md 'Number one'
mv "$folder/docs/plain.md" "$folder/docs/guide/plain.md"
expect 0 apply --yes --check-remote
expect_field 'Number one' .version 2
expect_field Plain .parent "$(field Guide .id)"

# A page of ours that somebody puts into a folder waits for a word, and comes back at one.
person move Plain "{\"parent\":$inner}"
expect 7 apply --yes --check-remote
expect 0 resolve guide/plain.md --mine
expect 0 apply --yes --check-remote
expect_field Plain .parent "$(field Guide .id)"
person move Plain "{\"parent\":$inner}"
expect 7 apply --yes --check-remote
expect 0 resolve guide/plain.md --theirs
expect 0 apply --yes --check-remote
expect_field Plain .parent "$inner"
expect_root_in "$outer"
