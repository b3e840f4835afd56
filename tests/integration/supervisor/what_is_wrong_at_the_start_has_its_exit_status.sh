#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

# expect STATUS PATTERN OPTION...
expect()
{
    : > "$folder/err"
    wanted=$1 pattern=$2 status=0
    shift 2
    run_supervisor "$@" || status=$?
    [ "$status" -eq "$wanted" ] || fail "$*: exit status $status, not $wanted"
    said "$pattern" || fail "$*: nothing about '$pattern'"
}

expect 3 'no token for Confluence was found'
expect 3 'cannot open the token file' --token-file "$folder/nothing"
expect 3 'only you can read, and name that file' --token-file "$folder/nothing"
expect 3 'only you can read, and name that file' --token-file "$folder"
chmod 644 "$folder/token"
expect 3 'others than its owner' --token-file "$folder/token"
chmod 600 "$folder/token"
ln -s "$folder/token" "$folder/link"
expect 3 'symbolic link' --token-file "$folder/link"
expect 2 'did you mean `--paused`' --pausd
expect 2 'use --token-file' --token=secret
expect 2 'is not expected' start
expect 2 'uses http to another machine' --site.url=http://example.com
expect 2 'cannot find the folder' --docs.root="$folder/nowhere"
expect 2 'too long' --run "/tmp/$(printf 'x%.0s' $(seq 100))"
logged started && fail "a stage was started"
run_supervisor --version | grep -q '^cmsync-supervisor ' || fail "no version"
run_supervisor --help | grep -q -- '--without-uploaders' || fail "no help"

# Without uploaders no token is needed.
"$folder/bin/cmsync-supervisor" --config "$folder/cmsync.yaml" --state "$folder/state" \
    --run "$folder/run" --without-uploaders 2>> "$folder/err" &
supervisor=$!
wait_until_up
logged '^uploader' && fail "an uploader was started"
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
