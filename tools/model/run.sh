#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh [SEEDS]: that many lives of a tree in each edition, applied and watched.
set -euo pipefail
cd "$(dirname "$0")/../.."
seeds=${1:-100}
model() { python3 -B tools/model/model.py --bin build/release/bin --go-on "$@"; }
failed=0
for edition in cloud datacenter; do
    model --edition "$edition" --people 0 --seeds "$seeds" || failed=1
    model --edition "$edition" --people 0.25 --seeds "$seeds" --first 1001 || failed=1
    model --edition "$edition" --people 0 --on-delete keep --seeds "$((seeds / 2))" --first 2001 ||
        failed=1
    model --edition "$edition" --people 0 --on-delete keep --watch --seeds "$((seeds / 4))" \
        --first 3001 || failed=1
    model --edition "$edition" --people 0.25 --kill 0.3 --seeds "$((seeds / 4))" --first 4001 ||
        failed=1
    model --edition "$edition" --people 0 --on-delete keep --watch --kill 0.3 \
        --seeds "$((seeds / 4))" --first 5001 || failed=1
    for people in 0 0.3; do
        model --edition "$edition" --wide --people "$people" --seeds "$((seeds / 2))" \
            --first 6001 || failed=1
        model --edition "$edition" --wide --people "$people" --on-delete keep --watch \
            --seeds "$((seeds / 4))" --first 7001 || failed=1
        model --edition "$edition" --wide 2 --people "$people" --seeds "$((seeds / 4))" \
            --first 8001 || failed=1
        model --edition "$edition" --wide 2 --people "$people" --on-delete keep --watch --kill 0.2 \
            --seeds "$((seeds / 4))" --first 9001 || failed=1
    done
done
exit "$failed"
