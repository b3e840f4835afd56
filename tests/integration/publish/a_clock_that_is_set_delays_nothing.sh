#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

# All see the clock that this file makes. FAST_CLOCK is set by ctest.
set_clock() { echo "$1" > "$folder/ahead" && mv "$folder/ahead" "$folder/clock"; }
set_clock 0
export LD_PRELOAD=$FAST_CLOCK CLOCK_AHEAD_FILE=$folder/clock
two_days=172800

cat > "$folder/faults" << 'END'
match POST */pages count 1 delay 3000
match PUT */pages/* count 1 500
END
start_sandbox --faults "$folder/faults"
page a.md A
page b.md B
expect 0 start
has_letter() { cm status --porcelain=v1 && grep -q "^$1" "$folder/out"; }

# An uploader holds a page: it is not ended because two days are over.
wait_for 30 has_letter '>'
set_clock $two_days
wait_for 30 has_titles "A B "
grep -q 'the clock was set by 172800 s' "$folder/state/log" || fail "nobody looked at the clock"
! grep 'holds a page for too long' "$folder/state/log" || fail "an uploader was ended"

# The next try of a page does not wait until the clock is where it was.
printf '# A\n\nAnother text.\n' > "$folder/docs/a.md"
wait_for 30 has_letter W
set_clock -$two_days
says() { state_of_space | grep -q "$1"; }
wait_for 30 says 'Another text'
printf '# B\n\nOne more text.\n' > "$folder/docs/b.md"
wait_for 30 says 'One more text'
expect 0 stop
