#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# Nobody is to believe that all is in step because nobody looks.
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
expect 0 apply --yes
cp -r "$CMSYNC_BIN" "$folder/bin"
CMSYNC_BIN=$folder/bin
printf '#!/bin/sh\nexit 2\n' > "$folder/bin/cmsync-watcher"
expect 0 start
names_it() { cm status && printed 'watcher does not work'; }
wait_for 30 names_it
expect 0 status --json
jq -e '.failing == ["watcher"]' "$folder/out" > /dev/null || fail "not in JSON: $(cat "$folder/out")"
expect 1 doctor
printed 'error *processes *watcher is held' || fail "doctor does not say it: $(cat "$folder/out")"
expect 0 stop
