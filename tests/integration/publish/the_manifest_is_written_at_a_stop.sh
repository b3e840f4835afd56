#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# What a machine with an empty state folder recognises its pages by is up to date after a stop.

forget() { rm -rf "$folder/state" "$folder/run"; }
changes() { jq -r 'select(.method != "GET") | "\(.method) \(.path)"' "$folder/record"; }
properties() { changes | grep -c /propert || true; }
published_and() { has_titles "$1" && [ -z "$(cm status --porcelain=v1 && grep -v '^=' "$folder/out")" ]; }

start_sandbox
page a.md A
page b.md B
expect 0 start
wait_for 60 published_and "A B "
[ "$(properties)" -eq 0 ] || fail "written while it works: $(changes)"
expect 0 stop
is_stopped || fail "it did not stop"
[ "$(properties)" -gt 0 ] || fail "nothing was kept: $(changes)"

# Nothing changed: nothing is asked, at the start and at the stop.
: > "$folder/record"
expect 0 start
wait_for 60 published_and "A B "
expect 0 stop
[ "$(count_requests)" -eq 0 ] || fail "asked for nothing: $(cat "$folder/record")"

# Another machine: the manifest is all that it needs.
forget
expect 0 apply --yes
[ -z "$(changes)" ] || fail "written: $(changes)"
! grep -q "depth=all\|type=page" "$folder/record" || fail "the space was listed: $(requests GET)"

# A server that does not answer any more holds up no stop, and what was to be kept waits.
expect 0 start
page c.md C
wait_for 60 published_and "A B C "
kill -STOP "$sandbox"
expect 0 stop
is_stopped || fail "it did not stop"
kill -CONT "$sandbox"
: > "$folder/record"
expect 0 apply --yes
[ "$(properties)" -gt 0 ] || fail "the manifest was forgotten: $(changes)"
