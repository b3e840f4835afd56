#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/wait.sh disable=SC2016
set -eu
. "$(dirname "$0")/../../support/wait.sh"
folder=$(mktemp -d /tmp/cmsync-test-XXXXXX)
export TMPDIR=$folder/tmp
mkdir "$TMPDIR"
echo canary-token > "$folder/token"
: > "$folder/port"
python3 -m http.server 0 --bind 127.0.0.1 --directory "$folder" > "$folder/port" 2>&1 &
server=$!
trap 'kill $server; rm -rf "$folder"' EXIT
wait_for 20 grep -q 'port [0-9]' "$folder/port"
port=$(grep -o 'port [0-9]*' "$folder/port" | cut -d ' ' -f 2)

# draw PREFIX.. -- STATUS SECONDS ARGUMENT..: under the prefix; output in $folder/out
draw()
{
    local prefix=() code=0
    while [ "$1" != -- ]; do prefix+=("$1") && shift; done
    local expected=$2 seconds=$3
    shift 3
    echo words | CMSYNC_TOKEN=canary-token "${prefix[@]}" "$CMSYNC_BIN/cmsync-drawer" "$seconds" 100000 \
        "$@" > "$folder/out" 2> "$folder/err" || code=$?
    [ "$code" -eq "$expected" ] || fail "${prefix[*]} $*: exit status $code, not $expected"
    [ -z "$(ls -A "$TMPDIR")" ] || fail "$*: left $(ls "$TMPDIR")"
}
says() { [ "$(cat "$folder/out")" = "$1" ] || fail "it said: $(cat "$folder/out")"; }
somebody() { pgrep -f "$1" > /dev/null; }
nobody() { ! pgrep -f "$1" > /dev/null; }

check_cage() # PREFIX..
{
    draw "$@" -- 0 20 -- cat && says words
    draw "$@" -- 0 20 -- sh -c "curl -sf -m 5 http://127.0.0.1:$port/token || echo cut off"
    says "cut off"
    draw "$@" -- 0 20 -- sh -c 'env | grep -c canary || true' && says 0
    draw "$@" -- 0 20 -- sh -c 'touch file && ls' && says file
    HOME=/home/me draw "$@" -- 0 20 -- sh -c 'echo "$PUPPETEER_CACHE_DIR"'
    says /home/me/.cache/puppeteer
    draw "$@" -- 0 20 -- sh -c '(sleep 311.1 &) ; (setsid sleep 311.1 &)' && nobody "sleep 311.1" ||
        fail "it outlives its drawer"
    draw "$@" -- "$failed" 20 -- sh -c 'echo half && exit 3' && says ""
    draw "$@" -- 123 1 -- sh -c 'setsid sleep 311.2 & sleep 311.2' && nobody "sleep 311.2" ||
        fail "it outlives its time"
    draw "$@" -- 124 20 -- yes && says ""
    draw "$@" -- 127 20 -- /nowhere/program
}
draw -- 2 20 echo

# What a killed one left is removed by a later one, when no drawing can be as old.
mkdir "$TMPDIR"/cmsync-drawer-{now,old} "$TMPDIR/other"
touch "$TMPDIR/cmsync-drawer-old/words"
touch -d '3 hours ago' "$TMPDIR"/{cmsync-drawer-old,other}
"$CMSYNC_BIN/cmsync-drawer" 20 1000 -- true < /dev/null
[ "$(ls -m "$TMPDIR")" = "cmsync-drawer-now, other" ] || fail "there is: $(ls -m "$TMPDIR")"
rmdir "$TMPDIR"/*
curl -sf "http://127.0.0.1:$port/token" > /dev/null || fail "the server is not there at all"
# Under the filter alone, a command that fails may be a browser that cannot start.
failed=122
! unshare -Urnp true 2> /dev/null || failed=1
check_cage env

if unshare -Urnp true 2> /dev/null; then
    draw -- 0 20 --hide "$folder/token" --hide /nowhere -- sh -c "wc -c < $folder/token" && says 0
    draw -- 0 20 --hide "$folder/token" -- \
        sh -c "umount $folder/token 2> /dev/null; wc -c < $folder/token" && says 0
    # Where there are no namespaces, a filter does.
    cat > "$folder/without" << 'END'
#!/bin/bash
for kind in user net pid ipc; do echo 0 > /proc/sys/user/max_${kind}_namespaces; done
exec "$@"
END
    if unshare -Ur bash "$folder/without" "$CMSYNC_BIN/cmsync-drawer" 9 9 -- true < /dev/null; then
        failed=122
        check_cage unshare -Ur bash "$folder/without"
        draw unshare -Ur bash "$folder/without" -- 125 20 --hide "$folder/token" -- cat
    fi
fi

# Killed at any moment, it takes all along: here with the command at work ...
unshare -Urnp true 2> /dev/null || exit 0
"$CMSYNC_BIN/cmsync-drawer" 60 1000 -- sh -c "touch $folder/at-work; setsid sleep 311.3 & sleep 311.3" \
    < /dev/null > /dev/null 2>&1 &
drawer=$!
wait_for 20 test -e "$folder/at-work"
kill -9 $drawer
wait $drawer 2> /dev/null || true
wait_for 20 nobody "sleep 311.3"

# ... and here while its child still builds the cage, held up by a thousand files to hide.
hidden=()
for i in {1..1000}; do
    : > "$folder/hidden-$i"
    hidden+=(--hide "$folder/hidden-$i")
done
"$CMSYNC_BIN/cmsync-drawer" 60 1000 "${hidden[@]}" -- sh -c "touch $folder/too-late; sleep 311.4" \
    < /dev/null > /dev/null 2>&1 &
drawer=$!
child=
until [ -n "$child" ]; do
    read -r child < "/proc/$drawer/task/$drawer/children" || kill -0 $drawer || fail "it has no child"
done
kill -9 $drawer
wait $drawer 2> /dev/null || true
gone() { ! grep -q '^State:.[^ZX]' "/proc/$1/status" 2> /dev/null; }
wait_for 20 gone "$child"
[ ! -e "$folder/too-late" ] || fail "a command ran for a drawer that was dead"
