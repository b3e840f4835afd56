#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

command -v script > /dev/null || { echo "skipped: no script(1)" && exit 77; }
start_sandbox
page a.md A
answer_with()
{
    (cd "$folder" && TERM=xterm script -qec "$CMSYNC_BIN/cmsync apply --state $folder/state \
        --run $folder/run" /dev/null < <(printf '%s\n' "$1" && wait_for 60 is_answered))
}
# The terminal stays open until the question was answered.
is_answered() { grep -Eq 'nothing was published|created' "$folder/out"; }
answer_with n > "$folder/out"
printed 'Plan: 1 to add' || fail "it does not show what it would do"
printed 'publish? \[y/N\]' || fail "it does not ask"
printed 'nothing was published' || fail "it does not say that nothing happened"
[ -z "$(titles)" ] || fail "published in spite of no"
answer_with y > "$folder/out"
printed 'created 1' || fail "it did not publish"
[ "$(titles)" = A ] || fail "not published in spite of yes"
