#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# A person who listens: how things are at once, then what happens, in whole sentences.
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
listen()
{
    rm -f "$folder/told" # what was told before is not to be taken for what is told now
    (cd "$folder" && exec timeout -k 5 -s INT 60 "$CMSYNC_BIN/cmsync" tail "$@" --state "$folder/state" \
        --run "$folder/run" > "$folder/told" 2> "$folder/err") &
    tail=$!
}
told() { grep -qsE -- "$1" "$folder/told"; }

CMSYNC_ACCESSIBLE=1 listen
wait_for 20 told '^cmsync for space DEMO on 127.0.0.1:[0-9]*\.$'
wait_for 20 told '^Nothing is running\.'
expect 0 start
wait_for 60 told '^[0-9:]{8} Published: a.md, version 1\.$'
page a.md "A, changed"
wait_for 60 told '^[0-9:]{8} Updated: a.md, version 2\.$'
expect 0 pause
wait_for 20 told ' Paused: nothing is published until cmsync resume\.$'
kill -INT $tail
wait $tail || true
! grep -qP '[^\x20-\x7E]|[|#]' "$folder/told" || fail "something was drawn"

listen --plain
wait_for 20 told '^Paused: .*1 of 1 page in step\.$'
kill -INT $tail
wait $tail || true
rm "$folder/told"
(cd "$folder" && exec timeout -k 5 -s INT 60 "$CMSYNC_BIN/cmsync-monitor" --accessible --state \
    "$folder/state" --run "$folder/run" > "$folder/told" 2> "$folder/err") &
tail=$!
wait_for 20 told '^Paused: .*1 of 1 page in step\.$'
kill -INT $tail
wait $tail || true
expect 0 stop
