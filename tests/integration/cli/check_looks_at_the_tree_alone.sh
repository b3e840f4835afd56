#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

check() # STATUS ARGUMENT...: in the folder, without a word of state or sockets
{
    local expected=$1 code=0
    shift
    (cd "$folder" && exec "$CMSYNC_BIN/cmsync" check "$@") > "$folder/out" 2> "$folder/err" || code=$?
    [ "$code" -eq "$expected" ] || fail "check $*: exit status $code, not $expected"
}

page guide/install.md Installing
page one.md Same
page two.md same
printf '# Start\n\n[a](guide/instal.md) [b](guide/install.md#nope) ![c](no.png)\n[d](out/x.md)\n' \
    > "$folder/docs/start.md"
mkdir "$folder/docs/out"
page out/x.md X
echo out/ > "$folder/docs/.cmsyncignore"
check 0
for line in 'CM-LINK-01.*guide/instal.md' 'docs/start.md:3:11$' 'did you mean `guide/install.md`' \
    'CM-LINK-02.*#nope' 'CM-IMG-01.*no.png' 'docs/start.md:4:' \
    'CM-TITLE-01.*`same` is taken by one.md' '^checked 4 files: 0 errors, 5 warnings$'; do
    printed "$line" || fail "nothing says: $line"
done
check 0 docs/one.md docs/guide --json
[ "$(wc -l < "$folder/out")" -eq 1 ] || fail "more than one line of JSON"
jq -e '.format == "cmsync.check/1.0" and .files == 2 and .warnings == 0' "$folder/out" ||
    fail "the other files were told of"
check 0 --output github
grep -q '^::warning file=docs/start.md,line=3,col=11,title=CM-LINK-01::link to' "$folder/out" ||
    fail "no annotation"
[ -z "$(ls -A "$folder/home")" ] || fail "it left something: $(ls -A "$folder/home")"

# The nearest configuration, and a tree without one.
printf 'version: 1\ndocs:\n  root: docs\n  ignore: [start.md]\n' > "$folder/cmsync.yaml"
(cd / && "$CMSYNC_BIN/cmsync" check "$folder/docs") > "$folder/out" || fail "exit status $?"
printed '^checked 3 files: 0 errors, 1 warning$' || fail "the nearest cmsync.yaml was not found"
mkdir "$folder/other"
echo '[x](y.md)' > "$folder/other/a.md"
check 0 other
printed '^  --> other/a.md:1:5$' || fail "a folder of its own is no tree"
check 0 other/a.md
printed '^checked 1 file: 0 errors, 1 warning$' || fail "a file's folder is no tree"

# What apply could not do: a page too large, a name of any bytes, what is no file at all.
mkfifo "$folder/docs/pipe.md"
printf 'x' > "$folder/docs/$(printf 'bad\033name\n\377.md')"
head -c 6000000 /dev/zero | tr '\0' 'x' > "$folder/docs/large.md"
check 10
printed '^error\[CM-FILE-01\]: the page would be' || fail "a page that is too large is no error"
! grep -q "$(printf '\033')" "$folder/out" || fail "a name reached the terminal raw"
check 4 nowhere
check 2 --output yaml
check 2 docs/one.md other

# A tree without any page says where it looked.
mkdir "$folder/bare"
echo text > "$folder/bare/notes.txt"
check 0 bare
complained 'no page in .*bare: 1 file' || fail "an empty tree is not told of: $(cat "$folder/err")"
