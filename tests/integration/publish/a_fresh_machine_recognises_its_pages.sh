#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
. "$(dirname "$0")/../../support/remote.sh"

# forget: as on a new machine.
forget() { rm -rf "$folder/state" "$folder/run"; }
new_record() { : > "$folder/record"; }
ids() { state_of_space | jq -cS '[.pages[] | select(.status == "current") | {title, id, parent, version}] | sort_by(.title)'; }
changes() { jq -r 'select(.method != "GET") | "\(.method) \(.path)"' "$folder/record"; }
# at_most PAGES MORE: requests of the last run.
at_most()
{
    local most=$(($1 / 100 + $2)) count
    count=$(count_requests)
    [ "$count" -le "$most" ] || fail "$count requests, not $most at most: $(requests GET)"
}

start_sandbox
for i in $(seq 1 30); do page "guide$((i % 3))/p$i.md" "Page $i"; done
page 'an odd näme.md' 'Ödd'
printf '# Links\n\n[one](guide1/p1.md#page-1) ![x](x.png)\n' > "$folder/docs/links.md"
base64 -d > "$folder/docs/x.png" <<< iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
expect 0 apply --yes
before=$(ids)
[ "$(titles | wc -l)" -eq 35 ] || fail "$(titles | wc -l) pages"

# With the state at hand nothing is asked.
new_record
expect 0 apply --yes
[ "$(count_requests)" -eq 0 ] || fail "$(count_requests) requests with the state at hand"

# Without it a few are, and nothing is written.
forget
expect 0 apply --yes --json
[ -z "$(changes)" ] || fail "written: $(changes)"
at_most 35 5
[ "$(jq .created "$folder/out")" -eq 0 ] || fail "created: $(cat "$folder/out")"
[ "$(ids)" = "$before" ] || fail "pages changed: $(ids)"

# A text that changed after the manifest was written, and is the same now.
printf '# Page 1\n\nAnother text.\n' > "$folder/docs/guide1/p1.md"
expect 0 apply --yes
forget
new_record
expect 0 apply --yes --json
[ -z "$(changes)" ] || fail "written: $(changes)"
[ "$(jq -c '[.updated,.unchanged]' "$folder/out")" = '[0,35]' ] || fail "$(cat "$folder/out")"
at_most 35 5

# On a new machine: one file is changed, one is new, one is renamed, and one is gone.
before=$(ids)
forget
new_record
printf '# Page 2\n\nAnother text.\n' > "$folder/docs/guide2/p2.md"
page new.md New
mv "$folder/docs/guide0/p3.md" "$folder/docs/guide1/p3.md"
rm "$folder/docs/guide1/p4.md"
expect 0 apply --yes --json
[ "$(jq -c '[.created,.updated,.moved,.deleted]' "$folder/out")" = '[1,1,1,0]' ] || fail "$(cat "$folder/out")"
[ "$(field 'Page 3' .id)" = "$(jq -r '.[] | select(.title == "Page 3") | .id' <<< "$before")" ] ||
    fail "the moved page is another one"
[ "$(count_titles 'Page 4')" -eq 1 ] || fail "a page is gone"
[ "$(titles | uniq -d)" = "" ] || fail "doubled: $(titles | uniq -d)"
forget
new_record
expect 0 apply --yes --json
[ -z "$(changes)" ] || fail "written: $(changes)"
at_most 36 5

# An update leaves the manifest as it is: what the runner before wrote is nobody's edit, neither for
# a plan nor for what comes next; what a person writes is one.
forget
expect 0 plan --exit-code
forget
expect 0 plan --check-remote --exit-code
printf '# Page 1\n\nA third text.\n' > "$folder/docs/guide1/p1.md"
forget
expect 0 plan --json
[ "$(jq -c '[.update,.held]' "$folder/out")" = '[1,0]' ] || fail "planned: $(cat "$folder/out")"
forget
expect 0 apply --yes --json
[ "$(jq -c '[.updated,.held]' "$folder/out")" = '[1,0]' ] || fail "$(cat "$folder/out")"
person edit 'Page 1' '{"body":"<p>By hand.</p>","user":"ann"}'
printf '# Page 1\n\nA fourth text.\n' > "$folder/docs/guide1/p1.md"
forget
expect 0 plan --json
[ "$(jq .held "$folder/out")" -eq 1 ] || fail "an edit is not planned: $(cat "$folder/out")"
forget
expect 7 apply --yes
expect_field 'Page 1' .body '<p>By hand.</p>'
