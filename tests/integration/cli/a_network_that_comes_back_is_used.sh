#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
# A site that is away for a while is nobody's page's fault, and what to do about it is said.
. "$(dirname "$0")/../../support/cmsync.sh"

leave()
{
    kill "$sandbox"
    wait "$sandbox" || true
    sandbox=''
}

start_sandbox --data "$folder/data"
port=${url##*:} port=${port%%/*}
page a.md A
expect 0 apply --yes
leave
page b.md B
expect 5 apply --yes
complained 'trying again: the site cannot be reached' || fail "nothing was said while it tried"
printed 'nothing was published\|^unchanged' || fail "a page is blamed: $(cat "$folder/out")"

expect 0 start
says_what_helps() { cm status && printed 'cmsync retry. does so at once'; }
wait_for 60 says_what_helps
expect 0 status docs/b.md
printed '^\(reason\|held up\) *the site cannot be reached' || fail "not said of the file: $(cat "$folder/out")"
start_sandbox --data "$folder/data" --port "$port"
expect 0 retry
wait_for 60 has_titles 'A B '
says_no_more() { cm status && ! printed 'at once'; }
wait_for 20 says_no_more
expect 0 stop
