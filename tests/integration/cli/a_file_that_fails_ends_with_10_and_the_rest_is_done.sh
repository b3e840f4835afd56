#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
truncate -s 70M "$folder/docs/big.md"
expect 10 apply --yes --json
jq -e '.created == 1 and .failed == 1' "$folder/out" || fail "not the counts"
complained 'big.md' || fail "the file is not named"
has_titles "A " || fail "the rest was not published"
expect 0 status docs/big.md
printed '^reason .* larger than' || fail "status does not say why"
rm "$folder/docs/big.md"
expect 0 apply --yes
