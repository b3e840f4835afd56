#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
kill "$sandbox"
wait "$sandbox" 2> /dev/null || true
sandbox=''
for i in $(seq 30); do
    page "p$i.md" "Page $i"
done
expect 5 apply --yes
head -n 1 "$folder/err" | grep -q 'trying again: the site cannot be reached' ||
    fail "nothing was said while it tried again"
grep -q 'nothing was published' "$folder/out" || fail "the summary says otherwise"
complained 'the site cannot be reached' || fail "not said what is wrong"
complained 'check site.url' || fail "not said what helps"
expect 5 plan
grep -q '30 to add' "$folder/out" || fail "no plan of what is known"
expect 4 diff docs/nothing.md
expect 5 diff docs/p1.md
