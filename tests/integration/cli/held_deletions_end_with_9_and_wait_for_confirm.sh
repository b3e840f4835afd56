#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
configure 'on_delete: ask'
for name in a b c d e; do page "$name.md" "Page $name"; done
expect 0 apply --yes
rm "$folder/docs/a.md" "$folder/docs/b.md"
expect 9 apply --yes
complained 'cmsync confirm' || fail "it does not say how to go on"
has_titles "Page a Page b Page c Page d Page e " || fail "deleted without a confirmation: $(titles)"
expect 0 status --porcelain=v1
[ "$(grep -c ^D "$folder/out")" -eq 2 ] || fail "not two held deletions"
expect 2 confirm
expect 4 confirm docs/c.md
expect 0 confirm docs/a.md
printed '^1 deletion confirmed' || fail "not confirmed"
expect 0 reject docs/b.md
expect 0 apply --yes
has_titles "Page b Page c Page d Page e " || fail "pages: $(titles)"
printed '^deleted 1' || fail "the summary does not say what was deleted"

# All of none is nothing to do.
expect 0 confirm --all
printed '^0 deletions confirmed' || fail "not said that there were none"
