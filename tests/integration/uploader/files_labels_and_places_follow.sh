#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"
# shellcheck source-path=SCRIPTDIR source=../../support/remote.sh
. "$(dirname "$0")/../../support/remote.sh"

start_sandbox
mkdir -p "$folder/docs"
printf -- '---\nlabels: [alpha, beta]\n---\n# One\n\n![shot](shot.png)\n' > "$folder/docs/one.md"
printf 'first picture' > "$folder/docs/shot.png"
page old/index.md Old
page new/index.md New
page old/page.md Page
expect 0 apply --yes
expect_field One '.labels | sort | join(" ")' 'alpha beta'
expect_field One '.attachments | length' 1
expect_field One '.attachments[0].version' 1
comment=$(field One '.attachments[0].comment')
[[ $comment =~ ^cmsync\ [0-9a-f]{16}$ ]] || fail "the attachment's comment: $comment"

# A person's label stays, ours follows the file; the picture becomes a new version.
id=$(field One .id)
curl -sf -u me@example.com:canary-token -H 'Content-Type: application/json' \
    -H "$([ "${EDITION:-cloud}" = cloud ] || echo 'Authorization: Bearer canary-token')" \
    -d '[{"prefix":"global","name":"theirs"}]' "$url/rest/api/content/$id/label" > /dev/null
printf -- '---\nlabels: [beta, gamma]\n---\n# One\n\n![shot](shot.png)\n' > "$folder/docs/one.md"
printf 'second picture' > "$folder/docs/shot.png"
before=$(count_requests)
expect 0 apply --yes
expect_field One '.labels | sort | join(" ")' 'beta gamma theirs'
expect_field One '.attachments[0].version' 2
expect_field One '.version' 1
# Two for the labels, one for the picture, one for the manifest that names it.
[ $(($(count_requests) - before)) -le 4 ] || fail "more than four requests"

# A picture that a person replaced meanwhile goes into the history, and that is said.
sign_in=(-u me@example.com:canary-token)
[ "${EDITION:-cloud}" = cloud ] || sign_in=(-H 'Authorization: Bearer canary-token')
attachment=$(field One '.attachments[0].id')
curl -sf "${sign_in[@]}" -H 'X-Atlassian-Token: no-check' -F 'file=@-;filename=shot.png' \
    "$url/rest/api/content/$id/child/attachment/$attachment/data" <<< "a person's" > /dev/null
expect_field One '.attachments[0].version' 3
printf 'third picture' > "$folder/docs/shot.png"
expect 0 apply --yes
expect_field One '.attachments[0].version' 4
expect 0 status one.md
printed 'shot.png that somebody uploaded' || fail "not said: $(cat "$folder/out")"

# Moved and renamed is the same page; a picture that no page shows goes.
printf '# Uno\n\nNothing to see.\n' > "$folder/docs/one.md"
mv "$folder/docs/old/page.md" "$folder/docs/new/page.md"
page_id=$(field Page .id)
expect 0 apply --yes
expect_field Uno .id "$id"
expect_field Uno '[.attachments[] | select(.trashed | not)] | length' 0
expect_field Uno '.labels | sort | join(" ")' theirs
expect_field Page .id "$page_id"
expect_field Page .parent "$(field New .id)"
before=$(count_requests)
expect 0 apply --yes
[ "$(count_requests)" -eq "$before" ] || fail "requests although nothing changed"

# A link that leads to a file of the folder is that file, also when it says so from `/` on.
printf '# Linked\n\n![shot](also.png)\n' > "$folder/docs/linked.md"
ln -s "$folder/docs/shot.png" "$folder/docs/also.png"
expect 0 apply --yes
expect_field Linked '.attachments | length' 1
