#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

export CMSYNC_TOKEN=canary-token
rm "$folder/token"
"$folder/bin/cmsync-supervisor" --config "$folder/cmsync.yaml" --state "$folder/state" \
    --run "$folder/run" --verbose 2>> "$folder/err" &
supervisor=$!
unset CMSYNC_TOKEN
wait_until_up
wait_for 10 counted 2 '^uploader-. .* token canary-token$'
logged '^(statestore|converter|watcher) .* token' && fail "a stage without need got the token"

# Neither in the environment nor in the arguments of any process, nor in a file but the fakes' log.
for pid in $supervisor $(awk '$3 == "started" { print $2 }' "$folder/fake/log"); do
    for what in environ cmdline; do
        if tr '\0' '\n' < "/proc/$pid/$what" 2>/dev/null | grep -q canary; then
            fail "the token is in /proc/$pid/$what"
        fi
    done
    [ "$(awk '/core file/ { print $5 }' "/proc/$pid/limits")" = 0 ] || fail "$pid can leave a core"
done
grep -rq canary "$folder/state" "$folder/run" "$folder/err" && fail "the token is in a file"
order 'pause 0 0 canary-token'
order 'restart 0 0 canary-token'
wait_for 10 said 'cannot restart `\*+`'
grep -q canary "$folder/err" && fail "the token is in the log"
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
