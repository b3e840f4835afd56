#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

start_supervisor --limits.uploaders=2 --verbose
wait_until_up
order_of_starts=$(sed -nE 's/.*debug: ([a-z0-9-]+) started as process.*/\1/p' "$folder/err")
[ "$(head -1 <<< "$order_of_starts")" = statestore ] || fail "the store does not come first"
[ "$(tail -1 <<< "$order_of_starts")" = uploader-2 ] || fail "the second uploader is not the last"
[ "$(wc -l <<< "$order_of_starts")" -eq 5 ] || fail "there are not five stages"
said 'uploader-2\[[0-9]+\]: info: started' || fail "a stage's line does not say whose it is"
stages=$(awk '$3 == "started" { print $2 }' "$folder/fake/log")

stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
order_of_ends=$(awk '$3 == "stopped" { sub("-.*", "", $1); print $1 }' "$folder/fake/log")
[ "$(sed -n 1,2p <<< "$order_of_ends" | sort | xargs)" = "converter watcher" ] ||
    fail "watcher and converter do not end first"
[ "$(tail -1 <<< "$order_of_ends")" = statestore ] || fail "the store does not end last"
# shellcheck disable=SC2086 # several pids
is_gone $stages || fail "a stage is left"
