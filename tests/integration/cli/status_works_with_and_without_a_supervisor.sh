#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
page g/b.md B
expect 0 status
printed 'nothing is running' || fail "it does not say that nothing runs"
expect 0 apply --yes
lines='=	a.md	[0-9]*	
=	g/	[0-9]*	
=	g/b.md	[0-9]*	'
check()
{
    expect 0 status --porcelain=v1
    [ "$(sed 's/[0-9][0-9]*/[0-9]*/' "$folder/out")" = "$lines" ] || fail "porcelain: $(cat "$folder/out")"
    expect 0 status docs/a.md
    printed 'title    A' || fail "details lack the title"
    expect 4 status nowhere.md
    expect 0 status --json
    jq -e '.format == "cmsync.status/1.0" and (.files | length) == 3' "$folder/out" || fail "not the JSON"
}
check
expect 0 start
check
printed '"is_running":true' || fail "it does not say that something runs"
expect 0 stop
is_stopped || fail "something still runs"

# Why a page is not called as its file says.
page c.md A
expect 0 apply --yes
expect 0 status docs/c.md
printed 'the title `A` is that of a.md$' || fail "$(cat "$folder/out")"
rm "$folder/docs/a.md"
expect 0 apply --yes
expect 0 status docs/c.md
printed 'is that of a.md, whose file is gone and whose page stays$' || fail "$(cat "$folder/out")"
