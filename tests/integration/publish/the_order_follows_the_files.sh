#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

# order PARENT: the pages below it, as Confluence shows them.
order()
{
    state_of_space | jq -r --arg parent "$(field "$1" .id)" \
        '[.pages[] | select(.parent == $parent and .status == "current")] | sort_by(.position) | map(.title) | join(" ")'
}
expect_order() { [ "$(order "$1")" = "$2" ] || fail "below $1: $(order "$1"), not $2; moved: $(moves)"; }
moves() { jq -r 'select(.path | test("/move/|movepage")) | "\(.method) \(.path)"' "$folder/record"; }
# expect_moves COUNT: since the last new_record, and nothing else was written.
expect_moves()
{
    [ "$(moves | grep -c .)" -eq "$1" ] || fail "not $1 moves: $(moves)"
}
new_record() { : > "$folder/record"; }
numbered() { printf -- '---\nconfluence:\n  order: %s\n---\n# %s\n\nText.\n' "$2" "$3" > "$folder/docs/guide/$1"; }

start_sandbox
page guide/index.md Guide
page guide/10-ten.md Ten
page guide/2-two.md Two
page guide/1-one.md One
page guide/zebra.md Zebra
numbered later.md 5 Five

# Without the setting nothing is moved.
expect 0 apply --yes
expect_moves 0
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail 'asked again'

# With it: a plan tells, nothing has a new version, and the next run asks nothing.
configure 'order: files'
expect 0 plan
printed 'order' || fail "the plan does not tell: $(cat "$folder/out")"
expect_moves 0
expect 0 apply --yes
expect_order Guide 'One Two Five Ten Zebra'
[ "$(moves | grep -c .)" -le 4 ] || fail "five pages, and more than four moves: $(moves)"
expect_field Two .version 1
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail 'asked again'

# One page goes to the front: one move. A new one goes between: one.
new_record
numbered later.md 0 Five
expect 0 apply --yes
expect_order Guide 'Five One Two Ten Zebra'
expect_moves 1
new_record
page guide/3-three.md Three
expect 0 apply --yes
expect_order Guide 'Five One Two Three Ten Zebra'
expect_moves 1

# A new machine knows the order.
rm -rf "$folder/state" "$folder/run"
new_record
expect 0 apply --yes
expect_moves 0
numbered later.md 11 Five
expect 0 apply --yes
expect_order Guide 'One Two Three Ten Five Zebra'
expect_moves 1

# A page that a person took elsewhere is not brought back by it.
stranger '{"title":"Elsewhere","body":"<p>x</p>"}'
person move Two "{\"parent\":$(field Elsewhere .id)}"
numbered later.md 0 Five
new_record
expect 0 apply --yes
expect_order Guide 'Five One Three Ten Zebra'
expect_moves 1
expect_order Elsewhere Two

# A move that Confluence refuses: its words, and what helps. Let in, it goes on.
person restrict Zebra '{"editor":"ann"}'
printf -- '---\nconfluence:\n  order: 0\n---\n# Zebra\n\nText.\n' > "$folder/docs/guide/zebra.md"
cm apply --yes
if [ "${EDITION:-cloud}" = datacenter ]; then
    cm status
    printed 'to move' || fail "the refusal of a move is not told: $(cat "$folder/out")"
fi
