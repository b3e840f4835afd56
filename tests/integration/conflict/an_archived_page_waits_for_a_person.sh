#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

# Only Cloud has an archive; what lies there keeps its title, and no client can bring it back.
start_sandbox
page a.md A
page b.md B
expect 0 apply --yes
id=$(field A .id)
person archive A '{}'
printf '# A\n\nNew text.\n' > "$folder/docs/a.md"
expect 7 apply --yes
complained 'archived the page' || fail "it is not told: $(cat "$folder/err")"

# Over there it is not published, nor beside it; nothing is lost, and it is said again what helps.
expect 0 resolve a.md --mine
expect 7 apply --yes
complained 'restore it there' || fail "what helps is not told: $(cat "$folder/err")"
expect 7 apply --yes

# Brought back by a person it is published, as the same page.
curl -sf -X POST --data '{}' "$(site)/_sandbox/pages/$id/restore" > /dev/null
expect 0 resolve a.md --mine
expect 0 apply --yes
expect_field A .id "$id"
field A .body | grep -q 'New text' || fail "it was not published"
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail "asked again"

# Under another title a new one is made, and the archive keeps the old.
person archive B '{}'
printf '# C\n\nOther.\n' > "$folder/docs/b.md"
expect 7 apply --yes
expect 0 resolve b.md --mine
expect 0 apply --yes
expect_field C .version 1
[ "$(count_titles B)" -eq 0 ] || fail "the archived page came back"
