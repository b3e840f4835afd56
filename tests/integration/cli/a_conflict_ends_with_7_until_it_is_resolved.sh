#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
page b.md B
expect 0 apply --yes
edit_in_confluence()
{
    local id
    id=$(state_of_space | jq -r --arg title "$1" '.pages[] | select(.title == $title) | .id')
    curl -sf -X POST -H 'Content-Type: application/json' -d '{"body":"<p>by hand</p>"}' \
        "$(cut -d / -f 1-3 <<< "$url")/_sandbox/pages/$id/edit" > /dev/null
}
edit_in_confluence A
edit_in_confluence B
for name in A B; do
    printf '# %s\n\nNew text.\n' "$name" > "$folder/docs/${name,}.md"
done
expect 7 apply --yes
complained '^conflict' || fail "the conflict is not told"
expect 0 status --porcelain=v1
[ "$(grep -c ^U "$folder/out")" -eq 2 ] || fail "not two conflicts"
expect 0 status docs/a.md
printed 'cmsync resolve' || fail "it does not say how to go on"
expect 2 resolve docs/a.md
expect 2 resolve docs/a.md --mine --theirs
expect 0 resolve docs/a.md --mine
expect 0 resolve docs/b.md --theirs
expect 0 apply --yes
body_of() { state_of_space | jq -r --arg title "$1" '.pages[] | select(.title == $title) | .body'; }
[[ "$(body_of A)" == *"New text"* ]] || fail "mine was not published"
[[ "$(body_of B)" == *"by hand"* ]] || fail "theirs was overwritten"
