#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
configure 'on_delete: trash'
page a.md A
page g/b.md B
page g/c.md C
expect 4 plan nowhere.md
expect 4 apply --yes docs/a.md docs/nowhere.md
complained 'there is no docs/nowhere.md' || fail "the path is not named"
[ -z "$(requests POST)" ] || fail "something was published all the same"
expect 0 apply --yes
expect 4 apply --yes nowhere.md

# A file that is gone has a page, and is one.
rm "$folder/docs/g/c.md"
expect 0 plan docs/g/c.md
expect 0 apply --yes docs/g/c.md
printed '^deleted 1' || fail "the page of the file that is gone stays: $(cat "$folder/out")"
