#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

behave watcher die
behave converter refuse
start_supervisor
wait_for 30 counted 6 '^watcher .* started'
# 100 + 200 + 400 + 800 + 1600 ms lie between the first and the sixth start.
[ "$SECONDS" -ge 2 ] || fail "six starts in $SECONDS s"
[ "$(count '^watcher .* started')" -le 7 ] || fail "it spins"
[ "$(count '^converter .* started')" -eq 1 ] || fail "exit status 2 was started again"
said 'watcher died \(exit status 1\); it starts again in 400 ms' || fail "no word about it"
said 'converter refuses its configuration' || fail "no word about the refusal"
[ "$(count '^(statestore|uploader-.) .* started')" -eq 3 ] || fail "the others were disturbed"
wait_for 10 logged '^statestore .* got stage .* converter held'

# What was wrong is mended: a reload starts both.
rm "$folder/fake/watcher" "$folder/fake/converter"
kill -HUP "$supervisor"
wait_for 10 logged '^statestore .* got stage .* watcher ready'
wait_for 10 logged '^statestore .* got stage .* converter ready'
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
