#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

pids_of() { pgrep -f "^$CMSYNC_BIN/cmsync-$1 .*--run=$folder/run" | sort; }
# is_anew STAGE PIDS COUNT: as many run as before, and COUNT of them are others.
is_anew()
{
    local now
    now=$(pids_of "$1")
    [ "$(wc -l <<< "$now")" -eq "$(wc -l <<< "$2")" ] &&
        [ "$(comm -13 <(echo "$2") <(echo "$now") | wc -l)" -eq "$3" ]
}

start_sandbox --latency-ms 20
expected=
for i in $(seq 10 39); do
    page "$i.md" "P$i"
    expected+="P$i "
done
expect 0 start
is_publishing() { [ "$(titles | wc -l)" -ge 2 ]; }
wait_for 60 is_publishing
for stage in uploader converter watcher statestore; do
    before=$(pids_of $stage)
    expect 0 restart $stage
    printed "^$stage.* start.* again" || fail "restart $stage says: $(cat "$folder/out")"
    wait_for 30 is_anew $stage "$before" "$(wc -l <<< "$before")"
done
wait_for 60 has_titles "$expected"
[ "$(requests POST | grep -c '/pages$')" -eq 30 ] || fail "a page was created twice"
grep -E ' died|is killed' "$folder/state/log" && fail "a stage did not end in order"

# One of several, and one that is not among them.
before=$(pids_of uploader)
expect 0 restart uploader-1
wait_for 30 is_anew uploader "$before" 1
expect 1 restart uploader-9
complained 'no stage of that name' || fail "uploader-9: $(cat "$folder/err")"
expect 2 restart convertor
complained 'did you mean .cmsync restart converter.' || fail "convertor: $(cat "$folder/err")"
page 40.md P40
wait_for 30 has_titles "${expected}P40 "
expect 0 stop
expect 1 restart watcher
complained 'nothing is running' || fail "with nothing running: $(cat "$folder/err")"
