#!/bin/bash
# SPDX-License-Identifier: MIT
# Pages that were there before become ours when a person says so, and not before.
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
for title in One Two Three Four; do
    stranger "{\"title\":\"$title\",\"body\":\"<p>Theirs.</p>\",\"author\":\"anna\"}"
done
page one.md One
page two.md Two
page five.md Five
four=$(field Four .id)
printf -- '---\nconfluence:\n  id: %s\n---\n# Fourth\n\nText of ours.\n' "$four" > "$folder/docs/four.md"

# Without a word nothing of theirs is changed; an id in the front matter is one.
expect 7 apply --yes
expect_field One .version 1
expect_field Two .version 1
expect_field Fourth .id "$four"
expect_field Fourth .version 2
[ "$(count_titles Five)" -eq 1 ] || fail "the others wait too"

# One of them; somebody edits it before it goes out: then it is a conflict.
expect 0 resolve docs/one.md --adopt
person edit One '{"body":"<p>Newer.</p>","author":"anna"}'
expect 7 apply --yes
expect_field One .version 2
cm diff docs/one.md
printed 'Newer' || fail "the page's own text is not shown: $(cat "$folder/out" "$folder/err")"
expect 0 resolve docs/one.md --mine
expect 7 apply --yes
expect_field One .version 3

# The rest of the run's scope, in one word.
two=$(field Two .id)
expect 0 apply --yes --adopt
expect_field Two .version 2
expect_field Two .id "$two"
expect_field Three .version 1

# What was not made by us is not deleted by us; a new machine knows all of it.
rm -rf "$folder/state" "$folder/run" "$folder/docs/two.md"
configure 'on_delete: trash'
: > "$folder/record"
expect 0 apply --yes
[ "$(count_titles Two)" -eq 1 ] || fail "Two is gone"
[ "$(jq -r 'select(.method != "GET") | .path' "$folder/record")" = '' ] || fail "written: $(requests PUT)"

# An id in another space, or of another file's page, changes nothing.
printf -- '---\nconfluence:\n  id: %s\n---\n# Sixth\n\nText.\n' "$two" > "$folder/docs/six.md"
printf -- '---\nconfluence:\n  id: %s\n---\n# Seventh\n\nText.\n' "$four" > "$folder/docs/seven.md"
expect 10 apply --yes
cm status docs/seven.md
printed 'belongs to four.md' || fail "$(cat "$folder/out")"
[ "$(count_titles Seventh)" -eq 0 ] || fail "a page was made"

# Who has a title is named, also where it was put away; what was renamed meanwhile is tried again.
rm "$folder/docs/six.md" "$folder/docs/seven.md"
for title in Taken Trashed; do stranger "{\"title\":\"$title\",\"body\":\"<p>x</p>\"}"; done
taken=$(field Taken .id)
trashed=$(field Trashed .id)
setting trashed_reserve_titles 1
person trash Trashed '{}'
page taken.md Taken
page trashed.md Trashed
expect 7 apply --yes
complained "Taken (page $taken)" || fail "$(cat "$folder/err")"
complained "Trashed (page $trashed, trashed)" || fail "$(cat "$folder/err")"
expect 0 status docs/taken.md
printed "resolve taken.md --adopt" || fail "$(cat "$folder/out")"
printed "pageId=$taken" || fail "the other page is not named"
expect 1 resolve docs/trashed.md --adopt
person edit Taken '{"title":"Another"}'
curl -sf -X POST -d '{}' "$(site)/_sandbox/pages/$trashed/purge" > /dev/null
expect 0 retry
expect 0 apply --yes
[ "$(count_titles Taken)" -eq 1 ] || fail "it was not tried again"

# A folder of Cloud's may stand between a page and the root page.
if [ "${EDITION:-cloud}" = cloud ]; then
    stranger '{"title":"Shelf","type":"folder","body":""}'
    stranger "{\"title\":\"Book\",\"body\":\"<p>x</p>\",\"parent\":$(field Shelf .id)}"
    book=$(field Book .id)
    page book.md Book
    expect 0 apply --yes --adopt
    expect_field Book .id "$book"
fi
