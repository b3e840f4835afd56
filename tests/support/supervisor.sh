# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A supervisor with fake stages in a folder of its own. Sourced by the scripts of
# tests/integration; CMSYNC_BIN and FAKE_STAGE are set by ctest.
set -eu
# shellcheck source-path=SCRIPTDIR source=wait.sh
. "$(dirname "${BASH_SOURCE[0]}")/wait.sh"

folder=$(mktemp -d /tmp/cmsync-test-XXXXXX)
supervisor=
said_before=0
# shellcheck disable=SC2317 # called by the trap
clean_up()
{
    status=$?
    if [ $status -ne 0 ]; then
        echo "--- what the stages did" && cat "$folder/fake/log"
        echo "--- what the supervisor said" && cat "$folder/err"
    fi
    [ -z "$supervisor" ] || kill -9 "$supervisor" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT

mkdir "$folder/bin" "$folder/docs" "$folder/fake" "$folder/home"
cp "$CMSYNC_BIN/cmsync-supervisor" "$folder/bin/"
for kind in statestore converter uploader watcher; do
    cp "$FAKE_STAGE" "$folder/bin/cmsync-$kind"
done
mkfifo "$folder/fake/orders"
: > "$folder/fake/log"
: > "$folder/err"
(umask 077 && echo canary-token > "$folder/token")
cat > "$folder/cmsync.yaml" << 'END'
version: 1
site:
  url: http://127.0.0.1:1/wiki
  space: DOCS
END
export FAKE_FOLDER=$folder/fake HOME=$folder/home
unset CMSYNC_CONFIG CMSYNC_TOKEN NOTIFY_SOCKET CREDENTIALS_DIRECTORY XDG_CONFIG_HOME

# run_supervisor OPTION...: in the foreground.
run_supervisor()
{
    "$folder/bin/cmsync-supervisor" --config "$folder/cmsync.yaml" --state "$folder/state" \
        --run "$folder/run" "$@" 2>> "$folder/err"
}

# start_supervisor OPTION...: in the background; $supervisor is its pid.
start_supervisor()
{
    said_before=$(wc -l < "$folder/err")
    "$folder/bin/cmsync-supervisor" --config "$folder/cmsync.yaml" --state "$folder/state" \
        --run "$folder/run" --token-file "$folder/token" "$@" 2>> "$folder/err" &
    supervisor=$!
}

# behave NAME HOW: how the next process of that stage behaves.
behave()
{
    echo "$2" > "$folder/fake/$1"
}

# order RECORD: what the store tells the supervisor.
order()
{
    echo "$1" > "$folder/fake/orders"
}

# logged PATTERN: a stage did or heard that.
logged()
{
    grep -qE "$1" "$folder/fake/log"
}

# count PATTERN: how often.
count()
{
    grep -cE "$1" "$folder/fake/log" || true
}

# counted NUMBER PATTERN: at least so often.
counted()
{
    [ "$(count "$2")" -ge "$1" ]
}

# said PATTERN: the supervisor said so.
said()
{
    grep -qE "$1" "$folder/err"
}

# pid_of NAME: the newest process of that stage.
pid_of()
{
    awk -v name="$1" '$1 == name && $3 == "started" { pid = $2 } END { print pid }' \
        "$folder/fake/log"
}

# is_gone PID...
is_gone()
{
    local pid
    for pid; do
        if [ -d "/proc/$pid" ] && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null; then
            return 1
        fi
    done
}

# wait_until_up: each stage is ready, or had its chance to be. Before that a signal to a stage ends
# it: it has no handler yet.
wait_until_up()
{
    wait_for 30 is_up
}

is_up()
{
    tail -n +$((said_before + 1)) "$folder/err" | grep -q 'stages are ready$'
}

# stop_supervisor: orderly; $status is its exit status.
stop_supervisor()
{
    kill -TERM "$supervisor"
    status=0
    wait "$supervisor" || status=$?
    supervisor=
}
