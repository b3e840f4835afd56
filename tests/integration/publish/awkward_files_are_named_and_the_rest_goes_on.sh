#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page good.md Good
printf '# Bytes\n\nbad \xff\xfe bytes, \x01 and \x02 too.\n' > "$folder/docs/bytes.md"
printf -- '---\ntitle: [unclosed\n---\n\n# Odd\n\nText.\n' > "$folder/docs/odd.md"
: > "$folder/docs/empty.md"
truncate -s 200M "$folder/docs/huge.md"
mkfifo "$folder/docs/fifo.md"
ln -s loop.md "$folder/docs/loop.md"
ln -s .. "$folder/docs/up"
ln -s /etc/passwd "$folder/docs/outside.md"
ln -s good.md "$folder/docs/link.md"
printf '# Picture\n\n![a](missing.png)\n\n[b](nowhere.md)\n' > "$folder/docs/picture.md"
expect 10 apply --yes --json
jq -e '.failed == 1 and .held == 0' "$folder/out" || fail "not one file failed"
complained 'huge.md' || fail "the huge file is not named"
complained '64 MiB' || fail "the limit is not named"
expect 10 apply --yes --json
expect 0 status huge.md
for title in Good Bytes Picture empty; do
    titles | grep -qx "$title" || fail "no page $title: $(titles)"
done
! titles | grep -q passwd || fail "a link out of the root was followed"
state_of_space | jq -e '.pages[] | select(.title == "Picture") | .body | contains("missing.png")' ||
    fail "the missing picture is not visible on the page"
rm "$folder/docs/huge.md"
expect 0 apply --yes --json
