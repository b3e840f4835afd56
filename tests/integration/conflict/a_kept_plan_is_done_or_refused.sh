#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

writes() { jq -r 'select(.method != "GET") | .path' "$folder/record" | grep -c . || true; }

start_sandbox
page a.md A
page b.md B
page guide/c.md C
expect 0 plan -o first.plan
[ "$(writes)" -eq 0 ] || fail "a plan wrote"
expect 0 apply first.plan
printed 'created 4' || fail "the plan was not done: $(cat "$folder/out")"
expect 7 apply first.plan
complained 'is stale' || fail "a plan that was done is stale"

# An edit in Confluence of a page that is due is seen; one request, nothing but GET.
page a.md "A anew"
page guide/c.md "C anew"
expect 8 plan --exit-code -o second.plan
person edit A '{"body":"<p>By hand.</p>","user":"ann"}'
before=$(count_requests)
written=$(writes)
expect 7 apply second.plan
complained 'a.md: planned update, held now' || fail "the reason is not told"
expect_field A .body '<p>By hand.</p>'
expect 0 plan
printed '^Problems, 1' || fail "the conflict is no problem of the plan"
[ "$(writes)" -eq "$written" ] || fail "a plan wrote"

# Scope, and a change of the file after the plan.
expect 0 plan --json -o third.plan docs/guide
jq -e '.scope == ["guide"] and ([.steps[] | select(.action == "update")] | length) == 1 and
    (.steps | all(.path | startswith("guide")))' "$folder/out" > /dev/null || fail "not the scope"
page guide/c.md "C again"
expect 7 apply third.plan
expect 0 plan -o third.plan docs/guide
expect 0 resolve a.md --theirs
expect 0 apply third.plan
[ "$(count_titles "C again")" -eq 1 ] || fail "the plan in scope was not done"

# Offline nothing is asked, and no token is needed.
page b.md "B anew"
before=$(count_requests)
mv "$folder/token" "$folder/hidden"
expect 0 plan --offline
printed '^Compared with what is known' || fail "it does not say so"
printed '~ b.md' || fail "the change is not shown"
[ "$(count_requests)" -eq "$before" ] || fail "an offline plan asked"
mv "$folder/hidden" "$folder/token"
expect 2 plan --offline --check-remote
