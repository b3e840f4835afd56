#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox --latency-ms 200
for i in $(seq 40); do page "p$i.md" "Page $i"; done
interrupted_by()
{
    (cd "$folder" && exec "$CMSYNC_BIN/cmsync" apply --yes --state "$folder/state" \
        --run "$folder/run" > "$folder/out" 2> "$folder/err" < /dev/null) &
    local apply=$!
    wait_for 60 has_created "$2"
    kill "-$1" $apply
    status=0
    wait $apply || status=$?
}
has_created() { [ "$(requests POST | wc -l)" -ge "$1" ]; }
interrupted_by INT 3
[ "$status" -eq 130 ] || fail "SIGINT: exit status $status"
is_stopped || fail "something still runs"
interrupted_by TERM 6
[ "$status" -eq 143 ] || fail "SIGTERM: exit status $status"
expect 0 apply --yes
[ "$(titles | wc -l)" -eq 40 ] || fail "$(titles | wc -l) pages"
[ "$(titles | uniq -d)" = "" ] || fail "doubled: $(titles | uniq -d)"
