#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# The very first answer asks to wait for longer than a run does, so does the one to a change.
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page one.md One
base=${url%/wiki}
block()
{
    curl -sf --data-binary "match $1 * 429 retry-after 86400" "$base/_sandbox/faults" > /dev/null
    expect 6 apply --yes
    complained 'Confluence limits our requests, for another 6[01] min' || fail "not said for how long"
    curl -sf --request DELETE "$base/_sandbox/faults" > /dev/null
    rm -r "$folder/state"
}
block '*'
block POST
expect 0 apply --yes
[ "$(titles | tr '\n' ' ')" = 'One ' ] || fail "not the page: $(titles)"
