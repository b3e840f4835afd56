#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

says() { state_of_space | grep -q "$1"; }
is_gone() { ! kill -0 "$1" 2> /dev/null; }
has_ledger() { find "$folder/state" -name 'ledger-*.db' | grep -q .; }
remove_ledger() { rm "$folder"/state/ledger-*; }

start_sandbox
page a.md A
page b.md B
expect 0 start
wait_for 60 has_titles "A B "
remove_ledger
wait_for 20 has_ledger
in_step() { cm status --porcelain=v1 && [ "$(grep -c '^=' "$folder/out")" -eq 2 ]; }
wait_for 60 in_step
printf '# A\n\nAnother text.\n' > "$folder/docs/a.md"
page c.md C
wait_for 60 says 'Another text'
wait_for 60 has_titles "A B C "
expect 0 stop
expect 0 apply --yes
has_titles "A B C " || fail "a page is there twice: $(titles)"

# In the middle of a run: that one ends with a word, the next goes on.
kill "$sandbox"
wait "$sandbox" || true
echo 'match POST */pages delay 400' > "$folder/faults"
start_sandbox --faults "$folder/faults"
for i in 1 2 3 4 5 6 7 8; do page "more/$i.md" "More $i"; done
remove_ledger
cm apply --yes &
run=$!
wait_for 30 says 'More 2'
remove_ledger
wait_for 60 is_gone "$run"
grep -q 'somebody removed or replaced' "$folder/err" || fail "nothing was said: $(cat "$folder/err")"
expect 0 apply --yes
[ "$(titles | grep -c '^More .')" -eq 8 ] || fail "pages are missing, or there twice: $(titles)"
