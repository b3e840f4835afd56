#!/bin/bash
# SPDX-License-Identifier: MIT
# What each kind of change costs in requests, by the sandbox's record; what the root page keeps of the
# whole tree (one property a run) is not counted.
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
configure 'on_delete: trash'
docs=$folder/docs

# costs N WHAT: a run of so many requests, and nothing left to do.
costs()
{
    : > "$folder/record"
    expect 0 apply --yes
    local found
    found=$(jq -r 'select(.path | test("/propert(y|ies)(/|$)") | not) | .method + " " + .path' \
        "$folder/record")
    [ "$(grep -c . <<< "$found" || true)" -eq "$1" ] || fail "$2 cost, not $1: $found"
}

page guide/index.md Guide
page guide/a.md A
page guide/b.md B
page c.md C
mkdir "$docs/other"
page other/index.md Other
expect 0 apply --yes
costs 0 'nothing changed'

page d.md D
costs 1 'a new page'
echo More. >> "$docs/d.md"
costs 2 'an edit'
touch "$docs/d.md"
costs 0 'a new time of a file'

printf 'one' > "$docs/p.png"
printf '![p](p.png)\n' >> "$docs/d.md"
costs 3 'a picture and the text that shows it'
printf 'two!' > "$docs/p.png"
costs 1 'another picture of the same name'
cp "$docs/p.png" "$docs/q.png"
costs 0 'a picture that nothing shows'

sed -i '1i ---\nlabels: [red]\n---\n' "$docs/d.md"
costs 1 'a label'

mv "$docs/c.md" "$docs/guide/c.md"
costs 2 'a move'
mv "$docs/guide" "$docs/other/guide"
costs 2 'a folder that moves, with three pages in it'
mv "$docs/other/guide/a.md" "$docs/t"
mv "$docs/other/guide/b.md" "$docs/other/guide/a.md"
mv "$docs/t" "$docs/other/guide/b.md"
costs 0 'two files that changed places in their folder'
mkdir "$docs/d"
sed -i 's/!\[p\].*//' "$docs/d.md"
costs 3 'a picture that goes'
mv "$docs/d.md" "$docs/d/index.md"
costs 0 'a file that became a folder'

printf '\n[to A](other/guide/b.md)\n[to D](d/)\n' >> "$docs/other/index.md"
printf '\n[to D](../d/)\n' >> "$docs/other/index.md"
costs 2 'links'
sed -i 's/^# D$/# Delta/' "$docs/d/index.md"
costs 4 'a new title of a page that one other links to'

rm "$docs/other/guide/a.md"
costs 3 'a deletion'
