#!/bin/bash
# SPDX-License-Identifier: MIT
# 1000 pages through 8 uploaders at 50 ms, in both editions, in a network of its own that is taken
# away again and again; see chaos.py for options.
set -euo pipefail
cd "$(dirname "$0")/../.."
unshare -rn true 2> /dev/null || { echo "skipped: no network of its own here"; exit 0; }
for edition in cloud datacenter; do
    unshare -rn python3 -B tools/chaos/chaos.py --bin build/release/bin --kill network \
        --edition "$edition" "$@"
done
