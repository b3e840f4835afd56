#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=sandbox.sh
. "$(dirname "$0")/sandbox.sh"
run_sandbox --edition cloud
# meet CODE SEEN FAULT...: a request that meets the fault ends with curl's exit status CODE, and
# status, size and Retry-After fit the pattern SEEN.
meet()
{
    local wanted=$1 pattern=$2 code=0 seen
    shift 2
    curl --silent --fail --request DELETE "$site/_sandbox/faults"
    curl --silent --fail --output /dev/null --data-binary "match * */user/current $*" \
        "$site/_sandbox/faults"
    seen=$(curl --silent --max-time 2 --output "$folder/body" --write-out \
        '%{http_code} %{size_download} %header{retry-after}' "$url/rest/api/user/current") ||
        code=$?
    [ "$code" -eq "$wanted" ] || fail "$*: curl ended with $code: $seen"
    # shellcheck disable=SC2254 # it is a pattern
    case $seen in $pattern) ;; *) fail "$*: $seen" ;; esac
}
meet 52 '000 0 ' drop
meet 52 '000 0 ' lose
meet 18 '200 *' truncate
meet 28 '200 [12] ' slow
meet 0 '200 *' short-length
! python3 -c "import json,sys; json.load(open(sys.argv[1]))" "$folder/body" 2> /dev/null ||
    fail "short-length: whole JSON"
meet 0 '200 3000* ' giant 3000000
meet 0 '200 0 ' empty
meet 0 '503 * 7' 503 retry-after 7
meet 0 '429 0 9223372036854775807' 429 retry-after max
meet 0 '302 0 ' login-redirect
end_sandbox
