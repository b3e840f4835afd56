#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

is_refused() { cm status && printed 'nothing is sent: credentials'; }
has_fired() { curl -sf "$(site)/_sandbox/faults" | jq -e 'any(.[]; .fired > 0)' > /dev/null; }
is_version() { [ "$(field "$1" .version)" = "$2" ]; }

# new_token TOKEN: it is stored, and what runs is told.
new_token()
{
    echo "$1" > "$folder/token"
    expect 0 reload
}

# At an only uploader the refusal comes before the new token is in use, beside others after that.
for uploaders in 1 3; do
    start_sandbox
    printf 'limits:\n  uploaders: %d\n' "$uploaders" >> "$folder/cmsync.yaml"
    page one.md One
    expect 0 start
    wait_for 60 has_titles "One "
    new_token wrong-token
    echo "More of it." >> "$folder/docs/one.md"
    wait_for 60 is_refused

    # It is asked with the old token once more, and while Confluence thinks the new one comes.
    fault 'match * */user/current count 1 delay 1500'
    expect 0 retry
    wait_for 30 has_fired
    new_token canary-token
    wait_for 60 is_version One 2
    expect 0 stop
    kill "$sandbox"
    wait "$sandbox" || true
    rm -rf "$folder"/{docs,state,run}/* "$folder/record"
done
