#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

page guide/install.md Installing
printf '# Start\n\nSee [install](guide/install.md) and [nothing](gone.md).\n' > "$folder/docs/start.md"
convert() { (cd "$folder" && "$CMSYNC_BIN/cmsync" convert "$@") > "$folder/out" 2> "$folder/err"; }
convert docs/start.md || fail "exit status $?"
printed 'ri:content-title="Installing"' || fail "a link to another file is no page link"
complained 'docs/start.md:3:' || fail "the broken link is not reported with its place"
convert - --edition datacenter < "$folder/docs/start.md" || fail "exit status $?"
printed 'ri:content-title="Installing"' || fail "standard input is not taken as a file of the tree"
# A pattern far from the file, met when the input is used up.
page guide/drafts/one.md One
echo one.md > "$folder/docs/guide/drafts/.cmsyncignore"
printf '# Start\n\n[kept](guide/install.md) [left](guide/drafts/one.md)\n' > "$folder/docs/start.md"
convert docs/start.md || fail "exit status $?"
printed '</ac:link> left</p>' || fail "a link to an ignored file: $(cat "$folder/out")"
convert - < <(cat "$folder/docs/start.md") || fail "exit status $?"
printed '</ac:link> left</p>' || fail "a link to an ignored file, from a pipe: $(cat "$folder/out")"
code=0
convert gone.md || code=$?
[ "$code" -eq 4 ] || fail "a file that is not there: exit status $code"
[ -z "$(ls -A "$folder/home")" ] || fail "it left something: $(ls -A "$folder/home")"
code=0
convert docs || code=$?
[ "$code" -ne 0 ] || fail "a folder was converted"
complained 'it is a folder' || fail "it does not say what is wrong: $(cat "$folder/err")"
complained 'cmsync check' || fail "it does not say what helps: $(cat "$folder/err")"
