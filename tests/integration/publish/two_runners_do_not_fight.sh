#!/bin/bash
# SPDX-License-Identifier: MIT
# Two machines publish the same tree to the same space at the same time.
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

# runner NAME: in the background, with a state folder and a copy of the tree of its own.
runner()
{
    cp -a "$folder/docs" "$folder/docs-$1"
    (
        cd "$folder" && exec timeout 120 "$CMSYNC_BIN/cmsync" apply --yes --json \
            --docs.root "$folder/docs-$1" --state "$folder/state-$1" --run "$folder/run-$1" \
            > "$folder/out-$1" 2> "$folder/err-$1" < /dev/null
    ) &
}

start_sandbox --latency-ms 30
for i in $(seq 1 25); do page "guide$((i % 2))/p$i.md" "Page $i"; done
runner a
first=$!
runner b
second=$!
status_a=0 status_b=0
wait $first || status_a=$?
wait $second || status_b=$?
codes=$(printf '%s\n' $status_a $status_b | sort -n | tr '\n' ' ')
[ "$codes" = '0 11 ' ] || fail "exit codes $codes: $(cat "$folder"/err-*)"
cat "$folder"/err-* > "$folder/err"
complained 'another cmsync published to this space at the same time' || fail "nobody noticed"
[ "$(titles | wc -l)" -eq 27 ] || fail "$(titles | wc -l) pages"
[ "$(titles | uniq -d)" = "" ] || fail "doubled: $(titles | uniq -d)"
[ "$(state_of_space | jq '[.pages[] | select(.version > 1 and .parent)] | length')" -eq 0 ] ||
    fail "they wrote over each other"

# What both know is kept: a third machine has nothing to do.
: > "$folder/record"
expect 0 apply --yes --json
[ "$(jq -r 'select(.method != "GET") | .path' "$folder/record")" = '' ] || fail "written: $(requests POST)$(requests PUT)"
