#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
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

# The configured width is for pages that say nothing of their own; all of them follow a change.
editor() { field "$1" '[.properties[] | select(.key == "editor") | .value] | join(" ")'; }
configure 'width: narrow' 'editor: v2'
expect 0 apply --yes
[ "$(width Wide)" = 'max max' ] || fail "the front matter does not win: $(width Wide)"
[ "$(width Plain)" = 'default default' ] || fail "width: $(width Plain)"
case ${EDITION:-cloud} in
    cloud) wanted=v2 ;;
    *) wanted='' ;;
esac
[ "$(editor Plain)" = "$wanted" ] || fail "editor: $(editor Plain)"
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail "asked again"
rm -rf "$folder/state" "$folder/run"
: > "$folder/record"
expect 0 apply --yes
[ "$(jq -r 'select(.method != "GET") | .path' "$folder/record")" = '' ] || fail "written: $(requests PUT)"

# With a new page: on Data Center in the request that makes it.
page new.md New
: > "$folder/record"
expect 0 apply --yes
[ "$(width New)" = 'default default' ] || fail "width: $(width New)"
root=$(state_of_space | jq -r '.pages[] | select(.parent | not) | .id')
of_page=$(jq -r --arg root "/$root/" \
    'select(.method != "GET" and (.path | contains($root) | not)) | .method' "$folder/record" | wc -l)
most=1
[ "${EDITION:-cloud}" != cloud ] || most=4 # it, the width for readers and editor, the editor
[ "$of_page" -eq "$most" ] || fail "$of_page requests for a page: $(requests POST)"
