#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
echo 'sprace: X' >> "$folder/cmsync.yaml"
expect 2 apply --yes
complained "cmsync.yaml:[0-9]*:1" || fail "the place is not named"
configure
expect 2 apply --yes --docs.root nowhere
complained nowhere || fail "the folder is not named"
[ "$(count_requests)" -eq 0 ] || fail "requests with a wrong configuration"

# What runs goes on as it was, and can be steered and stopped before the file is mended.
expect 0 start
echo 'sprace: X' >> "$folder/cmsync.yaml"
expect 2 status
expect 2 reload
expect 0 pause
complained 'config check' || fail "it does not say that there are faults"
expect 0 stop
is_stopped || fail "something still runs"
cm stop --config nowhere.yaml
[ "$status" -eq 2 ] || fail "a file that is not there names no instance"

# A state folder that is a link is no folder of ours.
configure
mv "$folder/state" "$folder/elsewhere"
ln -s elsewhere "$folder/state"
expect 2 status
complained 'it is a symbolic link' || fail "not said why: $(cat "$folder/err")"
