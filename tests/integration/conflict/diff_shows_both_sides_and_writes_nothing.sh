#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

writes() { jq -r 'select(.method != "GET") | .path' "$folder/record" | grep -c . || true; }

start_sandbox
printf '# One\n\nFirst.\n\nSecond.\n\nThird.\n' > "$folder/docs/one.md"
page new.md New
expect 0 apply --yes
before=$(writes)

# In step: nothing to see. Whoever looks needs no supervisor, and cannot write.
expect 0 diff docs/one.md
[ ! -s "$folder/out" ] || fail "a page in step differs"

# Both sides changed.
person edit One '{"body":"<p>First.</p><p>Second.</p><p>Third, by hand.</p>","user":"ann"}'
printf '# One\n\nFirst, mine.\n\nSecond.\n\nThird.\n' > "$folder/docs/one.md"
expect 0 diff docs/one.md
printed '^-First\.$' || fail "the page's text is not shown"
printed '^+First, mine\.$' || fail "the file's text is not shown"
printed '^-Third, by hand\.$' || fail "the edit is not shown"
expect 0 diff --three-way one.md
printed 'What changed in Confluence' || fail "not three ways"
grep -A12 '^Both together' "$folder/out" | grep -q '^First, mine\.$' || fail "mine is not in both"
grep -A12 '^Both together' "$folder/out" | grep -q '^Third, by hand\.$' || fail "nor is theirs"
printed '^0 places contradict' || fail "there is no contradiction"
expect 0 diff --storage one.md
printed '<p>Third, by hand' || fail "that is no storage format"

# Where there is no difference, that is said, with where the page is.
page gone.md Gone
expect 7 apply --yes
person trash Gone '{}'
before=$(writes)
expect 0 diff docs/gone.md
[ ! -s "$folder/out" ] || fail "a difference: $(cat "$folder/out")"
complained 'the page is trashed' || fail "$(cat "$folder/err")"

# A page that is not there yet, a file that is no page.
page fresh.md Fresh
expect 0 diff docs/fresh.md
printed '^--- Confluence (no page)' || fail "a page that is not there has no text"
printed '^+Text of Fresh' || fail "the new page is not shown"
expect 4 diff docs/nothing.md
[ "$(writes)" -eq "$before" ] || fail "diff wrote to Confluence"

# Through a supervisor that runs.
expect 0 start
expect 0 diff docs/one.md
printed '^+First, mine\.$' || fail "not through the supervisor"
expect 0 stop

# No token, no look.
echo wrong > "$folder/token"
expect 3 diff docs/one.md
