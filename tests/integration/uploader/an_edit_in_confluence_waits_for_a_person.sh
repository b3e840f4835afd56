#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
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
complained 'version 3 by ann, ours was 2' || fail "who it was is not told: $(cat "$folder/err")"
expect_field One .body '<p>By hand.</p>'
expect_field Two-more .version 2
expect 7 apply --yes
expect_field One .version 3
expect 0 resolve one.md --mine
expect 0 apply --yes
expect_field One .version 4
field One .body | grep -q 'Mine' || fail "the file was not published"

# Who an account is, is asked once, whatever becomes of the processes; that nobody tells stops nothing.
person edit One '{"body":"<p>Again.</p>","user":"ann"}'
printf '# One\n\nMine again.\n' > "$folder/docs/one.md"
expect 7 apply --yes
complained 'version 5 by ann' || fail "who it was is not told: $(cat "$folder/err")"
people=$(grep -c user/bulk "$folder/record" || true)
[ "$people" -eq "$([ "${EDITION:-cloud}" = cloud ] && echo 1 || echo 0)" ] || fail "asked $people times who that is"
expect 0 resolve one.md --mine
expect 0 apply --yes
fault 'match GET */user/bulk* 403'
person edit One '{"body":"<p>Once more.</p>","user":"bob"}'
printf '# One\n\nMine once more.\n' > "$folder/docs/one.md"
expect 7 apply --yes
complained 'version 7 by ' || fail "the conflict is not told: $(cat "$folder/err")"
