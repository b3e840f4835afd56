#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

passed()
{
    [ "$SECONDS" -ge "$1" ]
}

start_supervisor
wait_until_up
# Also who stood still with it, and is behind it when all goes on.
watcher=$(pid_of watcher)
kill -STOP "$supervisor" "$watcher"
wait_for $((20 * SLOWNESS)) passed $((SECONDS + 17 * SLOWNESS))
kill -CONT "$supervisor"
wait_for 10 passed $((SECONDS + 2))
kill -CONT "$watcher"
order 'restart 0 0 nobody' # when this is heard, all that was said before is
wait_for 10 said 'cannot restart `nobody`'
wait_for 10 passed $((SECONDS + 2))
said 'does not answer' && fail "a stage was blamed"
[ "$(count started)" -eq 5 ] || fail "a stage was started again"
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
