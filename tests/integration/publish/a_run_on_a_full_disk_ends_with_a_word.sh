#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/small_disk.sh disable=SC2119
# `apply` with its state on a disk that is full, or was from the beginning: it does not wait for room.
. "$(dirname "$0")/../../support/small_disk.sh"

put_state_on_disk 2m
start_sandbox
large_pages 1 40
expect 1 apply --yes
complained "the state in $folder/state cannot be written.*full" || fail "not said what is wrong, and where"
complained '[Mm]ake room there' || fail "not said what helps"
[ "$(titles | grep -c '^Page ')" -eq 0 ] || fail "something was published that cannot be remembered"
mount -o remount,size=64m "$folder/state"
expect 0 apply --yes
[ "$(titles | grep -c '^Page ')" -eq 40 ] || fail "not forty pages"

# Not even room for an empty ledger: the store dies at each start.
umount "$folder/state"
put_state_on_disk 16k
expect 1 apply --yes
complained "cannot use the state $folder/state/ledger.*full; make room there" || fail "not said what is wrong, and where"
[ "$(grep -c 'cannot use the state' "$folder/err")" -eq 1 ] || fail "said at each start: $(cat "$folder/err")"

# Room enough, but for no further file: nobody waits for a store that never comes.
umount "$folder/state"
mount -t tmpfs -o nr_inodes=4 tmpfs "$folder/state" # folder, log, lock, ledger
chmod 700 "$folder/state"
: > "$folder/state/log"
for command in "apply --yes" start; do
    # shellcheck disable=SC2086 # a command and its option
    expect 1 $command
    complained "state/ledger.*No space left on device; make room there" ||
        fail "$command: not said what is wrong, where, and what helps"
done
is_stopped || fail "something was left behind"
