#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

start_supervisor
wait_until_up
kill -USR1 "$supervisor"
wait_for 10 logged '^statestore .* got pause'
kill -9 "$(pid_of statestore)"
wait_for 10 logged "^statestore $(pid_of statestore) got stage .* watcher ready"
wait_for 10 counted 2 '^statestore .* got pause'
[ "$(count '^(watcher|converter|uploader-.) .* started')" -eq 4 ] ||
    fail "the store's death disturbed the others"
order 'resume 0 0 '
wait_for 10 said 'uploads are resumed'
kill -9 "$(pid_of statestore)"
wait_for 10 logged '^statestore .* got resume'
stop_supervisor
: > "$folder/fake/log"
start_supervisor --paused
wait_until_up
wait_for 10 logged '^statestore .* got pause'
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
