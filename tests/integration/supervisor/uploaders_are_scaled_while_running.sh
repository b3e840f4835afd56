#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

start_supervisor --limits.uploaders=2
wait_until_up
order 'scale 32 0 '
wait_for 30 logged '^uploader-32 .* started'
wait_for 30 logged "^statestore .* got uploader $(pid_of uploader-32) "
order 'scale 3 0 '
wait_for 30 counted 29 '^uploader-[0-9]+ .* stopped'
logged '^uploader-[123] .* stopped' && fail "the wrong ones were stopped"
order 'scale 0 0 '
order 'scale 33 0 '
wait_for 10 said 'cannot run 33 uploaders'
kill -TTIN "$supervisor"
wait_for 10 counted 2 '^uploader-4 .* started'
kill -TTOU "$supervisor"
wait_for 10 counted 2 '^uploader-4 .* stopped'
logged '^uploader-[123] .* stopped' && fail "the wrong ones were stopped"
order 'restart 0 0 uploader-2'
wait_for 10 counted 2 '^uploader-2 .* started'
order 'restart 0 0 nobody'
wait_for 10 said 'cannot restart `nobody`'
order 'stop 0 0 '
status=0
wait "$supervisor" || status=$?
supervisor=
[ "$status" -eq 0 ] || fail "exit status $status"
