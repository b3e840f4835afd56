#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

start_supervisor
wait_until_up
stages=$(awk '$3 == "started" { print $2 }' "$folder/fake/log")
kill -9 "$supervisor"
wait "$supervisor" || true
# At once: the lock is waited for while the old store dies.
start_supervisor
# shellcheck disable=SC2086 # several pids
wait_for 10 is_gone $stages
wait_for 30 counted 2 '^statestore .* got stage .* watcher ready'
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
