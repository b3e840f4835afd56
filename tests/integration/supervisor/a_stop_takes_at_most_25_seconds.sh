#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

behave watcher stubborn
behave uploader-1 stubborn
start_supervisor
wait_until_up
kill -STOP "$(pid_of statestore)" # the worst that can be: nobody obeys
begin=$SECONDS
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
[ $((SECONDS - begin)) -le $((25 * SLOWNESS)) ] || fail "it took $((SECONDS - begin)) s"
stages=$(awk '$3 == "started" { print $2 }' "$folder/fake/log")
# shellcheck disable=SC2086 # several pids
is_gone $stages || fail "a stage is left"

# A store that does not say that it needs no uploader any more holds them for a moment.
: > "$folder/fake/log"
behave watcher obedient
behave uploader-1 obedient
behave statestore open
start_supervisor
wait_until_up
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
logged '^statestore .* got close' || fail "the store was not told"
behave statestore obedient

# A second signal does not wait.
: > "$folder/fake/log"
behave watcher stubborn
behave uploader-1 stubborn
behave uploader stubborn
start_supervisor
wait_until_up
stages=$(awk '$3 == "started" { print $2 }' "$folder/fake/log")
kill -INT "$supervisor"
wait_for 10 logged '^watcher .* refuses to stop'
begin=$SECONDS
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
[ $((SECONDS - begin)) -le 2 ] || fail "killing took $((SECONDS - begin)) s"
# shellcheck disable=SC2086 # several pids
is_gone $stages || fail "a stage is left"
