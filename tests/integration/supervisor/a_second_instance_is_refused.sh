#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

start_supervisor
wait_until_up
status=0
run_supervisor --token-file "$folder/token" || status=$?
[ "$status" -eq 11 ] || fail "the same state: exit status $status"
said "uses this state folder: process $supervisor on " || fail "the holder is not named"
status=0
"$folder/bin/cmsync-supervisor" --config "$folder/cmsync.yaml" --state "$folder/other" \
    --run "$folder/run2" --token-file "$folder/token" 2>> "$folder/err" || status=$?
[ "$status" -eq 11 ] || fail "another state, the same tree: exit status $status"
said "publishes this folder: process" || fail "the holder of the tree is not named"
[ -z "$(ls -A "$folder/docs")" ] || fail "something was written to the tree"

# While the store lives the locks are held, whatever becomes of the supervisor.
for lock in "$folder/state/lock" "$folder/docs"; do
    find "/proc/$(pid_of statestore)/fd" -lname "$lock" | grep -q . ||
        fail "the store does not hold $lock"
    find "/proc/$(pid_of uploader-1)/fd" -lname "$lock" | grep -q . &&
        fail "an uploader holds $lock"
done
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
start_supervisor
wait_for 30 counted 2 '^statestore .* got stage .* watcher ready'
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
