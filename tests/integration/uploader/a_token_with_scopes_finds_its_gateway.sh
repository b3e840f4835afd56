#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox --set scoped_token=1
page one.md One
page two.md Two
expect 0 apply --yes
[ "$(count_titles One)$(count_titles Two)" = 11 ] || fail "pages are missing"
page one.md One-more
before=$(count_requests)
expect 0 apply --yes
[ $(($(count_requests) - before)) -le 2 ] || fail "the gateway was looked for again"
asked=$(jq -r 'select(.target == "/_edge/tenant_info") | .headers | keys | join(" ")' \
    "$folder/record")
case $asked in
'') fail "tenant_info was not asked" ;;
*Authorization*) fail "the token went along to tenant_info" ;;
esac
