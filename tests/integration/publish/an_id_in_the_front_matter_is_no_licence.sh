#!/bin/bash
# SPDX-License-Identifier: MIT
# What is taken over is what was there when it was met, below the root page, and nobody else's.
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

# bound FILE ID TITLE: a page whose front matter names a page.
bound() { printf -- '---\nconfluence:\n  id: "%s"\n---\n# %s\n\nText of ours.\n' "$2" "$3" > "$folder/docs/$1"; }
theirs() { expect_field "$1" '.body | contains("Theirs.")' true; }
says() { cm status "docs/$1" && printed "$2" || fail "$1 says: $(cat "$folder/out")"; }

start_sandbox
for title in Root Outside Inside Raced; do
    stranger "{\"title\":\"$title\",\"body\":\"<p>Theirs.</p>\",\"author\":\"anna\"}"
done
root=$(field Root .id)
sed -i "s/^  space: DEMO/  space: DEMO\n  root_page: \"$root\"/" "$folder/cmsync.yaml"
person move Inside "{\"parent\":\"$root\"}"
person move Raced "{\"parent\":\"$root\"}"

# Not there; elsewhere in the space; the root page itself.
bound none.md 99999999 None
bound outside.md "$(field Outside .id)" Ours
bound root.md "$root" Above
expect 10 apply --yes
says none.md 'or never was'
says outside.md 'not below the root page'
says root.md 'not below the root page'
theirs Outside
theirs Root
# Taken out, or corrected, it is a page like others.
page none.md None
bound outside.md "$(field Inside .id)" Inside
rm "$folder/docs/root.md"
expect 0 apply --yes
[ "$(count_titles None)" -eq 1 ] || fail "no page was made"
expect_field Inside '.body | contains("Text of ours.")' true

# A title that somebody else's page has, outside of the root page, or the root page itself.
page outside.md Outside
page root.md Root
expect 7 apply --yes --adopt
says root.md 'not below the root page'
expect 1 resolve docs/root.md --adopt
complained 'not stand below the root page' || fail "no reason: $(cat "$folder/err")"
expect 0 resolve docs/root.md --rename 'Not the root'
theirs Outside
theirs Root
rm "$folder/docs/outside.md"
expect 0 apply --yes

# Somebody edits the page between our look and our write: not written over, whoever is killed.
id=$(field Raced .id)
bound raced.md "$id" Raced
fault "name p match PUT *$id* delay 3000"
(cd "$folder" && exec "$CMSYNC_BIN/cmsync" apply --yes --state "$folder/state" --run "$folder/run" \
    > "$folder/out" 2> "$folder/err" < /dev/null) &
apply=$!
is_met() { jq -r 'select(.method == "GET") | .path' "$folder/record" | grep -q "/$id\$"; }
wait_for 30 is_met
person edit Raced '{"body":"<p>Theirs. Newer.</p>","author":"anna"}'
code=0
wait $apply || code=$?
no_faults
[ "$code" -eq 7 ] || fail "exit status $code: $(cat "$folder/err")"
theirs Raced
expect 7 apply --yes
theirs Raced
expect 0 resolve docs/raced.md --mine
expect 0 apply --yes
expect_field Raced '.body | contains("Text of ours.")' true
