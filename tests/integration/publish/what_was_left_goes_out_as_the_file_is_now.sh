#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

is_listed() { cm status --porcelain=v1 && grep -q "^$1	one.md	" "$folder/out"; }

# A change is known and not published, and nobody watches when the file changes again.
leave_a_change()
{
    expect 0 start --paused
    printf '# One\n\nOf %s, an old text.\n' "$1" > "$folder/docs/one.md"
    wait_for 30 is_listed M
    expect 0 stop
    printf '# One\n\nOf %s, the newest text.\n' "$1" > "$folder/docs/one.md"
}

# One version more, with the text that the file has.
has_published()
{
    expect_field One .version "$2"
    field One .body | grep -q "Of $1, the newest text" || fail "$1: another text was published"
}

start_sandbox
page one.md One
expect 0 apply --yes

leave_a_change "a run"
expect 0 apply --yes
has_published "a run" 2

leave_a_change "a watch"
expect 0 start
wait_for 30 is_listed =
expect 0 stop
has_published "a watch" 3
