#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# A store whose minute is a few seconds. FAST_CLOCK is set by ctest.
export LD_PRELOAD=$FAST_CLOCK FAST_CLOCK_PROGRAM=cmsync-statestore FAST_CLOCK_TIMES=10

changes() { jq -r 'select(.method != "GET") | "\(.method) \(.path)"' "$folder/record"; }
properties() { changes | grep -c /propert || true; }
kept() { grep -c 'the manifest is written' "$folder/state/log" || true; }
has_kept() { [ "$(kept)" -eq "$1" ]; }

start_sandbox
page a.md A
expect 0 start
wait_for 60 has_titles "A "
wait_for 30 has_kept 1
count=$(properties)
[ "$count" -gt 0 ] || fail "nothing was written: $(changes)"
# The text of a page is in its version message: no manifest for that. A new page is worth one.
printf '# A\n\nAnother text.\n' > "$folder/docs/a.md"
is_changed() { state_of_space | grep -q 'Another text'; }
wait_for 60 is_changed
page b.md B
wait_for 60 has_titles "A B "
wait_for 30 has_kept 2
requests=$(count_requests)
expect 0 stop
[ "$(count_requests)" -eq "$requests" ] || fail "asked again at the stop"
