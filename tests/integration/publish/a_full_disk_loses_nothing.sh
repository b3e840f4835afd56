#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/small_disk.sh disable=SC2119
# The state folder on a disk that is full: a message, and once there is room everything goes on.
. "$(dirname "$0")/../../support/small_disk.sh"

put_state_on_disk 16m
start_sandbox
for i in $(seq 40); do
    page "p$i.md" "Page $i"
done
expect 0 start
is_done()
{
    cm status --porcelain=v1 && ! grep -qv '^=' "$folder/out" &&
        [ "$(grep -c . "$folder/out")" -eq "$1" ]
}
wait_for 60 is_done 40
cp "$folder/state/log" "$folder/log.before"
head -c 32M /dev/zero > "$folder/state/ballast" 2> /dev/null || true
large_pages 41 60
refuses_to_write()
{
    cm rescan
    complained 'is the disk full'
}
wait_for 60 refuses_to_write
# What was refused was not done: not in memory, and not by halves with the supervisor.
# Between two that do not fit there may be room for so little; for the way back there may be none.
was_paused=
refuses_to_pause()
{
    cm pause
    complained 'is the disk full' && return 0
    was_paused=yes
    cm resume
    complained 'is the disk full' || was_paused=
    return 1
}
wait_for 60 refuses_to_pause
# Nobody repeats to the store who died and who came: it takes that up once there is room.
pkill -KILL -P "$(holder)" -f cmsync-uploader
rm "$folder/state/ballast"
[ -z "$was_paused" ] || expect 0 resume
wait_for 90 is_done 60
[ "$(titles | wc -l)" -eq 60 ] || fail "not sixty pages"
state_of_space | jq -e '[.pages[] | select(.title | startswith("Page ")) | .version] | all(. == 1)' ||
    fail "a page was published twice"
expect 0 stop
