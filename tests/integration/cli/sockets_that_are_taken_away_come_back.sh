#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

answers() { cm status --porcelain=v1 && [ "$status" -eq 0 ] && grep -q "^=	$1" "$folder/out"; }
stages() { pgrep -f "^$CMSYNC_BIN/cmsync-.*--run=$folder/run" | sort; }
sockets() { find "$folder/run" -type s 2> /dev/null | wc -l; }
has_sockets() { [ "$(sockets)" -ge "$1" ]; }

start_sandbox
page a.md A
expect 0 start
wait_for 60 answers a.md
before=$(stages) count=$(sockets)

# A cleaner of runtime folders takes one file, then all of them.
rm "$folder/run/statestore.requests"
wait_for 20 has_sockets "$count"
timeout 30 "$CMSYNC_BIN/cmsync" --config "$folder/cmsync.yaml" --state "$folder/state" \
    --run "$folder/run" status > /dev/null || fail "the store is not to be reached"
rm -r "$folder/run"
wait_for 20 has_sockets "$count"
is_private() { [ "$(stat -c %a "$folder/run")" = 700 ]; }
is_private || fail "the folder is open to others"
chmod 777 "$folder/run"
wait_for 20 is_private
page b.md B
wait_for 30 answers b.md
[ "$(stages)" = "$before" ] || fail "a stage was started again"
expect 0 stop
[ -z "$(stages)" ] || fail "a stage is left"
