#!/bin/bash
# SPDX-License-Identifier: MIT
# Two on one port would answer in turn, each with half of the pages.
# shellcheck source-path=SCRIPTDIR source=sandbox.sh
. "$(dirname "$0")/sandbox.sh"
run_sandbox
port=${site##*:}
port=${port%%/*}
code=0
timeout 10 "$CMSYNC_BIN/cmsync-sandbox" --port "$port" > /dev/null 2> "$folder/second" || code=$?
[ "$code" -eq 1 ] || fail "exit status $code"
grep -q "cannot listen on 127.0.0.1:$port: Address already in use" "$folder/second" ||
    fail "not said why: $(cat "$folder/second")"

# Once it has gone the port is free at once.
curl --silent --fail -o /dev/null "$url/rest/api/user/current"
end_sandbox
run_sandbox --port "$port"
end_sandbox
