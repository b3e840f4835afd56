#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh disable=SC2119
# The state folder on a disk that is full: a message, and once there is room everything goes on.
unshare -rm true 2> /dev/null || { echo "skipped: no mount namespace here"; exit 77; }
[ "${1:-}" = inside ] || exec unshare -rm bash "$0" inside
. "$(dirname "$0")/../../support/cmsync.sh"

mkdir -m 700 "$folder/state"
mount -t tmpfs -o size=16m tmpfs "$folder/state"
trap 'code=$?; set +e; pid=$(holder); [ -z "$pid" ] || kill -9 "$pid"; umount -l "$folder/state"; (exit $code); clean_up' EXIT
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
for i in $(seq 41 60); do
    page "p$i.md" "Page $i"
    head -c 200000 /dev/zero | tr '\0' x >> "$folder/docs/p$i.md"
done
refuses_to_write()
{
    cm rescan
    complained 'is the disk full'
}
wait_for 60 refuses_to_write
# What was refused was not done: not in memory, and not by halves with the supervisor.
cm pause || true
complained 'is the disk full' || fail "a pause that cannot be kept was accepted"
# Nobody repeats to the store who died and who came: it takes that up once there is room.
pkill -KILL -P "$(holder)" -f cmsync-uploader
rm "$folder/state/ballast"
wait_for 90 is_done 60
[ "$(titles | wc -l)" -eq 60 ] || fail "not sixty pages"
state_of_space | jq -e '[.pages[] | select(.title | startswith("Page ")) | .version] | all(. == 1)' ||
    fail "a page was published twice"
expect 0 stop
