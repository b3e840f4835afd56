#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
page one.md One
page two.md Two
fault 'match POST * count 1 429 retry-after 2'
started=$SECONDS
expect 0 apply --yes
[ $((SECONDS - started)) -ge 1 ] || fail "it did not wait"
[ "$(jq -r 'select(.status == 429) | .method' "$folder/record" | wc -l)" -eq 1 ] ||
    fail "throttled more than once"
[ "$(count_titles One)$(count_titles Two)" = 11 ] || fail "pages are missing or doubled"

# Data Center says 0, a blocked user's number is beyond every clock: neither is taken as it is.
page one.md One-more
fault 'match PUT * count 1 429 retry-after 0'
expect 0 apply --yes
expect_field One-more .version 2
