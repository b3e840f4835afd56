#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
for i in 1 2 3 4 5 6; do page $i.md "Page $i"; done
fault 'match POST * nth 2 truncate'
fault 'match POST * nth 3 503'
fault 'match POST * nth 4 short-length'
fault 'match POST * nth 5 502 committed'
fault 'match POST * nth 6 drop'
cm apply --yes
no_faults
wait_for 200 applies
for i in 1 2 3 4 5 6; do
    [ "$(count_titles "Page $i")" -eq 1 ] || fail "Page $i is there $(count_titles "Page $i") times"
    expect_field "Page $i" .version 1
done
