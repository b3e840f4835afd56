#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# Without the programs beside it whatever needs one of them fails.
mkdir "$folder/alone" "$folder/rules"
cp "$CMSYNC_BIN/cmsync" "$folder/alone"
cp "$CMSYNC_BIN/cmsync" "$CMSYNC_BIN/cmsync-cli" "$folder/rules"
alone() { CMSYNC_BIN=$folder/${bin:-alone} cm apply --yes "$@"; }
at_a_glance()
{
    alone "$@"
    [ "$status" -eq 0 ] || fail "apply $*: something was needed"
}
not_at_a_glance()
{
    local why=$1
    shift
    alone "$@"
    [ "$status" -ne 0 ] || fail "$why: not noticed"
}
said() { cat "$folder/out" "$folder/err" | sed 's/, [0-9.]* s$/, TIME/'; }
# A whole run, after which everything is in step again.
settle()
{
    expect 0 apply --yes
    [ -e "$folder/state/seal" ] || fail "the state is not sealed"
    at_a_glance
}

start_sandbox
page index.md Welcome
page guide/index.md Guide
page guide/install.md Installing
page guide/old.md Old
expect 0 apply --yes
rm "$folder/docs/guide/old.md"
printf -- '---\nconfluence:\n  skip: true\n---\n# Left out\n' > "$folder/docs/left.md"
printf '+++\nkey = 1\n+++\n# Odd\n' > "$folder/docs/odd.md"
expect 0 apply --yes

# A whole run and a glance say the same.
sent=$(count_requests)
expect 0 apply --yes --max-deletions 10
said > "$folder/whole"
at_a_glance
said | diff "$folder/whole" - || fail "apply says something else at a glance"
at_a_glance --json
jq -e '.format == "cmsync.apply/1.0" and .unchanged == 4 and .failed == 0 and .requests == 0' \
    "$folder/out" || fail "not the JSON of the contract"
[ ! -s "$folder/err" ] || fail "something on standard error"
at_a_glance
complained 'with warnings' || fail "warnings are not told of"
expect 0 status
at_a_glance
[ "$(count_requests)" -eq "$sent" ] || fail "requests although nothing changed"

# What asks for more, or may not, gets the whole run.
not_at_a_glance 'a path' guide
not_at_a_glance 'an adoption' --adopt
not_at_a_glance 'another setting' --publish.comments ignore
chmod 644 "$folder/token"
not_at_a_glance 'a token that others can read'
chmod 600 "$folder/token"
at_a_glance
exec 8< "$folder/docs" 9< "$folder/state/lock"
flock 8
not_at_a_glance 'a lock on the documents'
flock -u 8
flock 9
not_at_a_glance 'a lock on the state'
flock -u 9
mv "$folder/state/lock" "$folder/lock"
not_at_a_glance 'a lock that cannot be looked at'
mv "$folder/lock" "$folder/state/lock"
exec 8<&- 9<&-
ledger=$(echo "$folder"/state/ledger-*.db)
: > "$ledger-wal"
not_at_a_glance 'a log that the ledger does not hold'
rm "$ledger-wal"
at_a_glance

# Each change of the folder is seen, in whatever guise.
install=$folder/docs/guide/install.md
touch -r "$install" "$folder/time"
printf Tent | dd of="$install" bs=1 seek=14 conv=notrunc status=none
touch -r "$folder/time" "$install"
not_at_a_glance 'a change that leaves inode, size and time'
printf 'And more.\n' >> "$install"
settle
mv "$install" "$folder/docs/guide/setup.md"
not_at_a_glance 'another name'
settle
rm "$folder/docs/guide/setup.md"
not_at_a_glance 'a file less'
page guide/setup.md Installing
not_at_a_glance 'a new file'
settle
touch "$ledger"
not_at_a_glance 'a ledger that was written to'

# With patterns at work cmsync-cli looks; still nothing else is started.
echo 'hidden*' > "$folder/docs/guide/.cmsyncignore"
page guide/hidden.md Hidden
expect 0 apply --yes
printed '; 0 requests, ' || fail "what is ignored was published"
not_at_a_glance 'patterns without what matches them'
bin=rules
at_a_glance
echo 'setup*' >> "$folder/docs/guide/.cmsyncignore"
not_at_a_glance 'a pattern that hides a page'
echo 'hidden*' > "$folder/docs/guide/.cmsyncignore"
at_a_glance
bin=alone

# Nothing is sealed while something waits, nor by who was killed.
page guide/setup.md 'Set up'
expect 0 start
[ ! -e "$folder/state/seal" ] || fail "sealed while it works"
kill -9 "$(holder)"
wait_for 20 is_stopped
[ ! -e "$folder/state/seal" ] || fail "sealed by nobody"
not_at_a_glance 'a killed run'
