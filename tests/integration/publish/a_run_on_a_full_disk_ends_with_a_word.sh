#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/cmsync.sh disable=SC2119
# `apply` with its state on a disk that is full, or was from the beginning: it does not wait for room.
unshare -rm true 2> /dev/null || { echo "skipped: no mount namespace here"; exit 77; }
[ "${1:-}" = inside ] || exec unshare -rm bash "$0" inside
. "$(dirname "$0")/../../support/cmsync.sh"

mkdir -m 700 "$folder/state"
mount -t tmpfs -o size=2m tmpfs "$folder/state"
trap 'code=$?; set +e; umount -l "$folder/state"; (exit $code); clean_up' EXIT
start_sandbox
for i in $(seq 40); do
    page "p$i.md" "Page $i"
    head -c 200000 /dev/zero | tr '\0' x >> "$folder/docs/p$i.md"
done
expect 1 apply --yes
complained "the state in $folder/state cannot be written.*full" || fail "not said what is wrong, and where"
complained '[Mm]ake room there' || fail "not said what helps"
[ "$(titles | grep -c '^Page ')" -eq 0 ] || fail "something was published that cannot be remembered"
mount -o remount,size=64m "$folder/state"
expect 0 apply --yes
[ "$(titles | grep -c '^Page ')" -eq 40 ] || fail "not forty pages"

# Not even room for an empty ledger: the store dies at each start.
umount "$folder/state"
mount -t tmpfs -o size=16k tmpfs "$folder/state"
chmod 700 "$folder/state"
expect 1 apply --yes
complained "cannot use the state $folder/state/ledger.*full; make room there" || fail "not said what is wrong, and where"
