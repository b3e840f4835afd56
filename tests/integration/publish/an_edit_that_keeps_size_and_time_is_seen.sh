#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
page a.md Anna
expect 0 apply --yes
expect 0 apply --yes

# In place, with the same size, and the time put back: only the inode tells.
touch -r "$folder/docs/a.md" "$folder/time"
sed 's/Text/Next/' "$folder/docs/a.md" > "$folder/other"
cat "$folder/other" > "$folder/docs/a.md"
touch -r "$folder/time" "$folder/docs/a.md"
expect 0 apply --yes
expect_field Anna .version 2
field Anna .body | grep -q Next || fail "the edit is not published"

# What changes the inode alone, or the name alone, sends no text again.
chmod 600 "$folder/docs/a.md"
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail "a chmod costs requests"
rm -rf "$folder/docs-2" && cp -r "$folder/docs" "$folder/docs-2" && rm -rf "$folder/docs" &&
    mv "$folder/docs-2" "$folder/docs"
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail "a checkout costs requests"
