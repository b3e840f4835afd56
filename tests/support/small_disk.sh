# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# cmsync.sh, with the state folder on a disk of its own. Sourced first: the script runs anew in a
# namespace where it may mount, or is skipped. Its trap takes the disk away before the folder.
#
#   put_state_on_disk SIZE   an empty one, `16m`
#   large_pages FIRST LAST   p1.md ... with 200 kB each
unshare -rm true 2> /dev/null || { echo "skipped: no mount namespace here"; exit 77; }
[ "${1:-}" = inside ] || exec unshare -rm bash "$0" inside
# shellcheck source-path=SCRIPTDIR source=cmsync.sh
. "$(dirname "${BASH_SOURCE[0]}")/cmsync.sh"

put_state_on_disk()
{
    mkdir -p "$folder/state"
    mount -t tmpfs -o "size=$1" tmpfs "$folder/state"
    chmod 700 "$folder/state"
}

# shellcheck disable=SC2317 # called by the trap
leave_disk()
{
    local code=$? pid
    set +e
    [ $code -eq 0 ] || tail -n 60 "$folder/state/log"
    pid=$(holder)
    [ -z "$pid" ] || kill -9 "$pid"
    umount -l "$folder/state"
    (exit $code)
    clean_up
}
trap leave_disk EXIT

large_pages()
{
    local i
    for i in $(seq "$1" "$2"); do
        page "p$i.md" "Page $i"
        head -c 200000 /dev/zero | tr '\0' x >> "$folder/docs/p$i.md"
    done
}
