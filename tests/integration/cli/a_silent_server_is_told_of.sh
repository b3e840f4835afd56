#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# Nobody waits a minute in the dark for a server that takes questions and gives no answer.
printf 'match POST */pages count 1 delay 8000\nmatch POST */content count 1 delay 8000\n' > "$folder/faults"
start_sandbox --faults "$folder/faults"
page a.md A
expect 0 apply --yes
[ "$(grep -c 'waiting for Confluence to answer' "$folder/err")" -eq 1 ] ||
    fail "not said, or not once: $(cat "$folder/err")"
page b.md B
expect 0 apply --yes
! complained 'waiting for Confluence' || fail "said without a reason"
