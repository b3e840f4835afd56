#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
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

# What is no part of the tree: by pattern, by an ignore file, by its name, by a link on the way.
page left/index.md Left
page left/drafts/one.md Draft
page left/only/.hidden.md Hidden
page left/notes.md "Left notes"
page left/notes.md~ Backup
page left/private/deep/two.md Private
page left/deep/there.md "Deep there"
printf 'private\n' > "$folder/docs/left/.cmsyncignore"
printf '!deep/\n*.bin\n' > "$folder/docs/left/deep/.cmsyncignore"
cp "$sources/docs/images/text.png" "$folder/docs/left/drafts"
touch "$folder/docs/left/deep/x.bin" "$folder/docs/left/.secret" "$folder/docs/left/kept.bin"
ln -s deep "$folder/docs/left/linked"
ln -s notes.md "$folder/docs/left/also.md"
ln -s /etc/hostname "$folder/docs/left/outside.txt"
echo 'docs: {ignore: ["drafts/"]}' >> "$folder/cmsync.yaml"
printf '[%s](%s) ' a drafts/one.md b drafts/ c only/ d only/.hidden.md e notes.md~ f private/deep/two.md \
    g private/ h deep/there.md i deep/x.bin j .secret k kept.bin l linked/there.md m also.md \
    n outside.txt o linked/ p notes.md#left-notes > "$folder/docs/left/paths.md"
printf '\n\n# Notes\n\n## Far\n\n## Near\n' >> "$folder/docs/left/notes.md"
echo "[x](../notes.md#far)" >> "$folder/docs/left/drafts/one.md"
echo "[x](../notes.md#near)" >> "$folder/docs/left/deep/there.md"
for image in "$folder"/docs/left/drafts/*.png; do
    echo "![z](drafts/$(basename "$image"))" >> "$folder/docs/left/paths.md"
done

start_sandbox
expect 0 apply --yes --json --limits.uploaders 4
expect 0 status --all --json
mv "$folder/out" "$folder/status.json"
python3 "$(dirname "$0")/../../support/compare_convert.py" "$CMSYNC_BIN/cmsync" "$folder" \
    "${EDITION:-cloud}" || fail "convert and apply differ"
