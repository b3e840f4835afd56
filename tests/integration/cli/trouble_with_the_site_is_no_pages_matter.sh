#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# What the server refuses before any page is reached: no page waits for a person because of it.
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page one.md One
page two.md Two
base=${url%/wiki}
# fault CODE ANSWER: every request is answered so, and apply ends with the code.
fault()
{
    curl -sf --data-binary "match * * $2" "$base/_sandbox/faults" > /dev/null
    expect "$1" apply --yes
    complained 'check' || fail "$2: not said what helps"
    curl -sf --request DELETE "$base/_sandbox/faults" > /dev/null
    cm status --porcelain=v1
    ! grep -q '^[UEL]' "$folder/out" || fail "$2: a page was blamed"
}
fault 4 400
fault 4 409
fault 4 413
fault 3 403
expect 0 apply --yes
[ "$(titles | tr '\n' ' ')" = 'One Two ' ] || fail "not both pages: $(titles)"
