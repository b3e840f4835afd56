#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page index.md Welcome
page guide/index.md Guide
page guide/install.md Installing
expect 0 apply --yes
printed '^created 3' || fail "the summary does not say what was created"
[ "$(titles | tr '\n' ' ')" = "Guide Installing Welcome " ] || fail "pages: $(titles)"
before=$(count_requests)
expect 0 apply --yes --json
[ "$(count_requests)" -eq "$before" ] || fail "requests although nothing changed"
[ "$(wc -l < "$folder/out")" -eq 1 ] || fail "more than one line of JSON"
jq -e '.format == "cmsync.apply/1.0" and .unchanged == 3 and .created == 0 and .requests == 0' \
    "$folder/out" || fail "not the JSON of the contract"
[ ! -s "$folder/err" ] || fail "something on standard error"

page guide/install.md "Installing it"
expect 0 apply --yes
printed '^updated 1, unchanged 2; ' || fail "the summary does not say what was updated"
[ $(($(count_requests) - before)) -le 2 ] || fail "more than two requests for one page"
[ -z "$(holder)" ] || fail "something still runs"
