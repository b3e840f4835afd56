#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck source-path=SCRIPTDIR source=sandbox.sh
. "$(dirname "$0")/sandbox.sh"
run_sandbox --data "$folder/data"
curl --silent --fail --output /dev/null --header 'Content-Type: application/json' \
    --data '{"type":"page","title":"Kept","space":{"key":"DEMO"}}' "$url/rest/api/content"
printf 'match * */user/current delay 60000\nmatch * */space slow' > "$folder/script"
curl --silent --fail --output /dev/null --data-binary @"$folder/script" "$site/_sandbox/faults"
for path in user/current user/current space; do
    curl --silent --output /dev/null "$url/rest/api/$path" &
done
wait_for 10 grep -q '"path":"/wiki/rest/api/space"' "$folder/record"
end_sandbox || fail "ended with $?"
run_sandbox --data "$folder/data"
curl --silent --fail "$site/_sandbox/state" | grep -q '"title":"Kept"' || fail "the page is gone"
end_sandbox
