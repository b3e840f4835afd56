#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
if [ ! -d "${CMSYNC_CORPORA:-/nowhere}/$TREE" ]; then
    echo "skipped: CMSYNC_CORPORA names no folder with the documentation tree $TREE"
    exit 77
fi
. "$(dirname "$0")/../../support/cmsync.sh"

cp -r "$CMSYNC_CORPORA/$TREE/." "$folder/docs"
chmod -R u+w "$folder/docs"
before=$(cd "$folder/docs" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
start_sandbox
expect 0 apply --yes --json --limits.uploaders 8
expect 0 status --json
mv "$folder/out" "$folder/status.json"
state_of_space > "$folder/state.json"
root=$(jq -r '.pages[] | select(.parent == null) | .id' "$folder/state.json" | head -n 1)
python3 "$(dirname "$0")/../../support/compare_tree.py" "$folder/docs" "$folder/status.json" \
    "$folder/state.json" "$root" || fail "the space differs from the folder"

sent=$(count_requests)
expect 0 apply --yes --json
[ "$(count_requests)" -eq "$sent" ] || fail "requests although nothing changed"
file=$(cd "$folder/docs" && find . -name '*.md' | sort | tail -n 1)
printf '\nOne more line.\n' >> "$folder/docs/$file"
expect 0 apply --yes --json
[ $(($(count_requests) - sent)) -le 2 ] || fail "more than two requests for one edited file"
truncate -s -16 "$folder/docs/$file"
after=$(cd "$folder/docs" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
[ "$before" = "$after" ] || fail "a source file was touched"
