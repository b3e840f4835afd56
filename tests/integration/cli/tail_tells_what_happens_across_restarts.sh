#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
(cd "$folder" && exec timeout 200 "$CMSYNC_BIN/cmsync" tail --json --state "$folder/state" --run "$folder/run" \
    > "$folder/events" 2> "$folder/err") &
tail=$!
heard() { jq -se "any(.[]; $1)" "$folder/events" > /dev/null 2>&1; }
wait_for 20 heard '.type == "hello" and .format == "cmsync.events/1.0"'
expect 0 start
wait_for 60 heard '.type == "status_changed" and .path == "a.md" and .letter == "="'
expect 0 stop
before=$(grep -c run_changed "$folder/events" || true)
# What the store says before the listener has found it again is lost.
is_heard_again() { cm pause && cm resume && [ "$(grep -c run_changed "$folder/events")" -gt "$before" ]; }
expect 0 start
wait_for 30 is_heard_again
page b.md B
wait_for 60 heard '.type == "status_changed" and .path == "b.md" and .letter == "="'
expect 0 stop
head -1 "$folder/events" | jq -e '.type == "hello"' || fail "hello is not the first line"
jq -e .type "$folder/events" > /dev/null || fail "a line that is not JSON"
kill -INT $tail
status=0
wait $tail || status=$?
[ "$status" -eq 130 ] || fail "SIGINT: exit status $status"
[ ! -s "$folder/err" ] || fail "tail does not end quietly"
expect 2 tail --json --plain
