#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=../../support/supervisor.sh
. "$(dirname "$0")/../../support/supervisor.sh"

# Too few for the store: libzmq would end it. Said before anything is started.
status=0
(ulimit -n 64 && run_supervisor --token-file "$folder/token") || status=$?
[ "$status" -eq 2 ] || fail "exit status $status, not 2"
said 'at most 64 files may be open' || fail "nothing about the limit"
said 'ulimit -n' || fail "nothing about how to raise it"
logged started && fail "a stage was started"

# What may be raised is raised.
ulimit -Sn 64
start_supervisor
wait_until_up
grep -E '^Max open files +64 ' "/proc/$supervisor/limits" && fail "the limit was not raised"

# Taken away later: more places to look at than files may be open, and signals are heard all the same.
prlimit --pid "$supervisor" --nofile=32:32
stop_supervisor
[ "$status" -eq 0 ] || fail "exit status $status"
said 'cannot wait' && fail "it could not wait for its stages"
exit 0
