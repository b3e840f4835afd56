#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

behave watcher litter
start_supervisor
wait_for 30 logged '^watcher .* left behind in the group'
wait_for 30 logged '^watcher .* left behind elsewhere'
rm "$folder/fake/watcher"
grouped=$(awk '/left behind in the group/ { print $2; exit }' "$folder/fake/log")
elsewhere=$(awk '/left behind elsewhere/ { print $2; exit }' "$folder/fake/log")
wait_for 30 said 'watcher died'
wait_for 10 is_gone "$grouped"

# The other one becomes the supervisor's child, and is no zombie when it ends.
[ "$(awk '/^PPid/ { print $2 }' "/proc/$elsewhere/status")" = "$supervisor" ] ||
    fail "the supervisor is no subreaper"
kill -9 "$elsewhere"
is_reaped()
{
    [ ! -d "/proc/$elsewhere" ]
}
wait_for 10 is_reaped
wait_for 10 counted 1 '^statestore .* watcher starting'
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
