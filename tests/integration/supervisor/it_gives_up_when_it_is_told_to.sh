#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

# expect STATUS: of a supervisor that ends by itself.
expect()
{
    wanted=$1 status=0
    run_supervisor --token-file "$folder/token" --give-up || status=$?
    [ "$status" -eq "$wanted" ] || fail "exit status $status, not $wanted"
}

behave watcher die
expect 1
[ "$(count '^watcher .* started')" -eq 5 ] || fail "not five attempts"
said 'watcher died 5 times in a row before it was ready' || fail "no word about it"
logged '^statestore .* got (stop|SIGTERM)' || [ "$(count '^statestore .* started')" -eq 1 ] ||
    fail "the others were not stopped in order"
rm "$folder/fake/watcher"
behave converter refuse
expect 2
said 'converter refuses its configuration' || fail "no word about the refusal"
