#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh disable=SC2119
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

# width TITLE: as readers and as the editor have it.
width()
{
    field "$1" '[.properties[] | select(.key | startswith("content-appearance-")) | .value] | sort | join(" ")'
}
wide()
{
    printf -- '---\nconfluence:\n  width: %s\n---\n# Wide\n\n%s\n' "$1" "$2" > "$folder/docs/wide.md"
}

start_sandbox
wide wide Text.
page plain.md Plain
expect 0 apply --yes
[ "$(width Wide)" = 'full-width full-width' ] || fail "width: $(width Wide), $(field Wide .)"
[ "$(width Plain)" = '' ] || fail "a page that says nothing: $(width Plain)"
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail "asked again"

# The width alone, and a new machine that has nothing to do.
wide max Text.
expect 0 apply --yes
[ "$(width Wide)" = 'max max' ] || fail "width: $(width Wide)"
expect_field Wide .version 1
rm -rf "$folder/state" "$folder/run"
: > "$folder/record"
expect 0 apply --yes
[ "$(jq -r 'select(.method != "GET") | .path' "$folder/record")" = '' ] || fail "written: $(requests PUT)"
[ "$(count_requests)" -le 3 ] || fail "$(count_requests) requests"
