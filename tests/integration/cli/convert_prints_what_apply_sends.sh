#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh disable=SC2119
. "$(dirname "$0")/../../support/cmsync.sh"

# Every construct that there is a golden pair for, a handbook, and links of all kinds between them.
sources=$(cd "$(dirname "$0")/../../.." && pwd)
cp -r "${TREE:-$sources/examples/docs}/." "$folder/docs"
[ -n "${TREE:-}" ] || {
    mkdir "$folder/docs/golden"
    cp -r "$sources"/tests/golden/*.md "$sources"/tests/golden/*/ "$folder/docs/golden"
}
chmod -R u+w "$folder/docs"
page twins/one.md Twin
page twins/two.md twin
page "odd names/a & b.md" "A & \"B\" <c>"
printf '# Links\n\n[a](one.md) [b](two.md#twin) [c](../odd%%20names/) [d](<../odd names/a & b.md>)
[e](../golden/headings.md#nowhere) [f](one) ![g](../gone.png) [h](#links) [i](#part) [j](..)\n
## Part\n' > "$folder/docs/twins/links.md"
echo "[x](links.md#part) [y](links.md#links)" > "$folder/docs/twins/index.md"

start_sandbox
expect 0 apply --yes --json --limits.uploaders 4
expect 0 status --all --json
mv "$folder/out" "$folder/status.json"
python3 "$(dirname "$0")/../../support/compare_convert.py" "$CMSYNC_BIN/cmsync" "$folder" \
    "${EDITION:-cloud}" || fail "convert and apply differ"
