#!/bin/bash
# SPDX-License-Identifier: MIT
# 64 requests of 500 ms over 32 connections take about a second, not 32.
# shellcheck source-path=SCRIPTDIR source=sandbox.sh
. "$(dirname "$0")/sandbox.sh"
run_sandbox --latency-ms 500
for _ in $(seq 64); do
    printf 'url = "%s/rest/api/user/current"\noutput = /dev/null\n' "$url"
done > "$folder/requests"
start=$(date +%s%N)
curl --silent --show-error --fail --parallel --parallel-max 32 --config "$folder/requests"
took=$((($(date +%s%N) - start) / 1000000))
[ "$(wc -l < "$folder/record")" -eq 64 ] || fail "the record is not complete"
[ "$took" -ge 1000 ] || fail "took only $took ms"
[ "$took" -lt 8000 ] || fail "took $took ms"
end_sandbox
