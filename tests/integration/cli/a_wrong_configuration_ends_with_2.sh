#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh disable=SC2119
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
echo 'sprace: X' >> "$folder/cmsync.yaml"
expect 2 apply --yes
complained "cmsync.yaml:[0-9]*:1" || fail "the place is not named"
configure
expect 2 apply --yes --docs.root nowhere
complained nowhere || fail "the folder is not named"
[ "$(count_requests)" -eq 0 ] || fail "requests with a wrong configuration"
