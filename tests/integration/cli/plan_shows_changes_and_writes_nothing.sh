#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
page b.md B
expect 0 plan
printed 'Plan: 2 to add, 0 to change, 0 to move, 0 to delete' || fail "not the plan"
expect 8 plan --exit-code
expect 0 plan --json
jq -e '.format == "cmsync.plan/1.0" and .create == 2 and (.steps | length) == 2' "$folder/out" ||
    fail "not the JSON of a plan"
[ -z "$(jq -r 'select(.method != "GET")' "$folder/record")" ] || fail "a plan did more than ask"
expect 0 apply --yes
before=$(count_requests)
expect 0 plan --exit-code
page b.md "B anew"
expect 8 plan --exit-code
printed '~ b.md' || fail "the changed page is not listed"
[ "$(count_requests)" -eq $((before + 1)) ] || fail "a plan asks once about what is due"
[ "$(jq -r .method "$folder/record" | tail -n 1)" = GET ] || fail "a plan did more than ask"
[ "$(titles | tr '\n' ' ')" = "A B " ] || fail "a plan changed Confluence: $(titles)"

# Into a folder whose page is not there yet, and a file that is gone.
mkdir "$folder/docs/new"
mv "$folder/docs/a.md" "$folder/docs/new/"
rm "$folder/docs/b.md"
expect 0 plan
printed '> new/a.md' || fail "the move is not listed: $(cat "$folder/out")"
printed 'o b.md .*the page stays' || fail "the page without a file is not listed"
printed 'Plan: 1 to add, 0 to change, 1 to move' || fail "$(cat "$folder/out")"
