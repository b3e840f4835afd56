#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

behave uploader-1 deaf
behave watcher silent
start_supervisor
wait_until_up
deaf=$(pid_of uploader-1)
silent=$(pid_of watcher)
rm "$folder/fake/uploader-1" "$folder/fake/watcher"
wait_for 120 logged "^statestore .* got reaped $silent 1  gone"
said 'watcher died \(signal 6' || fail "the silent one was not aborted"
wait_for 120 logged "^statestore .* got reaped $deaf 1  gone"
said 'uploader-1 died \(signal 9' || fail "the deaf one was not killed"
wait_for 10 counted 2 '^uploader-1 .* started'
[ "$(count '^uploader-2 .* started')" -eq 1 ] || fail "one that beats was killed too"
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
