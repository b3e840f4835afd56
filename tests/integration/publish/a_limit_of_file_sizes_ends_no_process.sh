#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

store() { pgrep -f "^$CMSYNC_BIN/cmsync-statestore .*--run=$folder/run"; }
says() { state_of_space | grep -q "$1"; }

start_sandbox
page a.md A
expect 0 start
wait_for 60 has_titles "A "
pid=$(store)
# Like a quota that is used up, but with a signal that ends whoever does not expect it.
prlimit --pid "$pid" --fsize=1000:
printf '# A\n\nAnother text.\n' > "$folder/docs/a.md"
wait_for 30 grep -q 'the state could not be written' "$folder/state/log"
prlimit --pid "$pid" --fsize=unlimited:
wait_for 60 says 'Another text'
[ "$(store)" = "$pid" ] || fail "the store died"
expect 0 stop
