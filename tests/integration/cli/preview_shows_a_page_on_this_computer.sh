#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# A configuration whose site and token must not be touched.
cat > "$folder/cmsync.yaml" << END
version: 1
site: {url: "https://confluence.invalid", space: REAL, token_file: token, root_page: "1"}
docs: {root: docs}
markdown: {banner: "Made from {path}"}
END
page guide/index.md Guide
printf '# Other\n\n![x](no.png)\n' > "$folder/docs/other.md"
printf '# Start\n\nFirst text. ![x](a.png)\n' > "$folder/docs/guide/start.md"
printf 'image' > "$folder/docs/guide/a.png"
export TMPDIR=$folder/tmp
mkdir "$TMPDIR"
(cd / && exec "$CMSYNC_BIN/cmsync" preview "$folder/docs/guide/start.md") \
    > "$folder/out" 2> "$folder/err" < /dev/null &
preview=$!
# shellcheck disable=SC2034 # ended with the test
sandbox=$preview
wait_for 60 grep -q '^http://127.0.0.1' "$folder/out"
shows() { curl -sfL "$(head -n 1 "$folder/out")" | grep -q "$1"; }
shows 'First text' || fail "the page is not there"
shows 'Made from guide/start.md' || fail "not with the settings of its project"
! grep -rq canary-token "$TMPDIR" || fail "the real token was used"
grep -q '^checked 1 file: 0 errors, 0 warnings$' "$folder/err" || fail "it says: $(cat "$folder/err")"
! grep -q 'with warnings' "$folder/err" || fail "it counts other pages"
printf '# Start\n\nSecond text. [x](gone.md)\n' > "$folder/docs/guide/start.md"
wait_for 60 shows 'Second text'
wait_for 60 grep -q 'CM-LINK-01.*gone.md' "$folder/err"
kill "$preview"
code=0
wait "$preview" || code=$?
[ "$code" -eq 143 ] || fail "exit status $code"
[ -z "$(ls -A "$TMPDIR")" ] || fail "it left something: $(ls "$TMPDIR")"
[ ! -e "$folder/home/.local" ] || fail "it left state behind"
expect 4 preview nowhere.md
expect 2 preview docs/guide/a.png
