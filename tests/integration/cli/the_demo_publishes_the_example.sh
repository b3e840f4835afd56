#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

for edition in cloud datacenter; do
    expect_demo=0
    TMPDIR=$folder "$CMSYNC_BIN/cmsync" demo --edition $edition > "$folder/out" 2> "$folder/err" \
        < /dev/null || expect_demo=$?
    [ $expect_demo -eq 0 ] || fail "$edition: exit status $expect_demo"
    printed '^  sandbox   http://127.0.0.1:' || fail "$edition: no address"
    printed '^created ' || fail "$edition: nothing was created"
    [ ! -s "$folder/err" ] || fail "$edition: something on standard error"
    [ -z "$(find "$folder" -maxdepth 1 -name 'cmsync-demo-*')" ] || fail "$edition: left something"
done

# Wrong values are told of once.
expect 2 demo --port x
[ "$(grep -c '^error' "$folder/err")" -eq 1 ] || fail "told twice: $(cat "$folder/err")"
expect 2 demo --edition server
