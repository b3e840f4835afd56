#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# is_calm LETTER: a.md has that letter, and the store has looked through everything since.
is_calm()
{
    jq -se --arg letter "$1" 'map(select(.path == "a.md").letter) | last == $letter' \
        "$folder/events" > /dev/null 2>&1 &&
        [ "$(tail -n 1 "$folder/events" | jq -r .type)" = run_changed ]
}
has_letter() { cm status && printed "$1  a.md"; }

start_sandbox
configure "on_delete: ask"
page a.md A
page b.md B
page c.md C
(cd "$folder" && exec timeout 120 "$CMSYNC_BIN/cmsync" tail --json status_changed run_changed \
    --state "$folder/state" --run "$folder/run" > "$folder/events" 2> /dev/null) &
tail=$!
wait_for 20 test -s "$folder/events"
expect 0 start
wait_for 60 is_calm =
rm "$folder/docs/a.md"
wait_for 60 is_calm O
# The next scan of its own accord is ten minutes away.
wait_for 60 has_letter D
expect 0 stop
kill -INT $tail
