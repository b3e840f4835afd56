#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh
. "$(dirname "$0")/../../support/cmsync.sh"

start_sandbox
page a.md A
expect 0 start
printed "pid $(holder)" || fail "the pid is not named"
wait_for 60 has_titles "A "

page b.md B
wait_for 60 has_titles "A B "
expect 0 pause
page c.md C
expect 0 rescan
expect 0 scale 4
expect 0 status
printed paused || fail "status does not say that it is paused"
has_titles "A B " || fail "published although paused"
expect 0 resume
wait_for 60 has_titles "A B C "
expect 0 retry

# A log that has grown becomes the one before, while what writes it runs.
truncate -s 11M "$folder/state/log"
is_turned() { [ "$(stat -c %s "$folder/state/log")" -lt 100000 ] && [ -e "$folder/state/log.1" ]; }
wait_for 20 is_turned
expect 0 stop
grep -q stopped "$folder/state/log" || fail "what came last is not in the new log"
is_stopped || fail "the lock is not free"
for command in pause resume rescan "scale 2" "restart watcher"; do
    # shellcheck disable=SC2086 # a command and its argument
    expect 1 $command
    complained 'nothing is running' || fail "$command does not say why"
done
expect 0 retry # is kept for the next apply
printed 'next .cmsync apply.' || fail "retry does not say when: $(cat "$folder/out")"
expect 0 stop
