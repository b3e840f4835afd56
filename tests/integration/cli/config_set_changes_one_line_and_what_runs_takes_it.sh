#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# A setting is changed in its file: one line differs, what runs takes the new value at once.
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
printf '# at the end\n' >> "$folder/cmsync.yaml"
cp "$folder/cmsync.yaml" "$folder/before"
echo "# Page" > "$folder/docs/page.md"

cm config set limits.uploaders 40 --yes
[ "$status" = 2 ] || fail "a wrong value ended with $status"
grep -q 'cmsync.yaml:[0-9]*:14' "$folder/err" || fail "the error names no place"
cm config set limits.uploaders 3
[ "$status" = 2 ] || fail "nobody was asked, and it ended with $status"
cmp "$folder/before" "$folder/cmsync.yaml" || fail "a file that was not to be written was"

cm start
[ "$status" = 0 ] || fail "start ended with $status"
cm config set limits.uploaders 3 --yes
[ "$status" = 0 ] || fail "set ended with $status"
grep -q '^+  uploaders: 3' "$folder/out" || fail "no difference was shown"
grep -q 'reads the configuration' "$folder/out" || fail "what runs was not told"
[ "$(diff "$folder/before" "$folder/cmsync.yaml" | grep -c '^[<>]')" = 2 ] ||
    fail "more than a section with one key was added"
three_uploaders()
{
    [ "$(pgrep -c -P "$(holder)" cmsync-uploader)" = 3 ]
}
wait_for 20 three_uploaders
cm config get limits.uploaders
[ "$(cat "$folder/out")" = 3 ] || fail "get does not say 3"
cm stop
