#!/bin/bash
# SPDX-License-Identifier: MIT
# The state folder is an older copy of itself: a backup, the cache of an earlier build. What cmsync
# did since then is nobody's edit, is not done twice, and is not written over; an edit is an edit.
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

# text PATH TITLE TEXT
text() { mkdir -p "$(dirname "$folder/docs/$1")" && printf '# %s\n\n%s\n' "$2" "$3" > "$folder/docs/$1"; }
put_back() { rm -rf "$folder/state" "$folder/run" && cp -a "$folder/copy" "$folder/state"; }
# same_page TITLE ID: it is that page still, and the only one with the title.
same_page() { expect_field "$1" .id "$2" && [ "$(count_titles "$1")" -eq 1 ] || fail "$1 is doubled"; }
changes() { jq -r 'select(.method != "GET") | "\(.method) \(.path)"' "$folder/record"; }

start_sandbox
for name in same late newer edited trashed moved back; do text a/$name.md "A $name" one; done
text b/other.md 'B other' one
text name.md 'First name' one
expect 0 apply --yes
cp -a "$folder/state" "$folder/copy"

# Texts alone leave the manifest as it is: the versions themselves tell whose they are. The one that
# is as the copy knows it again is found by the check that the other one gives a reason for.
text a/late.md 'A late' once
text a/newer.md 'A newer' once
expect 0 apply --yes
put_back
text a/late.md 'A late' one
text a/newer.md 'A newer' more
expect 0 apply --yes
expect_field 'A late' .body '<p>one</p>'
expect_field 'A newer' .body '<p>more</p>'
put_back
expect 0 apply --yes --check-remote

# What came later, by cmsync: texts, a new page and a folder of them, a deletion, moves, another name.
for name in late newer edited; do text a/$name.md "A $name" two; done
text made.md Made two
text titled.md Titled two
text new/child.md Child two
rm "$folder/docs/a/trashed.md"
mv "$folder/docs/a/moved.md" "$folder/docs/a/back.md" "$folder/docs/b/"
mv "$folder/docs/name.md" "$folder/docs/second.md"
text second.md 'Second name' two
expect 0 apply --yes --publish.on_delete trash
declare -A ids
for title in Made Titled Child 'A moved' 'A back' 'Second name'; do
    ids[$title]=$(field "$title" .id)
done

# The copy, and the files as they were published last: all that is found is ours.
put_back
touch "$folder/docs/a/same.md"
text third.md Third three
: > "$folder/record"
expect 0 apply --yes --json
[ "$(jq -c '[.created,.updated,.moved,.held]' "$folder/out")" = '[1,0,0,0]' ] ||
    fail "as published: $(cat "$folder/out") $(changes)"
[ "$(titles | uniq -d)" = "" ] || fail "doubled: $(titles | uniq -d)"

# The copy again, an edit by a person, and files that are newer, or as the copy knows them.
person edit 'A edited' '{"body":"<p>By hand.</p>","user":"ann"}'
put_back
text a/late.md 'A late' one
text a/newer.md 'A newer' three
text a/edited.md 'A edited' three
text a/trashed.md 'A trashed' one
mv "$folder/docs/b/back.md" "$folder/docs/a/"
text b/moved.md 'A moved' three
text made.md Made three
text titled.md 'Another title' three
expect 7 apply --yes --json
[ "$(jq -c '[.created,.moved,.held]' "$folder/out")" = '[1,1,1]' ] || fail "$(cat "$folder/out")"
cm status --porcelain=v1
[ "$(grep -v '^=' "$folder/out" | cut -f 1,2)" = $'U\ta/edited.md' ] || fail "$(cat "$folder/out")"
expect_field 'A edited' .body '<p>By hand.</p>'
expect_field 'A late' .body '<p>one</p>'
for title in 'A newer' 'A moved' Made 'Another title'; do
    expect_field "$title" .body '<p>three</p>'
done
same_page 'Another title' "${ids[Titled]}"
for title in Made Child 'A moved' 'A back' 'Second name'; do same_page "$title" "${ids[$title]}"; done
expect_field 'A back' .parent "$(field a .id)"
[ "$(count_titles Titled)" -eq 0 ] || fail "the page has two titles"
expect 0 resolve a/edited.md --mine
expect 0 apply --yes

# What it left is whole: neither it nor a runner with nothing has anything to do.
: > "$folder/record"
expect 0 apply --yes
[ "$(count_requests)" -eq 0 ] || fail "asked: $(requests GET)"
rm -rf "$folder/state" "$folder/run"
expect 0 apply --yes
[ -z "$(changes)" ] || fail "written: $(changes)"
