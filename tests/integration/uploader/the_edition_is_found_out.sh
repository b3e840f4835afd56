#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
sed -i '/edition:/d' "$folder/cmsync.yaml"
page one.md One
expect 0 apply --yes
# The space, the manifest, the list of pages; the page; the manifest.
[ "$(count_requests)" -le 5 ] || fail "$(count_requests) requests for one page"
# The same where the guess by the user's name is the wrong one.
if [ "${EDITION:-cloud}" = datacenter ]; then
    rm -rf "$folder/state"
    printf '# Two\n' > "$folder/docs/one.md"
    sed -i 's/^site:/site:\n  user: me/' "$folder/cmsync.yaml"
    expect 0 apply --yes
    [ "$(count_titles Two)" -eq 1 ] || fail "the page is missing"
fi
