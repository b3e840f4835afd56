#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
page one.md One
page two.md Two
page three.md Three
fault 'match * * login-page'
expect 3 apply --yes
[ "$(count_requests)" -le 2 ] || fail "$(count_requests) requests"
complained 'web page' || fail "the message does not say why"
no_faults
wait_for 200 applies
for title in One Two Three; do
    [ "$(count_titles $title)" -eq 1 ] || fail "$title is there $(count_titles $title) times"
done
