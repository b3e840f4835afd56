#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
for name in Told Held Kept; do
    printf '# %s\n\nThe quick fox.\n\nThe slow dog.\n' $name > "$folder/docs/${name,}.md"
done
expect 0 apply --yes
for name in Told Held Kept; do person comment $name '{"selection":"slow dog"}'; done

# keep: published, and said where people look.
printf '# Told\n\nThe quick fox.\n' > "$folder/docs/told.md"
expect 0 apply --yes
expect_field Told .version 2
expect 0 status --porcelain=v1
grep '^=.told.md' "$folder/out" | grep -q '1 inline comment' || fail "the loss is not told"
expect 0 status
printed '=  told.md .*1 inline comment' || fail "the loss is not listed: $(cat "$folder/out")"
! printed '=  kept.md' || fail "a page without a remark is listed"
printf '# Told\n\nThe quick fox jumps.\n' > "$folder/docs/told.md"
expect 0 apply --yes
expect 0 status --porcelain=v1
! grep '^=.told.md' "$folder/out" | grep -q comment || fail "it is told of a version that lost none"

# hold: the page waits, unless the comment moves along.
configure 'comments: hold'
printf '# Held\n\nThe quick fox.\n' > "$folder/docs/held.md"
printf '# Kept\n\nA slow dog sleeps.\n' > "$folder/docs/kept.md"
expect 7 apply --yes
expect_field Held .version 1
expect_field Kept .version 2
[ "$(field Kept .comments[0].resolved)" = false ] || fail "the comment that could move was lost"
expect 0 status held.md
printed 'comment' || fail "the reason is not told"
expect 0 resolve held.md --mine
expect 0 apply --yes
expect_field Held .version 2
