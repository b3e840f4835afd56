#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh disable=SC2119
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
printf '# One\n\nThe quick fox.\n\nThe slow dog.\n' > "$folder/docs/one.md"
page two.md Two
expect 0 apply --yes

# A comment leaves the version alone and survives the next update.
person comment One '{"selection":"slow dog"}'
printf '# One\n\nThe quick fox jumps.\n\nThe slow dog sleeps.\n' > "$folder/docs/one.md"
expect 0 apply --yes
expect_field One .version 2
field One .body | grep -q '<ac:inline-comment-marker [^>]*>slow dog</ac:inline-comment-marker>' ||
    fail "the comment is lost: $(field One .body)"
[ "$(field One .comments[0].resolved)" = false ] || fail "the comment is resolved"

# An edit is held back, everything else goes on; nothing is written over.
person edit One '{"body":"<p>By hand.</p>","user":"ann"}'
printf '# One\n\nMine.\n' > "$folder/docs/one.md"
page two.md Two-more
expect 7 apply --yes
expect_field One .body '<p>By hand.</p>'
expect_field Two-more .version 2
expect 7 apply --yes
expect_field One .version 3
expect 0 resolve one.md --mine
expect 0 apply --yes
expect_field One .version 4
field One .body | grep -q 'Mine' || fail "the file was not published"
