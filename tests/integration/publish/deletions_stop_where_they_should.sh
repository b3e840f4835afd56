#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
for name in a b c d e f g h; do
    page "$name.md" "Page $name"
done
configure 'on_delete: trash'
expect 0 apply --yes --json

# One file goes: its page goes to the trash, and nothing else.
rm "$folder/docs/a.md"
expect 0 apply --yes --json
jq -e '.deleted == 1 and .held == 0' "$folder/out" || fail "not one deletion"
[ "$(titles | wc -l)" -eq 7 ] || fail "not seven pages"

# More than the limit of this run: all wait for a person.
rm "$folder/docs/b.md" "$folder/docs/c.md"
expect 9 apply --yes --json --max-deletions 1
jq -e '.deleted == 0 and .held == 2' "$folder/out" || fail "not two held deletions"
[ "$(titles | wc -l)" -eq 7 ] || fail "a held page is gone"
expect 0 reject b.md
expect 0 confirm c.md
expect 0 apply --yes --json
jq -e '.deleted == 1' "$folder/out" || fail "the confirmed page is not deleted"
has_titles "Page b Page d Page e Page f Page g Page h " || fail "$(titles)"

# A root that lost its files looks like one that is not mounted.
mkdir "$folder/elsewhere"
mv "$folder/docs/"* "$folder/elsewhere"
expect 9 apply --yes --json
has_titles "Page b Page d Page e Page f Page g Page h " || fail "pages of a vanished tree are gone"
mv "$folder/elsewhere/"* "$folder/docs"
expect 0 apply --yes --json
jq -e '.created == 0 and .deleted == 0 and .held == 0' "$folder/out" || fail "not as before"
