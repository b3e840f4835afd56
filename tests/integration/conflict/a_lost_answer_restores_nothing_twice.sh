#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
page a.md A
page b.md B
expect 0 apply --yes
page=$(field A .id)
person trash A '{}'
printf '# A\n\nNew text.\n' > "$folder/docs/a.md"
expect 7 apply --yes
expect 0 resolve a.md --mine

# The connection ends behind the request: libcurl sends it again, and meets the version that the
# first one made.
fault 'match PUT * count 1 lose'
cm apply --yes
no_faults
wait_for 60 applies
expect_field A .id "$page"
expect_field A .version 3
field A .body | grep -q 'New text' || fail "the page came back, and not up to date"
[ "$(count_titles A)" -eq 1 ] || fail "not one page"
