#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
echo wrong > "$folder/token"
expect 3 apply --yes --json
[ -s "$folder/err" ] || fail "no reason on standard error"
[ "$(wc -l < "$folder/out")" -le 1 ] || fail "more than the JSON on standard output"
chmod 644 "$folder/token"
expect 3 apply --yes
complained token || fail "it does not say what is wrong with the token's file"
