# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# All of cmsync against a sandbox, in a folder of its own. Sourced by the scripts of
# tests/integration; CMSYNC_BIN is set by ctest, EDITION may be.
#
#   cm COMMAND...        cmsync in the folder; output in $folder/out and $folder/err, $status its code
#   start_sandbox OPTION...   $url and $sandbox (pid); what it recorded: requests, count_requests
#   wait_for SECONDS COMMAND...   from wait.sh; fail TEXT
set -eu
# shellcheck source-path=SCRIPTDIR source=wait.sh
. "$(dirname "${BASH_SOURCE[0]}")/wait.sh"

folder=$(mktemp -d /tmp/cmsync-test-XXXXXX)
sandbox='' status=0 url=''

# The supervisor that holds the lock, if one does.
holder()
{
    local pid=''
    [ ! -f "$folder/state/lock" ] || flock -n -s "$folder/state/lock" true ||
        read -r pid _ < "$folder/state/lock"
    echo "$pid"
}

# shellcheck disable=SC2317 # called by the trap
clean_up()
{
    local code=$? pid report
    for report in "$folder"/sanitizer.*; do
        [ ! -e "$report" ] || { cat "$report" && code=99; }
    done
    if [ $code -ne 0 ]; then
        for name in out err state/log sandbox.err; do
            [ ! -s "$folder/$name" ] || { echo "--- $name" && tail -n 60 "$folder/$name"; }
        done
    fi
    pid=$(holder)
    [ -z "$pid" ] || kill -9 "$pid" 2> /dev/null || true
    [ -z "$sandbox" ] || kill "$sandbox" 2> /dev/null || true
    wait 2> /dev/null || true
    rm -rf "$folder"
    exit $code
}
trap clean_up EXIT

# What a sanitizer finds in any process, whoever keeps its standard error, fails the test.
for variable in ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS; do
    export $variable="${!variable:+${!variable}:}log_path=$folder/sanitizer"
done

mkdir "$folder/docs" "$folder/home"
export HOME=$folder/home
unset CI CMSYNC_CONFIG CMSYNC_TOKEN NOTIFY_SOCKET CREDENTIALS_DIRECTORY XDG_CONFIG_HOME
(umask 077 && echo canary-token > "$folder/token")

# start_sandbox OPTION...: and a configuration that publishes to it.
start_sandbox()
{
    : > "$folder/listening"
    "$CMSYNC_BIN/cmsync-sandbox" --port 0 --edition "${EDITION:-cloud}" --token canary-token \
        --record "$folder/record" "$@" > "$folder/listening" 2> "$folder/sandbox.err" &
    sandbox=$!
    wait_for 20 grep -q '^listening ' "$folder/listening"
    url=$(sed -n 's/^listening //p' "$folder/listening")
    configure
}

# configure [LINE...]: the project's file; lines are added to its `publish:`.
configure()
{
    {
        printf 'version: 1\nsite:\n  url: %s\n  edition: %s\n' "$url" "${EDITION:-cloud}"
        [ "${EDITION:-cloud}" != cloud ] || printf '  user: me@example.com\n'
        printf '  space: DEMO\n  token_file: token\ndocs:\n  root: docs\npublish:\n  notify: false\n'
        [ $# -eq 0 ] || printf '  %s\n' "$@"
    } > "$folder/cmsync.yaml"
}

cm()
{
    status=0
    (cd "$folder" && exec timeout 120 "$CMSYNC_BIN/cmsync" "$@" --state "$folder/state" \
        --run "$folder/run") > "$folder/out" 2> "$folder/err" < /dev/null || status=$?
}

# expect STATUS COMMAND...: cmsync, which must end so.
expect()
{
    local expected=$1
    shift
    cm "$@"
    [ "$status" -eq "$expected" ] || fail "cmsync $*: exit status $status, not $expected"
}

# page PATH TITLE: writes a small page.
page()
{
    mkdir -p "$(dirname "$folder/docs/$1")"
    printf '# %s\n\nText of %s.\n' "$2" "$2" > "$folder/docs/$1"
}

printed() { grep -q -- "$1" "$folder/out"; }
complained() { grep -q -- "$1" "$folder/err"; }
is_stopped() { [ -z "$(holder)" ]; }
count_requests() { grep -c . "$folder/record" || true; }
# requests METHOD: the urls of what the sandbox was asked so, one a line.
requests() { jq -r --arg method "$1" 'select(.method == $method) | .path' "$folder/record"; }
# The sandbox's own view of the space.
state_of_space() { curl -sf "$(cut -d / -f 1-3 <<< "$url")/_sandbox/state"; }
# titles: of the pages below the home page, sorted.
titles()
{
    state_of_space | jq -r '.pages[] | select(.status == "current" and .parent) | .title' | sort
}
# has_titles "A B ": exactly these.
has_titles() { [ "$(titles | tr '\n' ' ')" = "$1" ]; }
