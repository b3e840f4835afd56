#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

commit()
{
    git -C "$folder" add docs
    git -C "$folder" -c user.name=me -c user.email=me@example.com commit -qm "$1"
    git -C "$folder" rev-parse HEAD
}

start_sandbox
git -C "$folder" init -q
page one.md One
page two.md Two
first=$(commit first)
expect 0 apply --yes
if [ "${EDITION:-cloud}" = datacenter ]; then
    [[ $(field One '.versions[-1].message // .message') =~ ^cmsync\ [0-9a-f]{16}\ $first$ ]] ||
        fail "the message of a create: $(field One '.')"
fi
printf '# One\n\nAnother text.\n' > "$folder/docs/one.md"
second=$(commit second)
expect 0 apply --yes
[[ $(field One '.versions[-1].message // .message') =~ ^cmsync\ [0-9a-f]{16}\ $second$ ]] ||
    fail "the message of an update: $(field One '.')"

# What it says does not make a page another one.
before=$(count_requests)
git -C "$folder" -c user.name=me -c user.email=me@example.com commit -q --allow-empty -m third
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail "a commit alone costs requests"
rm -rf "$folder/state" "$folder/run"
expect 0 apply --yes
[ "$(requests PUT | grep -vc propert)" -eq 1 ] || fail "written: $(requests PUT)"
