#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh disable=SC2119
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
kill "$sandbox"
wait "$sandbox" 2> /dev/null || true
sandbox=''
for i in $(seq 30); do
    page "p$i.md" "Page $i"
done
expect 5 apply --yes
complained 'the site cannot be reached' || fail "not said what is wrong"
complained 'check site.url' || fail "not said what helps"
