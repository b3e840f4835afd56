#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh source=../../support/remote.sh
# What is asked before any page and fails for now is asked again, but less and less often, and a
# run gives up in the end: the server is not asked hundreds of times a second.
. "$(dirname "$0")/../../support/cmsync.sh"
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
page one.md One
page two.md Two
# meets FAULT: everything is answered so until the run says that it waits; then all is published.
meets()
{
    local asked pid
    rm -rf "$folder/state"
    : > "$folder/record"
    fault "match * * $1"
    (cd "$folder" && exec "$CMSYNC_BIN/cmsync" apply --yes --state state --run run) \
        > "$folder/out" 2> "$folder/err" < /dev/null &
    pid=$!
    wait_for 60 complained 'trying again'
    asked=$(count_requests)
    no_faults
    wait "$pid" || fail "$1: exit status $?"
    [ "$asked" -le 10 ] || fail "$1: asked $asked times before it waited"
}
meets optimistic-lock
meets 'giant 9000000'
[ "$(titles | tr '\n' ' ')" = 'One Two ' ] || fail "not both pages, each once: $(titles)"
