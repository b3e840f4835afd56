#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
expect 2 apply
complained 'pass --yes' || fail "it does not say how to go on"
expect 2 apply --json
[ ! -s "$folder/out" ] || fail "something on standard output"
[ "$(count_requests)" -eq 0 ] || fail "requests without permission"
