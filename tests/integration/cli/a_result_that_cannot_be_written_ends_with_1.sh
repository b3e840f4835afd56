#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# Standard output on a full disk: whoever reads it later would miss the result.
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page one.md One
# refuses COMMAND...: with nowhere to write to.
refuses()
{
    local status=0
    (cd "$folder" && exec "$CMSYNC_BIN/cmsync" "$@" --state "$folder/state" --run "$folder/run" \
        < /dev/null > /dev/full 2> "$folder/err") || status=$?
    [ "$status" -eq 1 ] || fail "$*: exit status $status, not 1"
    complained 'cannot write the result: No space left' || fail "$*: not said why"
}
refuses plan
refuses apply --yes --json
expect 0 apply --yes --json
refuses apply --yes --json
refuses status --porcelain=v1
refuses convert docs/one.md
refuses version
