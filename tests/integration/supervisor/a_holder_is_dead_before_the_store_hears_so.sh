#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

start_supervisor --limits.uploaders=2
wait_until_up
first=$(pid_of uploader-1)
wait_for 10 logged "^statestore .* got uploader $first "
order "kill $first 0 "
wait_for 10 logged "^statestore .* got reaped $first 0  gone"
wait_for 10 counted 2 '^uploader-1 .* started'
wait_for 10 logged "^statestore .* got uploader $(pid_of uploader-1) "

# A pid that is none of ours is dead as far as the store is concerned; the store is not killed.
order 'kill 999999999 0 '
wait_for 10 logged '^statestore .* got reaped 999999999 0  gone'
order "kill $(pid_of statestore) 0 "
wait_for 10 said 'the store asked to kill itself'

# A death while no store is there is told to the next one, with whose fault it was.
behave statestore die
kill -9 "$(pid_of statestore)"
wait_for 10 counted 2 '^statestore .* started'
second=$(pid_of uploader-2)
kill -ABRT "$second"
wait_for 10 counted 2 '^uploader-2 .* started'
rm "$folder/fake/statestore"
wait_for 20 logged "^statestore .* got reaped $second 1  gone"
wait_for 20 logged "^statestore $(pid_of statestore) got uploader $(pid_of uploader-1) "
grep -q ' alive$' "$folder/fake/log" && fail "a living process was called dead"
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
