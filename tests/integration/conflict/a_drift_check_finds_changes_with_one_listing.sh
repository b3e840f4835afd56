#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

has_conflicts() { cm status --porcelain=v1 && [ "$(grep -c ^U "$folder/out")" -eq "$1" ]; }

start_sandbox
for name in Same Edited Moved Trashed; do page "${name,}.md" $name; done
expect 0 apply --yes
stranger '{"title":"Elsewhere","body":"<p>x</p>"}'
before=$(count_requests)
expect 0 apply --yes --check-remote
[ $(($(count_requests) - before)) -eq 1 ] || fail "a check of four pages is one request"

person edit Edited '{"body":"<p>By hand.</p>","user":"ann"}'
person move Moved "{\"parent\":$(field Elsewhere .id)}"
person trash Trashed '{}'
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail "without a check nothing is asked"
expect 7 apply --yes --check-remote
# Names cost a request, and so does the look whether this state is an older one.
asked=$(tail -n +"$((before + 1))" "$folder/record" | grep -cvE 'user/bulk|/propert(y|ies)')
[ "$asked" -eq 2 ] || fail "one listing, one look at the missing page: $asked"
has_conflicts 3 || fail "not three decisions: $(cat "$folder/out")"
grep '^U.edited.md' "$folder/out" | grep -q 'version 2' || fail "the version is not named"
expect 0 resolve edited.md --theirs
expect 0 resolve moved.md --theirs
expect 0 restore trashed.md
expect 0 apply --yes --check-remote
expect_field Edited .body '<p>By hand.</p>'

# A runner with nothing at hand recognises its pages first, and then checks them.
person edit Same '{"body":"<p>By hand.</p>","user":"ann"}'
mv "$folder/state" "$folder/kept"
cm apply --yes --check-remote
[ "$status" -eq 7 ] || fail "a fresh runner did not see the edit: exit status $status"
cm status --porcelain=v1
grep -q '^U.same.md' "$folder/out" || fail "nor is it told: $(cat "$folder/out")"
rm -rf "$folder/state"
mv "$folder/kept" "$folder/state"

# While watching, by the clock: not twice within the day, and at once when the day is over.
configure 'drift_check_hours: 24'
before=$(count_requests)
expect 0 apply --yes
has_conflicts 0 || fail "checked again within the day: $(cat "$folder/out")"
[ "$(count_requests)" -eq "$before" ] || fail "a check that is not due was made"
python3 - "$folder"/state/ledger-*.db << 'EOF'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as ledger:
    ledger.execute("UPDATE meta SET value = value - 86400001 WHERE key = 'drift_checked_ms'")
EOF
expect 0 start
wait_for 30 has_conflicts 1
expect 0 stop
configure 'drift_check_hours: 24' 'on_conflict: mine'
expect 0 resolve same.md --theirs
person edit Same '{"body":"<p>By hand again.</p>","user":"ann"}'
expect 0 apply --yes --check-remote
field Same .body | grep -q 'Text of Same' || fail "the policy mine did not publish over the edit"
