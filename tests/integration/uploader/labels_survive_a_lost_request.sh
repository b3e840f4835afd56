#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

# has_labels LABELS: apply ends well, and they are what Confluence has.
has_labels()
{
    cm apply --yes
    [ "$status" -eq 0 ] && [ "$(field One '.labels | sort | join(" ")')" = "$1" ]
}

start_sandbox
for labels in 'alpha beta' 'beta gamma' 'beta delta gamma'; do
    printf -- '---\nlabels: [%s]\n---\n# One\n' "${labels// /, }" > "$folder/docs/one.md"
    fault 'match POST *label count 1 500'
    cm apply --yes
    no_faults
    wait_for 100 has_labels "$labels"
done
