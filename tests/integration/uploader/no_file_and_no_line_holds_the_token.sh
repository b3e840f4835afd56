#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
page one.md One
expect 0 apply --yes --verbose
basic=$(printf 'me@example.com:canary-token' | base64)
fault 'match * * 401'
page one.md One-more
expect 3 apply --yes --verbose
rm "$folder/token"
for secret in canary-token "$basic"; do
    ! grep -rqF "$secret" "$folder" || fail "$(grep -rlF "$secret" "$folder") holds the token"
done
